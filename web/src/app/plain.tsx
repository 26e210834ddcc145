/** The frame without rail: landing, sign-in, set-up. Its bar carries only name, language, look and the way in. */
import { Outlet, useLocation } from '@tanstack/react-router'
import { useSession } from '../api/session.ts'
import { useText } from '../i18n/index.ts'
import { ButtonLink, Link, OutLink } from '../ui/link.tsx'
import { Wordmark } from '../ui/logo.tsx'
import { PAGES } from './pages.ts'
import { LanguageMenu, ThemeMenu } from './shell/preference-menus.tsx'
import { SimulationTag } from './shell/simulation-tag.tsx'

const PUBLIC_LINKS = ['models', 'trade', 'transparency']

export function Plain() {
  const t = useText('common')
  const session = useSession()
  const entering = useLocation({
    select: (location) => /^\/(signin|signup|setup|reset-password)/.test(location.pathname),
  })
  const links = PAGES.filter((page) => page.nav && PUBLIC_LINKS.includes(page.nav.name))
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-20 flex h-14 shrink-0 items-center gap-3 border-b border-line bg-bg px-3 sm:gap-6 sm:px-8">
        <Link to="/" aria-label={`L-Exchange, ${t('nav.home')}`} className="hit flex items-center">
          <Wordmark />
        </Link>
        <nav aria-label={t('nav.label')} className="hidden gap-1 lg:flex">
          {links.map((page) => (
            <Link
              key={page.path}
              to={page.path}
              className="rounded-control px-2.5 py-1 text-14 text-muted hover:text-text"
            >
              {t(`nav.${page.nav?.name}`)}
            </Link>
          ))}
          <OutLink href="/docs/api" className="rounded-control px-2.5 py-1 text-14 text-muted hover:text-text">
            {t('footer.api')}
          </OutLink>
        </nav>
        <div className="ml-auto flex items-center gap-0.5 sm:gap-2">
          <SimulationTag />
          <LanguageMenu />
          <span className="max-[480px]:hidden">
            <ThemeMenu />
          </span>
          {entering || session.status === 'loading' ? null : session.status === 'user' ? (
            // On a phone the page's own button is all there is room for.
            <ButtonLink to="/dashboard" variant="primary" size="sm" className="max-sm:hidden">
              {t('action.openApp')}
            </ButtonLink>
          ) : (
            <>
              <span className="hidden sm:inline">
                <ButtonLink to="/signin" variant="ghost" size="sm">
                  {t('action.signIn')}
                </ButtonLink>
              </span>
              <ButtonLink to="/signup" variant="primary" size="sm">
                {t('action.signUp')}
              </ButtonLink>
            </>
          )}
        </div>
      </header>
      <main id="content" tabIndex={-1} className="flex flex-1 flex-col outline-none">
        <Outlet />
      </main>
    </div>
  )
}
