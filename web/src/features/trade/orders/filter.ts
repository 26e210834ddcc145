/** What a person may narrow the lists of done orders and fills by, and the query it makes. In the address, so that a view can be shared. */

export const NO_FILTERS = { range: 'all', outcome: 'all' }
export type OrderFilters = typeof NO_FILTERS

const DAY = 86_400_000
const ranges = { '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY } as const
export const RANGES = ['all', '24h', '7d', '30d'] as const
export const OUTCOMES = ['all', 'filled', 'canceled', 'expired'] as const
type Range = (typeof RANGES)[number]
type Outcome = (typeof OUTCOMES)[number]

export const rangeOf = (text: string): Range => RANGES.find((range) => range === text) ?? 'all'
export const outcomeOf = (text: string): Outcome => OUTCOMES.find((outcome) => outcome === text) ?? 'all'

/** Moments are whole minutes, so that the same question keeps its answer for a while. */
export function since(range: Range, now: number): { from?: number } {
  if (range === 'all') return {}
  return { from: Math.max(0, Math.floor((now - ranges[range]) / 60_000) * 60_000) }
}

/** Done orders: all of them, or those that ended in one way. */
export const statusOf = (outcome: Outcome): 'done' | Exclude<Outcome, 'all'> => (outcome === 'all' ? 'done' : outcome)
