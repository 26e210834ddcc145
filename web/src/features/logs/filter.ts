/** The filters of the log: what the URL says → what is asked of the API, and whether a live call passes. No components. */
import type { CallSummary } from '../../../../src/contract/calls.ts'
import type { CallOptions } from '../../api/platform.ts'

export type CallQuery = NonNullable<CallOptions<'GET /calls'>['query']>

/** As they stand in the URL; '' is "all". */
export const NO_FILTERS = { key: '', model: '', result: '', range: 'all', from: '', to: '' }
export type LogFilters = typeof NO_FILTERS

/** Choices of the result filter: a state, or how a call ended. */
export const RESULTS = [
  'captured',
  'released',
  'aborted',
  'stop',
  'length',
  'tool_calls',
  'content_filter',
  'client_gone',
  'upstream_cut',
  'hold_exhausted',
  'error',
] as const
const STATES: readonly string[] = ['captured', 'released', 'aborted'] satisfies CallSummary['state'][]
const isState = (result: string): result is CallSummary['state'] => STATES.includes(result)

const HOUR_MS = 3_600_000
export const RANGES = ['all', '1h', '24h', '7d', '30d', 'custom'] as const
const RANGE_MS: { readonly [range: string]: number } = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
  '30d': 720 * HOUR_MS,
}

/** "2025-03-04T10:30" of a date input in the reader's zone; undefined when it is no moment. */
function momentOf(text: string): number | undefined {
  const moment = new Date(text).getTime()
  return text === '' || Number.isNaN(moment) || moment < 0 ? undefined : moment
}

/** Values the page does not know count as "all". `now` moves relative ranges; minutes are rounded so that the answer can be cached. */
export function queryOf(filters: LogFilters, now: number): CallQuery {
  const keyId = /^\d{1,15}$/.test(filters.key) ? Number(filters.key) : 0
  const known = RESULTS.some((result) => result === filters.result)
  const span = RANGE_MS[filters.range]
  const minute = Math.floor(now / 60_000) * 60_000
  const custom = filters.range === 'custom'
  const from = span ? minute - span : custom ? momentOf(filters.from) : undefined
  const to = custom ? momentOf(filters.to) : undefined
  return {
    ...(keyId > 0 ? { keyId } : {}),
    ...(filters.model ? { model: filters.model } : {}),
    ...(known ? (isState(filters.result) ? { state: filters.result } : { outcome: filters.result }) : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
}

/** Changes when a relative range means another list: every hour, and when the server's clock turns out to be another one. */
export const epochOf = ({ range }: LogFilters, now: number): string =>
  RANGE_MS[range] ? ` ${Math.floor(now / HOUR_MS)}` : ''

export const isFiltered = (query: CallQuery): boolean => Object.keys(query).length > 0

/** What the server would answer for this call and query. */
export function passes(call: CallSummary, query: CallQuery): boolean {
  return (
    (query.keyId === undefined || call.keyId === query.keyId) &&
    (query.model === undefined || call.model === query.model) &&
    (query.state === undefined || call.state === query.state) &&
    (query.outcome === undefined || call.outcome === query.outcome) &&
    (query.from === undefined || call.at >= query.from) &&
    (query.to === undefined || call.at < query.to)
  )
}

/**
 * The first page with the live calls on top, newest first, each once. Live calls that are older than the page's newest
 * are on it already or belong to another page.
 */
export function withLive(page: readonly CallSummary[], live: readonly CallSummary[], query: CallQuery): CallSummary[] {
  const known = new Set(page.map(({ callId }) => callId))
  const newest = page[0]?.at ?? 0
  const fresh = live.filter((call) => call.at >= newest && !known.has(call.callId) && passes(call, query))
  return [...fresh, ...page]
}
