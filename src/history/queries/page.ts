/** Pages of lists that run by descending id: bounds, cursors, time ranges. No tables of its own. */
import { type Kysely, sql } from 'kysely'
import type { HistorySchema } from '../schema.ts'

export type Database = Kysely<HistorySchema>

/** Newest first; `cursor` is the last page's `nextCursor`. */
export interface PageInput {
  readonly cursor?: string | undefined
  /** 1 … MAX_PAGE; DEFAULT_PAGE when left out. */
  readonly limit?: number | undefined
}

/** [from, to) in UTC milliseconds. */
export interface TimeRange {
  readonly from?: number | undefined
  readonly to?: number | undefined
}

export interface Page<T> {
  readonly items: readonly T[]
  /** null on the last page. */
  readonly nextCursor: string | null
}

const DEFAULT_PAGE = 50
const MAX_PAGE = 1000

/** This cursor was not given out by a list. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor'
}

export function pageLimit({ limit }: PageInput): number {
  if (limit === undefined) return DEFAULT_PAGE
  return Math.min(MAX_PAGE, Math.max(1, Math.floor(limit)))
}

/** The id that the page ends before; undefined on the first page. Throws `InvalidCursor`. */
export function pageCursor({ cursor }: PageInput): number | undefined {
  if (cursor === undefined) return undefined
  const id = /^\d{1,16}$/.test(cursor) ? Number(cursor) : Number.NaN
  if (!Number.isSafeInteger(id)) throw new InvalidCursor('this cursor was not given out by this list')
  return id
}

/** Cuts `limit + 1` rows to a page; `id` is what the list runs by. */
export function cutPage<R>(rows: readonly R[], limit: number, id: (row: R) => number): Page<R> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? String(id(last)) : null }
}

/** A SQL sum as a number: PostgreSQL gives sums of 64-bit integers as text, and nothing for no rows. */
export function whole(sum: number | string | bigint | null | undefined): number {
  return Number(sum ?? 0)
}

export function mapPage<R, T>({ items, nextCursor }: Page<R>, map: (row: R) => T): Page<T> {
  return { items: items.map(map), nextCursor }
}

/** Ids of a page: low ≤ id < high. */
export interface IdBounds {
  readonly low: number
  readonly high: number
}

/** Tables whose ids rise with time: the columns of both. */
const timed = {
  bookings: { id: 'seq', at: 'at' },
  calls: { id: 'id', at: 'at' },
  trades: { id: 'id', at: 'at' },
  topups: { id: 'id', at: 'at' },
  orders: { id: 'id', at: 'placed_at' },
  order_lists: { id: 'id', at: 'placed_at' },
} as const
type TimedTable = keyof typeof timed

/**
 * A time range and the place that a page ends before are one range of ids; undefined when nothing lies in it. It ends
 * at the newest row there is now: reads that follow each other miss nothing that is written between them.
 */
export async function idBounds(
  db: Database,
  table: TimedTable,
  { from, to, before = Number.MAX_SAFE_INTEGER }: TimeRange & { readonly before?: number | undefined },
): Promise<IdBounds | undefined> {
  const newest = await edge(db, table, 'newest')
  if (newest === undefined || (from !== undefined && newest.at < from)) return undefined
  const low = from === undefined ? 0 : await firstSince(db, table, { time: from, newest })
  const high = to === undefined || newest.at < to ? newest.id + 1 : await firstSince(db, table, { time: to, newest })
  const bounds = { low, high: Math.min(high, before) }
  return bounds.low < bounds.high ? bounds : undefined
}

export type RangeFilter = PageInput & TimeRange

/** How the rows of one list are read within ids, as many as `limit`, and what its pages run by. */
interface Ranged<R> {
  readonly table: TimedTable
  readonly read: (window: IdBounds & { readonly limit: number }, order: 'asc' | 'desc') => Promise<readonly R[]>
  readonly id: (row: R) => number
}

/** A page of what lies in the time range, newest first. */
export async function newestFirst<R>(db: Database, filter: RangeFilter, list: Ranged<R>): Promise<Page<R>> {
  const bounds = await idBounds(db, list.table, { ...filter, before: pageCursor(filter) })
  if (bounds === undefined) return emptyPage
  const limit = pageLimit(filter)
  return cutPage(await list.read({ ...bounds, limit: limit + 1 }, 'desc'), limit, list.id)
}

/** What lies in the time range from the id `first` on, oldest first, as many as a page holds. */
export async function oldestFirst<R>(
  db: Database,
  filter: RangeFilter & { readonly first: number },
  { table, read }: Omit<Ranged<R>, 'id'>,
): Promise<readonly R[]> {
  const bounds = await idBounds(db, table, filter)
  if (bounds === undefined) return []
  return read({ low: Math.max(bounds.low, filter.first), high: bounds.high, limit: pageLimit(filter) }, 'asc')
}

interface Timed {
  readonly id: number
  readonly at: number
}

/** The smallest number that no id of an earlier time reaches: halves the ids, since there may be gaps but no index on time. */
async function firstSince(
  db: Database,
  table: TimedTable,
  { time, newest }: { readonly time: number; readonly newest: Timed },
): Promise<number> {
  let low = 0
  let high = newest.id
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const row = await edge(db, table, middle)
    if (row === undefined || row.at >= time) high = middle
    else low = row.id + 1
  }
  return low
}

/** The newest row, or the first one from an id on. */
async function edge(db: Database, table: TimedTable, from: number | 'newest'): Promise<Timed | undefined> {
  const { id, at } = timed[table]
  const columns = sql`select ${sql.ref(id)} as id, ${sql.ref(at)} as at from ${sql.table(table)}`
  const { rows } =
    from === 'newest'
      ? await sql<Timed>`${columns} order by ${sql.ref(id)} desc limit 1`.execute(db)
      : await sql<Timed>`${columns} where ${sql.ref(id)} >= ${from} order by ${sql.ref(id)} limit 1`.execute(db)
  return rows[0]
}

export const emptyPage = { items: [], nextCursor: null } as const

/** Every item of a paged list, newest first, read in large pages: for exports. */
export async function* everyItem<T>(page: (input: PageInput) => Promise<Page<T>>): AsyncGenerator<T> {
  let cursor: string | undefined
  do {
    const { items, nextCursor }: Page<T> = await page({ cursor, limit: MAX_PAGE })
    yield* items
    cursor = nextCursor ?? undefined
  } while (cursor !== undefined)
}
