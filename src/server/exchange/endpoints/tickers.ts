/** Tickers: the last 24 hours, a UTC day, the last price. From the tape's minutes. */
import { DAY_MS, MINUTE_MS } from '../../../base/calendar.ts'
import { formatDecimal } from '../../../base/decimal.ts'
import { mulDivFloor } from '../../../base/math.ts'
import type { Ask, DialectEndpoint } from '../endpoint.ts'
import type { DayStats } from '../market/day-window.ts'
import { refuse } from '../refusal.ts'
import { priceText, quantityText, SYMBOL, ZERO } from '../text.ts'
import { bestTexts } from './book.ts'

export const tickerEndpoints: readonly DialectEndpoint[] = [
  { rest: ['GET /api/v3/ticker/24hr'], socket: 'ticker.24hr', security: 'none', weight: 2, answer: lastDay },
  { rest: ['GET /api/v3/ticker/price'], socket: 'ticker.price', security: 'none', weight: 2, answer: lastPrice },
  { rest: ['GET /api/v3/ticker/tradingDay'], socket: 'ticker.tradingDay', security: 'none', weight: 4, answer: day },
  { rest: ['GET /api/v3/ticker'], socket: 'ticker', security: 'none', weight: 4, answer: rolling },
]

function lastDay(ask: Ask) {
  const { deps, now } = ask
  const stats = deps.tape.day.stats(now)
  const { bidPrice, bidQty, askPrice, askQty } = bestTexts(deps.tape.book)
  const quotes = { bidPrice, bidQty, askPrice, askQty }
  const full = {
    ...tickerOf(stats),
    ...quotes,
    prevClosePrice: priceText(stats.open),
    lastQty: quantityText(stats.lastQuantity),
  }
  return shaped(ask, { ...full, openTime: now - DAY_MS, closeTime: now })
}

function day(ask: Ask) {
  const { deps, now } = ask
  const start = now - (now % DAY_MS)
  const stats = deps.tape.day.stats(now, Math.floor((now - start) / MINUTE_MS) + 1)
  return shaped(ask, { ...tickerOf(stats), openTime: start, closeTime: start + DAY_MS - 1 })
}

const units: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 }

/** Windows up to a day: what is longer is not kept by the minute. */
function rolling(ask: Ask) {
  const { deps, params, now } = ask
  const [, count, unit = 'd'] = /^(\d{1,2})([mhd])$/.exec(params.text('windowSize') ?? '1d') ?? []
  const minutes = Number(count) * (units[unit] ?? 0)
  if (!(minutes >= 1 && minutes <= 1440)) throw refuse(-1130, "Data sent for parameter 'windowSize' is not valid.")
  const stats = deps.tape.day.stats(now, minutes)
  return shaped(ask, { ...tickerOf(stats), openTime: stats.from, closeTime: now })
}

function lastPrice({ deps, params }: Ask) {
  const { single } = params.symbols()
  const row = { symbol: SYMBOL, price: priceText(deps.tape.day.lastTrade?.price ?? 0) }
  return single ? row : [row]
}

/** A list unless one symbol was asked for; with `type=MINI` without what MINI leaves out. */
function shaped<T extends object>({ params }: Ask, ticker: T) {
  const { single } = params.symbols()
  const mini = params.choice('type', ['FULL', 'MINI'], () =>
    refuse(-1130, "Data sent for parameter 'type' is not valid."),
  )
  const row =
    mini === 'MINI' ? Object.fromEntries(Object.entries(ticker).filter(([name]) => miniFields.has(name))) : ticker
  return single ? row : [row]
}

const miniFields = new Set([
  ...['symbol', 'openPrice', 'highPrice', 'lowPrice', 'lastPrice', 'volume', 'quoteVolume'],
  ...['openTime', 'closeTime', 'firstId', 'lastId', 'count'],
])

function tickerOf(stats: DayStats) {
  const { open, last } = stats
  return {
    symbol: SYMBOL,
    priceChange: priceText(last - open),
    priceChangePercent: changePercent(stats),
    weightedAvgPrice: weightedAverage(stats),
    lastPrice: priceText(last),
    openPrice: priceText(open),
    highPrice: priceText(stats.high),
    lowPrice: priceText(stats.low),
    volume: quantityText(stats.quantity),
    quoteVolume: priceText(stats.notional),
    firstId: stats.firstTradeId,
    lastId: stats.lastTradeId,
    count: stats.trades,
  }
}

/** Percent with three decimals, towards zero. */
export function changePercent({ open, last }: DayStats): string {
  if (open === 0) return '0.000'
  const thousandths = Math.trunc(((last - open) * 100_000) / open)
  return formatDecimal(thousandths, 3)
}

export function weightedAverage({ quantity, notional }: DayStats): string {
  return quantity === 0 ? ZERO : priceText(mulDivFloor(notional, 1000, quantity))
}
