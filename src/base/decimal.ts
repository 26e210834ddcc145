/** Decimal strings on the wire ⇄ integers inside. Fixed number of decimals, never a float in between. */
import type { Credits, Lco, Pico } from './money.ts'

/** "-12.340000" for −12340000 at 6 decimals. Always prints all decimals. */
export function formatDecimal(value: number, decimals: number): string {
  const digits = Math.abs(value)
    .toString()
    .padStart(decimals + 1, '0')
  const sign = value < 0 ? '-' : ''
  if (decimals === 0) return sign + digits
  const cut = digits.length - decimals
  return `${sign}${digits.slice(0, cut)}.${digits.slice(cut)}`
}

/** The integer behind a decimal string; undefined for anything but plain digits with at most `decimals` decimals in the safe range. */
export function parseDecimal(text: string, decimals: number): number | undefined {
  const match = /^(-?)(\d{1,16})(?:\.(\d{1,18}))?$/.exec(text)
  if (!match) return undefined
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  if (fraction.length > decimals) return undefined
  const value = Number(match[2] + fraction.padEnd(decimals, '0'))
  if (!Number.isSafeInteger(value)) return undefined
  return match[1] && value !== 0 ? -value : value
}

/** "0.850000" */
export const formatCredits = (amount: Credits): string => formatDecimal(amount, 6)
/** "10.00000000" */
export const formatLco = (amount: Lco): string => formatDecimal(amount, 8)
/** "0.000001500000" CR from pico-credits */
export const formatPico = (amount: Pico): string => formatDecimal(amount, 12)

export const parseCredits = (text: string): Credits | undefined => parseDecimal(text, 6) as Credits | undefined
export const parseLco = (text: string): Lco | undefined => parseDecimal(text, 8) as Lco | undefined
