/** Claims about what operators see of calls: numbers by channel, model and hour, failures, ways over upstreams, latencies. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MONDAY } from '../../../test/engine/driver.ts'
import { MarketWorld } from '../../../test/engine/market-world.ts'
import { facts } from '../../../test/engine/random-session.ts'
import { contents, type HistoryDatabase, projected, replayed, type Session } from '../../../test/history/replayed.ts'
import type { CallFacts, CallFailure, CardId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { createQueries, type HistoryQueries } from '../queries.ts'

const CR = 1_000_000
const HOUR = 3_600_000
const alice = 1 as AccountId
const failed = (channel: number, code: string, status: number | null = null): CallFailure => ({
  ...{ channel, code, status },
  ms: 5,
})

let session: Session
let db: HistoryDatabase
let queries: HistoryQueries

/** One paid call of a trader on channel 1 comes with the world; then two hours of traffic on channels 1 and 2. */
function world(): Session {
  const made = new MarketWorld(1)
  const { driver } = made
  const card = driver.engine.state.cards.get(1 as CardId)
  if (card === undefined) throw new Error('the world has a card')
  driver.do('card.publish', { channel: 2, model: 'm', list: card.list, cost: card.cost, eligible: true })
  driver.pass(HOUR)
  const call = (callId: string, end: { readonly card?: number; readonly facts: Partial<CallFacts> }): void => {
    const bound = [0, 0, 0, 0, 0, 0, 10]
    const cardIds = [1 as CardId, 2 as CardId]
    driver.do('call.authorize', { bootId: 'b', callId, account: alice, keyId: null, cardIds, bound })
    const told = { ...facts, ...end.facts }
    const usage = [0, 0, 0, 0, 0, 0, 1]
    const unrecovered = told.error === 'upstream_timeout' ? [{ cardId: 1 as CardId, usage }] : []
    if (end.card === undefined) driver.do('call.release', { callId, facts: told, unrecovered })
    else driver.do('call.capture', { callId, cardId: end.card as CardId, usage, facts: told, unrecovered })
  }
  const slow = failed(1, 'upstream_timeout')
  call('plain', { card: 1, facts: { latencyMs: 100, firstTokenMs: 10 } })
  call('moved', { card: 2, facts: { latencyMs: 400, firstTokenMs: null, failures: [slow] } })
  call('moved-too', { card: 2, facts: { latencyMs: 400, failures: [slow], estimated: true } })
  const lost: Partial<CallFacts> = { outcome: 'error', status: 502, error: 'upstream_timeout' }
  call('lost', { facts: { ...lost, failures: [failed(2, 'upstream_error', 503), slow] } })
  driver.pass(HOUR)
  call('shed', { facts: { outcome: 'error', status: 503, error: 'no_channel' } })
  call('cut', { card: 2, facts: { outcome: 'upstream_cut', error: 'upstream_cut', quarantined: true } })
  driver.do('upstream.cost', { ref: 'probe-1', cardId: 2 as CardId, usage: [0, 0, 0, 0, 0, 0, 2] })
  return replayed(driver)
}

beforeAll(async () => {
  session = world()
  db = await projected(session.published)
  queries = createQueries(db)
})
afterAll(() => db.close())

const range = { from: MONDAY + HOUR, to: MONDAY + 3 * HOUR }

describe('traffic by channel', () => {
  test('counts what each delivered and what failed on it, with money to the unit', async () => {
    const { items, total } = await queries.traffic.of({ ...range, by: 'channel' })
    expect(items.map(({ channel }) => channel)).toEqual([2, 1, 0])
    const [two, one, nobody] = items
    expect(two).toMatchObject({
      ...{ calls: 3, failed: 0, retried: 2, estimated: 1, quarantined: 1, revenue: 3 * CR, cost: 1.8 * CR },
      ...{ unrecovered: 1.2 * CR, margin: 0 },
      failures: [
        { code: 'upstream_cut', tries: 0, told: 1 },
        { code: 'upstream_error', tries: 1, told: 0 },
      ],
    })
    expect(one).toMatchObject({
      ...{ calls: 1, revenue: CR, cost: 0.6 * CR, unrecovered: 0.6 * CR, margin: -0.2 * CR },
      failures: [{ code: 'upstream_timeout', tries: 3, told: 1 }],
    })
    expect(nobody).toMatchObject({
      ...{ channel: 0, calls: 2, failed: 2, retried: 1, revenue: 0 },
      failures: [{ code: 'no_channel', tries: 0, told: 1 }],
    })
    expect(total).toMatchObject({ calls: 6, failed: 2, retried: 3, revenue: 4 * CR, margin: -0.2 * CR })
  })

  test('is the same whatever batches the commands came in', async () => {
    const other = await projected(session.published, 3)
    expect(await contents(other)).toEqual(await contents(db))
    await other.close()
  })

  test('tells the median and the 95th percentile of delivered calls only', async () => {
    const { items } = await queries.traffic.of({ ...range, by: 'channel' })
    const one = items.find(({ channel }) => channel === 1)
    expect(one?.latencyMs.p50).toBeGreaterThan(80)
    expect(one?.latencyMs.p95).toBeLessThan(120)
    expect(one?.firstTokenMs.p50).toBeGreaterThan(8)
    expect(items.find(({ channel }) => channel === 0)?.latencyMs).toEqual({ p50: null, p95: null })
  })
})

describe('traffic', () => {
  test('is told by model, by both, by hour and by day, and of one channel alone', async () => {
    const by = async (grouping: 'model' | 'channel-model' | 'hour' | 'day') =>
      (await queries.traffic.of({ ...range, by: grouping })).items
    expect((await by('model')).map(({ model, calls }) => [model, calls])).toEqual([['m', 6]])
    expect((await by('channel-model')).map(({ channel, model }) => `${channel}/${model}`)).toEqual([
      '2/m',
      '1/m',
      '0/m',
    ])
    expect((await by('hour')).map(({ at, calls }) => [at, calls])).toEqual([
      [MONDAY + HOUR, 4],
      [MONDAY + 2 * HOUR, 2],
    ])
    expect((await by('day')).map(({ at, calls }) => [at, calls])).toEqual([[MONDAY, 6]])
    const { total } = await queries.traffic.of({ ...range, channel: 2, by: 'hour' })
    expect(total).toMatchObject({ calls: 3, revenue: 3 * CR })
    const none = await queries.traffic.of({ from: 0, to: 1, by: 'channel' })
    expect(none).toMatchObject({ items: [], total: { calls: 0, margin: 0, failures: [], latencyMs: { p50: null } } })
  })

  test('shows the ways of calls that some upstream failed', async () => {
    const ways = await queries.traffic.ways(range)
    const moved = [
      { channel: 1, code: 'upstream_timeout' },
      { channel: 2, code: null },
    ]
    const lost = [
      { channel: 2, code: 'upstream_error' },
      { channel: 1, code: 'upstream_timeout' },
    ]
    expect(ways).toEqual([
      { model: 'm', steps: moved, calls: 2 },
      { model: 'm', steps: lost, calls: 1 },
    ])
    expect(await queries.traffic.ways({ ...range, channel: 3 })).toEqual([])
    expect(await queries.traffic.ways({ ...range, model: 'other' })).toEqual([])
  })
})

describe('the log of calls', () => {
  test('finds calls by error and those that were retried, with the tries that failed', async () => {
    const ids = async (filter: Parameters<HistoryQueries['calls']['list']>[0]) =>
      (await queries.calls.list(filter)).items.map(({ callId }) => callId)
    expect(await ids({ error: 'no_channel' })).toEqual(['shed'])
    expect(await ids({ retried: true })).toEqual(['lost', 'moved-too', 'moved'])
    expect(await ids({ account: alice, quarantined: true })).toEqual(['cut'])
    const [lost] = (await queries.calls.list({ account: alice, error: 'upstream_timeout' })).items
    expect(lost).toMatchObject({
      error: 'upstream_timeout',
      failures: [
        { channel: 2, code: 'upstream_error', status: 503, ms: 5 },
        { channel: 1, code: 'upstream_timeout', status: null, ms: 5 },
      ],
    })
    const plain = await queries.calls.byId('plain')
    expect(plain?.call).toMatchObject({ error: null, failures: [] })
  })
})
