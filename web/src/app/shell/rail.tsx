/** The left rail: pages by group, 216 px or 56 px; hidden on phones. */
import { useLocation } from '@tanstack/react-router'
import { clsx } from 'clsx'
import PanelLeftClose from 'lucide-react/icons/panel-left-close'
import PanelLeftOpen from 'lucide-react/icons/panel-left-open'
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { changeSettings, useSettings } from '../../settings.ts'
import { IconButton } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { Wordmark } from '../../ui/logo.tsx'
import { useWide } from '../../ui/media.ts'
import { Tip } from '../../ui/tooltip.tsx'
import { activePath, groupedPages, type NavPage } from '../nav.ts'

export function Rail() {
  const t = useText('common')
  const session = useSession()
  const { rail } = useSettings()
  const wide = useWide()
  const closed = rail === 'closed' || !wide
  const groups = groupedPages(session)
  const pathname = useLocation({ select: (location) => location.pathname })
  const active = activePath(
    pathname,
    groups.flatMap(({ pages }) => pages),
  )
  return (
    <nav
      aria-label={t('nav.label')}
      className={clsx(
        'hidden shrink-0 flex-col border-r border-line bg-panel sm:flex print:hidden',
        closed ? 'w-14' : 'w-54',
      )}
    >
      <Link
        to="/"
        aria-label={`L-Exchange, ${t('nav.home')}`}
        className={clsx(
          'flex h-12 shrink-0 items-center border-b border-line -outline-offset-2',
          closed ? 'justify-center' : 'px-4',
        )}
      >
        <Wordmark compact={closed} />
      </Link>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 py-3">
        {groups.map(({ group, pages }) => (
          <div key={group} className="mb-3">
            <h2 className={clsx('px-2 pb-1 text-12 text-dim', closed && 'sr-only')}>{t(`group.${group}`)}</h2>
            {pages.map((page) => (
              <RailLink key={page.path} page={page} active={page.path === active} closed={closed} />
            ))}
          </div>
        ))}
      </div>
      <div
        className={clsx('hidden border-t border-line p-2 min-[1200px]:flex', closed ? 'justify-center' : 'justify-end')}
      >
        <IconButton
          label={closed ? t('rail.open') : t('rail.close')}
          onClick={() => changeSettings({ rail: closed ? 'open' : 'closed' })}
        >
          {closed ? <PanelLeftOpen size={16} aria-hidden="true" /> : <PanelLeftClose size={16} aria-hidden="true" />}
        </IconButton>
      </div>
    </nav>
  )
}

function RailLink({ page, active, closed }: { page: NavPage; active: boolean; closed: boolean }) {
  const t = useText('common')
  const name = t(`nav.${page.nav.name}`)
  const link = (
    <Link
      to={page.path}
      aria-current={active ? 'page' : undefined}
      className={clsx(
        'group flex h-8 items-center gap-2.5 rounded-control px-2 text-14 transition-colors hover:bg-hover',
        active ? 'bg-hover font-medium text-text' : 'text-muted hover:text-text',
        closed && 'justify-center',
      )}
    >
      <page.nav.icon size={16} aria-hidden="true" className={active ? 'text-accent' : ''} />
      <span className={closed ? 'sr-only' : 'truncate'}>{name}</span>
    </Link>
  )
  return closed ? (
    <Tip text={name} side="right" hint={page.nav.key ? `g ${page.nav.key}` : undefined}>
      {link}
    </Tip>
  ) : (
    link
  )
}
