/** The rate by utilisation, for drawing and for what-ifs. Floats are fine here: the core reckons what is booked. */
import type { LendingPool } from '../../../../src/contract/lending.ts'

export type Curve = LendingPool['curve']

export interface Rates {
  /** 0…1 */
  readonly utilisation: number
  /** a year, 0.15 = 15 % */
  readonly borrow: number
  readonly supply: number
}

const BPS = 10_000

export function ratesAt(utilisation: number, curve: Curve): Rates {
  const [base, kink, atKink] = [curve.baseRateBps / BPS, curve.kinkBps / BPS, curve.kinkRateBps / BPS]
  const low = Math.min(base, atKink)
  const borrow =
    utilisation <= kink
      ? low + ((atKink - low) * utilisation) / kink
      : atKink + (curve.slopeBps / BPS) * (utilisation - kink)
  return { utilisation, borrow, supply: borrow * utilisation * (1 - curve.reserveShareBps / BPS) }
}

/** How the pool would stand with so much more in it, or less when negative; never more lent than there is. */
export function ratesAfter(pool: Pick<LendingPool, 'supplied' | 'lent' | 'curve'>, change: number): Rates {
  const [supplied, lent] = [Math.max(0, Number(pool.supplied) + change), Number(pool.lent)]
  return ratesAt(lent === 0 ? 0 : Math.min(1, lent / Math.max(supplied, lent)), pool.curve)
}

/** Utilisations at which the line bends, its ends, and where the pool is now. */
export function corners(curve: Curve): readonly number[] {
  return [0, curve.kinkBps / BPS, curve.limitBps / BPS, 1]
}
