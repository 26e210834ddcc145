/** Calls, failures, latency and realised margin by channel, model or time. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Traffic } from '../../../../../src/contract/admin-traffic.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Section } from '../../../ui/page.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import { Codes } from './codes.tsx'
import { type Span, shareText, type View } from './span.ts'

export function TrafficTable({ span, by, aside }: { span: Span; by: View; aside: ReactNode }) {
  const t = useText('admin-traffic')
  const columns = useColumns(by)
  const answer = useQuery({
    queryKey: keyOf('GET /admin/traffic', JSON.stringify(span), by),
    queryFn: ({ signal }) => call('GET /admin/traffic', { query: { ...span, by }, signal }),
    staleTime: STALE.list,
    placeholderData: keepPreviousData,
  })
  return (
    <Section flush title={t('tab.traffic')} purpose={t('trafficText')} aside={aside}>
      <Loaded query={answer} loading={<TableSkeleton rows={4} columns={8} />}>
        {({ items, total }) =>
          items.length === 0 ? (
            <EmptyState title={t('none')}>{t('noneText')}</EmptyState>
          ) : (
            <>
              <Table label={t('tab.traffic')} density="compact" columns={columns} rows={items} rowKey={keyOfRow} />
              <Total total={total} />
            </>
          )
        }
      </Loaded>
    </Section>
  )
}

const keyOfRow = ({ channelId, model, at }: Traffic): string => `${channelId} ${model} ${at}`
const count = (value: number): string => value.toLocaleString('en-US')

function Total({ total }: { total: Omit<Traffic, 'channelId' | 'channelName' | 'model' | 'at'> }) {
  const t = useText('admin-traffic')
  return (
    <p className="flex flex-wrap justify-end gap-x-6 gap-y-1 border-t border-line-strong px-4 py-2 text-13">
      <span className="text-muted">
        {t('column.calls')} <span className="num font-medium text-text">{count(total.calls)}</span>
      </span>
      {(['revenue', 'cost', 'unrecovered', 'margin'] as const).map((key) => (
        <span key={key} className="text-muted">
          {t(`column.${key}`)} <Amount value={total[key]} unit="CR" decimals={2} className="font-medium text-text" />
        </span>
      ))}
    </p>
  )
}

function useColumns(by: View): Column<Traffic>[] {
  const t = useText('admin-traffic')
  const money = (key: 'revenue' | 'cost' | 'unrecovered'): Column<Traffic> => ({
    key,
    header: t(`column.${key}`),
    align: 'right',
    cell: (row) => <Amount value={row[key]} decimals={2} />,
    ...(key === 'unrecovered' ? { folds: 2 as const } : {}),
  })
  return [
    {
      key: 'name',
      header: t(`by.${by}`),
      card: 'title',
      className: 'whitespace-nowrap',
      cell: (row) => <Name row={row} by={by} />,
    },
    { key: 'calls', header: t('column.calls'), align: 'right', cell: ({ calls }) => count(calls) },
    {
      key: 'failed',
      header: t('column.failed'),
      align: 'right',
      cell: ({ calls, failed }) => <Share part={failed} whole={calls} />,
    },
    {
      key: 'tries',
      header: t('column.failedTries'),
      align: 'right',
      cell: ({ calls, failed, failedTries }) => <Share part={failedTries} whole={calls - failed + failedTries} />,
    },
    {
      key: 'codes',
      header: t('column.codes'),
      folds: 1,
      cell: ({ failures }) => <Codes failures={failures} />,
    },
    ...useTimeColumns(),
    money('revenue'),
    money('cost'),
    money('unrecovered'),
    {
      key: 'margin',
      header: t('column.margin'),
      align: 'right',
      card: 'value',
      cell: ({ margin }) => <Amount value={margin} decimals={2} tone="auto" className="font-medium" />,
    },
    {
      key: 'share',
      header: t('column.share'),
      align: 'right',
      cell: ({ marginBps }) =>
        marginBps === null ? <span className="text-dim">–</span> : `${(marginBps / 100).toFixed(1)} %`,
    },
  ]
}

function useTimeColumns(): Column<Traffic>[] {
  const t = useText('admin-traffic')
  return [
    {
      key: 'retried',
      header: t('column.retried'),
      align: 'right',
      folds: 2,
      cell: ({ retried, calls }) => shareText(retried, calls),
    },
    { key: 'latency', header: t('column.latency'), align: 'right', cell: ({ latencyMs }) => <Times of={latencyMs} /> },
    {
      key: 'first',
      header: t('column.first'),
      align: 'right',
      folds: 2,
      cell: ({ firstTokenMs }) => <Times of={firstTokenMs} />,
    },
    {
      key: 'estimated',
      header: t('column.estimated'),
      align: 'right',
      folds: 1,
      cell: ({ estimated, calls, failed }) => shareText(estimated, calls - failed),
    },
  ]
}

function Name({ row, by }: { row: Traffic; by: View }) {
  const t = useText('admin-traffic')
  if (by === 'hour' || by === 'day')
    return row.at === null ? '–' : <DateTime at={row.at} detail={by === 'day' ? 'day' : 'minute'} />
  if (by === 'model') return row.model || '–'
  const channel = row.channelId === null ? t('nobody') : (row.channelName ?? t('gone', { id: row.channelId }))
  return (
    <span className={row.channelId === null ? 'text-muted' : undefined}>
      {channel}
      {by === 'channel-model' ? <span className="ml-2 text-muted">{row.model}</span> : null}
    </span>
  )
}

const WORRYING = 0.05

function Share({ part, whole }: { part: number; whole: number }) {
  return (
    <span className={whole > 0 && part / whole > WORRYING ? 'text-warn' : undefined}>
      {count(part)}
      <span className="ml-1.5 text-12 text-muted">{shareText(part, whole)}</span>
    </span>
  )
}

function Times({ of: { p50, p95 } }: { of: Traffic['latencyMs'] }) {
  if (p50 === null || p95 === null) return <span className="text-dim">–</span>
  return (
    <span>
      {count(p50)}
      <span className="text-muted"> / {count(p95)}</span>
    </span>
  )
}
