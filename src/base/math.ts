/** Integer division and products that say how they round. Exact for every safe-integer input and result. */
import { fail } from './assert.ts'

const SAFE = Number.MAX_SAFE_INTEGER

/**
 * floor(a ÷ b) for integers, b > 0; floors towards −∞. A quotient that is rounded to the integer above is put right: half
 * the time that a remainder takes.
 */
export function divFloor(a: number, b: number): number {
  const quotient = Math.floor(a / b)
  return quotient * b > a ? quotient - 1 : quotient
}

/** ceil(a ÷ b) for integers, b > 0. */
export function divCeil(a: number, b: number): number {
  const remainder = a % b
  const quotient = (a - remainder) / b
  return remainder > 0 ? quotient + 1 : quotient
}

/** floor(a × b ÷ c) for integers a, b ≥ 0, c > 0; the product may pass 2^53, the result may not. */
export function mulDivFloor(a: number, b: number, c: number): number {
  const product = a * b
  if (product <= SAFE && product >= 0) return divFloor(product, c)
  return narrow((BigInt(a) * BigInt(b)) / BigInt(c))
}

/** ceil(a × b ÷ c) for integers a, b ≥ 0, c > 0. */
export function mulDivCeil(a: number, b: number, c: number): number {
  const product = a * b
  if (product <= SAFE && product >= 0) return divCeil(product, c)
  const wide = BigInt(a) * BigInt(b)
  const divisor = BigInt(c)
  return narrow((wide + divisor - 1n) / divisor)
}

/** a × b ÷ c rounded half up, for integers a, b ≥ 0, c > 0. */
export function mulDivHalfUp(a: number, b: number, c: number): number {
  const product = a * b
  if (product <= SAFE / 2 && product >= 0 && c <= SAFE / 4) return divFloor(2 * product + c, 2 * c)
  const wide = BigInt(a) * BigInt(b)
  const divisor = BigInt(c)
  return narrow((2n * wide + divisor) / (2n * divisor))
}

export function clamp<T extends number>(value: T, low: T, high: T): T {
  return value < low ? low : value > high ? high : value
}

function narrow(wide: bigint): number {
  const value = Number(wide)
  return Number.isSafeInteger(value) ? value : fail(`result out of range: ${wide}`)
}
