/** Own orders that are done, newest first, by pages. */
import { call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { usePaged } from '../../../ui/paged.tsx'
import type { Column } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import type { Order } from '../live.ts'
import { figureColumn, orderColumns, orderIdColumn } from './order-columns.tsx'
import { OrderList } from './order-list.tsx'

export function OrderHistory() {
  const t = useText('trade')
  const paged = usePaged({
    key: keyOf('GET /orders', 'done'),
    read: (page, signal) => call('GET /orders', { query: { status: 'done', ...page }, signal }),
    staleTime: STALE.list,
  })
  return (
    <OrderList
      label={t('history.title')}
      paged={paged}
      columns={useColumns()}
      rowKey={(order) => order.orderId}
      none={t('history.none')}
      noneText={t('history.noneText')}
    />
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
  const { side, type, price, quantity, filled } = orderColumns(t)
  return [
    side,
    type,
    {
      key: 'status',
      header: t('column.status'),
      card: 'value',
      cell: ({ status }) => <Badge tone={TONES[status]}>{t(`status.${status}`)}</Badge>,
    },
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
