/** What borrowing costs: a rate that bends upwards at a kink of the utilisation. docs/concepts/lending.md. */
import { mulDivFloor } from '../../base/math.ts'
import { BPS } from '../../base/money.ts'
import type { Asset } from '../ledger/chart.ts'
import type { ParameterValues } from '../parameters.ts'

/** Utilisations and yearly rates are parts per million. */
export const PPM = 1_000_000
const PPM_PER_BPS = PPM / BPS

/** Share of what lenders and reserve claim that is lent out, ppm, floored; 0 for an empty pool. */
export function utilisationPpm(lent: number, claims: number): number {
  return lent === 0 || claims === 0 ? 0 : Math.min(PPM, mulDivFloor(lent, PPM, claims))
}

/** Yearly rate that borrowers owe at this utilisation, ppm, floored: from the base to the rate at the kink, then steeper. */
export function borrowRatePpm(p: ParameterValues, asset: Asset, utilisation: number): number {
  const [base, atKink] =
    asset === 'CR'
      ? [p['lending.cr.baseRate'], p['lending.cr.kinkRate']]
      : [p['lending.lco.baseRate'], p['lending.lco.kinkRate']]
  const kink = p['lending.kink'] * PPM_PER_BPS
  const [low, high] = [Math.min(base, atKink) * PPM_PER_BPS, atKink * PPM_PER_BPS]
  if (utilisation <= kink) return low + mulDivFloor(high - low, utilisation, kink)
  return high + mulDivFloor(p['lending.slope'] * PPM_PER_BPS, utilisation - kink, PPM)
}

/** What lenders earn on their claims at this utilisation, ppm a year, floored: the borrowers' rate on what is lent, less the reserve's share. */
export function supplyRatePpm(p: ParameterValues, borrowRate: number, utilisation: number): number {
  return mulDivFloor(mulDivFloor(borrowRate, utilisation, PPM), BPS - p['lending.reserveShare'], BPS)
}
