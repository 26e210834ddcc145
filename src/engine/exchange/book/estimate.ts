/** Dry run of a taker against the resting orders. Changes nothing; matching for real is book.ts. */
import { divFloor } from '../../../base/math.ts'
import { notionalCap } from './budget.ts'
import type { Resting } from './resting.ts'
import { BUY, DECREMENT, EXPIRE_MAKER, SELL, type Taker } from './types.ts'

export interface Estimate {
  /** Lots that would trade. */
  lots: number
  /** Σ price × lots of the fills in µCR; notional ÷ lots is the average price in ticks. */
  notional: number
  /** Price of the last fill in ticks, 0 without a fill. */
  worst: number
  /**
   * Every lot asked for would trade or, by quote, as many as the budget pays for (at least one). What a fill-or-kill
   * order needs: own orders are passed over with EXPIRE_MAKER and spoil it with the other modes.
   */
  complete: boolean
}

/** What placing the taker now would trade, whatever its time in force. */
export function estimate(resting: Resting, taker: Taker): Estimate {
  const { levels } = resting
  const { side, limit, account, stp } = taker
  const cap = notionalCap(taker)
  const facing = side === BUY ? SELL : BUY
  const result: Estimate = { lots: 0, notional: 0, worst: 0, complete: false }
  let remaining = taker.lots
  let spent = 0
  let price = 0
  let ownMet = false
  for (let level = levels.best[facing]!; level !== 0; level = levels.worse[level]!) {
    const levelPrice = levels.price[level]!
    price = levelPrice
    if (side === BUY ? levelPrice > limit : levelPrice < limit) break
    for (let slot = levels.head[level]!; slot !== 0; slot = resting.next[slot]!) {
      const affordable = cap === Number.POSITIVE_INFINITY ? remaining : divFloor(cap - spent, price)
      const want = Math.min(remaining, affordable)
      if (want === 0) return finish(result, !ownMet)
      const available = resting.lots[slot]!
      const lots = Math.min(want, available)
      if (resting.account[slot] !== account) {
        result.lots += lots
        result.notional += lots * price
        result.worst = price
      } else if (stp === EXPIRE_MAKER) {
        continue
      } else if (stp === DECREMENT) {
        ownMet = true
      } else {
        return result
      }
      remaining -= lots
      spent += lots * price
      // The order is not used up, so quantity or budget is: a worse price must not be traded past it.
      if (lots < available) return finish(result, !ownMet)
    }
  }
  return finish(result, !ownMet && (remaining === 0 || cap - spent < price))
}

function finish(result: Estimate, served: boolean): Estimate {
  result.complete = served && result.lots > 0
  return result
}
