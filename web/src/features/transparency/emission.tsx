/** How far mining is: the era, what one credit mines in it, and when the next ones may begin. */
import type { Supply } from '../../../../src/contract/transparency.ts'
import { divDecimal, subDecimal } from '../../amount/decimal.ts'
import { useText } from '../../i18n/index.ts'
import { withoutZeros } from '../../parts/parameter-units.ts'
import { Amount } from '../../ui/amount.tsx'
import { Section } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Day } from './day.tsx'
import { eraShare } from './figures.ts'
import { Source } from './links.tsx'
import { useSupply } from './queries.ts'

export function Emission() {
  const t = useText('transparency')
  const supply = useSupply()
  return (
    <Section
      flush
      title={t('emission.title')}
      purpose={t('emission.text')}
      aside={<Source path="/transparency/supply" />}
    >
      <Loaded query={supply} loading={<TableSkeleton rows={10} columns={4} />}>
        {(data) => (
          <>
            <Now supply={data} />
            <Eras supply={data} />
          </>
        )}
      </Loaded>
    </Section>
  )
}

/** A hundred years: a date beyond would say more than the pace of today can tell. */
const FAR_MS = 100 * 365 * 86_400_000

function Now({ supply }: { supply: Supply }) {
  const t = useText('transparency')
  const share = eraShare(supply)
  const era = supply.eras[supply.era]
  return (
    <div className="border-b border-line p-4">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="text-16 font-semibold">{t('emission.era', { era: supply.era })}</span>
        <span className="text-13 text-muted">
          <Amount value={withoutZeros(supply.lcoPerCredit)} unit="LCO" className="font-medium text-gold-text" />{' '}
          {t('emission.perCredit')}
        </span>
      </div>
      <Progress share={share} tone="gold" label={t('emission.era', { era: supply.era })} className="h-2" />
      <div className="mt-2 flex flex-wrap justify-between gap-x-4 text-12 text-muted">
        <span>
          {t('emission.mined')} <Amount value={supply.mined} unit="CR" decimals={2} /> ({(share * 100).toFixed(2)} %)
        </span>
        {era ? (
          <span>
            {t('emission.left')} <Amount value={subDecimal(era.to, supply.mined)} unit="CR" decimals={2} />
          </span>
        ) : null}
      </div>
    </div>
  )
}

type Era = Supply['eras'][number]

function Eras({ supply }: { supply: Supply }) {
  const t = useText('transparency')
  const columns: Column<Era>[] = [
    {
      key: 'era',
      header: t('emission.column.era'),
      card: 'title',
      cell: ({ era }) => <span className="num">{era}</span>,
    },
    {
      key: 'rate',
      header: t('emission.column.rate'),
      align: 'right',
      card: 'value',
      cell: ({ lcoPerCredit }) => <Amount value={withoutZeros(lcoPerCredit)} unit="LCO" />,
    },
    {
      key: 'cost',
      header: t('emission.column.cost'),
      align: 'right',
      folds: 3,
      cell: ({ lcoPerCredit }) => <Amount value={withoutZeros(divDecimal('1', lcoPerCredit, 6) ?? '0')} unit="CR" />,
    },
    {
      key: 'to',
      header: t('emission.column.to'),
      align: 'right',
      folds: 3,
      cell: ({ to }) => <Amount value={to} unit="CR" decimals={0} />,
    },
    {
      key: 'start',
      header: t('emission.column.start'),
      align: 'right',
      cell: ({ era, projectedStart }) =>
        era <= supply.era ? (
          <span className="text-muted">{era === supply.era ? t('emission.now') : t('emission.past')}</span>
        ) : projectedStart === null ? (
          <span className="text-dim">–</span>
        ) : projectedStart > supply.asOf + FAR_MS ? (
          <span className="text-muted">{t('emission.far')}</span>
        ) : (
          <Day at={projectedStart} />
        ),
    },
  ]
  return (
    <Table
      label={t('emission.title')}
      density="compact"
      cards={false}
      columns={columns}
      rows={supply.eras}
      rowKey={({ era }) => era}
      highlight={({ era }) => era === supply.era}
    />
  )
}
