/** The Monday close as arithmetic: profit, carried loss, what goes into the fund. docs/concepts/economy.md §6. */
import { mulDivCeil } from '../../base/math.ts'
import { BPS, type Credits, max } from '../../base/money.ts'

export interface Close {
  readonly base: Credits
  readonly fundIn: Credits
  readonly carriedLoss: Credits
}

/** base = max(0, profit − carried loss); carried loss' = max(0, carried loss − profit); fund-in = ⌈base × share⌉. */
export function closeWeek(profit: Credits, carriedLoss: Credits, shareBps: number): Close {
  const zero = 0 as Credits
  const base = max(zero, (profit - carriedLoss) as Credits)
  return {
    base,
    fundIn: mulDivCeil(base, shareBps, BPS) as Credits,
    carriedLoss: max(zero, (carriedLoss - profit) as Credits),
  }
}
