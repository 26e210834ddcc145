/** Interest by an index that only grows: a loan is its share of the index, so time costs nothing per loan. No ledger here. */
import { DAY_MS } from '../../base/calendar.ts'
import { PPM } from './rates.ts'

/** The index of a pool that never lent. */
export const INDEX_ONE = 10n ** 18n
/** A loan's share times the index, over this, is its debt: wide enough that a share gives back the debt it was made of. */
const SCALE = 10n ** 36n
const YEAR_MS = 365 * DAY_MS

/** The index after so many ms at a yearly rate, floored. */
export function grownIndex(index: bigint, ratePpm: number, ms: number): bigint {
  return index + (index * BigInt(ratePpm) * BigInt(ms)) / (BigInt(PPM) * BigInt(YEAR_MS))
}

/** The share that stands for a debt, floored: `debtOfShare` of it is the debt. */
export function shareOfDebt(debt: number, index: bigint): bigint {
  return (BigInt(debt) * SCALE) / index
}

/** Units owed, rounded up: nobody owes a fraction less than the exact interest. */
export function debtOfShare(share: bigint, index: bigint): number {
  return Number((share * index + SCALE - 1n) / SCALE)
}

/** Units that all loans together have grown to, floored. */
export function debtOfAll(share: bigint, index: bigint): number {
  return Number((share * index) / SCALE)
}
