/** The phase of an offering as a word, and how long it still lasts by the server's clock. */
import { useLanguage, useText } from '../../i18n/index.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { DateTime, relativeTime, useNow } from '../../ui/time.tsx'
import { nextOf } from './figures.ts'
import type { Offering } from './use-offerings.ts'

const TONES: Record<Offering['phase'], Tone> = {
  announced: 'neutral',
  subscribe: 'accent',
  active: 'ok',
  closed: 'neutral',
  canceled: 'warn',
}

export function Phase({ offering: { phase } }: { offering: Offering }) {
  const t = useText('imo')
  return <Badge tone={TONES[phase]}>{t(`phase.${phase}`)}</Badge>
}

/** "Opens in 3 h · 6 Jan, 00:00": nothing once it has ended. */
export function Clock({ offering }: { offering: Offering }) {
  const t = useText('imo')
  const { locale } = useLanguage()
  const now = useNow()
  const next = nextOf(offering)
  if (!next) return null
  const seconds = Math.max(0, Math.round((next.at - now) / 1_000))
  return (
    <span className="text-13 text-muted">
      {t(`next.${next.name}`)} <span className="num text-text">{relativeTime(seconds, locale)}</span> ·{' '}
      <DateTime at={next.at} />
    </span>
  )
}
