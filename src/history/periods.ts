/** Day, minute and candle boundaries of history's tables. UTC by integer arithmetic; no Date. */
import { DAY_MS, HOUR_MS, MINUTE_MS, monthOf, monthStart, WEEK_MS, weekStart } from '../base/calendar.ts'
import type { Millis } from '../base/money.ts'

export const candleIntervals = [
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
  '3d',
  '1w',
  '1M',
] as const
export type CandleInterval = (typeof candleIntervals)[number]

/** A month has no length of its own. */
export const intervalMs: Readonly<Record<Exclude<CandleInterval, '1M'>, number>> = {
  '1m': MINUTE_MS,
  '3m': 3 * MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': HOUR_MS,
  '2h': 2 * HOUR_MS,
  '4h': 4 * HOUR_MS,
  '6h': 6 * HOUR_MS,
  '8h': 8 * HOUR_MS,
  '12h': 12 * HOUR_MS,
  '1d': DAY_MS,
  '3d': 3 * DAY_MS,
  '1w': WEEK_MS,
}

/** Start of the interval that holds `at`; weeks begin Monday 00:00 UTC, three days on multiples of 3 days since 1970. */
export function intervalStart(interval: CandleInterval, at: number): Millis {
  if (interval === '1w') return weekStart(at)
  return interval === '1M' ? monthStart(monthOf(at)) : ((at - (at % intervalMs[interval])) as Millis)
}

/** Start of the interval so many after the one that begins at `start`; before it when negative. */
export function shiftedStart(interval: CandleInterval, start: number, by: number): Millis {
  return interval === '1M' ? monthStart(monthOf(start) + by) : ((start + by * intervalMs[interval]) as Millis)
}

/** 00:00 UTC of the day that holds `at`. */
export function dayStart(at: number): Millis {
  return (at - (at % DAY_MS)) as Millis
}

export function minuteStart(at: number): Millis {
  return (at - (at % MINUTE_MS)) as Millis
}

export function hourStart(at: number): Millis {
  return (at - (at % HOUR_MS)) as Millis
}
