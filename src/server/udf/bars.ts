/** Candles as columns for charting libraries: ascending seconds, none twice. */
import type { CandleInterval } from '../../history/periods.ts'
import type { Candle } from '../../history/queries/candles.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'

export interface BarsQuery {
  readonly interval: CandleInterval
  /** Seconds; the first one counts, the last one does not. */
  readonly from: number
  readonly to: number
  /** Goes before `from`: so many candles before `to`. */
  readonly count?: number
}

export type Bars =
  | { readonly s: 'error'; readonly errmsg: string }
  | { readonly s: 'no_data'; readonly nextTime?: number }
  | {
      readonly s: 'ok'
      readonly t: readonly number[]
      readonly o: readonly number[]
      readonly h: readonly number[]
      readonly l: readonly number[]
      readonly c: readonly number[]
      readonly v: readonly number[]
    }

/** Of one read of history. */
const PAGE = 1500
const MOST_BARS = 6000
const MICRO = 1_000_000
const MILLI = 1000

export async function barsOf(
  deps: Pick<RouteDeps, 'core' | 'history'>,
  { interval, from, to, count }: BarsQuery,
): Promise<Bars> {
  const { candles } = await upToDate(deps)
  const now = deps.core.now()
  const most = Math.min(MOST_BARS, count ?? MOST_BARS)
  const first = count === undefined ? from * 1000 : 0
  const bars: Candle[] = []
  for (let end = to * 1000; bars.length < most; end = bars[0]?.start ?? 0) {
    const limit = Math.min(PAGE, most - bars.length)
    const page = await candles.list({ interval, from: first, to: end, limit, now })
    bars.unshift(...page)
    if (page.length < limit) break
  }
  if (bars.length > 0) return columns(bars)
  const [before] = await candles.list({ interval, to: from * 1000, limit: 1, now })
  return before ? { s: 'no_data', nextTime: before.start / 1000 } : { s: 'no_data' }
}

function columns(bars: readonly Candle[]): Bars {
  return {
    s: 'ok',
    t: bars.map(({ start }) => start / 1000),
    o: bars.map(({ open }) => open / MICRO),
    h: bars.map(({ high }) => high / MICRO),
    l: bars.map(({ low }) => low / MICRO),
    c: bars.map(({ close }) => close / MICRO),
    v: bars.map(({ quantity }) => quantity / MILLI),
  }
}
