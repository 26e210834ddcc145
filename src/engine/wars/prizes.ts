/** What a round pays and what its champion may use: arithmetic only. docs/concepts/wars.md. */
import { mulDivFloor } from '../../base/math.ts'
import { BPS, type Credits, type Lco } from '../../base/money.ts'

/** Percent of the war pool for ranks 1 … 10. */
export const PRIZE_SHARES = [30, 18, 12, 9, 8, 7, 5, 4, 4, 3] as const

/** Most of the champion's own score, and of the closed week's profit, that free calls may be worth. */
const OF_SCORE_BPS = 2_500
const OF_PROFIT_BPS = 1_000

/** LCO units for a rank, 1 … 10: the pool's share, floored. */
export function prizeOf(pool: Lco, rank: number): Lco {
  return mulDivFloor(pool, PRIZE_SHARES[rank - 1] ?? 0, 100) as Lco
}

/** min(25 % of the own score, 10 % of the week's profit, the operator's cap, what the treasury holds), floored, never below 0. */
export function grantFor(terms: {
  readonly score: Credits
  readonly profit: Credits
  readonly cap: Credits
  readonly treasury: Credits
}): Credits {
  const { score, profit, cap, treasury } = terms
  const ofProfit = profit > 0 ? mulDivFloor(profit, OF_PROFIT_BPS, BPS) : 0
  return Math.max(0, Math.min(mulDivFloor(score, OF_SCORE_BPS, BPS), ofProfit, cap, treasury)) as Credits
}
