/** How many decimals a figure needs so that small amounts do not look like nothing. */

const LEAST = 2
const SIGNIFICANT = 3

/** Two decimals, or as many as show three significant digits of an amount below one: 1234.5 → 2, 0.000927 → 6. */
export function significantDecimals(value: string): number {
  const [whole = '', fraction = ''] = value.split('.')
  if (/[1-9]/.test(whole)) return LEAST
  const zeros = /^0*/.exec(fraction)?.[0].length ?? 0
  if (zeros === fraction.length) return LEAST
  return Math.max(LEAST, Math.min(fraction.replace(/0+$/, '').length, zeros + SIGNIFICANT))
}
