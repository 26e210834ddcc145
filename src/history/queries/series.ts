/** The newest items over many series of one account: each series is one range of an index, so what is rare is found as fast as what is common. */
import { sql } from 'kysely'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Database, IdBounds } from './page.ts'

export interface ItemWindow extends IdBounds {
  readonly limit: number
}

/** A series and its newest item within the window. */
export interface SeriesHead {
  readonly id: number
  readonly newest: number | null
}

/** The newest item of the series whose id is in this column; null when the window has none. */
export function newestItem(series: string, { account, low, high }: IdBounds & { readonly account: AccountId | 0 }) {
  return sql<number | null>`(select item from series_items
    where account = ${account} and series = ${sql.ref(series)} and item >= ${low} and item < ${high}
    order by item desc limit 1)`
}

/** Series of one statement. */
const MERGED = 40

/**
 * The newest items of all these series, newest first, none twice. Series come in the order of their heads, so those
 * that have nothing new enough are not read at all.
 */
export async function newestItems(db: Database, { account, heads, window }: SeriesRead): Promise<number[]> {
  const left = heads.filter(({ newest }) => newest !== null).sort((a, b) => (b.newest ?? 0) - (a.newest ?? 0))
  let found: number[] = []
  for (let next = 0; next < left.length; next += MERGED) {
    const oldest = found[window.limit - 1]
    if (oldest !== undefined && (left[next]?.newest ?? 0) < oldest) break
    const ranges = left.slice(next, next + MERGED).map(({ id }) => rangeOf(account, id, window))
    const { rows } = await sql<{ item: number }>`${sql.join(ranges, sql` union all `)}`.execute(db)
    const items = new Set([...found, ...rows.map(({ item }) => item)])
    found = [...items].sort((a, b) => b - a).slice(0, window.limit)
  }
  return found
}

interface SeriesRead {
  readonly account: AccountId | 0
  readonly heads: readonly SeriesHead[]
  readonly window: ItemWindow
}

function rangeOf(account: AccountId | 0, series: number, { low, high, limit }: ItemWindow) {
  return sql`select item from (select item from series_items
    where account = ${account} and series = ${series} and item >= ${low} and item < ${high}
    order by item desc limit ${limit}) as one`
}
