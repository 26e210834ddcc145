/** What each channel earned, cost and lost. */
import { addDecimal } from '../../../amount/decimal.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Section } from '../../../ui/page.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import type { Overview } from './use-overview.ts'

type Row = Overview['channels'][number]

export function Margins({ overview }: { overview: Overview }) {
  const t = useText('admin-overview')
  const columns = useColumns()
  const rows = overview.channels
  return (
    <Section
      flush
      title={t('margin.title')}
      purpose={
        <>
          <DateTime at={overview.from} /> – <DateTime at={Math.min(overview.to, overview.asOf)} />
        </>
      }
      aside={<TextLink to="/admin/channels">{t('margin.channels')}</TextLink>}
    >
      {rows.length === 0 ? (
        <EmptyState title={t('margin.none')}>{t('margin.noneText')}</EmptyState>
      ) : (
        <>
          <Table
            label={t('margin.title')}
            density="compact"
            columns={columns}
            rows={rows}
            rowKey={({ channelId }) => channelId ?? 0}
          />
          {rows.length > 1 ? (
            <p className="flex flex-wrap justify-end gap-x-6 gap-y-1 border-t border-line-strong px-4 py-2 text-13">
              {(['revenue', 'cost', 'unrecovered', 'margin'] as const).map((key) => (
                <span key={key} className="text-muted">
                  {t(`margin.${key}`)}{' '}
                  <Amount
                    value={rows.reduce((sum, row) => addDecimal(sum, row[key]), '0.000000')}
                    unit="CR"
                    decimals={2}
                    className="font-medium text-text"
                  />
                </span>
              ))}
            </p>
          ) : null}
        </>
      )}
    </Section>
  )
}

function useColumns(): Column<Row>[] {
  const t = useText('admin-overview')
  const money = (key: 'revenue' | 'cost' | 'unrecovered'): Column<Row> => ({
    key,
    header: t(`margin.${key}`),
    align: 'right',
    cell: (row) => <Amount value={row[key]} decimals={2} />,
    ...(key === 'unrecovered' ? { folds: 2 as const } : {}),
  })
  return [
    {
      key: 'name',
      header: t('margin.channel'),
      card: 'title',
      className: 'whitespace-nowrap',
      cell: ({ name, channelId }) =>
        name ?? (
          <span className="text-muted">
            {channelId === null ? t('margin.nobody') : t('margin.gone', { id: channelId })}
          </span>
        ),
    },
    {
      key: 'calls',
      header: t('margin.calls'),
      align: 'right',
      cell: ({ calls }) => calls.toLocaleString('en-US'),
    },
    {
      key: 'failed',
      header: t('margin.failed'),
      align: 'right',
      cell: ({ calls, failed }) => <Failed calls={calls} failed={failed} />,
    },
    money('revenue'),
    money('cost'),
    money('unrecovered'),
    {
      key: 'margin',
      header: t('margin.margin'),
      align: 'right',
      card: 'value',
      cell: ({ margin }) => <Amount value={margin} decimals="auto" tone="auto" className="font-medium" />,
    },
    {
      key: 'share',
      header: t('margin.share'),
      align: 'right',
      cell: ({ marginBps }) =>
        marginBps === null ? <span className="text-dim">–</span> : `${(marginBps / 100).toFixed(1)} %`,
    },
  ]
}

const WORRYING = 0.02

function Failed({ calls, failed }: { calls: number; failed: number }) {
  const share = calls === 0 ? 0 : failed / calls
  return (
    <span className={share > WORRYING ? 'text-warn' : undefined}>
      {failed.toLocaleString('en-US')}
      <span className="ml-1.5 text-12 text-muted">{(share * 100).toFixed(1)} %</span>
    </span>
  )
}
