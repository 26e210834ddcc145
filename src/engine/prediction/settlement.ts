/** Who gets what when a market is decided: arithmetic over its list of bets, without ledger or state. docs/concepts/prediction.md. */
import { mulDivFloor } from '../../base/math.ts'
import { BPS } from '../../base/money.ts'
import type { Side } from '../prediction-types.ts'
import type { Curve } from './curve.ts'

export interface BetFacts {
  readonly side: Side
  readonly stake: number
  readonly shares: number
}

/** Profit of each bet in order: its part of the losers' pool by largest remainder, 0 for a losing bet. */
export function profitsOf(bets: readonly BetFacts[], won: Side, { cost, yes, no }: Curve): number[] {
  const quantity = won === 'yes' ? yes : no
  let pool = 0
  let claims = 0
  const claimed = bets.map(({ side, stake, shares }) => {
    if (side !== won) {
      pool += stake
      return 0
    }
    const claim = Math.max(0, mulDivFloor(cost, shares, quantity) - stake)
    claims += claim
    return claim
  })
  const weights = claims > 0 ? claimed : bets.map(({ side, shares }) => (side === won ? shares : 0))
  return apportion(pool, weights)
}

/** Splits a total by weights, floored; what is left goes by one unit to the largest remainders, the first of equals. Σ weights > 0. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = BigInt(weights.reduce((before, weight) => before + weight, 0))
  const whole = BigInt(total)
  const remainders = new Float64Array(weights.length)
  let left = total
  const parts = weights.map((weight, i) => {
    if (weight === 0) return 0
    const product = whole * BigInt(weight)
    const part = Number(product / sum)
    remainders[i] = Number(product % sum)
    left -= part
    return part
  })
  // Fewer units are left than there are remainders above zero, so nobody without a weight gets one.
  if (left > 0) giveRest(parts, remainders, left)
  return parts
}

/** One unit more for the largest remainders. Sorting numbers alone is many times as fast as sorting places by them. */
function giveRest(parts: number[], remainders: Float64Array, units: number): void {
  const threshold = remainders.slice().sort()[remainders.length - units] as number
  let equal = units
  for (const remainder of remainders) if (remainder > threshold) equal -= 1
  for (let i = 0; i < parts.length; i++) {
    const remainder = remainders[i] as number
    const gets = remainder > threshold || (remainder === threshold && equal-- > 0)
    if (gets) parts[i] = (parts[i] as number) + 1
  }
}

/** What a winner pays of a profit, floored. */
export function feeOf(profit: number, feeBps: number): number {
  return mulDivFloor(profit, feeBps, BPS)
}

/** Whether the bets decide anything: somebody has won and somebody has lost. */
export function hasBothSides(bets: readonly BetFacts[]): boolean {
  return bets.some(({ side }) => side === 'yes') && bets.some(({ side }) => side === 'no')
}
