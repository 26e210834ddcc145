/** Everybody who owes by rank, the lowest level first, with the prices at which each is closed. */
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Direction } from './direction.tsx'
import { levelText } from './figures.ts'
import { LevelBar } from './level-bar.tsx'
import type { MarginLimits } from './use-margin.ts'
import type { MarginLadder } from './use-records.ts'

type Row = MarginLadder['items'][number]

export function Ladder({ ladder, limits }: { ladder: MarginLadder; limits: MarginLimits }) {
  const t = useText('margin-page')
  const columns = useColumns(limits)
  if (ladder.items.length === 0)
    return (
      <EmptyState title={t('ladder.none')} className="py-8">
        {t('ladder.noneText')}
      </EmptyState>
    )
  return (
    <Table
      label={t('ladder.title')}
      density="compact"
      columns={columns}
      rows={ladder.items}
      rowKey={({ rank }) => rank}
    />
  )
}

function useColumns({ callLevelBps, closeLevelBps }: MarginLimits): Column<Row>[] {
  const t = useText('margin-page')
  const m = useText('margin')
  return [
    { key: 'rank', header: t('ladder.rank'), card: 'title', cell: ({ rank }) => <span className="num">{rank}</span> },
    { key: 'side', header: m('position.side'), card: 'title', cell: (row) => <Direction {...row} /> },
    {
      key: 'debt',
      header: m('figure.debt'),
      align: 'right',
      cell: ({ debt }) => <Amount value={debt.amount} unit={debt.asset} decimals={2} />,
    },
    {
      key: 'level',
      header: m('figure.level'),
      align: 'right',
      cell: ({ levelBps }) => (
        <span className="inline-flex items-center justify-end gap-3">
          <LevelBar
            levelBps={levelBps}
            closeBps={closeLevelBps}
            callBps={callLevelBps}
            label={m('figure.level')}
            noDebt={m('standing.noDebt')}
            className="w-24 max-sm:hidden"
          />
          <span className="num">{levelBps === null ? '–' : levelText(levelBps)}</span>
        </span>
      ),
    },
    {
      key: 'liquidation',
      header: m('figure.liquidation'),
      align: 'right',
      cell: ({ liquidationPrice }) => <Amount value={liquidationPrice ?? undefined} unit="CR" />,
    },
    {
      key: 'bankruptcy',
      header: m('figure.bankruptcy'),
      align: 'right',
      folds: 1,
      cell: ({ bankruptcyPrice }) => <Amount value={bankruptcyPrice ?? undefined} unit="CR" />,
    },
  ]
}
