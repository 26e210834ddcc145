/** Random lists of bets, as the engine's pure functions and the slow twin take them. */
import type { Prng } from '../../../src/base/prng.ts'
import { buy, type Curve, openCurve } from '../../../src/engine/prediction/curve.ts'
import { type BetFacts, feeOf, profitsOf } from '../../../src/engine/prediction/settlement.ts'
import type { Side } from '../../../src/engine/prediction-types.ts'
import type { PlainMarket } from './twin.ts'

export interface Wager {
  readonly side: Side
  readonly stake: number
}

export interface RandomMarket {
  readonly ante: number
  readonly priorBps: number
  readonly wagers: readonly Wager[]
}

const LCO = 100_000_000

/** One to `most` bets of 1 LCO to 100,000 LCO, of few units now and then, often lopsided. */
export function randomMarket(random: Prng, most: number): RandomMarket {
  const ante = random.pick([100, 100, 1, 10_000]) * LCO
  const priorBps = random.pick([5_000, 500 + random.below(9_001)])
  const lean = random.pick([50, 50, 5, 95])
  const wagers = Array.from({ length: 1 + random.below(most) }, () => ({
    side: random.chance(lean) ? ('yes' as const) : ('no' as const),
    stake: stakeOf(random),
  }))
  return { ante, priorBps, wagers }
}

function stakeOf(random: Prng): number {
  return LCO * random.pick([1, 1, 10, 1_000, 100_000]) + random.pick([0, random.below(LCO), random.below(1_000)])
}

export interface Played {
  readonly curve: Curve
  readonly bets: readonly BetFacts[]
}

export function play({ ante, priorBps, wagers }: RandomMarket): Played {
  let curve = openCurve(ante, priorBps)
  const bets = wagers.map(({ side, stake }) => {
    const bought = buy(curve, side, stake)
    curve = bought.curve
    return { side, stake, shares: bought.shares }
  })
  return { curve, bets }
}

export function plain({ ante, priorBps, wagers }: RandomMarket): PlainMarket {
  const bets = wagers.map(({ side, stake }) => ({ side, stake: BigInt(stake) }))
  return { ante: BigInt(ante), priorBps: BigInt(priorBps), bets }
}

/** What each bet gets after a fee of 5 %. */
export function netOf({ curve, bets }: Played, won: Side): number[] {
  const profits = profitsOf(bets, won, curve)
  return bets.map(({ side, stake }, i) => {
    const profit = profits[i] as number
    return side === won ? stake + profit - feeOf(profit, 500) : 0
  })
}
