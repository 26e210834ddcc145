/** Candles and the average price, from history. */
import { type CandleInterval, candleIntervals, intervalStart, shiftedStart } from '../../../history/periods.ts'
import type { Candle } from '../../../history/queries/candles.ts'
import { upToDate } from '../../past.ts'
import type { Ask, DialectEndpoint } from '../endpoint.ts'
import type { Params } from '../params.ts'
import { refusals, refuse } from '../refusal.ts'
import { priceText, quantityText, ZERO } from '../text.ts'

const STANDARD = 500
const MOST = 1000
const AVERAGE_MINUTES = 5

export const candleEndpoints: readonly DialectEndpoint[] = [
  { rest: ['GET /api/v3/klines'], socket: 'klines', security: 'none', weight: 2, answer: candles },
  { rest: ['GET /api/v3/uiKlines'], socket: 'uiKlines', security: 'none', weight: 2, answer: candles },
  { rest: ['GET /api/v3/avgPrice'], socket: 'avgPrice', security: 'none', weight: 2, answer: average },
]

async function candles({ deps, params, now }: Ask) {
  params.symbol()
  if (!params.has('interval')) throw refusals.missing('interval')
  const interval = params.choice('interval', candleIntervals, () => refuse(-1120, 'Invalid interval.'))
  // Days of other zones are not kept: what they would show is another thing than what was asked for.
  if (!['0', '00:00', '+00:00', '+0', '-0', undefined].includes(params.text('timeZone')))
    throw refusals.illegal('timeZone')
  if (interval === undefined) throw refusals.missing('interval')
  const { candles: queries } = await upToDate(deps)
  const rows = await queries.list({ interval, ...range(params, interval), now })
  return rows.map((row) => candleRow(row, interval))
}

/** With a start time the first ones from there, else the newest. */
function range(params: Params, interval: CandleInterval) {
  const limit = params.limit(STANDARD, MOST)
  const [from, end] = [params.time('startTime'), params.time('endTime')]
  const to = end === undefined ? undefined : end + 1
  if (from === undefined) return { limit, to }
  const start = intervalStart(interval, from)
  const first = start === from ? start : shiftedStart(interval, start, 1)
  const most = shiftedStart(interval, first, limit)
  return { limit, from, to: to === undefined ? most : Math.min(to, most) }
}

function candleRow(candle: Candle, interval: CandleInterval) {
  return [
    candle.start,
    priceText(candle.open),
    priceText(candle.high),
    priceText(candle.low),
    priceText(candle.close),
    quantityText(candle.quantity),
    shiftedStart(interval, candle.start, 1) - 1,
    priceText(candle.notional),
    candle.trades,
    quantityText(candle.takerBuyQuantity),
    priceText(candle.takerBuyNotional),
    '0',
  ]
}

async function average({ deps, params }: Ask) {
  params.symbol()
  const { candles: queries } = await upToDate(deps)
  const price = await queries.average(AVERAGE_MINUTES, deps.core.now())
  const closeTime = deps.tape.day.lastTrade?.at ?? 0
  return { mins: AVERAGE_MINUTES, price: price === null ? ZERO : priceText(price), closeTime }
}
