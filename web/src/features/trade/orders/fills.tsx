/** Own fills, newest first, by pages: each trade with price, quantity, value, fee and role. */
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Badge } from '../../../ui/badge.tsx'
import { useFilters } from '../../../ui/filters.ts'
import { usePaged } from '../../../ui/paged.tsx'
import { Figure } from '../../../ui/table/figure.tsx'
import type { Column } from '../../../ui/table.tsx'
import { DateTime, useNow } from '../../../ui/time.tsx'
import { NO_FILTERS, rangeOf, since } from './filter.ts'
import { ClearFilters, ListFilters } from './list-filters.tsx'
import { figureColumn, orderIdColumn, sideColumn } from './order-columns.tsx'
import { OrderList } from './order-list.tsx'

type Fill = Answer<'GET /fills'>['items'][number]

export function Fills() {
  const t = useText('trade')
  const [filters, change] = useFilters(NO_FILTERS)
  const range = rangeOf(filters.range)
  const query = since(range, useNow())
  const paged = usePaged({
    key: keyOf('GET /fills', range),
    read: (page, signal) => call('GET /fills', { query: { ...query, ...page }, signal }),
    staleTime: STALE.list,
  })
  const filtered = range !== 'all'
  return (
    <>
      <ListFilters filters={filters} onChange={change} path="/fills" query={query} />
      <OrderList
        label={t('fills.title')}
        paged={paged}
        columns={useColumns()}
        rowKey={(fill) => `${fill.tradeId} ${fill.role}`}
        none={filtered ? t('filter.none') : t('fills.none')}
        noneText={filtered ? <ClearFilters onClear={() => change(NO_FILTERS)} /> : t('fills.noneText')}
      />
    </>
  )
}

function useColumns(): Column<Fill>[] {
  const t = useText('trade')
  return [
    sideColumn(t),
    {
      key: 'role',
      header: t('column.role'),
      card: 'title',
      cell: (fill) => (
        <span className="flex items-center gap-2 whitespace-nowrap">
          {t(`role.${fill.role}`)}
          {fill.wallet === 'margin' ? <Badge>{t('wallet.margin')}</Badge> : null}
          {fill.counterparty === 'buyback' ? <Badge tone="gold">{t('tape.buyback')}</Badge> : null}
        </span>
      ),
    },
    figureColumn({ key: 'price', name: t('column.price'), unit: 'CR' }, ({ price }) => price),
    figureColumn({ key: 'quantity', name: t('column.quantity'), unit: 'LCO' }, ({ quantity }) => quantity),
    figureColumn({ key: 'value', name: t('column.value'), unit: 'CR' }, ({ notional }) => notional, {
      card: 'value',
      cell: (fill) => <Figure value={fill.notional} unit="CR" />,
    }),
    figureColumn({ key: 'fee', name: t('column.fee'), unit: 'CR' }, ({ fee }) => fee, { folds: 3 }),
    {
      key: 'time',
      header: t('column.time'),
      align: 'right',
      cell: (fill) => <DateTime at={fill.at} detail="second" />,
    },
    orderIdColumn(t('column.order')),
  ]
}
