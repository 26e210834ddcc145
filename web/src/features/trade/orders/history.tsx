/** Own orders that are done, newest first, by pages. */
import { call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { useFilters } from '../../../ui/filters.ts'
import { usePaged } from '../../../ui/paged.tsx'
import type { Column } from '../../../ui/table.tsx'
import { DateTime, useNow } from '../../../ui/time.tsx'
import type { Order } from '../live.ts'
import { NO_FILTERS, outcomeOf, rangeOf, since, statusOf } from './filter.ts'
import { ClearFilters, ListFilters } from './list-filters.tsx'
import { figureColumn, orderColumns, orderIdColumn } from './order-columns.tsx'
import { OrderList } from './order-list.tsx'

export function OrderHistory() {
  const t = useText('trade')
  const [filters, change] = useFilters(NO_FILTERS)
  const [range, outcome] = [rangeOf(filters.range), outcomeOf(filters.outcome)]
  const query = { status: statusOf(outcome), ...since(range, useNow()) }
  const paged = usePaged({
    key: keyOf('GET /orders', 'done', outcome, range),
    read: (page, signal) => call('GET /orders', { query: { ...query, ...page }, signal }),
    staleTime: STALE.list,
  })
  const filtered = range !== 'all' || outcome !== 'all'
  return (
    <>
      <ListFilters filters={filters} onChange={change} path="/orders" query={query} outcomes />
      <OrderList
        label={t('history.title')}
        paged={paged}
        columns={useColumns()}
        rowKey={(order) => order.orderId}
        none={filtered ? t('filter.none') : t('history.none')}
        noneText={filtered ? <ClearFilters onClear={() => change(NO_FILTERS)} /> : t('history.noneText')}
      />
    </>
  )
}

const TONES: Record<Order['status'], Tone> = {
  pending: 'neutral',
  open: 'accent',
  filled: 'ok',
  canceled: 'neutral',
  expired: 'warn',
}

function useColumns(): Column<Order>[] {
  const t = useText('trade')
  const { side, type, trigger, price, quantity, filled } = orderColumns(t)
  return [
    side,
    type,
    {
      key: 'status',
      header: t('column.status'),
      card: 'value',
      cell: ({ status }) => <Badge tone={TONES[status]}>{t(`status.${status}`)}</Badge>,
    },
    trigger,
    price,
    quantity,
    filled,
    figureColumn({ key: 'average', name: t('column.average'), unit: 'CR' }, ({ averagePrice }) => averagePrice, {
      folds: 3,
    }),
    figureColumn({ key: 'fee', name: t('column.fee'), unit: 'CR' }, ({ fee }) => fee, { folds: 2 }),
    {
      key: 'time',
      header: t('column.ended'),
      align: 'right',
      cell: (order) => <DateTime at={order.updatedAt} />,
    },
    orderIdColumn(t('column.id')),
  ]
}
