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

/** How far the dry run is. */
interface Run {
  readonly resting: Resting
  readonly taker: Taker
  readonly cap: number
  readonly result: Estimate
  remaining: number
  spent: number
  price: number
  ownMet: boolean
}

/** What one meeting comes to: go on, or the end with or without everything served. */
const ON = 0
const SERVED = 1
const SPOILT = 2
type Step = 0 | 1 | 2

/** What placing the taker now would trade, whatever its time in force. */
export function estimate(resting: Resting, taker: Taker): Estimate {
  const { levels } = resting
  const { side, limit } = taker
  const facing = side === BUY ? SELL : BUY
  const result: Estimate = { lots: 0, notional: 0, worst: 0, complete: false }
  const cap = notionalCap(taker)
  const run: Run = { resting, taker, cap, result, remaining: taker.lots, spent: 0, price: 0, ownMet: false }
  for (let level = levels.best[facing]!; level !== 0; level = levels.worse[level]!) {
    run.price = levels.price[level]!
    if (side === BUY ? run.price > limit : run.price < limit) break
    const step = sweep(run, level)
    if (step !== ON) return finish(run, step === SERVED)
  }
  return finish(run, run.remaining === 0 || cap - run.spent < run.price)
}

/** The orders of a level in their order, then the hidden parts in the order in which they come to show. */
function sweep(run: Run, level: number): Step {
  const { resting } = run
  const hidden: { readonly slot: number; left: number }[] = []
  for (let slot = resting.levels.head[level]!; slot !== 0; slot = resting.next[slot]!) {
    const step = meet(run, slot, resting.lots[slot]!)
    if (step !== ON) return step
    if (resting.hidden[slot]! > 0 && !isPassedOver(run, slot)) hidden.push({ slot, left: resting.hidden[slot]! })
  }
  for (let first = hidden.shift(); first !== undefined; first = hidden.shift()) {
    const part = Math.min(resting.slice[first.slot]!, first.left)
    const step = meet(run, first.slot, part)
    if (step !== ON) return step
    first.left -= part
    if (first.left > 0) hidden.push(first)
  }
  return ON
}

function isPassedOver({ resting, taker }: Run, slot: number): boolean {
  return taker.stp === EXPIRE_MAKER && resting.account[slot] === taker.account
}

/** Meets what shows of one order. */
function meet(run: Run, slot: number, available: number): Step {
  const { taker, cap, result, price } = run
  const affordable = cap === Number.POSITIVE_INFINITY ? run.remaining : divFloor(cap - run.spent, price)
  const want = Math.min(run.remaining, affordable)
  if (want === 0) return SERVED
  const lots = Math.min(want, available)
  if (run.resting.account[slot] !== taker.account) {
    result.lots += lots
    result.notional += lots * price
    result.worst = price
  } else if (taker.stp === EXPIRE_MAKER) return ON
  else if (taker.stp === DECREMENT) run.ownMet = true
  else return SPOILT
  run.remaining -= lots
  run.spent += lots * price
  // The order is not used up, so quantity or budget is: a worse price must not be traded past it.
  return lots < available ? SERVED : ON
}

function finish({ result, ownMet }: Run, served: boolean): Estimate {
  result.complete = served && !ownMet && result.lots > 0
  return result
}
