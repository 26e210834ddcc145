/** The rules with the numbers in force. */
import { amountText } from '../../amount/format.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Section } from '../../ui/page.tsx'
import type { Wars } from './use-wars.ts'

const HOUR = 3_600_000
const POINTS = ['score', 'ties', 'review', 'prizes', 'champion', 'free', 'operators'] as const

export function Rules({ wars }: { wars: Wars }) {
  const t = useText('wars')
  const { locale } = useLanguage()
  const values = {
    shares: wars.rules.sharesPercent.join(' / '),
    hours: wars.rules.reviewMs / HOUR,
    cap: amountText(wars.rules.promoCap, locale),
  }
  return (
    <Section title={t('rules.title')}>
      <ul className="flex max-w-[76ch] list-disc flex-col gap-2 pl-5 text-13">
        {POINTS.map((point) => (
          <li key={point}>{t(`rules.${point}`, values)}</li>
        ))}
      </ul>
    </Section>
  )
}
