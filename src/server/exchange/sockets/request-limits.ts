/** What answers over a request socket say about the limits. */
import type { limitRows } from '../limits.ts'

/** The weight used in this minute; orders are counted by account and told by their own method. */
export function openingLimits(rows: ReturnType<typeof limitRows>, used: number) {
  return rows.filter(({ rateLimitType }) => rateLimitType === 'REQUEST_WEIGHT').map((row) => ({ ...row, count: used }))
}
