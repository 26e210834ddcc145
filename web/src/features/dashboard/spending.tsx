/** Spending of the last 30 days, a bar a day; days without calls are bars of nothing. */
import type { Answer } from '../../api/platform.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { BarChart } from '../../ui/bar-chart.tsx'
import { Section } from '../../ui/page.tsx'
import { daysOf } from './days.ts'

export function Spending({ usage }: { usage: Answer<'GET /usage'> }) {
  const t = useText('dashboard')
  const { locale } = useLanguage()
  const day = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' })
  const days = daysOf(usage)
  return (
    <Section title={t('perDay')} purpose={t('utcDays')}>
      <BarChart
        label={t('spent')}
        bucketLabel={t('day')}
        unit="CR"
        decimals={6}
        bars={days.map(({ day: start, spent }) => ({ key: String(start), label: day.format(start), value: spent }))}
        summary={t('perDaySummary', { days: days.length, spent: usage.total.spent })}
      />
    </Section>
  )
}
