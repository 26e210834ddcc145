/** Prices of a prediction market: cost C and quantities with q_yes² + q_no² ≤ C². Integers of one unit, whichever it is. docs/concepts/prediction.md. */
import { add, BPS } from '../../base/money.ts'
import type { Side } from '../prediction-types.ts'

export interface Curve {
  readonly cost: number
  readonly yes: number
  readonly no: number
}

/** Probabilities are parts per million. */
const PPM = 1_000_000

/** floor(√n) for n ≥ 0, by Newton's steps from above. */
export function isqrt(n: bigint): bigint {
  if (n < 2n) return n
  const bits = n.toString(16).length * 4
  let root = 1n << BigInt((bits + 1) >> 1)
  for (;;) {
    const next = (root + n / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** Before the first bet: cost = ante, quantities such that YES has the prior's probability, both floored. */
export function openCurve(ante: number, priorBps: number): Curve {
  const square = BigInt(ante) * BigInt(ante)
  const yes = isqrt((square * BigInt(priorBps)) / BigInt(BPS))
  return { cost: ante, yes: Number(yes), no: Number(isqrt(square - yes * yes)) }
}

export interface Bought {
  readonly curve: Curve
  readonly shares: number
}

/** The stake raises the cost; the quantity of its side becomes what is left of it beside the other, floored. Shares are what it grew by. */
export function buy(curve: Curve, side: Side, stake: number): Bought {
  const cost = add(curve.cost, stake)
  const [own, other] = side === 'yes' ? [curve.yes, curve.no] : [curve.no, curve.yes]
  const quantity = Number(isqrt(BigInt(cost) * BigInt(cost) - BigInt(other) * BigInt(other)))
  const after = side === 'yes' ? { cost, yes: quantity, no: other } : { cost, yes: other, no: quantity }
  return { curve: after, shares: quantity - own }
}

/** Probability of YES: q_yes² ÷ (q_yes² + q_no²), floored to parts per million. */
export function yesPpm({ yes, no }: Pick<Curve, 'yes' | 'no'>): number {
  const [a, b] = [BigInt(yes) * BigInt(yes), BigInt(no) * BigInt(no)]
  return Number((a * BigInt(PPM)) / (a + b))
}
