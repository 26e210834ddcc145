/** Whose perk runs, what it is and what is left of it. */
import { amountText } from '../../amount/format.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Section } from '../../ui/page.tsx'
import { DateTime } from '../../ui/time.tsx'
import type { Wars } from './use-wars.ts'

export function Champions({ perks }: { perks: Wars['champions'] }) {
  const t = useText('wars')
  const { locale } = useLanguage()
  return (
    <Section title={t('champions.title')} purpose={t('champions.text')}>
      {perks.length === 0 ? <p className="text-13 text-muted">{t('champions.none')}</p> : null}
      <ul className="flex flex-col gap-3 text-13">
        {perks.map((perk) => (
          <li key={perk.roundId}>
            <span className="font-medium">{perk.name}</span>{' '}
            <span className="text-muted">{t('champions.round', { round: perk.roundId })}</span>
            <br />
            {perk.perk === 'free_calls'
              ? t('champions.free', { spent: amountText(perk.spent, locale), grant: amountText(perk.grant, locale) })
              : t('champions.unlimited')}{' '}
            <span className="text-muted">
              {t('champions.until')} <DateTime at={perk.endsAt} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
