/** Values of parameters between the wire (whole basis points, milliseconds, decimal amounts) and people (per cent, hours). No components. */
import type { Parameter } from '../../../src/contract/transparency.ts'

export type ParameterUnit = Parameter['unit']

/** Tick and lot by the number of the pair. */
export const PAIRS = [
  ['0.00001', '0.1'],
  ['0.0001', '0.01'],
  ['0.001', '0.001'],
] as const

/** "2000" basis points → "20" */
export const percentOf = (bps: string): string => {
  const padded = bps.padStart(3, '0')
  return `${padded.slice(0, -2)}.${padded.slice(-2)}`.replace(/\.?0+$/, '')
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** The largest unit that gives a whole number: 86400000 → 1 day, 90000 → 90 seconds. */
export function durationOf(ms: string): { count: number; unit: (typeof UNITS)[number][0] | 'millisecond' } {
  const value = Number(ms)
  for (const [unit, size] of UNITS) if (value !== 0 && value % size === 0) return { count: value / size, unit }
  return { count: value, unit: 'millisecond' }
}

export const withoutZeros = (decimal: string): string =>
  decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal

/** The key's first part: parameters are listed by it. */
export const groupOf = (key: string): string => key.split('.')[0] ?? key

/** Parameters in the order they came, by group. */
export function grouped<Item extends { readonly key: string }>(items: readonly Item[]): [string, Item[]][] {
  const groups = new Map<string, Item[]>()
  for (const item of items) groups.set(groupOf(item.key), [...(groups.get(groupOf(item.key)) ?? []), item])
  return [...groups]
}
