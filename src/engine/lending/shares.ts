/** Lenders' claims as shares of a pool. Virtual shares stand beside them, so the first lender can not skew what the next gets. */

/** Shares that nobody owns, and the unit that they stand for. */
const VIRTUAL_SHARES = 1_000n
const VIRTUAL_UNITS = 1n

/** A pool's shares and the units they claim. */
export interface Whole {
  readonly shares: bigint
  readonly units: number
}

/** Shares for so many units put in, floored. */
export function sharesFor(units: number, whole: Whole): bigint {
  return (BigInt(units) * (whole.shares + VIRTUAL_SHARES)) / (BigInt(whole.units) + VIRTUAL_UNITS)
}

/** Shares that so many units taken out cost, rounded up. */
export function sharesCosting(units: number, whole: Whole): bigint {
  const divisor = BigInt(whole.units) + VIRTUAL_UNITS
  return (BigInt(units) * (whole.shares + VIRTUAL_SHARES) + divisor - 1n) / divisor
}

/** Units that shares claim, floored. */
export function unitsOf(shares: bigint, whole: Whole): number {
  return Number((shares * (BigInt(whole.units) + VIRTUAL_UNITS)) / (whole.shares + VIRTUAL_SHARES))
}
