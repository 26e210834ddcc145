/** The K-line pane: interval choice, candles with buyback and burn marks, what to do while there are none. */
import { useQuery } from '@tanstack/react-query'
import { memo, useMemo } from 'react'
import { addDecimal } from '../../../amount/decimal.ts'
import { amountParts } from '../../../amount/format.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useLanguage, useText } from '../../../i18n/index.ts'
import type { Candle } from '../../../ui/chart/draw.ts'
import type { ChartLine } from '../../../ui/chart/lines.ts'
import { useFilters } from '../../../ui/filters.ts'
import { late } from '../../../ui/late.tsx'
import { EmptyState, ErrorState } from '../../../ui/states.tsx'
import { Segmented } from '../../../ui/toggle.tsx'
import type { MarketRules } from '../pair.ts'
import type { TicketForm } from '../ticket/form.ts'
import { INTERVALS, type Interval, isInterval } from './intervals.ts'
import { useLines } from './lines.ts'
import { chartMarks, type WireMark } from './marks.ts'
import { useCandles } from './use-candles.ts'

const CandleChart = late(() => import('../../../ui/chart/candle-chart.tsx').then((module) => module.CandleChart), {
  loading: ({ toolbar }) => <Waiting toolbar={toolbar} />,
  inPage: true,
})

export interface PriceChartProps {
  rules: MarketRules | undefined
  form: TicketForm
}

export const PriceChart = memo(function PriceChart({ rules, form }: PriceChartProps) {
  const t = useText('trade')
  const [filters, change] = useFilters({ interval: '15m' })
  const interval: Interval = isInterval(filters.interval) ? filters.interval : '15m'
  const { candles, error, retry, older } = useCandles(interval)
  const marks = useMarks(candles?.[0]?.time)
  const lines = useLines(form, rules)
  const toolbar = (
    <Segmented
      size="sm"
      label={t('chart.interval')}
      value={interval}
      onChange={(next) => change({ interval: next })}
      options={INTERVALS.map((value) => ({ value, label: value }))}
      className="[&>*]:px-2 max-sm:[&>*]:px-1"
    />
  )
  const ready = rules && candles && candles.length > 0
  return (
    <section aria-label={t('chart.title')} className="flex h-full min-h-0 min-w-0 flex-col">
      {ready ? (
        <Drawn key={interval} {...{ candles, marks, lines, toolbar, older, priceDecimals: rules.priceDecimals }} />
      ) : error ? (
        <ErrorState error={error} onRetry={retry} className="my-auto" />
      ) : candles?.length === 0 ? (
        <>
          <div className="border-b border-line px-3 py-1">{toolbar}</div>
          <EmptyState title={t('chart.empty')} className="my-auto">
            {t('chart.emptyText')}
          </EmptyState>
        </>
      ) : (
        <Waiting toolbar={toolbar} />
      )}
    </section>
  )
})

function Waiting({ toolbar }: { toolbar: React.ReactNode }) {
  return (
    <>
      <div className="flex min-h-9 items-center border-b border-line px-3 py-1">{toolbar}</div>
      <div className="min-h-60 flex-1" />
    </>
  )
}

interface DrawnProps {
  candles: readonly Candle[]
  marks: readonly WireMark[]
  lines: readonly ChartLine[]
  toolbar: React.ReactNode
  older: () => void
  priceDecimals: number
}

function Drawn({ candles, marks, lines, toolbar, older, priceDecimals }: DrawnProps) {
  const t = useText('trade')
  const { locale } = useLanguage()
  const first = candles[0]?.time
  // The places of marks move only when candles are added, not with every tick of the last one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const shown = useMemo(
    () =>
      chartMarks(marks, candles, (lco) => {
        const { whole, fraction } = amountParts(lco, locale, { decimals: 1 })
        return `${whole}${fraction} LCO`
      }),
    [marks, first, candles.length, locale],
  )
  const burned = marks.filter((mark) => mark.kind === 'burn').reduce((sum, mark) => addDecimal(sum, mark.lco), '0')
  const slices = marks.filter((mark) => mark.kind === 'buyback').length
  return (
    <>
      <CandleChart
        className="min-h-0 flex-1"
        candles={candles}
        marks={shown}
        lines={lines}
        priceDecimals={priceDecimals}
        toolbar={toolbar}
        onNearStart={older}
      />
      {marks.length > 0 ? <p className="sr-only">{t('chart.marks', { slices, burned })}</p> : null}
    </>
  )
}

const NO_MARKS: readonly WireMark[] = []

function useMarks(from: number | undefined): readonly WireMark[] {
  const { data } = useQuery({
    queryKey: keyOf('GET /market/marks', from),
    queryFn: ({ signal }) => call('GET /market/marks', { query: from === undefined ? {} : { from }, signal }),
    enabled: from !== undefined,
    staleTime: STALE.settings,
    refetchInterval: STALE.settings,
    placeholderData: (before) => before,
  })
  return data?.items ?? NO_MARKS
}
