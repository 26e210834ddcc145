/** A process killed with SIGKILL under load, again and again, while a client notes every acknowledgement and retries the rest. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Credits, Lots, Ticks } from '../../src/base/money.ts'
import { type Prng, prng } from '../../src/base/prng.ts'
import type { Command } from '../../src/engine/command.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { type AccountId, U, userSlot } from '../../src/engine/ledger/chart.ts'
import { decodePayload } from '../../src/journal/codec.ts'
import type { Journal } from '../../src/journal/port.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { verifyJournal } from '../../src/journal/verify.ts'
import { sha256 } from '../../src/sequencer/digest.ts'
import { recover } from '../../src/sequencer/replay.ts'
import { scaled } from '../scale.ts'
import type { Order, Reply } from './child.ts'

const KILLS = scaled(1_000)
const ACCOUNTS = 20
const IN_FLIGHT = 64
const options = { simulation: true }
/** Half a second a life on a free machine; many times that on a busy one. */
const PATIENCE_MS = 60_000 + KILLS * 10_000

/** Sends commands, keeps what is not acknowledged, and sends that again to the next process. */
class Client {
  readonly acknowledged = new Set<string>()
  readonly refusals = new Map<string, number>()
  #unanswered = new Map<string, Order>()
  readonly #random: Prng
  #sent = 0

  constructor(random: Prng) {
    this.#random = random
  }

  get unanswered(): number {
    return this.#unanswered.size
  }

  /** Starts on a fresh process: what the last one did not answer comes first. */
  resume(child: ChildProcess): void {
    for (const order of this.#unanswered.values()) child.send(order)
    while (this.#unanswered.size < IN_FLIGHT) this.#send(child, this.#next())
  }

  /** Notes an answer and, while loading, sends the next command in its place. */
  hear(child: ChildProcess, reply: Exclude<Reply, { ready: number }>, loading: boolean): void {
    this.#unanswered.delete(reply.id)
    if (reply.ok) this.acknowledged.add(reply.id)
    else this.refusals.set(reply.code ?? '', (this.refusals.get(reply.code ?? '') ?? 0) + 1)
    if (loading && child.connected) this.#send(child, this.#next())
  }

  #send(child: ChildProcess, order: Order): void {
    this.#unanswered.set(order.id, order)
    child.send(order, () => {})
  }

  /** Each carries an id that the engine itself keeps apart: payment, idempotency key, client order id. */
  #next(): Order {
    this.#sent += 1
    const id = `c${this.#sent}`
    const account = (1 + this.#random.below(ACCOUNTS)) as AccountId
    if (this.#sent <= ACCOUNTS) return { id, type: 'account.open', input: { identity: id, operator: false } }
    const pick = this.#random.below(10)
    const amount = (1_000_000 + this.#random.below(9_000_000)) as Credits
    if (pick < 5) return { id, type: 'topup.credit', input: { account, amount, provider: 'test', paymentId: id } }
    const small = this.#random.below(1_000) as Credits
    const idem = { account, key: id, hash: 'h' }
    if (pick < 8) return { id, type: 'faucet.draw', input: { account, amount: small }, idem }
    const terms = { price: (1_000 + this.#random.below(500)) as Ticks, lots: 1_000 as Lots, tif: 'gtc' as const }
    const input = {
      account,
      side: 'buy' as const,
      kind: 'limit' as const,
      postOnly: false,
      clientOrderId: id,
      ...terms,
    }
    return { id, type: 'order.place', input }
  }
}

/** The retry id that a journalled command carries, if it is one of the client's. */
function idOf({ type, input, idem }: Command): string | undefined {
  if (idem !== undefined) return idem.key
  if (type === 'account.open' && 'identity' in input) return input.identity
  if (type === 'topup.credit' && 'paymentId' in input) return input.paymentId
  if (type === 'order.place' && 'clientOrderId' in input) return input.clientOrderId
  return undefined
}

describe('a process killed under load', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lx-crash-'))
  const client = new Client(prng(42))
  const random = prng(43)
  let journal: Journal
  let engine: Engine
  const journalled = new Map<string, number>()
  let issued = 0

  /** Starts a process and kills it: after so many answers, now and then while it still starts; the last one answers everything first. */
  function life(last: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const
      const child = fork(new URL('./child.ts', import.meta.url), [dir], { stdio: [...stdio] })
      let answersLeft = last ? Number.POSITIVE_INFINITY : 1 + random.below(500)
      let killed = false
      const kill = (): void => {
        killed = true
        child.kill('SIGKILL')
      }
      if (!last && random.chance(10)) setTimeout(kill, random.below(400))
      child.on('message', (reply: Reply) => {
        if ('ready' in reply) return client.resume(child)
        client.hear(child, reply, !last)
        answersLeft -= 1
        if (answersLeft === 0) setTimeout(kill, random.below(3))
        if (last && client.unanswered === 0) kill()
      })
      child.on('exit', (code) => (killed ? resolve() : reject(new Error(`the process ended by itself with ${code}`))))
    })
  }

  beforeAll(async () => {
    for (let kill = 0; kill < KILLS; kill++) await life(false)
    await life(true)
    journal = await openSqliteJournal({ dir })
    engine = await recover({ journal, options })
    for await (const group of journal.read(0)) {
      for (const command of decodePayload(group.payload, group.format)) {
        const id = idOf(command)
        if (id !== undefined) journalled.set(id, (journalled.get(id) ?? 0) + 1)
        if (command.type === 'topup.credit' || command.type === 'faucet.draw') {
          issued += (command.input as { amount: number }).amount
        }
      }
    }
  }, PATIENCE_MS)
  afterAll(async () => {
    await journal.close()
    rmSync(dir, { recursive: true })
  })

  it('keeps every acknowledged command exactly once', () => {
    const wrong = [...client.acknowledged].filter((id) => journalled.get(id) !== 1)
    expect(wrong).toEqual([])
    expect(client.acknowledged.size).toBeGreaterThan(KILLS * 50)
  })

  it('applies nothing twice and nothing that was refused', () => {
    const extra = [...journalled].filter(([id, times]) => times !== 1 || !client.acknowledged.has(id))
    expect(extra).toEqual([])
    expect([...client.refusals.keys()].filter((code) => !expectedRefusals.has(code))).toEqual([])
  })

  it('holds exactly the credits that were issued', () => {
    const { ledger } = engine.state
    let held = 0
    for (let account = 1; account <= ACCOUNTS; account++) {
      for (const purpose of [U.available, U.order]) held += ledger.credits(userSlot(account as AccountId, purpose))
    }
    expect(held).toBe(issued)
    engine.audit()
  })

  it('replays to the same state from the beginning as from its snapshots', async () => {
    const report = await verifyJournal(dir)
    expect(report.snapshots).toBeGreaterThan(0)
    expect(report.stateHashes).toBeGreaterThan(report.snapshots)
    const fromGenesis = await recover({ journal, options, fromGenesis: true })
    expect(fromGenesis.stateHash(sha256)).toBe(engine.stateHash(sha256))
  })
})

/** By the workload's own nature; anything else would be a consequence of the kills. */
const expectedRefusals = new Set(['too_many_orders', 'insufficient_credits', 'faucet_daily_cap', 'amount_not_positive'])
