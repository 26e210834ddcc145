/** Days, weeks and months of UTC milliseconds by integer arithmetic: no Date, the same everywhere. */
import { divFloor } from './math.ts'
import type { Millis } from './money.ts'

export const SECOND_MS = 1000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
export const WEEK_MS = 7 * DAY_MS

/** Days since 1970-01-01. */
export function dayOf(at: number): number {
  return divFloor(at, DAY_MS)
}

/** Monday 00:00 UTC of the week that holds `at`: weeks are [Monday, next Monday). 1970-01-01 was a Thursday. */
export function weekStart(at: number): Millis {
  return (divFloor(at + 3 * DAY_MS, WEEK_MS) * WEEK_MS - 3 * DAY_MS) as Millis
}

/** Friday 00:00 UTC of the week that holds `at`. */
export function fridayOf(at: number): Millis {
  return (weekStart(at) + 4 * DAY_MS) as Millis
}

/** 00:00 UTC of the first day of a month, counted as monthOf does. */
export function monthStart(month: number): Millis {
  const years = divFloor(month - 2, 12)
  const marchMonth = month - 2 - years * 12
  const leapDays = divFloor(years, 4) - divFloor(years, 100) + divFloor(years, 400)
  const days = years * 365 + leapDays + divFloor(153 * marchMonth + 2, 5) - 719_468
  return (days * DAY_MS) as Millis
}

/** Months since January of year 0: years × 12 + month index. Gregorian, by counting in 400-year cycles that begin in March. */
export function monthOf(at: number): number {
  const days = dayOf(at) + 719_468
  const cycle = divFloor(days, 146_097)
  const dayOfCycle = days - cycle * 146_097
  const yearOfCycle = divFloor(
    dayOfCycle - divFloor(dayOfCycle, 1_460) + divFloor(dayOfCycle, 36_524) - divFloor(dayOfCycle, 146_096),
    365,
  )
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + divFloor(yearOfCycle, 4) - divFloor(yearOfCycle, 100))
  const marchMonth = divFloor(5 * dayOfYear + 2, 153)
  return (cycle * 400 + yearOfCycle) * 12 + marchMonth + 2
}
