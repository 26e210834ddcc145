/** Phones: Home, Trade, Earn, Logs and a sheet with everything else. */
import { useLocation } from '@tanstack/react-router'
import { clsx } from 'clsx'
import House from 'lucide-react/icons/house'
import Menu from 'lucide-react/icons/menu'
import { useState } from 'react'
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { late } from '../../ui/late.tsx'
import { Link } from '../../ui/link.tsx'
import { activePath, visiblePages } from '../nav.ts'

const MoreSheet = late(() => import('./more-sheet.tsx').then((module) => module.MoreSheet))

const ITEM = 'flex flex-1 flex-col items-center justify-center gap-0.5 text-12 -outline-offset-2'

export function BottomBar() {
  const t = useText('common')
  const session = useSession()
  const pathname = useLocation({ select: (location) => location.pathname })
  const [more, setMore] = useState(false)
  const pages = visiblePages(session)
  const active = activePath(pathname, pages)
  const shown = pages
    .filter((page) => page.nav.mobile !== undefined)
    .sort((a, b) => (a.nav.mobile ?? 0) - (b.nav.mobile ?? 0))
  const home = session.status === 'user' && pages.some(({ path }) => path === '/dashboard') ? '/dashboard' : '/'
  const colour = (on: boolean) => (on ? 'text-accent' : 'text-muted')
  return (
    <nav
      aria-label={t('nav.label')}
      className="fixed inset-x-0 bottom-0 z-20 flex h-[calc(56px+env(safe-area-inset-bottom))] border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] sm:hidden print:hidden"
    >
      <Link
        to={home}
        className={clsx(ITEM, colour(pathname === home))}
        aria-current={pathname === home ? 'page' : undefined}
      >
        <House size={20} aria-hidden="true" />
        {t('nav.home')}
      </Link>
      {shown.map((page) => (
        <Link
          key={page.path}
          to={page.path}
          className={clsx(ITEM, colour(page.path === active))}
          aria-current={page.path === active ? 'page' : undefined}
        >
          <page.nav.icon size={20} aria-hidden="true" />
          {t(`nav.${page.nav.name}`)}
        </Link>
      ))}
      <button type="button" onClick={() => setMore(true)} className={clsx(ITEM, 'text-muted')}>
        <Menu size={20} aria-hidden="true" />
        {t('nav.more')}
      </button>
      {more ? <MoreSheet open onOpenChange={setMore} /> : null}
    </nav>
  )
}
