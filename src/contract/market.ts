/** Public market data of LCO/CREDIT: ticker, depth, trades, candles, chart marks. Orders are in orders.ts. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import {
  bps,
  count,
  credits,
  id,
  lco,
  listOf,
  notional,
  pageOf,
  pageQuery,
  price,
  quantity,
  queryNumber,
  rangeQuery,
  time,
} from './values.ts'

export const intervals = [
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
  '3d',
  '1w',
  '1M',
] as const
export type Interval = (typeof intervals)[number]

const MINUTE = 60_000
/** Length of each interval but the month, ms. Candles of 1w begin on Mondays, of 3d on multiples of 3 days since 1970. */
export const intervalMs: Readonly<Record<Exclude<Interval, '1M'>, number>> = {
  '1m': MINUTE,
  '3m': 3 * MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': 60 * MINUTE,
  '2h': 120 * MINUTE,
  '4h': 240 * MINUTE,
  '6h': 360 * MINUTE,
  '8h': 480 * MINUTE,
  '12h': 720 * MINUTE,
  '1d': 1440 * MINUTE,
  '3d': 3 * 1440 * MINUTE,
  '1w': 7 * 1440 * MINUTE,
}

/** [price, quantity] */
const level = z.tuple([price, quantity])

export const ticker = z
  .object({
    last: price.nullable(),
    mark: price.nullable(),
    frozen: z.boolean().meta({ description: 'the mark is frozen: book one-sided or too thin' }),
    pausedUntil: time.nullable().meta({ description: 'circuit breaker' }),
    trading: z.boolean().meta({ description: 'false while the operator has stopped new orders' }),
    bid: level.nullable(),
    ask: level.nullable(),
    open24h: price.nullable(),
    high24h: price.nullable(),
    low24h: price.nullable(),
    changeBps: bps.nullable(),
    volume24h: quantity,
    quoteVolume24h: notional,
    asOf: time,
  })
  .meta({ id: 'Ticker' })
export type Ticker = z.infer<typeof ticker>

const market = ticker
  .extend({
    symbol: z.literal('LCO/CREDIT'),
    tick: price,
    lot: quantity,
    priceDecimals: count,
    quantityDecimals: count,
    minNotional: credits,
    maxNotional: credits,
    openOrderLimit: count,
    takerFeeBps: bps,
    makerFeeBps: bps,
    bandBps: bps.meta({ description: 'trades happen only this close to the mark' }),
  })
  .meta({ id: 'Market' })

export const depth = z.object({ bids: z.array(level), asks: z.array(level) }).meta({ id: 'Depth' })

export const trade = z
  .object({
    tradeId: id,
    at: time,
    price,
    quantity,
    notional,
    takerSide: z.enum(['buy', 'sell']),
    source: z
      .enum(['normal', 'buyback', 'forced'])
      .meta({ description: 'forced: a margin position is closed for its owner' }),
  })
  .meta({ id: 'Trade' })
export type Trade = z.infer<typeof trade>

const aggregateTrade = z
  .object({
    aggregateId: id.meta({ description: 'counted without gaps' }),
    firstTradeId: id,
    lastTradeId: id,
    at: time,
    price,
    quantity,
    notional,
    takerSide: z.enum(['buy', 'sell']),
  })
  .meta({ id: 'AggregateTrade' })

export const candle = z
  .object({
    time: time.meta({ description: 'start of the interval' }),
    open: price,
    high: price,
    low: price,
    close: price,
    volume: quantity,
    quoteVolume: notional,
    trades: count,
  })
  .meta({ id: 'Candle' })
export type Candle = z.infer<typeof candle>

const chartMark = z.object({
  kind: z.enum(['buyback', 'burn']),
  at: time,
  buybackId: id,
  lco,
  credits: credits.nullable(),
  price: price.nullable(),
})

export const marketEndpoints = table(
  endpoint({
    id: 'market.get',
    method: 'GET',
    path: '/market',
    summary: 'Ticker and trading rules',
    auth: 'public',
    response: market,
  }),
  endpoint({
    id: 'market.depth',
    method: 'GET',
    path: '/market/depth',
    summary: 'Order book, best first',
    auth: 'public',
    query: z.strictObject({
      limit: queryNumber(1, 5000).optional().meta({ description: 'levels a side, 100 when left out' }),
    }),
    response: depth.extend({ asOf: time }),
  }),
  endpoint({
    id: 'market.trades',
    method: 'GET',
    path: '/market/trades',
    summary: 'Public trades, newest first',
    auth: 'public',
    history: true,
    query: z.strictObject({ ...pageQuery, ...rangeQuery }),
    response: pageOf(trade),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'market.aggregateTrades',
    method: 'GET',
    path: '/market/aggregate-trades',
    summary: 'Trades joined by taker order and price, oldest first',
    auth: 'public',
    history: true,
    query: z.strictObject({
      ...rangeQuery,
      first: queryNumber(1, Number.MAX_SAFE_INTEGER).optional().meta({
        description: 'number to read on from; else the newest so many, or the first ones with `from`',
      }),
      limit: queryNumber(1, 1000).optional().meta({ description: '500 when left out' }),
    }),
    response: listOf(aggregateTrade),
  }),
  endpoint({
    id: 'market.averagePrice',
    method: 'GET',
    path: '/market/average-price',
    summary: 'Average price of the trades of the last five minutes, weighted by quantity',
    auth: 'public',
    history: true,
    response: z.object({
      minutes: count,
      price: price.nullable().meta({ description: 'rounded down to 6 decimals; the last price without trades' }),
      asOf: time,
    }),
  }),
  endpoint({
    id: 'market.markPrice',
    method: 'GET',
    path: '/market/mark-price',
    summary: 'The mark price and what it is made of',
    auth: 'public',
    history: true,
    response: z.object({
      mark: price.nullable(),
      frozen: z.boolean(),
      impactMid: price.nullable().meta({ description: 'middle of what a fixed notional would buy and sell at' }),
      twap5m: price.nullable().meta({ description: 'mean of the impact mids of 5 minutes' }),
      vwap60s: price.nullable().meta({ description: 'average of the trades of 60 seconds' }),
      median30m: price.nullable().meta({ description: 'median of the impact mids of 30 minutes' }),
      at: time.nullable().meta({ description: 'when it was taken' }),
    }),
  }),
  endpoint({
    id: 'market.candles',
    method: 'GET',
    path: '/market/candles',
    summary: 'Candles, oldest first; gaps are filled flat',
    auth: 'public',
    history: true,
    query: z.strictObject({
      interval: z.enum(intervals),
      ...rangeQuery,
      limit: queryNumber(1, 1500).optional().meta({ description: 'newest so many, 500 when left out' }),
    }),
    response: listOf(candle).extend({ interval: z.enum(intervals) }),
  }),
  endpoint({
    id: 'market.marks',
    method: 'GET',
    path: '/market/marks',
    summary: 'Buyback slices and burns for the chart, oldest first',
    auth: 'public',
    history: true,
    query: z.strictObject({ ...rangeQuery }),
    response: listOf(chartMark),
  }),
)
