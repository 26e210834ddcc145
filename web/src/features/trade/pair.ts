/** The market's rules as integers: ticks, lots and µCR of decimal strings. No prices of the day, no React. */

import { fromUnits, toUnits } from '../../amount/decimal.ts'
import type { Answer } from '../../api/platform.ts'

export type MarketRules = Answer<'GET /market'>

/** One tick and one lot are 10^-decimals, and tick × lot = 1 µCR: a notional is ticks × lots (docs/concepts/economy.md §1). */
export interface Pair {
  readonly priceDecimals: number
  readonly quantityDecimals: number
}

export const CR_DECIMALS = 6
const BPS = 10_000n

export const ticksOf = (price: string, pair: Pair): bigint => toUnits(price, pair.priceDecimals)
export const lotsOf = (quantity: string, pair: Pair): bigint => toUnits(quantity, pair.quantityDecimals)
export const priceText = (ticks: bigint, pair: Pair): string => fromUnits(ticks, pair.priceDecimals)
export const quantityText = (lots: bigint, pair: Pair): string => fromUnits(lots, pair.quantityDecimals)
export const creditsText = (micro: bigint): string => fromUnits(micro, CR_DECIMALS)
export const creditsOf = (amount: string): bigint => toUnits(amount, CR_DECIMALS)

/** µCR, rounded half up, as the core charges it (docs/concepts/economy.md §7). */
export const feeOf = (notional: bigint, bps: number): bigint => (notional * BigInt(bps) * 2n + BPS) / (BPS * 2n)

/** True when the text has no more decimals than the step allows. */
export function onStep(value: string, decimals: number): boolean {
  return (value.split('.')[1] ?? '').replace(/0+$/, '').length <= decimals
}
