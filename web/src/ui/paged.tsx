/** A list that comes in pages by cursor: its request, its states, and the way to newer and older pages. Rows are drawn by the caller. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type CursorPages, Pagination, useCursorPages } from './pagination.tsx'
import { Loaded } from './states.tsx'

interface Answer<Item> {
  readonly items: readonly Item[]
  readonly nextCursor?: string | null
}

export interface PagedOptions<A> {
  /** names the list with its filters, without the page: another key begins at its first page */
  key: readonly unknown[]
  /** @param page goes into the query as it is */
  read: (page: { cursor?: string }, signal: AbortSignal) => Promise<A>
  /** ms */
  staleTime?: number
}

export interface Paged<A> {
  readonly answer: UseQueryResult<A>
  readonly pages: CursorPages
}

export function usePaged<A extends Answer<unknown>>({ key, read, staleTime }: PagedOptions<A>): Paged<A> {
  const pages = useCursorPages(JSON.stringify(key))
  const answer = useQuery<A>({
    queryKey: [...key, pages.cursor],
    queryFn: ({ signal }) => read(pages.cursor === undefined ? {} : { cursor: pages.cursor }, signal),
    placeholderData: keepPreviousData,
    ...(staleTime === undefined ? {} : { staleTime }),
  })
  return { answer, pages }
}

export interface PagedListProps<Item> {
  paged: Paged<Answer<Item>>
  loading: ReactNode
  empty: ReactNode
  /** what is shown of a page: it with what came live, say */
  rows?: (items: readonly Item[]) => readonly Item[]
  children: (rows: readonly Item[]) => ReactNode
}

export function PagedList<Item>({ paged: { answer, pages }, loading, empty, rows, children }: PagedListProps<Item>) {
  return (
    <Loaded query={answer} loading={loading}>
      {({ items, nextCursor }) => {
        const shown = rows ? rows(items) : items
        if (shown.length === 0 && pages.page === 1) return empty
        return (
          <>
            {children(shown)}
            <Pagination pages={pages} nextCursor={nextCursor} pending={answer.isPlaceholderData} />
          </>
        )
      }}
    </Loaded>
  )
}
