/** Periods of the operators' view, and what the URL says → what is asked of the API. No components. */

const HOUR_MS = 3_600_000

export const PERIODS = ['24h', '7d', '30d', '90d'] as const
export type Period = (typeof PERIODS)[number]
const HOURS: Record<Period, number> = { '24h': 24, '7d': 168, '30d': 720, '90d': 2_160 }

export const VIEWS = ['channel', 'model', 'channel-model', 'hour', 'day'] as const
export type View = (typeof VIEWS)[number]

export const NO_FILTERS = { period: '7d', by: 'channel', channel: '', model: '', tab: 'traffic', open: 'true' }
export type TrafficFilters = typeof NO_FILTERS

export const periodOf = (asked: string): Period => PERIODS.find((period) => period === asked) ?? '7d'
export const viewOf = (asked: string): View => VIEWS.find((view) => view === asked) ?? 'channel'

export interface Span {
  from: number
  to: number
  channelId?: number
  model?: string
}

/** Whole hours up to the end of this one, so that the answer can be cached. Values the page does not know count as "all". */
export function spanOf(filters: Pick<TrafficFilters, 'period' | 'channel' | 'model'>, now: number): Span {
  const to = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS
  const channelId = /^[1-9]\d{0,14}$/.test(filters.channel) ? Number(filters.channel) : undefined
  return {
    from: Math.max(0, to - HOURS[periodOf(filters.period)] * HOUR_MS),
    to,
    ...(channelId === undefined ? {} : { channelId }),
    ...(filters.model === '' ? {} : { model: filters.model }),
  }
}

/** 1.2 % of nothing is nothing. */
export const shareText = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`
