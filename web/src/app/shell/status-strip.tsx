/** The strip at the foot: state of the live connection, maintenance, clock in UTC. Hidden on phones unless something is wrong. */
import { clsx } from 'clsx'
import { useConnection } from '../../api/live.ts'
import { useStatus } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { OutLink } from '../../ui/link.tsx'
import { useNow } from '../../ui/time.tsx'

const DOT = { open: 'bg-ok', connecting: 'bg-warn', waiting: 'bg-warn', offline: 'bg-danger' }

export function StatusStrip() {
  const t = useText('common')
  const state = useConnection()
  const service = useStatus()
  const stopped =
    service === undefined ? [] : Object.entries(service.switches).flatMap(([name, on]) => (on ? [] : [name]))
  return (
    <footer
      className={clsx(
        'h-6 shrink-0 items-center justify-between gap-4 border-t border-line bg-panel px-4 text-12 text-muted print:hidden',
        state === 'open' || state === 'connecting'
          ? 'hidden sm:flex'
          : 'flex max-sm:fixed max-sm:inset-x-0 max-sm:bottom-14 max-sm:z-20',
      )}
    >
      <span role="status" className="flex items-center gap-2">
        <span className={clsx('size-1.5 rounded-full', DOT[state])} aria-hidden="true" />
        {t(`socket.${state}`)}
      </span>
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
