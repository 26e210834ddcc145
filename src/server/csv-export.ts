/** `?format=csv` on a list: every page of it as one file, read as fast as the reader takes it. How a table looks as CSV is in csv.ts. */
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Endpoint } from '../contract/endpoint.ts'
import { type Column, columnsOf, csvHead, csvRows } from './csv.ts'

/** Rows that are in memory at a time, and as many that wait to be taken. */
const PAGE = 500
/** Text that waits to be taken before the next page is read. */
const AHEAD_BYTES = 65_536
/** A reader that takes nothing for so long is let go. */
const STALL_MS = 60_000

interface Page {
  readonly items: readonly unknown[]
  readonly nextCursor?: string | null
}

interface ListQuery {
  readonly format?: string
  readonly limit?: number
  readonly cursor?: string
}

/** Answers the query; rejects with what the endpoint refuses. */
type Read = (query: unknown) => unknown

export function wantsCsv(endpoint: Endpoint, query: unknown): boolean {
  return endpoint.csv === true && (query as ListQuery).format === 'csv'
}

/**
 * All rows from the query's cursor on; one page when the caller asked for a page of a size, with `x-next-cursor`. A refusal
 * comes before the first byte; what fails later breaks the file off, so that nobody takes it for whole.
 */
export async function sendCsv(
  reply: FastifyReply,
  endpoint: Endpoint,
  { read, query, leave }: Export,
): Promise<Readable> {
  reply.raw.once('close', leave)
  const { limit, ...rest } = query
  const paged = 'limit' in (endpoint.query?.shape ?? {})
  const first = (await read(limit === undefined && paged ? { ...rest, limit: PAGE } : query)) as Page
  reply.header('content-type', 'text/csv; charset=utf-8')
  reply.header('content-disposition', `attachment; filename="${endpoint.id.replaceAll('.', '-')}.csv"`)
  if (limit !== undefined && first.nextCursor) reply.header('x-next-cursor', first.nextCursor)
  const pages = limit === undefined ? pagesFrom(first, (cursor) => read({ ...rest, limit: PAGE, cursor })) : [first]
  reply.raw.setTimeout(STALL_MS, () => reply.raw.destroy())
  const columns = columnsOf(itemOf(endpoint))
  return Readable.from(texts(columns, pages), { objectMode: false, highWaterMark: AHEAD_BYTES })
}

interface Export {
  readonly read: Read
  readonly query: ListQuery
  /** Called once the file has left, or will not. */
  readonly leave: () => void
}

async function* pagesFrom(first: Page, next: (cursor: string) => unknown): AsyncGenerator<Page> {
  for (let page = first; ; ) {
    yield page
    if (!page.nextCursor) return
    page = (await next(page.nextCursor)) as Page
  }
}

async function* texts(
  columns: readonly Column[],
  pages: AsyncIterable<Page> | readonly Page[],
): AsyncGenerator<string> {
  yield csvHead(columns)
  for await (const { items } of pages) if (items.length > 0) yield csvRows(columns, items)
}

/** Of `items`: what every list of the contract has. */
function itemOf({ id, response }: Endpoint): z.ZodType {
  const items: unknown = response instanceof z.ZodObject ? response.shape['items'] : undefined
  if (items instanceof z.ZodArray) return items.element as z.ZodType
  throw new Error(`${id} has no items to write down as CSV`)
}
