/** What lenders of a pool earned by day. */
import { useQuery } from '@tanstack/react-query'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { BarChart } from '../../ui/bar-chart.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { useNow } from '../../ui/time.tsx'
import { rateDays } from './days.ts'
import type { Asset } from './use-lending.ts'

const DAYS = 30

export function History({ asset }: { asset: Asset }) {
  const t = useText('lend')
  const { locale } = useLanguage()
  const now = useNow()
  const answer = useQuery({
    queryKey: keyOf('GET /lending/history', asset),
    queryFn: ({ signal }) => call('GET /lending/history', { query: { asset }, signal }),
    staleTime: STALE.settings,
  })
  const day = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' })
  return (
    <Loaded query={answer} loading={<TableSkeleton rows={4} columns={2} />}>
      {({ items }) => {
        const days = rateDays(items, now, DAYS)
        return days.every(({ percent }) => Number(percent) === 0) ? (
          <EmptyState title={t('history.none')}>{t('history.noneText')}</EmptyState>
        ) : (
          <BarChart
            label={t('pools.supply')}
            bucketLabel={t('history.day')}
            unit="%"
            decimals={2}
            bars={days.map(({ day: at, percent }) => ({ key: String(at), label: day.format(at), value: percent }))}
            summary={t('history.summary', { days: days.length, rate: days.at(-1)?.percent ?? '0' })}
          />
        )
      }}
    </Loaded>
  )
}
