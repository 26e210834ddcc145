/** Traded LCO by UTC day, a bar a day. */
import type { UseQueryResult } from '@tanstack/react-query'
import { addDecimal } from '../../amount/decimal.ts'
import type { Answer } from '../../api/platform.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { BarChart } from '../../ui/bar-chart.tsx'
import { Section } from '../../ui/page.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'

export function Volume({ answer }: { answer: UseQueryResult<Answer<'GET /market/candles'>> }) {
  const t = useText('markets')
  const { locale } = useLanguage()
  const day = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' })
  return (
    <Section title={t('daily.title')} purpose={t('daily.text')}>
      <Loaded query={answer} loading={<TableSkeleton rows={4} columns={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('daily.none')} />
          ) : (
            <BarChart
              label={t('daily.title')}
              bucketLabel={t('daily.day')}
              unit="LCO"
              decimals={1}
              bars={items.map(({ time, volume }) => ({ key: String(time), label: day.format(time), value: volume }))}
              summary={t('daily.summary', {
                days: items.length,
                lco: items.reduce((sum, { volume }) => addDecimal(sum, volume), '0'),
              })}
            />
          )
        }
      </Loaded>
    </Section>
  )
}
