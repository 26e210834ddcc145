/** The closed round until its champion has chosen: who is paid, who is out and why. */
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Section } from '../../ui/page.tsx'
import { DateTime } from '../../ui/time.tsx'
import { Standings } from './standings.tsx'
import type { Wars } from './use-wars.ts'

export function Review({ review }: { review: NonNullable<Wars['review']> }) {
  const t = useText('wars')
  return (
    <Section
      flush
      title={t('review.title', { round: review.roundId })}
      purpose={
        review.paid ? (
          <>
            {t('review.paid')} <DateTime at={review.choiceEnds ?? review.reviewEnds} />
          </>
        ) : (
          <>
            {t('review.open')} <DateTime at={review.reviewEnds} />
          </>
        )
      }
      aside={<Amount value={review.pool} unit="LCO" decimals="auto" className="text-12 text-muted" />}
    >
      <Standings rows={review.standings} />
      {review.excluded.length > 0 ? (
        <ul className="border-t border-line px-4 py-3 text-13">
          {review.excluded.map(({ name, reason }) => (
            <li key={name}>
              <span className="font-medium">{name}</span>{' '}
              <span className="text-muted">{t('review.out', { reason })}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </Section>
  )
}
