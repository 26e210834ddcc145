/** What the form of an offering holds, and times as its field writes them: UTC, to the minute. No React. */
import type { Offering } from '../../imo/use-offerings.ts'

export interface Terms {
  readonly model: string
  readonly total: string
  /** "2026-01-05T12:00", UTC */
  readonly from: string
  /** per cent; empty: as the parameters say */
  readonly cap: string
  readonly mode: Offering['mode']
  readonly afterwards: Offering['afterwards']
}

export const utcInput = (at: number): string => new Date(at).toISOString().slice(0, 16)

export function utcMillis(text: string): number | undefined {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? Date.parse(`${text}:00Z`) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}
