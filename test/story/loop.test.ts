/** The white paper's whole loop through public interfaces only: sign-up, faucet, key, official SDK, mining, market, staking, week, sweep, burn, restart. */
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Engine, RULES_VERSION } from '../../src/engine/engine.ts'
import type { Snapshot } from '../../src/journal/port.ts'
import { snapshotDir } from '../../src/journal/sqlite/layout.ts'
import { openSqliteReader } from '../../src/journal/sqlite/reader.ts'
import { fileSnapshots } from '../../src/journal/sqlite/snapshots.ts'
import { sha256 } from '../../src/sequencer/digest.ts'
import { recover } from '../../src/sequencer/replay.ts'
import { admin, ServerProcess, temporaryDir, Visitor } from '../server-process.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
/** A Monday. */
const START = '2026-01-05T00:00:00Z'
const dir = temporaryDir()
const snapshots = fileSnapshots(snapshotDir(dir.path))
let server: ServerProcess
let operator: Visitor
let alice: Visitor
let bob: Visitor
let aliceKey: string

const pass = (ms: number): Promise<unknown> => operator.call('admin.clock.advance', { body: { advanceMs: ms } })
const micro = (amount: string): number => Math.round(Number(amount) * 1e6)
const faucet = (who: Visitor): Promise<unknown> => who.call('faucet.draw', { body: { amount: '100' } })
const limit = (who: Visitor, side: 'buy' | 'sell', [price, quantity]: [string, string]) =>
  who.call('orders.place', { body: { type: 'limit', side, price, quantity } })

beforeAll(async () => {
  server = await ServerProcess.start({ dataDir: dir.path, clock: START })
  operator = await new Visitor(server.url).signIn(admin)
  alice = await new Visitor(server.url).signUp('alice')
  bob = await new Visitor(server.url).signUp('bob')
})

afterAll(async () => {
  await server.stop()
  dir.remove()
})

function openai(key: string): OpenAI {
  return new OpenAI({ apiKey: key, baseURL: `${server.url}/v1`, maxRetries: 0 })
}

async function newKey(who: Visitor): Promise<string> {
  const { secret } = await who.call('keys.create', { body: { name: 'story', scopes: ['relay', 'read'] } })
  return secret
}

/** One call on the model that the operator has priced at 30 CR a call. */
async function bigCall(key: string): Promise<Response> {
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sandbox-chat-large', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] }),
  })
  expect(response.status).toBe(200)
  await response.text()
  return response
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('nothing came back')
  return value
}

test('a faucet draw, a key and one streamed completion with the official SDK: billed and mined to the last unit', async () => {
  await faucet(alice)
  aliceKey = await newKey(alice)
  const stream = await openai(aliceKey).chat.completions.create({
    model: 'sandbox-chat',
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: 'user', content: 'Tell me about compute.' }],
  })
  let text = ''
  let usage: OpenAI.CompletionUsage | null | undefined
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? ''
    usage = chunk.usage ?? usage
  }
  expect(text.length).toBeGreaterThan(20)
  const { items } = await alice.call('calls.list', {})
  expect(items).toHaveLength(1)
  const receipt = await alice.call('calls.get', { params: { callId: items[0]?.callId ?? '' } })
  const tier = receipt.card?.list[0]
  const rate = (bucket: 'input' | 'output'): number => Math.round(Number(tier?.rates[bucket] ?? 0) * 1e12)
  expect(receipt.usage).toEqual({ input: usage?.prompt_tokens, output: usage?.completion_tokens, calls: 1 })
  const list = (receipt.usage.input ?? 0) * rate('input') + (receipt.usage.output ?? 0) * rate('output')
  expect(Math.round(Number(receipt.charge) * 1e12)).toBe(list)
  const charged = Math.floor(list / 1e6)
  expect(micro(receipt.charged)).toBe(charged)
  expect(Math.round(Number(receipt.mined) * 1e8)).toBe(charged * 1000)
  const balances = await alice.call('me.balances', {})
  expect(micro(balances.credits.available)).toBe(100_000_000 - charged)
  expect(balances.lco.available).toBe(receipt.mined)
})

test('a second user mines too, and every credit paid in era 0 mines ten LCO', async () => {
  const { items: channels } = await operator.call('admin.channels.list', {})
  await operator.call('admin.models.publish', {
    body: {
      channelId: channels[0]?.channelId ?? 0,
      model: 'sandbox-chat-large',
      cost: [{ from: 0, rates: { calls: '20' } }],
      list: [{ from: 0, rates: { calls: '30' } }],
    },
  })
  await faucet(bob)
  const bobKey = await newKey(bob)
  for (let day = 0; day < 3; day++) {
    for (let i = 0; i < 3; i++) {
      const response = await bigCall(aliceKey)
      expect(response.headers.get('x-lx-cost')).toBe('30.000000')
      expect(response.headers.get('x-lx-mined')).toBe('300.00000000')
      await bigCall(bobKey)
    }
    await pass(DAY)
    await Promise.all([faucet(alice), faucet(bob)])
  }
  const { lco } = await bob.call('me.balances', {})
  expect(lco.available).toBe('2700.00000000')
})

test('a stake lowers the price 24 hours later', async () => {
  await alice.call('stake.add', { body: { amount: '1000' } })
  expect((await bigCall(aliceKey)).headers.get('x-lx-cost')).toBe('30.000000')
  await pass(DAY)
  expect((await bigCall(aliceKey)).headers.get('x-lx-cost')).toBe('28.500000')
})

test('LCO mined by one user are sold to another on the book, and candles show it', async () => {
  await limit(alice, 'sell', ['0.10000', '500'])
  const { order, fills } = await limit(bob, 'buy', ['0.10000', '100'])
  expect(order).toMatchObject({ status: 'filled', fee: '0.010000' })
  expect(fills).toHaveLength(1)
  await limit(bob, 'buy', ['0.09900', '800'])
  await pass(HOUR)
  const { items } = await alice.call('market.candles', { query: { interval: '1h', limit: 5 } })
  expect(items.at(-1)).toBeDefined()
  const ticker = await alice.call('market.get', {})
  expect(ticker).toMatchObject({ last: '0.10000' })
})

let priceBefore: string | null

test('the week closes on Monday with a fifth of the profit, and the Friday sweep lifts the price', async () => {
  const now = (await operator.call('status.get', {})).now as number
  const thursday = Date.parse(START) + 10 * DAY + 12 * HOUR
  await pass(thursday - now)
  const { items: weeks } = await alice.call('transparency.weeks', {})
  const week = known(weeks[0])
  expect(micro(week.profit)).toBe(micro(week.revenue) - micro(week.cost) - micro(week.unrecovered))
  expect(micro(week.fundIn)).toBe(Math.ceil(micro(week.profit) / 5))
  await faucet(bob)
  const asks: [string, string][] = [
    ['0.10100', '150'],
    ['0.10200', '150'],
    ['0.10300', '1000'],
  ]
  for (const [price, quantity] of asks) {
    await limit(alice, 'sell', [price, quantity])
  }
  await limit(bob, 'buy', ['0.10000', '50'])
  priceBefore = (await alice.call('market.get', {})).last
  await pass(2 * DAY)
  const { items: buybacks } = await alice.call('transparency.buybacks', {})
  const sweep = known(buybacks.find((one) => one.state === 'closed'))
  expect(Number(sweep.bought)).toBeGreaterThan(0)
  const detail = await alice.call('transparency.buyback', { params: { buybackId: sweep.buybackId } })
  const unit = (amount: string): number => Math.round(Number(amount) * 1e8)
  expect(detail.fills.reduce((sum: number, fill: { lco: string }) => sum + unit(fill.lco), 0)).toBe(unit(sweep.bought))
  expect(unit(sweep.burned) + unit(sweep.toWarPool)).toBe(unit(sweep.bought))
  expect(unit(sweep.toWarPool)).toBe(Math.floor(unit(sweep.bought) / 5))
  const { last } = await alice.call('market.get', {})
  expect(Number(last)).toBeGreaterThan(Number(priceBefore))
  const supply = await alice.call('transparency.supply', {})
  expect(supply.burned.total).toBe(sweep.burned)
  const { items: marks } = await alice.call('market.marks', {})
  expect(marks.some((mark: { kind: string }) => mark.kind === 'burn')).toBe(true)
})

test('the state is the same after a restart from the journal alone and from a snapshot', async () => {
  const seen = async (): Promise<unknown> => {
    const [supply, treasury, balances] = await Promise.all([
      alice.call('transparency.supply', {}),
      alice.call('transparency.treasury', {}),
      alice.call('me.balances', {}),
    ])
    return { minted: supply.minted, platform: treasury.platform, balances: [balances.credits, balances.lco] }
  }
  const before = await seen()
  expect(await server.stop()).toBe(0)
  const fromJournal = await replayed()
  await restart()
  expect(await seen()).toEqual(before)
  expect(await server.stop()).toBe(0)
  await snapshots.put(fromJournal)
  await restart()
  expect(await seen()).toEqual(before)
  expect(await server.stop()).toBe(0)
  expect((await replayed()).seq).toBeGreaterThan(fromJournal.seq)
  await restart()
})

async function restart(): Promise<void> {
  server = await ServerProcess.start({ dataDir: dir.path, clock: START })
  operator = await new Visitor(server.url).signIn(admin)
  alice = await new Visitor(server.url).signIn({ email: 'alice@example.test', password: 'correct horse battery' })
}

/** Replays the stopped server's journal from its first group, checking every recorded state hash, full audit at the end. */
async function replayed(): Promise<Snapshot> {
  const journal = openSqliteReader(dir.path)
  try {
    const engine = await recover({ journal, options: { simulation: true }, fromGenesis: true })
    engine.audit()
    const stateHash = engine.stateHash(sha256)
    expect(Engine.restore(engine.save()).stateHash(sha256)).toBe(stateHash)
    return { seq: engine.seq, at: engine.now, rules: RULES_VERSION, stateHash, bytes: engine.save() }
  } finally {
    await journal.close()
  }
}
