/** The columns of the list of sessions. */
import Monitor from 'lucide-react/icons/monitor'
import Smartphone from 'lucide-react/icons/smartphone'
import type { SessionEntry } from '../../../../../src/contract/sessions.ts'
import { useText } from '../../../i18n/index.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import type { Column } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import { deviceText, isHandheld, isThisMachine } from './device.ts'

export function useColumns(onEnd: (session: SessionEntry) => void): Column<SessionEntry>[] {
  const t = useText('settings')
  return [
    {
      key: 'device',
      header: t('sessions.device'),
      card: 'title',
      className: 'py-2',
      cell: (session) => <Device session={session} />,
    },
    {
      key: 'address',
      header: t('sessions.address'),
      cell: ({ address }) => <Address address={address} />,
    },
    {
      key: 'signedIn',
      header: t('sessions.signedIn'),
      align: 'right',
      folds: 1,
      cell: ({ createdAt }) => <DateTime at={createdAt} className="text-muted" />,
    },
    {
      key: 'used',
      header: t('sessions.used'),
      align: 'right',
      cell: ({ current, usedAt }) => (current ? t('sessions.now') : <DateTime at={usedAt} detail="day" />),
    },
    {
      key: 'end',
      header: <span className="sr-only">{t('sessions.end')}</span>,
      align: 'right',
      card: 'value',
      cell: (session) =>
        session.current ? null : (
          <Button size="sm" onClick={() => onEnd(session)}>
            {t('sessions.end')}
            <span className="sr-only"> {deviceText(session.userAgent)}</span>
          </Button>
        ),
    },
  ]
}

function Device({ session: { userAgent, current } }: { session: SessionEntry }) {
  const t = useText('settings')
  const Icon = isHandheld(userAgent) ? Smartphone : Monitor
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <Icon size={16} aria-hidden="true" className="shrink-0 text-faint" />
      <span className="truncate font-medium" title={userAgent ?? undefined}>
        {deviceText(userAgent) ?? t('sessions.unknown')}
      </span>
      {current ? <Badge tone="accent">{t('sessions.current')}</Badge> : null}
    </span>
  )
}

function Address({ address }: { address: string | null }) {
  const t = useText('settings')
  if (address === null) return <span className="text-dim">–</span>
  return (
    <span className="num">
      {address}
      {isThisMachine(address) ? <span className="ml-1.5 text-12 text-muted">{t('sessions.thisMachine')}</span> : null}
    </span>
  )
}
