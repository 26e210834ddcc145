/** Claims about candles, ticker, trades, fills and done orders. */
import { afterEach, describe, expect, test } from 'vitest'
import { MONDAY } from '../../../test/engine/driver.ts'
import { MarketWorld } from '../../../test/engine/market-world.ts'
import { type HistoryDatabase, projected, replayed } from '../../../test/history/replayed.ts'
import { intervals, intervalMs as wireIntervalMs } from '../../contract/market.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { candleIntervals, intervalMs } from '../periods.ts'
import { createQueries, type HistoryQueries } from '../queries.ts'

const MINUTE = 60_000
const DAY = 24 * 3_600_000
const opened: HistoryDatabase[] = []

afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
})

async function history(world: MarketWorld): Promise<HistoryQueries> {
  const db = await projected(replayed(world.driver).published)
  opened.push(db)
  return createQueries(db)
}

/** Trades of 100 lots (10 LCO) at 10,000 ticks at 0:00, 10,100 and 10,050 at 0:03, 10,200 at 0:07 after Monday 00:00. */
function tradedWorld(): MarketWorld {
  const world = new MarketWorld(3)
  trade(world, 10_000)
  world.driver.pass(3 * MINUTE)
  trade(world, 10_100)
  trade(world, 10_050)
  world.driver.pass(4 * MINUTE)
  trade(world, 10_200)
  return world
}

/** Account 2 sells 100 lots to account 3. */
function trade(world: MarketWorld, ticks: number): void {
  world.limit(2, 'sell', [ticks, 100])
  world.limit(3, 'buy', [ticks, 100])
}

describe('aggregate trades', () => {
  test('join what one order took at one price, count without gaps and read on from any of them', async () => {
    const world = new MarketWorld(3)
    for (const ticks of [10_000, 10_000, 10_010]) world.limit(2, 'sell', [ticks, 1000])
    world.limit(3, 'buy', [10_010, 2500])
    world.limit(3, 'buy', [10_010, 200])
    world.driver.pass(MINUTE)
    world.limit(3, 'buy', [10_010, 300])
    const { trades } = await history(world)
    const all = await trades.aggregates({ limit: 10 })
    expect(all.map((one) => [one.aggregateId, one.firstTradeId, one.lastTradeId, one.quantity])).toEqual([
      [1, 1, 2, 200_000],
      [2, 3, 3, 50_000],
      [3, 4, 4, 20_000],
      [4, 5, 5, 30_000],
    ])
    expect(all[0]).toMatchObject({ price: 100_000, notional: 20_000_000, takerSide: 'buy', at: MONDAY })
    const ids = async (filter: Parameters<typeof trades.aggregates>[0]) =>
      (await trades.aggregates(filter)).map(({ aggregateId }) => aggregateId)
    expect(await ids({ limit: 2 })).toEqual([3, 4])
    expect(await ids({ limit: 2, first: 2 })).toEqual([2, 3])
    expect(await ids({ limit: 2, from: MONDAY })).toEqual([1, 2])
    expect(await ids({ limit: 9, from: MONDAY + 1 })).toEqual([4])
    expect(await ids({ limit: 9, first: 5 })).toEqual([])
  })
})

describe('own fills and done orders', () => {
  test('are read on from any of them, oldest first', async () => {
    const { trades, orders } = await history(tradedWorld())
    const account = 3 as AccountId
    const fills = async (first: number, limit: number) =>
      (await trades.fillsFrom({ account, limit }, first)).map(({ tradeId }) => tradeId)
    expect(await fills(0, 2)).toEqual([1, 2])
    expect(await fills(3, 9)).toEqual([3, 4])
    const done = (await orders.from({ account, limit: 9 }, 0)).map(({ orderId }) => orderId)
    expect(done).toEqual([2, 4, 6, 8])
    expect((await orders.from({ account, limit: 1 }, 5)).map(({ orderId }) => orderId)).toEqual([6])
  })
})

describe('candles', () => {
  test('of months begin on the first of each, also over gaps', async () => {
    const world = tradedWorld()
    const { candles } = await history(world)
    const list = await candles.list({ interval: '1M', limit: 3, now: MONDAY + 62 * DAY })
    expect(list.map(({ start }) => new Date(start).toISOString().slice(0, 10))).toEqual([
      '2026-01-01',
      '2026-02-01',
      '2026-03-01',
    ])
    expect(list.map(({ trades }) => trades)).toEqual([4, 0, 0])
  })

  test('are filled flat where nobody traded', async () => {
    const { candles } = await history(tradedWorld())
    const list = await candles.list({ interval: '1m', now: MONDAY + 8 * MINUTE })
    expect(list.map(({ start }) => (start - MONDAY) / MINUTE)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(list.map(({ trades }) => trades)).toEqual([1, 0, 0, 2, 0, 0, 0, 1, 0])
    expect(list.map(({ close }) => close / 10)).toEqual([
      10_000, 10_000, 10_000, 10_050, 10_050, 10_050, 10_050, 10_200, 10_200,
    ])
    expect(list[3]).toMatchObject({ open: 101_000, high: 101_000, low: 100_500, quantity: 20_000, notional: 2_015_000 })
    expect(list[4]).toMatchObject({ open: 100_500, high: 100_500, low: 100_500, quantity: 0, notional: 0 })
  })

  test('begin with the first trade, not before', async () => {
    const { candles } = await history(tradedWorld())
    const list = await candles.list({ interval: '1h', now: MONDAY + 8 * MINUTE })
    expect(list).toHaveLength(1)
    expect(list[0]).toMatchObject({
      start: MONDAY,
      open: 100_000,
      high: 102_000,
      low: 100_000,
      close: 102_000,
      trades: 4,
    })
  })

  test('a page is the newest part of its range and starts flat from the close before it', async () => {
    const { candles } = await history(tradedWorld())
    const now = MONDAY + DAY
    const range = { interval: '1m', from: MONDAY + MINUTE + 1, to: MONDAY + 5 * MINUTE, now } as const
    expect((await candles.list(range)).map(({ start }) => (start - MONDAY) / MINUTE)).toEqual([2, 3, 4])
    expect((await candles.list({ ...range, limit: 2 })).map(({ start }) => (start - MONDAY) / MINUTE)).toEqual([3, 4])
    expect(await candles.list({ interval: '1m', limit: 1, now })).toMatchObject([
      { start: now, close: 102_000, trades: 0 },
    ])
    expect(await candles.list({ interval: '1m', limit: 1e9, now })).toHaveLength(1_441)
  })

  test('weeks begin on Monday and nothing lies before the first trade ever', async () => {
    const { candles } = await history(tradedWorld())
    const weeks = await candles.list({ interval: '1w', now: MONDAY + 9 * DAY })
    expect(weeks.map(({ start }) => start)).toEqual([MONDAY, MONDAY + 7 * DAY])
    expect(await candles.list({ interval: '1d', to: MONDAY, now: MONDAY + DAY })).toEqual([])
  })

  test('come in the intervals that the contract names', () => {
    expect(candleIntervals).toEqual(intervals)
    expect(intervalMs).toEqual(wireIntervalMs)
  })

  test('stay in µCR per LCO when tick and lot change', async () => {
    const world = tradedWorld()
    world.driver.do('parameter.set', { key: 'market.pair', value: 1, reason: 'coarser', actor: 1 as AccountId })
    world.driver.pass(MINUTE)
    world.limit(2, 'sell', [1_020, 1_000])
    world.limit(3, 'buy', [1_020, 1_000])
    const { candles, trades } = await history(world)
    const [before, after] = (await candles.list({ interval: '1m', now: world.driver.now })).slice(-2)
    expect(before).toMatchObject({ close: 102_000, quantity: 10_000 })
    expect(after).toMatchObject({ close: 102_000, quantity: 10_000, notional: 1_020_000 })
    expect((await trades.list({})).items[0]).toMatchObject({ price: 102_000, quantity: 10_000, notional: 1_020_000 })
  })
})

describe('the ticker', () => {
  test('covers the last 24 hours to the minute', async () => {
    const { candles } = await history(tradedWorld())
    expect(await candles.ticker(MONDAY + 8 * MINUTE)).toMatchObject({
      ...{ open: 100_000, high: 102_000, low: 100_000, last: 102_000 },
      ...{ quantity: 40_000, notional: 4_035_000, trades: 4 },
    })
    const dayAfter = await candles.ticker(MONDAY + DAY + 5 * MINUTE)
    expect(dayAfter).toMatchObject({ open: 102_000, high: 102_000, low: 102_000, trades: 1 })
    const calm = await candles.ticker(MONDAY + 2 * DAY)
    expect(calm).toMatchObject({ open: 102_000, high: 102_000, low: 102_000, last: 102_000, trades: 0, quantity: 0 })
  })

  test('knows no price before the first trade', async () => {
    const { candles } = await history(new MarketWorld(1))
    expect(await candles.ticker(MONDAY)).toMatchObject({ open: null, high: null, low: null, last: null, trades: 0 })
  })
})

describe('trades, fills and orders', () => {
  test('both sides of a trade see their own order, side and fee', async () => {
    const { trades } = await history(tradedWorld())
    const [sold] = (await trades.fills({ account: 2 as AccountId, limit: 1 })).items
    const [bought] = (await trades.fills({ account: 3 as AccountId, limit: 1 })).items
    expect(sold).toMatchObject({ side: 'sell', role: 'maker', fee: 0, notional: 1_020_000, counterparty: 'user' })
    expect(bought).toMatchObject({
      side: 'buy',
      role: 'taker',
      fee: 1_020,
      notional: 1_020_000,
      tradeId: sold?.tradeId,
    })
    const own = await trades.fills({ account: 2 as AccountId, orderId: sold?.orderId })
    expect(own.items).toEqual([sold])
    expect((await trades.fills({ account: 3 as AccountId, orderId: sold?.orderId })).items).toEqual([])
  })

  test('the public list shows no account and runs both ways', async () => {
    const { trades } = await history(tradedWorld())
    const { items } = await trades.list({})
    expect(items.map(({ price }) => price / 10)).toEqual([10_200, 10_050, 10_100, 10_000])
    expect(Object.keys(items[0] ?? {}).sort()).toEqual([
      'at',
      'notional',
      'price',
      'quantity',
      'source',
      'takerSide',
      'tradeId',
    ])
    expect((await trades.from(3, 10)).map(({ tradeId }) => tradeId)).toEqual([3, 4])
    const early = await trades.list({ from: MONDAY, to: MONDAY + MINUTE })
    expect(early.items.map(({ tradeId }) => tradeId)).toEqual([1])
  })

  test('a done order is found by its id and its client’s id, by its owner only', async () => {
    const world = tradedWorld()
    const { order } = world.limit(2, 'sell', [10_300, 100, { clientOrderId: 'mine' }])
    world.driver.do('order.cancel', { account: 2 as AccountId, orderId: order.orderId })
    const { orders } = await history(world)
    const done = await orders.byId(2 as AccountId, order.orderId)
    expect(done).toMatchObject({ status: 'canceled', cause: 'cancel', price: 103_000, quantity: 10_000, filled: 0 })
    expect(await orders.byClientId(2 as AccountId, 'mine')).toEqual(done)
    expect(await orders.byId(3 as AccountId, order.orderId)).toBeUndefined()
    const { items } = await orders.list({ account: 2 as AccountId })
    expect(items.map(({ orderId }) => orderId)).toEqual(items.map(({ orderId }) => orderId).toSorted((a, b) => b - a))
    expect(items[0]).toEqual(done)
    const filled = await orders.list({ account: 2 as AccountId, status: 'filled' })
    expect(filled.items).toHaveLength(4)
  })
})
