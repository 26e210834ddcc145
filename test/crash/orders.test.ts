/** A process killed while a sweep, a pair of which one order fires, and a replacement are on their way: each happens once, whole, or not at all. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Credits, Lots, Ticks } from '../../src/base/money.ts'
import { prng } from '../../src/base/prng.ts'
import type { CardId, CommandType, InputOf, OrderInput, OrderView } from '../../src/engine/command.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { AccountId } from '../../src/engine/ledger/chart.ts'
import { flatRates } from '../../src/engine/metering/rates.ts'
import { orderView } from '../../src/engine/views.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { recover } from '../../src/sequencer/replay.ts'
import { facts } from '../engine/random-session.ts'
import { scaled } from '../scale.ts'
import type { Order, Reply } from './child.ts'

const KILLS = scaled(80)
const MAKERS = 20
const LOTS = 200 as Lots
const people = [1, 2, 3, 4].map((id) => id as AccountId)
const [pairs, seller, buyer, mover] = people as [AccountId, AccountId, AccountId, AccountId]

type Said = { readonly [T in CommandType]: { readonly type: T; readonly input: InputOf<T> } }[CommandType]

/** Credits and coins for all. */
function opening(): Said[] {
  const rates = { list: flatRates({ output: 1_000_000 }), cost: flatRates({ output: 600_000 }) }
  const said: Said[] = [{ type: 'card.publish', input: { channel: 1, model: 'm', eligible: true, ...rates } }]
  const bound = [0, 0, 0, 0, 0, 0, 2_000_000_000]
  for (const account of people) {
    const callId = `mine-${account}`
    const amount = 1_000_000_000_000 as Credits
    said.push(
      { type: 'account.open', input: { identity: `user-${account}`, operator: false } },
      { type: 'topup.credit', input: { account, amount, provider: 'test', paymentId: callId } },
      { type: 'call.authorize', input: { bootId: 'b', callId, account, keyId: null, cardIds: [1 as CardId], bound } },
      { type: 'call.capture', input: { callId, cardId: 1 as CardId, usage: bound, facts, unrecovered: [] } },
    )
  }
  return said
}

type Terms = readonly [side: 'buy' | 'sell', price: number, lots: number]

function limit(account: AccountId, clientOrderId: string, [side, price, lots]: Terms): OrderInput {
  const terms = { price: price as Ticks, lots: lots as Lots, tif: 'gtc', postOnly: false } as const
  return { account, side, kind: 'limit', clientOrderId, ...terms }
}

const place = (input: OrderInput): Said => ({ type: 'order.place', input })

/** What each round begins with: a last price of 10,000, a pair around it, offers to sweep, an order to replace. */
function before(round: number): Said[] {
  const name = (text: string): string => `${round}-${text}`
  const trigger = { kind: 'stop_loss', price: 9_500 as Ticks } as const
  return [
    ...people.map((account): Said => ({ type: 'order.cancel_all', input: { account } })),
    place(limit(seller, name('last-sell'), ['sell', 10_000, LOTS])),
    place(limit(buyer, name('last-buy'), ['buy', 10_000, LOTS])),
    {
      type: 'order.place_list',
      input: {
        account: pairs,
        kind: 'oco',
        clientListId: name('pair'),
        orders: [
          limit(pairs, name('gain'), ['sell', 11_000, LOTS]),
          { ...limit(pairs, name('loss'), ['sell', 9_400, LOTS]), trigger },
        ],
      },
    },
    ...Array.from({ length: MAKERS }, (_, i) => place(limit(seller, name(`offer-${i}`), ['sell', 10_001 + i, LOTS]))),
    place(limit(buyer, name('bid'), ['buy', 9_500, LOTS])),
    place(limit(mover, name('old'), ['buy', 5_000, LOTS])),
  ]
}

/** What the process is killed in. */
function critical(round: number): Said[] {
  const name = (text: string): string => `${round}-${text}`
  return [
    place(limit(buyer, name('sweep'), ['buy', 10_000 + MAKERS, MAKERS * LOTS])),
    place(limit(mover, name('hit'), ['sell', 9_500, LOTS])),
    {
      type: 'order.replace',
      input: {
        account: mover,
        cancel: { clientOrderId: name('old') },
        place: limit(mover, name('new'), ['buy', 5_001, LOTS]),
        mode: 'stop_on_failure',
      },
    },
  ]
}

/** Says it all to the process and hears every answer. */
function hear(child: ChildProcess, said: readonly Said[], prefix: string): Promise<void> {
  return new Promise((resolve) => {
    const open = new Set<string>()
    const listen = (reply: Reply): void => {
      if ('ready' in reply || !open.delete(reply.id) || open.size > 0) return
      child.off('message', listen)
      resolve()
    }
    child.on('message', listen)
    for (const [i, { type, input }] of said.entries()) {
      open.add(`${prefix}-${i}`)
      child.send({ id: `${prefix}-${i}`, type, input } satisfies Order)
    }
  })
}

function start(dir: string): Promise<ChildProcess> {
  const child = fork(new URL('./child.ts', import.meta.url), [dir], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the process ended by itself with ${code}`)))
    child.on('message', (reply: Reply) => 'ready' in reply && resolve(child))
  })
}

function stop(child: ChildProcess): Promise<void> {
  child.removeAllListeners('exit')
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

/** What the journal alone says, with every invariant. */
async function read(dir: string): Promise<Engine> {
  const journal = await openSqliteJournal({ dir })
  try {
    const engine = await recover({ journal, options: { simulation: true } })
    engine.audit()
    return engine
  } finally {
    await journal.close()
  }
}

/** Which of the three have happened, each of them whole. */
function happened(engine: Engine, round: number): { sweep: boolean; fired: boolean; replaced: boolean } {
  const see = (account: AccountId, text: string): OrderView | undefined =>
    orderView(engine, account, { clientOrderId: `${round}-${text}` })
  const offers = Array.from({ length: MAKERS }, (_, i) => see(seller, `offer-${i}`)?.status)
  const sweep = see(buyer, 'sweep')
  expect(offers).toEqual(offers.map(() => (sweep ? 'filled' : 'open')))
  if (sweep) expect([sweep.status, sweep.filledLots]).toEqual(['filled', MAKERS * LOTS])
  const fired = see(mover, 'hit') !== undefined
  const pair = [see(pairs, 'gain')?.status, see(pairs, 'loss')?.status, see(buyer, 'bid')?.status]
  expect(pair).toEqual(fired ? ['canceled', 'open', 'filled'] : ['open', 'pending', 'open'])
  const replaced = see(mover, 'new') !== undefined
  expect([see(mover, 'old')?.status, see(mover, 'new')?.status]).toEqual(
    replaced ? ['canceled', 'open'] : ['open', undefined],
  )
  return { sweep: sweep !== undefined, fired, replaced }
}

describe('a process killed in a sweep, a firing pair and a replacement', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lx-crash-orders-'))
  afterAll(() => rmSync(dir, { recursive: true }))

  it('has done each of them whole or not at all, and once when they are sent again', async () => {
    const random = prng(44)
    let child = await start(dir)
    await hear(child, opening(), 'open')
    for (let round = 1; round <= KILLS; round++) {
      await hear(child, before(round), `before-${round}`)
      for (const [i, { type, input }] of critical(round).entries())
        child.send({ id: `first-${i}`, type, input }, () => {})
      await new Promise((resolve) => setTimeout(resolve, random.below(6)))
      await stop(child)
      happened(await read(dir), round)
      child = await start(dir)
      await hear(child, critical(round), `again-${round}`)
      await stop(child)
      expect(happened(await read(dir), round)).toEqual({ sweep: true, fired: true, replaced: true })
      child = await start(dir)
    }
    await stop(child)
  })
})
