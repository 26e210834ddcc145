/** The loop of the last closed week as one picture; before the first close, the rule in words with the running week's numbers. */
import { useQuery } from '@tanstack/react-query'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { FlowDiagram } from '../../ui/flow.tsx'
import { TextLink } from '../../ui/link.tsx'

export function Loop() {
  const t = useText('landing')
  const { locale } = useLanguage()
  const weeks = useQuery({
    queryKey: keyOf('GET /transparency/weeks', 'newest'),
    queryFn: ({ signal }) => call('GET /transparency/weeks', { query: { limit: 5 }, signal }),
    staleTime: STALE.settings,
  })
  const buybacks = useQuery({
    queryKey: keyOf('GET /transparency/buybacks', 'newest'),
    queryFn: ({ signal }) => call('GET /transparency/buybacks', { query: { limit: 5 }, signal }),
    staleTime: STALE.settings,
  })
  const buyback = buybacks.data?.items.find((item) => item.state === 'closed')
  const week = weeks.data?.items.find((item) => item.week === buyback?.week) ?? weeks.data?.items[0]
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  return (
    <section className="border-t border-line py-10">
      <div className="mb-6 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
        <h2 className="text-20 font-semibold tracking-[-0.01em]">
          {week ? t('loop.week', { date: day.format(week.week) }) : t('loop.title')}
        </h2>
        <TextLink to="/transparency" className="text-13">
          {t('loop.books')}
        </TextLink>
      </div>
      {week ? (
        <FlowDiagram
          caption={t('loop.week', { date: day.format(week.week) })}
          amounts={{
            revenue: week.revenue,
            cost: week.cost,
            profit: week.profit,
            fundIn: week.fundIn,
            spent: buyback?.spent ?? '0',
            bought: buyback?.bought ?? '0',
            burned: buyback?.burned ?? '0',
            warPool: buyback?.toWarPool ?? '0',
          }}
        />
      ) : (
        <RunningWeek />
      )}
    </section>
  )
}

function RunningWeek() {
  const t = useText('landing')
  const { data } = useQuery({
    queryKey: keyOf('GET /transparency/treasury'),
    queryFn: ({ signal }) => call('GET /transparency/treasury', { signal }),
    staleTime: STALE.settings,
  })
  const steps = [
    { key: 'revenue', value: data?.week.revenue, unit: 'CR' },
    { key: 'profit', value: data?.week.profit, unit: 'CR' },
    { key: 'fund', value: data?.fund, unit: 'CR' },
  ] as const
  return (
    <div className="grid gap-px overflow-hidden rounded-panel border border-line bg-line sm:grid-cols-4">
      {steps.map((step) => (
        <div key={step.key} className="bg-panel p-4">
          <div className="text-13 text-muted">{t(`loop.${step.key}`)}</div>
          <Amount value={step.value} unit={step.unit} decimals={2} className="text-20 font-semibold" />
          <p className="mt-1 text-12 text-muted">{t(`loop.${step.key}Text`)}</p>
        </div>
      ))}
      <div className="bg-panel p-4">
        <div className="text-13 text-muted">{t('loop.next')}</div>
        <div className="num text-20 font-semibold">
          {data ? new Date(data.nextBuyback.startsAt).toISOString().slice(5, 16).replace('T', ' ') : '–'}{' '}
          <span className="text-[0.8em] font-normal text-muted">UTC</span>
        </div>
        <p className="mt-1 text-12 text-muted">{t('loop.nextText')}</p>
      </div>
    </div>
  )
}
