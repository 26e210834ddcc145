/** What the server finds wrong now, the gravest first, each to be acknowledged. Nothing is shown while nothing is wrong. */
import { useQuery } from '@tanstack/react-query'
import type { Alert } from '../../../../src/contract/admin-traffic.ts'
import { call, keyOf } from '../../api/platform.ts'
import { queryClient } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/page.tsx'
import { TimeAgo } from '../../ui/time.tsx'
import { told } from '../../ui/toast.ts'

const EVERY_MS = 15_000

/** Needs the texts of the namespace admin-alerts. */
export function Alerts() {
  const t = useText('admin-alerts')
  const { data } = useQuery({
    queryKey: keyOf('GET /admin/alerts'),
    queryFn: ({ signal }) => call('GET /admin/alerts', { signal }),
    refetchInterval: EVERY_MS,
  })
  const items = data?.items ?? []
  if (items.length === 0) return null
  return (
    <Section flush title={t('title')} purpose={t('purpose')}>
      <ul>
        {items.map((alert) => (
          <li
            key={alert.alertId}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2 last:border-0"
          >
            <Finding alert={alert} />
            <State alert={alert} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Finding({ alert: { rule, severity, subject, value, limit } }: { alert: Alert }) {
  const t = useText('admin-alerts')
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <Badge tone={severity === 'critical' ? 'danger' : 'warn'} dot>
        {t(`severity.${severity}`)}
      </Badge>
      <span className="text-13 font-medium">{t(`rule.${rule}`)}</span>
      {subject === '' ? null : <span className="text-13">{subject}</span>}
      <span className="text-12 text-muted">{t(`detail.${rule}`, { value, limit })}</span>
    </div>
  )
}

function State({ alert: { alertId, since, acknowledged, subject } }: { alert: Alert }) {
  const t = useText('admin-alerts')
  const acknowledge = () =>
    call('POST /admin/alerts/{alertId}/acknowledge', { params: { alertId }, body: {} }).then(() => {
      told.done(t('done'))
      return queryClient.invalidateQueries({ queryKey: keyOf('GET /admin/alerts') })
    }, told.failed)
  return (
    <span className="flex items-center gap-3 text-12 text-muted">
      <TimeAgo at={since} />
      {acknowledged ? (
        <span>{t('acknowledged', { by: acknowledged.by ?? '–' })}</span>
      ) : (
        <Button size="sm" onClick={() => void acknowledge()}>
          {t('acknowledge')}
          <span className="sr-only"> {subject}</span>
        </Button>
      )}
    </span>
  )
}
