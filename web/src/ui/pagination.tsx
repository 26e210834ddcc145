/** Pages by cursor: newer and older, no page numbers because the list moves under them. */
import ChevronLeft from 'lucide-react/icons/chevron-left'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { useState } from 'react'
import { useText } from '../i18n/index.ts'
import { Button } from './button.tsx'

/** Where in a list the reader is. */
export interface CursorPages {
  cursor: string | undefined
  /** 1-based, for people */
  page: number
  next: (cursor: string) => void
  previous: () => void
}

/** Remembers the cursors walked so that "newer" works with forward-only cursors. Another list begins at its first page. */
export function useCursorPages(list: string): CursorPages {
  const [state, setState] = useState<{ list: string; walked: readonly string[] }>({ list, walked: [] })
  const walked = state.list === list ? state.walked : []
  return {
    cursor: walked.at(-1),
    page: walked.length + 1,
    next: (cursor) => setState({ list, walked: [...walked, cursor] }),
    previous: () => setState({ list, walked: walked.slice(0, -1) }),
  }
}

export interface PaginationProps {
  pages: CursorPages
  /** of the answer shown; null or undefined on the last page */
  nextCursor: string | null | undefined
  pending?: boolean
}

export function Pagination({ pages, nextCursor, pending }: PaginationProps) {
  const t = useText('common')
  if (pages.page === 1 && !nextCursor) return null
  return (
    <nav
      aria-label={t('pages.label')}
      className="flex items-center justify-between gap-3 border-t border-line px-4 py-2"
    >
      <span className="num text-12 text-muted">{t('pages.page', { page: pages.page })}</span>
      <span className="flex gap-2">
        <Button
          size="sm"
          disabled={pages.page === 1 || pending}
          onClick={pages.previous}
          icon={<ChevronLeft size={14} aria-hidden="true" />}
        >
          {t('pages.newer')}
        </Button>
        <Button size="sm" disabled={!nextCursor || pending} onClick={() => nextCursor && pages.next(nextCursor)}>
          {t('pages.older')}
          <ChevronRight size={14} aria-hidden="true" />
        </Button>
      </span>
    </nav>
  )
}
