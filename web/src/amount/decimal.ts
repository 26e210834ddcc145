/** Exact arithmetic on decimal strings for display and previews. The server decides; nothing here is money of record. */

interface Scaled {
  units: bigint
  decimals: number
}

/** True for what the API sends and accepts: optional minus, digits, optional fraction. */
export const isDecimal = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text)

function scaled(text: string): Scaled {
  if (!isDecimal(text)) throw new Error(`not a decimal: ${text}`)
  const [whole = '0', fraction = ''] = text.split('.')
  return { units: BigInt(whole + fraction), decimals: fraction.length }
}

function print({ units, decimals }: Scaled): string {
  const negative = units < 0n
  const digits = (negative ? -units : units).toString().padStart(decimals + 1, '0')
  const cut = digits.length - decimals
  const text = decimals === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`
  return negative ? `-${text}` : text
}

function align(a: string, b: string): [bigint, bigint, number] {
  const x = scaled(a)
  const y = scaled(b)
  const decimals = Math.max(x.decimals, y.decimals)
  return [x.units * 10n ** BigInt(decimals - x.decimals), y.units * 10n ** BigInt(decimals - y.decimals), decimals]
}

/** Negative, zero or positive like a − b. */
export function compareDecimal(a: string, b: string): number {
  const [x, y] = align(a, b)
  return x < y ? -1 : x > y ? 1 : 0
}

export const isZero = (value: string): boolean => scaled(value).units === 0n
export const isNegative = (value: string): boolean => scaled(value).units < 0n

/** Exact sum with the larger number of decimals. */
export function addDecimal(a: string, b: string): string {
  const [x, y, decimals] = align(a, b)
  return print({ units: x + y, decimals })
}

/** Exact difference with the larger number of decimals. */
export function subDecimal(a: string, b: string): string {
  const [x, y, decimals] = align(a, b)
  return print({ units: x - y, decimals })
}

/** Exact product; decimals add up. */
export function mulDecimal(a: string, b: string): string {
  const x = scaled(a)
  const y = scaled(b)
  return print({ units: x.units * y.units, decimals: x.decimals + y.decimals })
}

/** a ÷ b truncated towards zero at `decimals`; undefined when b is zero. */
export function divDecimal(a: string, b: string, decimals: number): string | undefined {
  const [x, y] = align(a, b)
  if (y === 0n) return undefined
  return print({ units: (x * 10n ** BigInt(decimals)) / y, decimals })
}

/** The value cut (towards zero) or padded to exactly `decimals`: never shows more than there is. */
export function truncateDecimal(value: string, decimals: number): string {
  const x = scaled(value)
  const units =
    x.decimals > decimals
      ? x.units / 10n ** BigInt(x.decimals - decimals)
      : x.units * 10n ** BigInt(decimals - x.decimals)
  return print({ units, decimals })
}

/** The value as whole units of 10^-decimals, cut towards zero: "0.10000" at 5 decimals is 10000n. */
export const toUnits = (value: string, decimals: number): bigint =>
  BigInt(truncateDecimal(value, decimals).replace('.', ''))

/** The decimal string of whole units: 10000n at 5 decimals is "0.10000". */
export const fromUnits = (units: bigint, decimals: number): string => print({ units, decimals })

/** percent (whole number) of the value, truncated at `decimals`: 25, 50, 75, 100 of a balance. */
export function percentOf(value: string, percent: number, decimals: number): string {
  return truncateDecimal(mulDecimal(value, `${percent / 100}`), decimals)
}

/** For drawing only (bar widths, charts): a float near the value. */
export const toDrawing = (value: string): number => Number(value)

/** a ÷ b as a float 0…∞ for drawing; 0 when b is zero. */
export function ratio(a: string, b: string): number {
  const divisor = Number(b)
  return divisor === 0 ? 0 : Number(a) / divisor
}

/** Change from `before` to `now` in per cent with two decimals and sign, e.g. "-1.25"; undefined when before is zero. */
export function percentChange(before: string, now: string): string | undefined {
  const quotient = divDecimal(mulDecimal(subDecimal(now, before), '100'), before, 2)
  return quotient
}

/**
 * What a person typed as a decimal string: full-width digits and separators accepted, grouping dropped.
 * undefined when it is not a number; "" stays "". A fraction longer than `decimals` is cut.
 */
export function normaliseTyped(typed: string, decimals: number): string | undefined {
  const ascii = typed
    .normalize('NFKC')
    .replaceAll('。', '.')
    .replaceAll('、', ',')
    .replace(/[\s,_']/g, '')
  if (ascii === '') return ''
  const match = /^(\d*)(?:(\.)(\d*))?$/.exec(ascii)
  if (!match) return undefined
  const whole = (match[1] ?? '').replace(/^0+(?=\d)/, '') || '0'
  if (!match[2] || decimals === 0) return whole
  return `${whole}.${(match[3] ?? '').slice(0, decimals)}`
}

/** A typed value as the API wants it: no trailing dot. undefined when empty or not a number. */
export function toWire(typed: string): string | undefined {
  const text = typed.endsWith('.') ? typed.slice(0, -1) : typed
  return isDecimal(text) ? text : undefined
}
