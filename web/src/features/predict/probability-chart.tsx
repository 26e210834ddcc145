/** The probability of YES over time as a step line up to now, the same as a table, and in words. */
import { useState } from 'react'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { DateTime, useNow } from '../../ui/time.tsx'
import { stepsOf } from './steps.ts'
import { type Detail, percentText, useSeries } from './use-predict.ts'

type Points = NonNullable<ReturnType<typeof useSeries>['data']>['items']

export function ProbabilityChart({ market }: { market: Detail }) {
  const t = useText('predict')
  const common = useText('common')
  const series = useSeries(market.marketId)
  const [asTable, setAsTable] = useState(false)
  const summary = t('chart.summary', {
    first: percentText(market.priorBps * 100),
    now: percentText(market.yesPpm),
    bets: market.bets,
  })
  return (
    <Loaded query={series} loading={<TableSkeleton rows={3} columns={1} />}>
      {({ items }) =>
        items.length < 2 && market.bets === 0 ? (
          <EmptyState title={t('chart.none')} className="py-6" />
        ) : (
          <div className="flex flex-col gap-2">
            <Button
              size="sm"
              variant="ghost"
              aria-pressed={asTable}
              onClick={() => setAsTable(!asTable)}
              className="-mt-1 -mr-2.5 self-end"
            >
              {asTable ? common('chart.asChart') : common('chart.asTable')}
            </Button>
            {asTable ? <Rows points={items} /> : <Picture points={items} market={market} summary={summary} />}
            <p className="text-12 text-muted">{summary}</p>
          </div>
        )
      }
    </Loaded>
  )
}

const [WIDE, HIGH] = [1000, 200]

function Picture({ points, market, summary }: { points: Points; market: Detail; summary: string }) {
  const now = useNow()
  const first = points[0]?.at ?? 0
  const last = Math.max(points.at(-1)?.at ?? 0, Math.min(now, market.closesAt))
  const all = [...points, { at: last, yesPpm: market.yesPpm }]
  return (
    <div className="flex gap-2">
      <div className="num flex flex-col justify-between text-right text-12 text-muted" aria-hidden="true">
        <span>100 %</span>
        <span>50 %</span>
        <span className="mb-6">0 %</span>
      </div>
      <div className="min-w-0 flex-1">
        <div className="relative h-48 border-y border-line">
          <span className="absolute inset-x-0 top-1/2 border-t border-line border-dashed" />
          <svg
            viewBox={`0 0 ${WIDE} ${HIGH}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={summary}
            className="absolute inset-0 size-full"
          >
            <title>{summary}</title>
            <polyline
              points={stepsOf(all, { wide: WIDE, high: HIGH })}
              className="fill-none stroke-accent"
              strokeWidth={1.75}
              vectorEffect="non-scaling-stroke"
            />
          </svg>
        </div>
        <div className="flex h-6 items-end justify-between text-12 text-muted">
          <DateTime at={first} />
          <DateTime at={last} />
        </div>
      </div>
    </div>
  )
}

function Rows({ points }: { points: Points }) {
  const t = useText('predict')
  return (
    <div className="max-h-64 overflow-y-auto">
      <Table
        label={t('chart.title')}
        density="compact"
        cards={false}
        rows={[...points].reverse()}
        rowKey={({ at, yesPpm, staked }) => `${at} ${yesPpm} ${staked}`}
        columns={[
          { key: 'at', header: t('chart.at'), cell: ({ at }) => <DateTime at={at} /> },
          {
            key: 'yes',
            header: t('yes'),
            align: 'right',
            cell: ({ yesPpm }) => <span className="num">{percentText(yesPpm)}</span>,
          },
          {
            key: 'staked',
            header: t('list.staked'),
            align: 'right',
            cell: ({ staked }) => <Amount value={staked} unit="LCO" decimals={2} />,
          },
        ]}
      />
    </div>
  )
}
