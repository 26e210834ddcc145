/** Pages of lists that run by descending id: bounds, cursors, time ranges. No tables of its own. */
import type { Kysely } from 'kysely'
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

type TimedTable = 'entries' | 'calls' | 'trades' | 'topups'

/** Ids rise with time, so a time range and a cursor together are one range of ids; undefined when nothing can lie in it. */
export async function idBounds(
  db: Database,
  table: TimedTable,
  input: PageInput & TimeRange,
): Promise<IdBounds | undefined> {
  const high = pageCursor(input) ?? Number.MAX_SAFE_INTEGER
  const { from, to } = input
  const rows = () => db.selectFrom(table).select('id').limit(1)
  const first =
    from === undefined
      ? undefined
      : rows()
          .where('at', '>=', from as never)
          .orderBy('at')
          .orderBy('id')
  const last =
    to === undefined
      ? undefined
      : rows()
          .where('at', '<', to as never)
          .orderBy('at', 'desc')
          .orderBy('id', 'desc')
  return bounded(await first?.executeTakeFirst(), await last?.executeTakeFirst(), { from, to, high })
}

function bounded(
  first: { readonly id: number } | undefined,
  last: { readonly id: number } | undefined,
  { from, to, high }: TimeRange & { readonly high: number },
): IdBounds | undefined {
  if ((from !== undefined && first === undefined) || (to !== undefined && last === undefined)) return undefined
  const bounds = { low: first?.id ?? 0, high: Math.min(high, last === undefined ? high : last.id + 1) }
  return bounds.low < bounds.high ? bounds : undefined
}

/** The same for done orders, whose ids rise with the time they were placed. */
export async function orderBounds(db: Database, input: PageInput & TimeRange): Promise<IdBounds | undefined> {
  const high = pageCursor(input) ?? Number.MAX_SAFE_INTEGER
  const { from, to } = input
  const rows = () => db.selectFrom('orders').select('id').limit(1)
  const first =
    from === undefined
      ? undefined
      : rows()
          .where('placed_at', '>=', from as never)
          .orderBy('placed_at')
          .orderBy('id')
  const last =
    to === undefined
      ? undefined
      : rows()
          .where('placed_at', '<', to as never)
          .orderBy('placed_at', 'desc')
          .orderBy('id', 'desc')
  return bounded(await first?.executeTakeFirst(), await last?.executeTakeFirst(), { from, to, high })
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
