/** The little arithmetic that bigints lack. */

export function least(a: bigint, b: bigint): bigint {
  if (a < b) return a
  return b
}

export function greatest(numbers: readonly bigint[]): bigint {
  return numbers.reduce((most, one) => {
    if (one > most) return one
    return most
  }, 0n)
}

/** a ÷ b rounded up, for a ≥ 0. */
export function up(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b
}
