/** Both pools beside each other: what lenders earn, what borrowers pay, how much is lent, what is left, who waits. */
import type { LendingPool } from '../../../../src/contract/lending.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Progress } from '../../ui/progress.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { ppmText } from './percent.ts'
import type { Asset } from './use-lending.ts'

export interface PoolsTableProps {
  pools: readonly LendingPool[]
  chosen: Asset
  onChoose: (asset: Asset) => void
}

export function PoolsTable({ pools, chosen, onChoose }: PoolsTableProps) {
  const t = useText('lend')
  const columns: Column<LendingPool>[] = [
    { key: 'pool', header: t('pools.pool'), card: 'title', cell: (pool) => <Name pool={pool} /> },
    {
      key: 'supply',
      header: t('pools.supply'),
      align: 'right',
      cell: ({ supplyRatePpm }) => <span className="font-semibold">{ppmText(supplyRatePpm)}</span>,
    },
    {
      key: 'borrow',
      header: t('pools.borrow'),
      align: 'right',
      cell: ({ borrowRatePpm }) => ppmText(borrowRatePpm),
    },
    { key: 'used', header: t('pools.used'), align: 'right', cell: (pool) => <Used pool={pool} /> },
    {
      key: 'supplied',
      header: t('pools.supplied'),
      align: 'right',
      folds: 2,
      cell: ({ asset, supplied }) => <Amount value={supplied} unit={asset} decimals={2} />,
    },
    {
      key: 'cash',
      header: t('pools.cash'),
      align: 'right',
      cell: ({ asset, cash }) => <Amount value={cash} unit={asset} decimals={2} />,
    },
    {
      key: 'waiting',
      header: t('pools.waiting'),
      align: 'right',
      folds: 1,
      cell: ({ asset, waiting }) =>
        waiting.count === 0 ? (
          <span className="text-muted">{t('pools.nobody')}</span>
        ) : (
          <Amount value={waiting.amount} unit={asset} decimals={2} />
        ),
    },
    {
      key: 'choose',
      header: <span className="sr-only">{t('pools.choose')}</span>,
      align: 'right',
      card: 'value',
      cell: ({ asset }) => (
        <Button
          size="sm"
          variant="ghost"
          aria-pressed={asset === chosen}
          aria-label={t('pools.chooseOne', { asset })}
          onClick={() => onChoose(asset)}
        >
          {t('pools.choose')}
        </Button>
      ),
    },
  ]
  return (
    <Table
      label={t('pools.title')}
      columns={columns}
      rows={pools}
      rowKey={({ asset }) => asset}
      highlight={({ asset }) => asset === chosen}
    />
  )
}

function Name({ pool: { asset, stopped } }: { pool: LendingPool }) {
  const t = useText('lend')
  return (
    <span className="flex items-center gap-2 font-medium whitespace-nowrap">
      <span className={asset === 'LCO' ? 'text-gold-text' : undefined}>{asset}</span>
      {stopped ? <Badge tone="warn">{t('pools.stopped')}</Badge> : null}
    </span>
  )
}

function Used({ pool: { asset, utilisationPpm, curve } }: { pool: LendingPool }) {
  const t = useText('lend')
  const share = utilisationPpm / 1_000_000
  return (
    <span className="inline-flex min-w-24 flex-col items-stretch gap-1">
      <span>{ppmText(utilisationPpm)}</span>
      <Progress
        share={share}
        label={t('pools.usedOf', { asset })}
        tone={utilisationPpm > curve.limitBps * 100 ? 'warn' : 'accent'}
      />
    </span>
  )
}
