/** The intervals the chart offers and their lengths. The server knows more. */
import type { Interval as AnyInterval } from '../../../../../src/contract/market.ts'

const MINUTE = 60_000
export const intervalMs = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '4h': 240 * MINUTE,
  '1d': 1_440 * MINUTE,
  '1w': 10_080 * MINUTE,
} as const satisfies Partial<Record<AnyInterval, number>>
export type Interval = keyof typeof intervalMs

export const INTERVALS = Object.keys(intervalMs) as readonly Interval[]
export const isInterval = (text: string): text is Interval => text in intervalMs
