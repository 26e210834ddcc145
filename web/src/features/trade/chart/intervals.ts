/** The intervals the chart offers, their lengths and where the next one starts. The server knows more. */
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
export type Interval = keyof typeof intervalMs | '1M'

export const INTERVALS: readonly Interval[] = [...(Object.keys(intervalMs) as (keyof typeof intervalMs)[]), '1M']
export const isInterval = (text: string): text is Interval => INTERVALS.some((known) => known === text)

/** Start of the candle after the one that starts here; months are those of UTC. */
export function nextStart(time: number, interval: Interval): number {
  if (interval !== '1M') return time + intervalMs[interval]
  const start = new Date(time)
  return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1)
}
