/** Own orders that are done, newest first, by pages. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { Pagination, useCursorPages } from '../../../ui/pagination.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import type { Order } from '../live.ts'
import { PriceCell, QuantityCell, SideCell, TypeCell, Unit } from './order-cells.tsx'

export function OrderHistory() {
  const t = useText('trade')
  const pages = useCursorPages()
  const { cursor } = pages
  const query = useQuery({
    queryKey: keyOf('GET /orders', 'done', cursor),
    queryFn: ({ signal }) =>
      call('GET /orders', { query: { status: 'done', ...(cursor === undefined ? {} : { cursor }) }, signal }),
    staleTime: STALE.list,
    placeholderData: keepPreviousData,
  })
  const columns = useColumns()
  return (
    <Loaded query={query} loading={<TableSkeleton rows={5} columns={6} />}>
      {({ items, nextCursor }) =>
        items.length === 0 ? (
          <EmptyState title={t('history.none')} className="py-8">
            {t('history.noneText')}
          </EmptyState>
        ) : (
          <>
            <Table
              label={t('history.title')}
              density="compact"
              sticky
              columns={columns}
              rows={items}
              rowKey={(order) => order.orderId}
            />
            <Pagination pages={pages} nextCursor={nextCursor} pending={query.isPlaceholderData} />
          </>
        )
      }
    </Loaded>
  )
}

const TONES: Record<Order['status'], Tone> = { open: 'accent', filled: 'ok', canceled: 'neutral', expired: 'warn' }

function useColumns(): Column<Order>[] {
  const t = useText('trade')
  return [
    {
      key: 'side',
      header: t('column.side'),
      cell: (order) => <SideCell side={order.side} />,
      card: 'title',
      width: '76px',
    },
    { key: 'type', header: t('column.type'), cell: (order) => <TypeCell order={order} />, card: 'title' },
    {
      key: 'status',
      header: t('column.status'),
      card: 'value',
      cell: ({ status }) => <Badge tone={TONES[status]}>{t(`status.${status}`)}</Badge>,
    },
    {
      key: 'price',
      header: <Unit name={t('column.price')} unit="CR" />,
      align: 'right',
      cell: (order) => <PriceCell order={order} />,
    },
    {
      key: 'quantity',
      header: <Unit name={t('column.quantity')} unit="LCO" />,
      align: 'right',
      cell: (order) => <QuantityCell order={order} />,
    },
    {
      key: 'filled',
      header: <Unit name={t('column.filled')} unit="LCO" />,
      align: 'right',
      cell: (order) => <Amount value={order.filledQuantity} />,
    },
    {
      key: 'average',
      header: <Unit name={t('column.average')} unit="CR" />,
      align: 'right',
      folds: 3,
      cell: (order) => <Amount value={order.averagePrice ?? undefined} />,
    },
    {
      key: 'fee',
      header: <Unit name={t('column.fee')} unit="CR" />,
      align: 'right',
      folds: 2,
      cell: (order) => <Amount value={order.fee} />,
    },
    {
      key: 'time',
      header: t('column.ended'),
      align: 'right',
      cell: (order) => <DateTime at={order.updatedAt} />,
    },
    {
      key: 'id',
      header: t('column.id'),
      align: 'right',
      folds: 1,
      cell: (order) => <span className="text-muted">{order.orderId}</span>,
    },
  ]
}
