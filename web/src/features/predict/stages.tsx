/** The way of a market as a strip: what has been, where it stands, what comes, and until when. */
import { useLanguage, useText } from '../../i18n/index.ts'
import { DateTime, relativeTime, useNow } from '../../ui/time.tsx'
import type { Detail } from './use-predict.ts'

type Stage = Detail['status']

/** A dispute is on the way of those alone that have one. */
function wayOf({ status, claims, votesFrom }: Detail): readonly Stage[] {
  const disputed = claims.some(({ challenge }) => challenge !== null) ? (['disputed'] as const) : []
  const voted = votesFrom !== null || status === 'voting' ? (['voting'] as const) : []
  return ['draft', 'open', 'closed', 'proposed', ...disputed, ...voted, status === 'void' ? 'void' : 'paid']
}

export function Stages({ market }: { market: Detail }) {
  const t = useText('predict')
  const { locale } = useLanguage()
  const now = useNow()
  const way = wayOf(market)
  const at = way.indexOf(market.status === 'final' ? 'paid' : market.status)
  const left = market.dueAt === null ? undefined : Math.max(0, Math.round((market.dueAt - now) / 1_000))
  return (
    <div className="panel flex flex-col gap-3 p-4">
      <ol aria-label={t('strip')} className="flex flex-wrap gap-x-1 gap-y-2 text-12">
        {way.map((stage, i) => (
          <li
            key={stage}
            aria-current={i === at ? 'step' : undefined}
            className={`min-w-20 flex-1 border-t-2 pt-1.5 ${i === at ? 'border-accent font-semibold text-text' : i < at ? 'border-line-strong text-muted' : 'border-line text-muted'}`}
          >
            {t(`status.${stage}`)}
          </li>
        ))}
      </ol>
      {market.dueAt === null || left === undefined ? null : (
        <p className="text-13 text-muted">
          {t(`stage.${market.status}`)} <DateTime at={market.dueAt} detail="second" className="text-text" /> ·{' '}
          <span className="num">{relativeTime(left, locale)}</span>
        </p>
      )}
    </div>
  )
}
