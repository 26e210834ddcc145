/** `?format=csv` on a list: every page as one file, up to a bound. How a table looks as CSV is in csv.ts. */
import type { FastifyReply } from 'fastify'
import type { Endpoint } from '../contract/endpoint.ts'
import { toCsv } from './csv.ts'

/** Rows of one file; `x-next-cursor` tells where the next one goes on. */
const MOST_ROWS = 20_000
/** The largest page the contract takes. */
const PAGE = 200

interface Page {
  readonly items: readonly unknown[]
  readonly nextCursor?: string | null
}

interface ListQuery {
  readonly format?: string
  readonly limit?: number
  readonly cursor?: string
}

export function wantsCsv(endpoint: Endpoint, query: unknown): boolean {
  return endpoint.csv === true && (query as ListQuery).format === 'csv'
}

/** All rows from the query's cursor on; one page when the caller asked for a page of a size. */
export async function csvOf(read: (query: unknown) => unknown, query: unknown): Promise<Page> {
  const { limit, ...rest } = query as ListQuery
  if (limit !== undefined) return (await read(query)) as Page
  const items: unknown[] = []
  let cursor = rest.cursor
  do {
    // The size is a query parameter of paged lists only.
    const page = (await read(cursor === undefined ? rest : { ...rest, cursor, limit: PAGE })) as Page
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined && items.length < MOST_ROWS)
  return { items, nextCursor: cursor ?? null }
}

export function sendCsv(reply: FastifyReply, endpoint: Endpoint, { items, nextCursor }: Page): string {
  reply.header('content-type', 'text/csv; charset=utf-8')
  reply.header('content-disposition', `attachment; filename="${endpoint.id.replaceAll('.', '-')}.csv"`)
  if (nextCursor) reply.header('x-next-cursor', nextCursor)
  return toCsv(items)
}
