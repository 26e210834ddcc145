/** What list and page of proposals share: status and clock, old → new, the bar of votes. */
import { useParameters } from '../../api/shared.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { ParameterText, ParameterValue } from '../../parts/parameter-value.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Shares } from '../../ui/progress.tsx'
import { DateTime, relativeTime, useNow } from '../../ui/time.tsx'
import type { Proposal } from './use-proposals.ts'

const TONES: Record<Proposal['status'], Tone> = {
  ...({ pending: 'neutral', active: 'accent', deciding: 'warn', queued: 'gold' } as const),
  ...({ executed: 'ok', succeeded: 'ok', defeated: 'neutral', expired: 'neutral' } as const),
  ...({ declined: 'neutral', vetoed: 'danger' } as const),
}

export function Status({ proposal: { status, snapshot } }: { proposal: Proposal }) {
  const t = useText('gov')
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      {snapshot?.advisory ? <Badge tone="warn">{t('advisory.word')}</Badge> : null}
      <Badge tone={TONES[status]}>{t(`status.${status}`)}</Badge>
    </span>
  )
}

/** "Vote ends in 3 days · 6 Jan, 00:00"; when it ended once it is over. */
export function Clock({ proposal: { status, dueAt, endedAt } }: { proposal: Proposal }) {
  const t = useText('gov')
  const { locale } = useLanguage()
  const now = useNow()
  if (dueAt === null)
    return endedAt === null ? null : (
      <span className="text-13 text-muted">
        <DateTime at={endedAt} />
      </span>
    )
  const seconds = Math.max(0, Math.round((dueAt - now) / 1_000))
  return (
    <span className="text-13 text-muted">
      {t(`next.${status}`)} <span className="num text-text">{relativeTime(seconds, locale)}</span> ·{' '}
      <DateTime at={dueAt} />
    </span>
  )
}

/** Each parameter from what it is to what it would be. */
export function Changes({ changes, explained }: { changes: Proposal['changes']; explained?: boolean }) {
  const t = useText('gov')
  const parameters = useParameters().data?.items
  if (changes.length === 0) return <p className="text-13 text-muted">{t('inWords')}</p>
  return (
    <ul className="flex flex-col gap-2 text-13">
      {changes.map(({ key, before, after }) => {
        const parameter = parameters?.find((one) => one.key === key)
        const unit = parameter?.unit ?? 'count'
        return (
          <li key={key} className="flex flex-col gap-0.5">
            <span className="flex flex-wrap items-baseline justify-between gap-x-4">
              <code className="font-mono text-12 break-all">{key}</code>
              <span>
                <span className="text-muted">
                  <ParameterValue unit={unit} value={before} /> →
                </span>{' '}
                <span className="font-semibold">
                  <ParameterValue unit={unit} value={after} />
                </span>
              </span>
            </span>
            {explained && parameter ? (
              <span className="text-12 text-muted">
                <ParameterText parameter={parameter} />
              </span>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

/** Yes, no and abstain as one bar with its figures. */
export function Tally({ tally }: { tally: Proposal['tally'] }) {
  const t = useText('gov')
  const parts = [
    { key: 'yes', value: tally.yes, className: 'bg-ok' },
    { key: 'no', value: tally.no, className: 'bg-danger' },
    { key: 'abstain', value: tally.abstain, className: 'bg-faint' },
  ] as const
  return (
    <div className="flex flex-col gap-1.5">
      <Shares label={t('tally.label')} parts={parts.map((part) => ({ ...part, title: t(`choice.${part.key}`) }))} />
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-12 text-muted">
        {parts.map(({ key, value, className }) => (
          <li key={key} className="inline-flex items-center gap-1.5">
            <span className={`size-2 rounded-full ${className}`} aria-hidden="true" />
            {t(`choice.${key}`)} <Amount value={String(value)} flash className="text-text" />
          </li>
        ))}
        <li className="ml-auto">{t('tally.voters', { count: tally.voters })}</li>
      </ul>
    </div>
  )
}
