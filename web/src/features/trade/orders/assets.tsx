/** Own CR and LCO as trading sees them: available, in orders, total and what it is worth at the mark price. */
import type { Balances } from '../../../../../src/contract/account.ts'
import { addDecimal, mulDecimal, truncateDecimal } from '../../../amount/decimal.ts'
import { useBalancesAnswer, useTicker } from '../../../api/shared.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { Figure } from '../../../ui/table/figure.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { useMargin } from '../../margin/use-margin.ts'
import { Unit } from './order-columns.tsx'

interface Asset {
  name: 'CR' | 'LCO'
  available: string
  order: string
  elsewhere: string
  total: string
  /** CR at the mark price; undefined without one */
  value: string | undefined
}

const elsewhere = (purposes: Record<string, string>): string =>
  Object.entries(purposes)
    .filter(([name]) => !['available', 'order', 'total'].includes(name))
    .reduce((sum, [, amount]) => addDecimal(sum, amount), '0')

export function Assets() {
  const answer = useBalancesAnswer()
  return (
    <Loaded query={answer} loading={<TableSkeleton rows={2} columns={5} />}>
      {(balances) => <AssetTable balances={balances} />}
    </Loaded>
  )
}

function AssetTable({ balances: { credits, lco } }: { balances: Balances }) {
  const t = useText('trade')
  const ticker = useTicker()
  const columns = useColumns()
  const price = ticker?.mark ?? ticker?.last
  const rows: Asset[] = [
    {
      name: 'CR',
      available: credits.available,
      order: credits.order,
      elsewhere: elsewhere(credits),
      total: credits.total,
      value: credits.total,
    },
    {
      name: 'LCO',
      available: lco.available,
      order: lco.order,
      elsewhere: elsewhere(lco),
      total: lco.total,
      value: price ? truncateDecimal(mulDecimal(lco.total, price), 6) : undefined,
    },
  ]
  return (
    <>
      <Table label={t('assets.title')} density="compact" columns={columns} rows={rows} rowKey={(asset) => asset.name} />
      <MarginAssets />
      <p className="px-4 py-2 text-12 text-muted">
        <TextLink to="/wallet">{t('assets.wallet')}</TextLink>
      </p>
    </>
  )
}

/** What the margin account holds, and what it owes below zero; nothing before it is opened. */
function MarginAssets() {
  const t = useText('trade')
  const account = useMargin().data?.account
  const price = useTicker()?.mark
  const columns = useColumns()
  if (!account) return null
  const { credits, lco, debt } = account
  const owed = (asset: 'CR' | 'LCO') => (debt?.asset === asset ? `-${debt.amount}` : '0')
  const row = (name: 'CR' | 'LCO', { total, free, held }: typeof credits): Asset => {
    const net = addDecimal(total, owed(name))
    const worth = name === 'CR' ? net : price ? truncateDecimal(mulDecimal(net, price), 6) : undefined
    return { name, available: free, order: held, elsewhere: owed(name), total: net, value: worth }
  }
  return (
    <>
      <h3 className="px-4 pt-3 pb-1 text-13 font-medium">{t('assets.margin')}</h3>
      <Table
        label={t('assets.margin')}
        density="compact"
        columns={columns.map((column) =>
          column.key === 'elsewhere' ? { ...column, header: t('column.owed') } : column,
        )}
        rows={[row('CR', credits), row('LCO', lco)]}
        rowKey={(asset) => asset.name}
      />
    </>
  )
}

function useColumns(): Column<Asset>[] {
  const t = useText('trade')
  const amount = (key: 'available' | 'order' | 'elsewhere' | 'total') => (asset: Asset) => (
    <>
      <Amount value={asset[key]} decimals={asset.name === 'CR' ? 6 : 8} />
      {/* CR has two decimals fewer: the room of two digits keeps the points in line */}
      {asset.name === 'CR' ? (
        <span aria-hidden="true" className="num invisible max-sm:hidden">
          00
        </span>
      ) : null}
    </>
  )
  return [
    {
      key: 'name',
      header: t('column.asset'),
      card: 'title',
      cell: ({ name }) => <span className={name === 'LCO' ? 'font-medium text-gold-text' : 'font-medium'}>{name}</span>,
    },
    { key: 'available', header: t('column.available'), align: 'right', cell: amount('available') },
    { key: 'order', header: t('column.inOrders'), align: 'right', cell: amount('order') },
    { key: 'elsewhere', header: t('column.elsewhere'), align: 'right', cell: amount('elsewhere') },
    { key: 'total', header: t('column.sum'), align: 'right', cell: amount('total') },
    {
      key: 'value',
      header: <Unit name={t('column.worth')} unit="CR" />,
      align: 'right',
      card: 'value',
      cell: (asset) => <Figure value={asset.value} unit="CR" decimals={2} />,
    },
  ]
}
