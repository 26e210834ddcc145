/** What the pools lend now and at which rate, and how much LCO may be owed at all; lending itself is /lend. */
import type { LendingPool } from '../../../../src/contract/lending.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { TextLink } from '../../ui/link.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { ppmText } from '../lend/percent.ts'
import { usePools } from '../lend/use-lending.ts'
import type { MarginLimits } from './use-margin.ts'

export function MarginPools({ limits: { lco } }: { limits: MarginLimits }) {
  const t = useText('margin-page')
  const pools = usePools()
  const columns: Column<LendingPool>[] = [
    { key: 'asset', header: t('pools.asset'), card: 'title', cell: ({ asset }) => asset },
    {
      key: 'lent',
      header: t('pools.lent'),
      align: 'right',
      cell: ({ asset, lent }) => <Amount value={lent} unit={asset} decimals={2} />,
    },
    {
      key: 'used',
      header: t('pools.used'),
      align: 'right',
      cell: ({ utilisationPpm }) => ppmText(utilisationPpm),
    },
    {
      key: 'rate',
      header: t('pools.rate'),
      align: 'right',
      cell: ({ borrowRatePpm }) => ppmText(borrowRatePpm),
    },
  ]
  return (
    <>
      <Loaded query={pools} loading={<TableSkeleton rows={2} columns={4} />}>
        {({ items }) => <Table label={t('pools.title')} columns={columns} rows={items} rowKey={({ asset }) => asset} />}
      </Loaded>
      <p className="border-t border-line px-4 py-2.5 text-12 text-muted">
        {t('pools.cap')} <Amount value={lco.lent} decimals={2} /> / <Amount value={lco.cap} unit="LCO" decimals={2} />
        <TextLink to="/lend" className="ml-3">
          {t('pools.lend')}
        </TextLink>
      </p>
    </>
  )
}
