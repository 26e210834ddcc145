/** Filters of the usage page: what the URL says → what is asked of the API, and the figures of its chart. No components. */
import type { Answer, CallOptions } from '../../api/platform.ts'

export type Usage = Answer<'GET /usage'>
export type UsageRow = Usage['items'][number]
export type UsageQuery = NonNullable<CallOptions<'GET /usage'>['query']>

export const GROUPS = ['day', 'model', 'key'] as const
export type Group = (typeof GROUPS)[number]
export const PERIODS = ['7d', '30d', '90d', '365d'] as const
export type Period = (typeof PERIODS)[number]
export const MEASURES = ['spent', 'tokens', 'calls', 'mined'] as const
export type Measure = (typeof MEASURES)[number]

export const NO_FILTERS = { by: 'day', period: '30d', measure: 'spent', model: '', key: '' }
export type UsageFilters = typeof NO_FILTERS

const DAY_MS = 86_400_000
const DAYS: Record<Period, number> = { '7d': 7, '30d': 30, '90d': 90, '365d': 365 }

export const groupOf = (asked: string): Group => GROUPS.find((group) => group === asked) ?? 'day'
export const periodOf = (asked: string): Period => PERIODS.find((period) => period === asked) ?? '30d'
export const measureOf = (asked: string): Measure => MEASURES.find((measure) => measure === asked) ?? 'spent'

/** Whole UTC days up to the end of today. Values the page does not know count as "all". */
export function queryOf(filters: UsageFilters, now: number): UsageQuery & { from: number; to: number } {
  const to = (Math.floor(now / DAY_MS) + 1) * DAY_MS
  const keyId = /^\d{1,15}$/.test(filters.key) ? Number(filters.key) : undefined
  return {
    by: groupOf(filters.by),
    from: Math.max(0, to - DAYS[periodOf(filters.period)] * DAY_MS),
    to,
    ...(filters.model === '' ? {} : { model: filters.model }),
    ...(keyId === undefined ? {} : { keyId }),
  }
}

/** As a decimal string. */
export function measured(
  row: Pick<UsageRow, 'spent' | 'mined' | 'calls' | 'inputTokens' | 'outputTokens'>,
  measure: Measure,
): string {
  if (measure === 'spent') return row.spent
  if (measure === 'mined') return row.mined
  return String(measure === 'calls' ? row.calls : row.inputTokens + row.outputTokens)
}

export interface Point {
  key: string
  /** ms of the day; undefined for models and keys */
  day?: number
  label: string
  value: string
}

/** By day every day of the range, those without calls too; by model and key the rows as they come. */
export function pointsOf({ by, from, to, items }: Usage, measure: Measure): Point[] {
  if (by !== 'day') return items.map((row) => ({ key: row.group, label: row.label, value: measured(row, measure) }))
  const known = new Map(items.map((row) => [Number(row.group), row]))
  const points: Point[] = []
  for (let day = Math.floor(from / DAY_MS) * DAY_MS; day < to; day += DAY_MS) {
    const row = known.get(day)
    points.push({ key: String(day), day, label: '', value: row ? measured(row, measure) : '0' })
  }
  return points
}
