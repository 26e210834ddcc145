/** The trades of the last 24 hours in minutes, the running one included: what the ticker is made of. */
import { DAY_MS, MINUTE_MS } from '../../../base/calendar.ts'
import type { Credits, Millis } from '../../../base/money.ts'
import type { Candle } from '../../../history/queries/candles.ts'
import type { MilliLco, UnitPrice } from '../../../history/units.ts'
import type { TapeTrade } from './tape-trade.ts'

interface Minute {
  readonly start: number
  open: UnitPrice
  high: UnitPrice
  low: UnitPrice
  close: UnitPrice
  quantity: number
  notional: number
  trades: number
}

/** Prices are 0 when nothing was ever traded. */
export interface DayStats {
  readonly from: Millis
  readonly to: Millis
  readonly open: UnitPrice
  readonly high: UnitPrice
  readonly low: UnitPrice
  readonly last: UnitPrice
  readonly lastQuantity: MilliLco
  readonly quantity: MilliLco
  readonly notional: Credits
  readonly trades: number
  /** −1 without trades. */
  readonly firstTradeId: number
  readonly lastTradeId: number
}

export class DayWindow {
  /** Oldest first, only those with trades. */
  #minutes: Minute[]
  #last: TapeTrade | undefined
  /** Time of the newest trade counted. */
  #lastId: number

  /** `minutes` as history has them, `last` the newest trade in them. */
  constructor(minutes: readonly Candle[], last: TapeTrade | undefined) {
    this.#minutes = minutes.filter(({ trades }) => trades > 0).map((candle) => ({ ...candle }))
    this.#last = last
    this.#lastId = last?.tradeId ?? 0
  }

  get lastTrade(): TapeTrade | undefined {
    return this.#last
  }

  take(trade: TapeTrade): void {
    const { price, at } = trade
    const start = at - (at % MINUTE_MS)
    const newest = this.#minutes.at(-1)
    this.#last = trade
    this.#lastId = trade.tradeId
    if (newest?.start === start) {
      if (price > newest.high) newest.high = price
      if (price < newest.low) newest.low = price
      newest.close = price
      newest.quantity += trade.quantity
      newest.notional += trade.notional
      newest.trades += 1
      return
    }
    const whole = { open: price, high: price, low: price, close: price }
    this.#minutes.push({ start, ...whole, quantity: trade.quantity, notional: trade.notional, trades: 1 })
    if (this.#minutes.length > 3000) this.#drop(at)
  }

  /** Over 1,440 minutes, or the last so many. */
  stats(now: number, minutes = DAY_MS / MINUTE_MS): DayStats {
    const to = now - (now % MINUTE_MS) + MINUTE_MS
    const from = to - minutes * MINUTE_MS
    const inside = this.#minutes.filter(({ start }) => start >= from)
    const last = (this.#last?.price ?? 0) as UnitPrice
    let [quantity, notional, trades] = [0, 0, 0]
    let [high, low] = [inside[0]?.high ?? last, inside[0]?.low ?? last]
    for (const minute of inside) {
      if (minute.high > high) high = minute.high
      if (minute.low < low) low = minute.low
      quantity += minute.quantity
      notional += minute.notional
      trades += minute.trades
    }
    return {
      ...{ from: from as Millis, to: to as Millis, open: inside[0]?.open ?? last, high, low, last },
      lastQuantity: this.#last?.quantity ?? (0 as MilliLco),
      ...{ quantity: quantity as MilliLco, notional: notional as Credits, trades },
      ...{ firstTradeId: trades === 0 ? -1 : this.#lastId - trades + 1, lastTradeId: trades === 0 ? -1 : this.#lastId },
    }
  }

  #drop(now: number): void {
    const from = now - DAY_MS - MINUTE_MS
    this.#minutes = this.#minutes.filter(({ start }) => start >= from)
  }
}
