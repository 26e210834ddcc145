/** The strip at the foot: state of the live connection, maintenance, clock in UTC. Hidden on phones unless something is wrong. */
import { clsx } from 'clsx'
import { useConnection } from '../../api/live.ts'
import { problemText } from '../../api/problem.ts'
import { tryAgain, useLostSince, useStaleReason } from '../../api/recovery.ts'
import { useStatus } from '../../api/shared.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { OutLink } from '../../ui/link.tsx'
import { useNow } from '../../ui/time.tsx'

const DOT = { open: 'bg-ok', connecting: 'bg-warn', waiting: 'bg-warn', offline: 'bg-danger' }

export function StatusStrip() {
  const t = useText('common')
  const service = useStatus()
  const lost = useLostSince() !== undefined
  const stale = useStaleReason() !== undefined
  const stopped =
    service === undefined ? [] : Object.entries(service.switches).flatMap(([name, on]) => (on ? [] : [name]))
  return (
    <footer
      className={clsx(
        'min-h-6 shrink-0 items-center justify-between gap-4 border-t px-4 text-12 print:hidden',
        lost || stale
          ? 'flex border-warn/40 bg-warn-soft text-warn max-sm:fixed max-sm:inset-x-0 max-sm:bottom-[calc(56px+env(safe-area-inset-bottom))] max-sm:z-20'
          : 'hidden border-line bg-panel text-muted sm:flex',
      )}
    >
      <Connection />
      <span className="hidden items-center gap-4 sm:flex">
        {service && service.state !== 'running' ? <span className="text-warn">{t('service.maintenance')}</span> : null}
        {stopped.map((name) => (
          <span key={name} className="text-warn">
            {t('service.stopped', { product: t(`product.${name}`) })}
          </span>
        ))}
        <OutLink href="/docs/api" className="hover:text-text">
          {t('footer.api')}
        </OutLink>
        <ClockTime virtual={service?.virtualClock ?? false} />
      </span>
    </footer>
  )
}

/** Whether what is on screen is as good as the server's; if not, since when, why, and a way to ask again. */
function Connection() {
  const t = useText('common')
  const { locale } = useLanguage()
  const state = useConnection()
  const since = useLostSince()
  const reason = useStaleReason()
  if (since === undefined && reason === undefined) {
    return (
      <span role="status" className="flex items-center gap-2">
        <span className={clsx('size-1.5 rounded-full', DOT[state])} aria-hidden="true" />
        {t(`socket.${state}`)}
      </span>
    )
  }
  const time = since === undefined ? undefined : new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(since)
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2 py-0.5 sm:flex-none">
      <span className="size-1.5 shrink-0 rounded-full bg-current" aria-hidden="true" />
      <span role="status" className="min-w-0">
        {time === undefined
          ? t('stale.reason', { reason: problemText(reason).title })
          : `${state === 'offline' ? t('socket.offline') : t('socket.waiting')} ${t('stale.since', { time })}`}
      </span>
      <button type="button" onClick={tryAgain} className="hit shrink-0 font-medium underline underline-offset-2">
        {t('stale.again')}
      </button>
    </span>
  )
}

/** The server's time. A test clock shows its date too and says what it is: it may be any. */
function ClockTime({ virtual }: { virtual: boolean }) {
  const t = useText('common')
  const text = new Date(useNow()).toISOString().replace('T', ' ')
  return (
    <span className="num">
      {virtual ? `${t('service.virtualClock')} ` : null}
      {virtual ? text.slice(0, 16) : text.slice(11, 16)} UTC
    </span>
  )
}
