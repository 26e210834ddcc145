/** The emission curve M(X): LCO minted by X cumulative eligible µCR. Pure; nothing can change it. docs/concepts/economy.md §4. */
import type { Credits, Lco } from '../../base/money.ts'
import { MAX_SUPPLY } from '../../base/money.ts'

/** Eras 0 … 9; each mints 1,000,000 LCO at half the rate of the one before. */
export const ERAS = 10
/** LCO units of one era: 1,000,000 LCO. */
const ERA_LCO = 100_000_000_000_000 as Lco
/** µCR of era 0: 100,000 CR; era k takes twice era k − 1. */
const ERA0_CREDITS = 100_000_000_000

/** µCR at which era k begins: 1e11 × (2^k − 1). */
export function eraStart(era: number): Credits {
  return (ERA0_CREDITS * (2 ** era - 1)) as Credits
}

/** The era that the next µCR mines in; 10 once everything is mined. */
export function eraOf(x: Credits): number {
  let era = 0
  while (era < ERAS && x >= eraStart(era + 1)) era += 1
  return era
}

/** Total LCO units minted after X eligible µCR; floors within the era; 1e15 from the end of era 9 on. */
export function mintedAt(x: Credits): Lco {
  const era = eraOf(x)
  if (era === ERAS) return MAX_SUPPLY
  const into = x - eraStart(era)
  const step = 2 ** era
  const rest = into % step
  return (era * ERA_LCO + ((into - rest) / step) * 1000 + Math.floor((rest * 1000) / step)) as Lco
}

/** LCO units mined by µCR `paid` on top of X: M(X + paid) − M(X). Era crossings, rounding and the cap come for free. */
export function minedBy(x: Credits, paid: Credits): Lco {
  return (mintedAt((x + paid) as Credits) - mintedAt(x)) as Lco
}
