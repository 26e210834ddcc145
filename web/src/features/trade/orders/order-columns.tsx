/** Columns and cells that the lists of orders and fills share. */
import { type Text, useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Badge } from '../../../ui/badge.tsx'
import type { Column } from '../../../ui/table.tsx'
import type { Order } from '../live.ts'

/** A column's name with the unit of all its figures, so that the figures stand alone and line up. */
export function Unit({ name, unit }: { name: string; unit: 'CR' | 'LCO' }) {
  return (
    <>
      {name} <span className="font-normal">{unit}</span>
    </>
  )
}

/** @param t texts of the namespace trade */
export const sideColumn = <Row extends Pick<Order, 'side'>>(t: Text): Column<Row> => ({
  key: 'side',
  header: t('column.side'),
  cell: ({ side }) => <Side side={side} />,
  card: 'title',
  width: '76px',
})

/** The order's number; it leaves a narrow row first. */
export const orderIdColumn = <Row extends Pick<Order, 'orderId'>>(header: string): Column<Row> => ({
  key: 'order',
  header,
  align: 'right',
  folds: 1,
  cell: ({ orderId }) => <span className="text-muted">{orderId}</span>,
})

/** Figures of a row, under a name with their unit. */
export const figureColumn = <Row,>(
  header: { key: string; name: string; unit: 'CR' | 'LCO' },
  figure: (row: Row) => string | null,
  more: Partial<Column<Row>> = {},
): Column<Row> => ({
  key: header.key,
  header: <Unit name={header.name} unit={header.unit} />,
  align: 'right',
  cell: (row) => <Amount value={figure(row) ?? undefined} />,
  ...more,
})

/** What was ordered and how much of it traded: the same for open and done orders. */
export function orderColumns(
  t: Text,
): Record<'side' | 'type' | 'trigger' | 'price' | 'quantity' | 'filled', Column<Order>> {
  return {
    side: sideColumn(t),
    type: { key: 'type', header: t('column.type'), cell: (order) => <Type order={order} />, card: 'title' },
    trigger: {
      key: 'trigger',
      header: t('column.trigger'),
      align: 'right',
      folds: 3,
      has: ({ trigger }) => trigger !== null,
      cell: (order) => <Waits order={order} />,
    },
    price: figureColumn({ key: 'price', name: t('column.price'), unit: 'CR' }, ({ price }) => price, {
      cell: (order) => <Price order={order} />,
    }),
    // An order by amount has no quantity of its own.
    quantity: figureColumn({ key: 'quantity', name: t('column.quantity'), unit: 'LCO' }, ({ quantity }) => quantity),
    filled: figureColumn({ key: 'filled', name: t('column.filled'), unit: 'LCO' }, (order) => order.filledQuantity),
  }
}

function Side({ side }: Pick<Order, 'side'>) {
  const t = useText('trade')
  return side === 'buy' ? (
    <span className="font-medium whitespace-nowrap text-up">▲ {t('side.buy')}</span>
  ) : (
    <span className="font-medium whitespace-nowrap text-down">▼ {t('side.sell')}</span>
  )
}

/** Limit with its life, market, or market by an amount of CR. */
function Type({ order }: { order: Order }) {
  const t = useText('trade')
  return (
    <span className="whitespace-nowrap">
      {order.trigger === null ? null : `${t(`plan.${planOf(order.trigger)}`)} · `}
      {t(`type.${order.type}`)}
      {order.margin === null ? null : <Badge className="ml-1.5">{t('wallet.margin')}</Badge>}
      <span className="ml-1.5 text-12 text-muted">
        {order.listId !== null ? `${t('orders.list', { id: order.listId })} ` : null}
        {order.iceberg !== null ? (
          t('orders.iceberg', { quantity: order.iceberg })
        ) : order.quote !== null ? (
          <Amount value={order.quote} unit="CR" decimals={2} />
        ) : order.postOnly ? (
          t('ticket.postOnly')
        ) : order.type === 'limit' ? (
          t(`tifShort.${order.timeInForce}`)
        ) : null}
      </span>
    </span>
  )
}

/** The limit of a limit order; a market order has none. */
function Price({ order }: { order: Order }) {
  const t = useText('trade')
  return order.price === null ? <span className="text-muted">{t('type.market')}</span> : <Amount value={order.price} />
}

const planOf = ({ kind, trailBps }: NonNullable<Order['trigger']>): 'stop_loss' | 'take_profit' | 'trailing' =>
  trailBps === null ? kind : 'trailing'

/** What it waits or waited for: a price from one side, or a distance behind the best price. */
function Waits({ order: { side, trigger } }: { order: Order }) {
  const t = useText('trade')
  if (trigger === null) return <span className="text-dim">–</span>
  const { kind, price, trailBps } = trigger
  const way = (side === 'sell') === (kind === 'stop_loss') ? 'falls' : 'rises'
  return (
    <span className="num whitespace-nowrap">
      {trailBps === null ? null : t('orders.trails', { percent: trailBps / 100 })}
      {trailBps !== null && price !== null ? ' · ' : null}
      {price === null ? null : t(`orders.waits.${way}`, { price })}
    </span>
  )
}
