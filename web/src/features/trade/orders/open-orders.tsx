/** Own open orders, live, with cancel and cancel all. A row goes only when the server says so. */
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { mulDecimal, subDecimal, truncateDecimal } from '../../../amount/decimal.ts'
import { call } from '../../../api/platform.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { late } from '../../../ui/late.tsx'
import { useNarrow } from '../../../ui/media.ts'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, ErrorState } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import { told } from '../../../ui/toast.ts'
import { type Order, useOwnOrders } from '../live.ts'
import { DeadManSwitch } from './dead-man.tsx'
import { mayEdit } from './edit.ts'
import { figureColumn, orderColumns, orderIdColumn } from './order-columns.tsx'

const EditDialog = late(() => import('./edit-dialog.tsx').then((module) => module.EditDialog))

export function OpenOrders() {
  const t = useText('trade')
  const { open, error, retry } = useOwnOrders()
  const columns = useColumns()
  const narrow = useNarrow()
  if (error) return <ErrorState error={error} onRetry={retry} />
  if (!open) return <TableSkeleton rows={4} columns={6} />
  return (
    <>
      {open.length === 0 ? (
        <EmptyState title={t('orders.none')} className="py-8">
          {t('orders.noneText')}
        </EmptyState>
      ) : (
        <Table
          label={t('orders.open')}
          density="compact"
          sticky
          columns={columns}
          rows={open}
          rowKey={(order) => order.orderId}
        />
      )}
      {narrow ? (
        <div className="flex flex-wrap items-center justify-between gap-2 border-t border-line p-2">
          <DeadManSwitch />
          <CancelAll />
        </div>
      ) : null}
    </>
  )
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
      cell: ({ status }) => <Badge tone={status === 'pending' ? 'accent' : 'neutral'}>{t(`status.${status}`)}</Badge>,
    },
    trigger,
    price,
    quantity,
    filled,
    figureColumn({ key: 'locked', name: t('column.value'), unit: 'CR' }, restValue, {
      folds: 3,
      cell: (order) => <Amount value={restValue(order) ?? undefined} decimals={2} />,
    }),
    {
      key: 'time',
      header: t('column.placed'),
      align: 'right',
      folds: 2,
      cell: (order) => <DateTime at={order.placedAt} detail="second" />,
    },
    orderIdColumn(t('column.id')),
    {
      key: 'cancel',
      header: <span className="sr-only">{t('orders.cancel')}</span>,
      align: 'right',
      card: 'value',
      cell: (order) => (
        <span className="inline-flex items-center justify-end">
          {mayEdit(order) ? <EditButton order={order} /> : null}
          <Cancel order={order} />
        </span>
      ),
    },
  ]
}

/** CR that the part still open is worth at its limit; null without one. */
function restValue({ price, quantity, quote, filledQuantity }: Order): string | null {
  if (price === null || quantity === null) return quote
  return truncateDecimal(mulDecimal(price, subDecimal(quantity, filledQuantity)), 6)
}

function Cancel({ order }: { order: Order }) {
  const t = useText('trade')
  const cancel = useMutation({
    mutationFn: () => call('DELETE /orders/{orderId}', { params: { orderId: String(order.orderId) } }),
    onSuccess: () => told.done(t('orders.canceled', { id: order.orderId })),
    onError: told.failed,
  })
  return (
    <Button
      size="sm"
      variant="ghost"
      pending={cancel.isPending}
      // The row stays until the live channel says that the order is done.
      disabled={cancel.isSuccess}
      onClick={() => cancel.mutate()}
      aria-label={t('orders.cancelOne', { id: order.orderId })}
      className="h-6"
    >
      {t('orders.cancel')}
    </Button>
  )
}

/** For the row of tabs: asks once, cancels all. */
export function CancelAll() {
  const t = useText('trade')
  const { open } = useOwnOrders()
  const [asking, setAsking] = useState(false)
  const count = open?.length ?? 0
  if (count === 0) return null
  const cancelAll = async () => {
    const { canceled } = await call('DELETE /orders')
    told.done(t('orders.allCanceled', { count: canceled.length }))
  }
  return (
    <>
      <Button size="sm" variant="ghost" onClick={() => setAsking(true)} className="mr-2">
        {t('orders.cancelAll')}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t('orders.cancelAllTitle', { count })}
        description={t('orders.cancelAllText')}
        action={t('orders.cancelAll')}
        danger
        onConfirm={cancelAll}
      />
    </>
  )
}

function EditButton({ order }: { order: Order }) {
  const t = useText('trade')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        size="sm"
        variant="ghost"
        onClick={() => setOpen(true)}
        aria-label={t('edit.one', { id: order.orderId })}
        className="h-6"
      >
        {t('edit.open')}
      </Button>
      {open ? <EditDialog order={order} onClose={() => setOpen(false)} /> : null}
    </>
  )
}
