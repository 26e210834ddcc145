/** Accounts that owe, the lowest level first, at the price that the slider sets. */
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Badge } from '../../../ui/badge.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { Direction } from '../../margin/direction.tsx'
import { levelText, leverageText } from '../../margin/figures.ts'
import type { MarginLimits } from '../../margin/use-margin.ts'
import type { AdminMargin } from './use-at-risk.ts'

type Row = AdminMargin['items'][number]

export function AtRisk({ margin, limits }: { margin: AdminMargin; limits: MarginLimits }) {
  const t = useText('admin-margin')
  const columns = useColumns(limits)
  if (margin.items.length === 0)
    return (
      <EmptyState title={t('risk.none')} className="py-8">
        {t('risk.noneText')}
      </EmptyState>
    )
  return (
    <Table
      label={t('risk.title')}
      density="compact"
      columns={columns}
      rows={margin.items}
      rowKey={({ account }) => account}
    />
  )
}

function useColumns({ closeLevelBps, callLevelBps }: MarginLimits): Column<Row>[] {
  const t = useText('admin-margin')
  const m = useText('margin')
  const price = (key: 'liquidationPrice' | 'bankruptcyPrice', header: string): Column<Row> => ({
    key,
    header,
    align: 'right',
    folds: key === 'bankruptcyPrice' ? 1 : 2,
    cell: (row) => <Amount value={row[key] ?? undefined} unit="CR" />,
  })
  return [
    {
      key: 'account',
      header: t('risk.account'),
      card: 'title',
      cell: ({ account }) => <span className="num">{account}</span>,
    },
    { key: 'side', header: m('position.side'), card: 'title', cell: (row) => <Direction {...row} /> },
    {
      key: 'debt',
      header: m('figure.debt'),
      align: 'right',
      cell: ({ debt }) => <Amount value={debt.amount} unit={debt.asset} decimals={2} />,
    },
    {
      key: 'equity',
      header: m('figure.equity'),
      align: 'right',
      cell: ({ equity }) => <Amount value={equity} unit="CR" decimals={2} />,
    },
    {
      key: 'leverage',
      header: m('figure.leverage'),
      align: 'right',
      folds: 3,
      cell: ({ leverageBps }) => (leverageBps === null ? '–' : leverageText(leverageBps)),
    },
    {
      key: 'level',
      header: m('figure.level'),
      align: 'right',
      cell: ({ levelBps }) =>
        levelBps === null ? (
          '–'
        ) : (
          <span className="inline-flex items-center gap-2 whitespace-nowrap">
            {levelBps < 10_000 ? (
              <Badge tone="danger">{t('risk.bankrupt')}</Badge>
            ) : levelBps < closeLevelBps ? (
              <Badge tone="danger">{t('risk.closed')}</Badge>
            ) : levelBps < callLevelBps ? (
              <Badge tone="warn">{t('risk.called')}</Badge>
            ) : null}
            <span className="num">{levelText(levelBps)}</span>
          </span>
        ),
    },
    price('liquidationPrice', m('figure.liquidation')),
    price('bankruptcyPrice', m('figure.bankruptcy')),
  ]
}
