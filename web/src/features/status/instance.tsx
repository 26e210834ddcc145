/** What this instance says of itself: live connection, what is booked and durable, how far the books are, since when it runs. */
import { useConnection } from '../../api/live.ts'
import { useStatus } from '../../api/shared.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { DateTime, TimeAgo } from '../../ui/time.tsx'

export function Instance() {
  const t = useText('status')
  const c = useText('common')
  const { locale } = useLanguage()
  const status = useStatus()
  const socket = useConnection()
  const count = (value: number | undefined) => value?.toLocaleString(locale)
  const waiting = status && status.sequence.applied - status.sequence.durable
  return (
    <StatRow min={220}>
      <Stat
        label={t('socket.label')}
        definition={t('socket.text')}
        value={c(`socket.${socket}`)}
        tone={socket === 'open' ? 'ok' : undefined}
        note={t('socket.note')}
      />
      <Stat
        label={t('sequence.label')}
        definition={t('sequence.text')}
        value={count(status?.sequence.durable)}
        note={status && t('sequence.note', { waiting: count(waiting) ?? '' })}
      />
      <Stat
        label={t('history.label')}
        definition={t('history.text')}
        value={status && t(`history.${status.history.state}`)}
        tone={status?.history.state === 'current' ? 'ok' : status?.history.state === 'stopped' ? 'danger' : undefined}
        note={status && t('history.note', { lag: count(status.history.lag) ?? '' })}
      />
      <Stat
        label={t('since.label')}
        // The machine's clock started it; a test clock may say any date.
        value={status && (status.virtualClock ? <DateTime at={status.startedAt} /> : <TimeAgo at={status.startedAt} />)}
        note={status && t('since.note', { version: status.version, rules: status.rulesVersion })}
      />
    </StatRow>
  )
}
