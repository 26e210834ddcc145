/** What the rail, the palette, the bottom bar and the shortcuts show, derived from the page registry. */
import type { SessionState } from '../api/session.ts'
import { GROUPS, type Group, PAGES, type PageSpec } from './pages.ts'

export type NavPage = PageSpec & { nav: NonNullable<PageSpec['nav']> }

const navPages: readonly NavPage[] = PAGES.filter((page): page is NavPage => page.nav !== undefined)

/** Operator pages only for operators; the rest for all: a guest sees what there is and signs in on the way. */
export const visiblePages = (session: SessionState): readonly NavPage[] =>
  navPages.filter((page) => page.access !== 'operator' || (session.status === 'user' && session.operator))

export function groupedPages(session: SessionState): readonly { group: Group; pages: readonly NavPage[] }[] {
  const pages = visiblePages(session)
  return GROUPS.map((group) => ({ group, pages: pages.filter((page) => page.nav.group === group) })).filter(
    ({ pages: own }) => own.length > 0,
  )
}

/** The deepest page whose path starts the address: /logs/123 belongs to /logs. */
export function activePath(pathname: string, pages: readonly NavPage[]): string | undefined {
  let best: string | undefined
  for (const { path } of pages) {
    if (pathname !== path && !pathname.startsWith(`${path}/`)) continue
    if (best === undefined || path.length > best.length) best = path
  }
  return best
}
