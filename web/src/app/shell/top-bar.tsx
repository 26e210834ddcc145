/** The top bar: LCO price with its line, own balances, search, SIMULATION tag, notifications, language, theme, account. */
import { useQuery } from '@tanstack/react-query'
import Search from 'lucide-react/icons/search'
import { useSession } from '../../api/session.ts'
import { candlesQuery, useBalances, useTicker } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { Amount, Change } from '../../ui/amount.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { ButtonLink, Link } from '../../ui/link.tsx'
import { Wordmark } from '../../ui/logo.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { useOpener } from '../opener.ts'
import { AccountButton } from './account-button.tsx'
import { Bell } from './bell.tsx'
import { LanguageMenu, ThemeMenu } from './preference-menus.tsx'
import { SimulationTag } from './simulation-tag.tsx'

export function TopBar() {
  const session = useSession()
  return (
    <header className="sticky top-0 z-20 flex h-12 shrink-0 items-center gap-2 border-b border-line bg-panel px-3 sm:gap-3 sm:px-4 print:hidden">
      <Link to="/" aria-label="L-Exchange" className="hit sm:hidden">
        <Wordmark compact />
      </Link>
      <LcoPrice />
      <div className="ml-auto flex items-center gap-1 sm:gap-2">
        {session.status === 'user' ? <Balances /> : null}
        <SearchButton />
        <SimulationTag />
        {session.status === 'user' ? <Bell /> : null}
        <span className="hidden items-center sm:flex">
          <LanguageMenu />
          <ThemeMenu />
        </span>
        {session.status === 'user' ? <AccountButton me={session.me} /> : session.status === 'guest' ? <SignIn /> : null}
      </div>
    </header>
  )
}

function SignIn() {
  const t = useText('common')
  return (
    <ButtonLink to="/signin" variant="primary" size="sm">
      {t('action.signIn')}
    </ButtonLink>
  )
}

/** basis points as per cent text: -125 → "-1.25" */
const bpsPercent = (bps: number): string => (bps / 100).toFixed(2)

function LcoPrice() {
  const t = useText('common')
  const ticker = useTicker()
  const { data } = useQuery(candlesQuery('1h', 48))
  if (!ticker) return <div className="h-5 w-40" />
  return (
    <Link to="/trade" className="hit flex items-center gap-2.5 rounded-control px-1 text-13 hover:bg-hover">
      <span className="font-medium text-gold-text">LCO</span>
      {ticker.last === null ? (
        <span className="text-muted">{t('market.none')}</span>
      ) : (
        <>
          <Amount value={ticker.last} unit="CR" flash className="font-medium" />
          <Change
            percent={ticker.changeBps === null ? undefined : bpsPercent(ticker.changeBps)}
            className="text-12 max-[420px]:hidden"
          />
          <span className="max-lg:hidden">
            <Sparkline values={(data?.items ?? []).map((candle) => Number(candle.close))} />
          </span>
        </>
      )}
    </Link>
  )
}

function Balances() {
  const t = useText('common')
  const balances = useBalances()
  return (
    <Link
      to="/wallet"
      className="hidden items-center gap-4 rounded-control px-2 py-1 text-13 hover:bg-hover min-[1160px]:flex"
    >
      <span className="sr-only">{t('balances.label')}</span>
      <Amount value={balances?.credits.available} unit="CR" decimals={2} flash />
      <Amount value={balances?.lco.available} unit="LCO" decimals={2} flash />
    </Link>
  )
}

function SearchButton() {
  const t = useText('common')
  const { setOpen } = useOpener()
  return (
    <button
      type="button"
      onClick={() => setOpen('palette')}
      className="flex h-8 items-center gap-2 rounded-control border border-transparent px-2 text-13 text-muted transition-colors hover:text-text max-sm:size-11 max-sm:justify-center lg:w-44 lg:border-line lg:bg-raised lg:hover:border-line-strong"
    >
      <Search size={16} aria-hidden="true" />
      <span className="flex-1 text-left max-lg:sr-only">{t('palette.short')}</span>
      <span className="hidden lg:inline" aria-hidden="true">
        <KeyHint keys="mod+k" />
      </span>
    </button>
  )
}
