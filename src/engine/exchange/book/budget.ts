/** A by-quote order's budget as a cap on the notional it may trade. No orders here. */
import { mulDivFloor, mulDivHalfUp } from '../../../base/math.ts'
import { BPS } from '../../../base/money.ts'
import { BUY, type Taker } from './types.ts'

/**
 * The largest total notional in µCR that the budget allows; Infinity without a budget. Buy: the greatest n with
 * n + round-half-up(n × feeBps / 10,000) ≤ budget; sell: the budget itself, as it counts gross proceeds
 * (docs/concepts/economy.md §7). Exact, because n plus its fee never falls when n grows.
 */
export function notionalCap(taker: Taker): number {
  const { budget, feeBps } = taker
  if (budget === Number.POSITIVE_INFINITY || taker.side !== BUY || feeBps === 0) return budget
  let cap = mulDivFloor(budget, BPS, BPS + feeBps)
  while (cap > 0 && cap + mulDivHalfUp(cap, feeBps, BPS) > budget) cap--
  while (cap + 1 + mulDivHalfUp(cap + 1, feeBps, BPS) <= budget) cap++
  return cap
}
