/** Ranges of the overview's margins: whole UTC days up to now. */

export const RANGES = ['today', 'week', 'month'] as const
export type Range = (typeof RANGES)[number]

const DAY_MS = 86_400_000
const DAYS: Record<Range, number> = { today: 1, week: 7, month: 30 }

export const rangeOf = (asked: string): Range => RANGES.find((range) => range === asked) ?? 'week'

/** First ms of the first day, and the end of the minute that `now` is in, so that the answer can be cached. */
export function spanOf(range: Range, now: number): { from: number; to: number } {
  const today = Math.floor(now / DAY_MS) * DAY_MS
  return { from: today - (DAYS[range] - 1) * DAY_MS, to: Math.ceil((now + 1) / 60_000) * 60_000 }
}

/** 512 MB, 1.4 GB */
export function bytesText(bytes: number): string {
  const mega = bytes / 1_048_576
  return mega < 1_024 ? `${mega.toFixed(0)} MB` : `${(mega / 1_024).toFixed(1)} GB`
}
