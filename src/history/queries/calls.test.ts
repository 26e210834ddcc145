/** Claims about the log of calls, receipts, usage sums, margins and accounts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MONDAY } from '../../../test/engine/driver.ts'
import { MarketWorld } from '../../../test/engine/market-world.ts'
import { facts } from '../../../test/engine/random-session.ts'
import { type HistoryDatabase, projected, replayed } from '../../../test/history/replayed.ts'
import type { Credits, Millis } from '../../base/money.ts'
import type { CardId, KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { createQueries, type HistoryQueries } from '../queries.ts'

const CR = 1_000_000
const DAY = 24 * 3_600_000
const alice = 1 as AccountId
const bob = 2 as AccountId

let db: HistoryDatabase
let queries: HistoryQueries

/** Day 0: alice calls with and without a key; day 1: one of hers fails, one is aborted, bob calls another model. */
function world(): MarketWorld {
  const made = new MarketWorld(2)
  const { driver } = made
  const card = driver.engine.state.cards.get(1 as CardId)
  if (card === undefined) throw new Error('the world has a card')
  driver.do('card.publish', { channel: 2, model: 'n', list: card.list, cost: card.cost, eligible: true })
  const { keyId } = driver.do('key.create', {
    account: alice,
    hash: 'a'.repeat(64),
    expiresAt: null,
    budget: { total: null, daily: null, monthly: null },
  })
  call(made, { callId: 'with-key', account: alice, keyId })
  driver.pass(DAY)
  open(made, { callId: 'failed', account: alice, keyId: null })
  const unrecovered = [{ cardId: 1 as CardId, usage: [0, 0, 0, 0, 0, 0, 5] }]
  driver.do('call.release', { callId: 'failed', facts: { ...facts, outcome: 'error', status: 502 }, unrecovered })
  open(made, { callId: 'aborted', account: alice, keyId: null })
  driver.pass(120_000)
  call(made, { callId: 'by-bob', account: bob, keyId: null, card: 2 })
  driver.do('faucet.draw', { account: bob, amount: (3 * CR) as Credits })
  return made
}

interface Call {
  readonly callId: string
  readonly account: AccountId
  readonly keyId: KeyId | null
  readonly card?: number
}

function open({ driver }: MarketWorld, { callId, account, keyId, card = 1 }: Call): void {
  const cardIds = [card as CardId]
  driver.do('call.authorize', { bootId: 'b', callId, account, keyId, cardIds, bound: [0, 0, 0, 0, 0, 0, 10] })
}

function call(made: MarketWorld, about: Call): void {
  open(made, about)
  const usage = [0, 0, 0, 0, 0, 0, 7]
  const cardId = (about.card ?? 1) as CardId
  made.driver.do('call.capture', { callId: about.callId, cardId, usage, facts, unrecovered: [] })
}

beforeAll(async () => {
  db = await projected(replayed(world().driver).published)
  queries = createQueries(db)
})
afterAll(() => db.close())

async function idsOf(filter: Parameters<HistoryQueries['calls']['list']>[0]): Promise<string[]> {
  return (await queries.calls.list(filter)).items.map(({ callId }) => callId)
}

describe('the log of calls', () => {
  test('is filtered by key, model, status, outcome, channel and time, newest first', async () => {
    expect(await idsOf({ account: alice })).toEqual(['aborted', 'failed', 'with-key', 'mine-1'])
    expect(await idsOf({})).toEqual(['by-bob', 'aborted', 'failed', 'with-key', 'mine-2', 'mine-1'])
    expect(await idsOf({ account: alice, keyId: 1 as KeyId })).toEqual(['with-key'])
    expect(await idsOf({ account: alice, keyId: null })).toEqual(['aborted', 'failed', 'mine-1'])
    expect(await idsOf({ model: 'n' })).toEqual(['by-bob'])
    expect(await idsOf({ account: alice, status: 'released' })).toEqual(['failed'])
    expect(await idsOf({ account: alice, status: 'captured' })).toEqual(['with-key', 'mine-1'])
    expect(await idsOf({ outcome: 'error' })).toEqual(['failed'])
    expect(await idsOf({ channel: 2 })).toEqual(['by-bob'])
    expect(await idsOf({ quarantined: true })).toEqual([])
    expect(await idsOf({ account: alice, from: MONDAY + 1, to: MONDAY + DAY })).toEqual([])
    expect(await idsOf({ account: alice, from: MONDAY + DAY, to: MONDAY + DAY + 1 })).toEqual(['failed'])
    expect(await idsOf({ account: alice, from: MONDAY + 1 })).toEqual(['aborted', 'failed'])
  })

  test('pages do not overlap and end', async () => {
    const first = await queries.calls.list({ account: alice, limit: 3 })
    const second = await queries.calls.list({ account: alice, limit: 3, cursor: first.nextCursor ?? '' })
    expect(first.items).toHaveLength(3)
    expect(second.items.map(({ callId }) => callId)).toEqual(['mine-1'])
    expect(second.nextCursor).toBeNull()
  })

  test('a call shows its exact rates, its receipt and its place in the chain', async () => {
    const found = await queries.calls.byId('with-key')
    expect(found?.call).toMatchObject({ captured: 7 * CR, charge: 7e12, hold: 10 * CR, tokensOut: 7, keyId: 1 })
    expect(found?.card?.list.tiers[0]?.rates.at(-1)).toBe(1e12)
    expect(found?.receipt).toMatchObject({ receipt: 2, callId: 'with-key', capturedMicro: 7 * CR })
    const before = await queries.calls.byId('mine-1')
    expect(found?.receipt.previous).toBe(before?.receipt.hash)
    expect(found?.call.facts).toMatchObject({ dialect: 'openai', status: 200, stream: false })
  })

  test('a call that was aborted has a receipt over nothing and no facts', async () => {
    const found = await queries.calls.byId('aborted', alice)
    expect(found?.call).toMatchObject({ status: 'aborted', outcome: 'aborted', captured: 0, facts: null, cardId: null })
    expect(found?.receipt).toMatchObject({ card: null, capturedMicro: 0, holdMicro: 10 * CR })
  })

  test('nobody sees another account’s call', async () => {
    expect(await queries.calls.byId('with-key', bob)).toBeUndefined()
    expect(await queries.calls.byId('no-such-call')).toBeUndefined()
  })
})

describe('usage', () => {
  const range = { account: alice, from: MONDAY, to: MONDAY + 2 * DAY }

  test('sums by day, model and key with the exact list price', async () => {
    const days = await queries.usage.ofAccount({ ...range, by: 'day' })
    expect(days.items).toMatchObject([
      { group: String(MONDAY), calls: 2, failed: 0, spent: 1_007 * CR, listPico: 1_007n * 10n ** 12n },
      { group: String(MONDAY + DAY), calls: 2, failed: 2, spent: 0, listPico: 0n },
    ])
    expect(days.total).toMatchObject({ calls: 4, failed: 2, outputTokens: 1_007, costPico: 6_042n * 10n ** 11n })
    const keys = await queries.usage.ofAccount({ ...range, by: 'key' })
    expect(keys.items.map(({ group, calls }) => [group, calls])).toEqual([
      ['0', 3],
      ['1', 1],
    ])
    const models = await queries.usage.ofAccount({ ...range, by: 'model' })
    expect(models.items).toMatchObject([{ group: 'm', calls: 4, latencyMs: 1, firstTokenMs: 1 }])
  })

  test('counts whole days that the range touches', async () => {
    const { total } = await queries.usage.ofAccount({ ...range, from: MONDAY + DAY + 5, by: 'day' })
    expect(total.calls).toBe(2)
    const none = await queries.usage.ofAccount({ account: 9 as AccountId, from: 0, to: MONDAY, by: 'day' })
    expect(none).toMatchObject({ items: [], total: { calls: 0, spent: 0, latencyMs: null } })
  })

  test('of a model covers all accounts over the last day', async () => {
    const stats = await queries.usage.ofModels(['m', 'n', 'unknown'], MONDAY + DAY + 130_000)
    expect(stats.get('m')).toEqual({ calls24h: 2, failed24h: 2, firstTokenMs: 1 })
    expect(stats.get('n')).toEqual({ calls24h: 1, failed24h: 0, firstTokenMs: 1 })
    expect(stats.get('unknown')).toEqual({ calls24h: 0, failed24h: 0, firstTokenMs: null })
  })

  test('of a model adds up by day, all accounts together', async () => {
    const days = await queries.usage.daysOfModels(MONDAY)
    expect(days.get('m')?.map(({ day }) => day)).toEqual([MONDAY, MONDAY + DAY])
    expect(days.get('m')?.[1]).toEqual({ day: MONDAY + DAY, calls: 2, failed: 2 })
    expect(await queries.usage.daysOfModels((MONDAY + DAY) as Millis, 'n')).toEqual(
      new Map([['n', days.get('n')?.slice(-1)]]),
    )
  })
})

describe('what operators see', () => {
  test('margin by channel, model and day, with what nobody was billed for', async () => {
    const channels = await queries.margin.byChannel(MONDAY, MONDAY + 2 * DAY)
    expect(channels).toMatchObject([
      { channel: 0, calls: 2, failed: 2, revenue: 0, unrecovered: 0, margin: 0 },
      { channel: 1, calls: 3, revenue: 2_007 * CR, cost: 1_204.2 * CR, unrecovered: 3 * CR, margin: 799.8 * CR },
      { channel: 2, calls: 1, revenue: 7 * CR, cost: 4.2 * CR },
    ])
    expect((await queries.margin.byDay(MONDAY, MONDAY + DAY)).map(({ revenue }) => revenue)).toEqual([2_007 * CR])
    const models = await queries.margin.byModel(MONDAY, MONDAY + 2 * DAY)
    expect(models.map(({ model, channel }) => `${channel}/${model}`)).toEqual(['0/m', '2/n', '1/m'])
  })

  test('accounts with their running sums', async () => {
    const { items } = await queries.accounts.list({})
    expect(items.map(({ account, identity }) => [account, identity])).toEqual([
      [2, 'user-2'],
      [1, 'user-1'],
    ])
    expect(items[1]?.activity).toMatchObject({ calls: 4, charged: 1_007 * CR, toppedUp: 2_000 * CR, trades: 0 })
    expect((await queries.accounts.activity([bob])).get(bob)).toMatchObject({ calls: 2, toppedUp: 2_003 * CR })
  })

  test('top-ups, the faucet’s among them', async () => {
    const { items } = await queries.accounts.topups({ account: bob })
    expect(items.map(({ provider, paymentId, amount }) => [provider, paymentId, amount])).toEqual([
      ['faucet', '', 3 * CR],
      ['t', '2', 2_000 * CR],
    ])
    expect((await queries.accounts.topups({ provider: 't' })).items).toHaveLength(2)
  })

  test('how far history reaches', async () => {
    const { seq } = await queries.position()
    expect(seq).toBe(replayed(world().driver).published.length)
  })
})
