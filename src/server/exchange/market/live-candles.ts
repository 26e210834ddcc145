/** The running candle of every interval, moved on by trades and by time. Past ones are history's. */
import type { Credits, Millis } from '../../../base/money.ts'
import { type CandleInterval, candleIntervals, intervalStart } from '../../../history/periods.ts'
import type { Candle } from '../../../history/queries/candles.ts'
import type { MilliLco } from '../../../history/units.ts'
import type { TapeTrade } from './tape-trade.ts'

type Running = { -readonly [K in keyof Candle]: Candle[K] }

export interface LiveCandle {
  readonly interval: CandleInterval
  readonly candle: Candle
  /** The newest trade of the market when it changed last. */
  readonly lastTradeId: number
  readonly closed: boolean
}

export class LiveCandles {
  readonly #running = new Map<CandleInterval, Running>()
  readonly #changed = new Set<CandleInterval>()
  #ended: LiveCandle[] = []
  #lastTradeId: number

  /** `newest`: the running candle of each interval as history has it; none before the first trade ever. */
  constructor(newest: ReadonlyMap<CandleInterval, Candle>, lastTradeId: number) {
    for (const [interval, candle] of newest) this.#running.set(interval, { ...candle })
    this.#lastTradeId = lastTradeId
  }

  take(trade: TapeTrade): void {
    this.#lastTradeId = trade.tradeId
    for (const interval of candleIntervals) {
      this.#roll(interval, trade.at)
      const candle = this.#running.get(interval)
      if (candle) merge(candle, trade)
      else this.#running.set(interval, first(intervalStart(interval, trade.at), trade))
      this.#changed.add(interval)
    }
  }

  /** What happened since the last call: candles that ended, then running ones that changed. */
  due(now: number): readonly LiveCandle[] {
    for (const interval of candleIntervals) this.#roll(interval, now)
    const changed = [...this.#changed].flatMap((interval) => this.#live(interval, false) ?? [])
    const all = [...this.#ended, ...changed]
    this.#ended = []
    this.#changed.clear()
    return all
  }

  #live(interval: CandleInterval, closed: boolean): LiveCandle | undefined {
    const candle = this.#running.get(interval)
    return candle && { interval, candle: { ...candle }, lastTradeId: this.#lastTradeId, closed }
  }

  /** Ends the running candle when its time is over and begins a flat one. */
  #roll(interval: CandleInterval, now: number): void {
    const candle = this.#running.get(interval)
    const start = intervalStart(interval, now)
    if (!candle || candle.start >= start) return
    const ended = this.#live(interval, true)
    if (ended && this.#ended.length < 100) this.#ended.push(ended)
    this.#running.set(interval, flat(start, candle.close))
    this.#changed.add(interval)
  }
}

function first(start: Millis, trade: TapeTrade): Running {
  const candle = flat(start, trade.price)
  merge(candle, trade)
  return candle
}

/** The first trade of a candle opens it: a flat one only stands where its close is. */
function merge(candle: Running, { price, quantity, notional, takerSide }: TapeTrade): void {
  if (candle.trades === 0) Object.assign(candle, { open: price, high: price, low: price })
  if (price > candle.high) candle.high = price
  if (price < candle.low) candle.low = price
  candle.close = price
  candle.quantity = (candle.quantity + quantity) as MilliLco
  candle.notional = (candle.notional + notional) as Credits
  candle.trades += 1
  if (takerSide === 'sell') return
  candle.takerBuyQuantity = (candle.takerBuyQuantity + quantity) as MilliLco
  candle.takerBuyNotional = (candle.takerBuyNotional + notional) as Credits
}

function flat(start: Millis, price: Candle['close']): Running {
  const [quantity, notional] = [0 as MilliLco, 0 as Credits]
  const bought = { takerBuyQuantity: quantity, takerBuyNotional: notional }
  return { start, open: price, high: price, low: price, close: price, quantity, notional, ...bought, trades: 0 }
}
