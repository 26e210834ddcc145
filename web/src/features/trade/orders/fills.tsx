/** Own fills, newest first, by pages: each trade with price, quantity, value, fee and role. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Badge } from '../../../ui/badge.tsx'
import { Pagination, useCursorPages } from '../../../ui/pagination.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { Figure } from '../../../ui/table/figure.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import { SideCell, Unit } from './order-cells.tsx'

type Fill = Answer<'GET /fills'>['items'][number]

export function Fills() {
  const t = useText('trade')
  const pages = useCursorPages()
  const { cursor } = pages
  const query = useQuery({
    queryKey: keyOf('GET /fills', cursor),
    queryFn: ({ signal }) => call('GET /fills', { query: cursor === undefined ? {} : { cursor }, signal }),
    staleTime: STALE.list,
    placeholderData: keepPreviousData,
  })
  const columns = useColumns()
  return (
    <Loaded query={query} loading={<TableSkeleton rows={5} columns={6} />}>
      {({ items, nextCursor }) =>
        items.length === 0 ? (
          <EmptyState title={t('fills.none')} className="py-8">
            {t('fills.noneText')}
          </EmptyState>
        ) : (
          <>
            <Table
              label={t('fills.title')}
              density="compact"
              sticky
              columns={columns}
              rows={items}
              rowKey={(fill) => `${fill.tradeId} ${fill.role}`}
            />
            <Pagination pages={pages} nextCursor={nextCursor} pending={query.isPlaceholderData} />
          </>
        )
      }
    </Loaded>
  )
}

function useColumns(): Column<Fill>[] {
  const t = useText('trade')
  return [
    {
      key: 'side',
      header: t('column.side'),
      cell: (fill) => <SideCell side={fill.side} />,
      card: 'title',
      width: '76px',
    },
    {
      key: 'role',
      header: t('column.role'),
      card: 'title',
      cell: (fill) => (
        <span className="flex items-center gap-2 whitespace-nowrap">
          {t(`role.${fill.role}`)}
          {fill.counterparty === 'buyback' ? <Badge tone="gold">{t('tape.buyback')}</Badge> : null}
        </span>
      ),
    },
    {
      key: 'price',
      header: <Unit name={t('column.price')} unit="CR" />,
      align: 'right',
      cell: (fill) => <Amount value={fill.price} />,
    },
    {
      key: 'quantity',
      header: <Unit name={t('column.quantity')} unit="LCO" />,
      align: 'right',
      cell: (fill) => <Amount value={fill.quantity} />,
    },
    {
      key: 'value',
      header: <Unit name={t('column.value')} unit="CR" />,
      align: 'right',
      card: 'value',
      cell: (fill) => <Figure value={fill.notional} unit="CR" />,
    },
    {
      key: 'fee',
      header: <Unit name={t('column.fee')} unit="CR" />,
      align: 'right',
      folds: 3,
      cell: (fill) => <Amount value={fill.fee} />,
    },
    {
      key: 'time',
      header: t('column.time'),
      align: 'right',
      cell: (fill) => <DateTime at={fill.at} detail="second" />,
    },
    {
      key: 'order',
      header: t('column.order'),
      align: 'right',
      folds: 1,
      cell: (fill) => <span className="text-muted">{fill.orderId}</span>,
    },
  ]
}
