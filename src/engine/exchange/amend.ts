/** Making an order smaller where it stands. docs/concepts/economy.md §7. */
import type { Lots, Ticks } from '../../base/money.ts'
import type { OrderView } from '../command.ts'
import type { OrderEvent } from '../event.ts'
import { type Rejection, reject } from '../rejections.ts'
import { type Desk, emitLevels, escrowOf, setEscrow } from './market.ts'
import type { Order } from './order.ts'
import { orderView } from './orders.ts'
import { lcoOf } from './pair.ts'
import { checkNotional, limitReserve } from './plan.ts'
import { FREE } from './terms.ts'

/** Why its whole quantity can not become so many lots. Changes nothing. */
export function planAmend({ parameters }: Desk, order: Order, lots: Lots): Rejection | undefined {
  if (order.kind !== 'limit') return reject('not_amendable')
  if (order.terms !== null && order.terms.leg !== FREE) return reject('order_in_list')
  if (!Number.isSafeInteger(lots) || lots < 1) return reject('bad_quantity')
  const less = (order.lots as number) - lots
  if (less < 0) return reject('not_amendable')
  if (order.status === 'open' && less >= order.resting) return reject('bad_quantity')
  return checkNotional((order.price as number) * lots, parameters)
}

export function amendOrder(
  desk: Desk,
  order: Order,
  { lots, cause }: { readonly lots: Lots; readonly cause: OrderEvent['cause'] },
): OrderView {
  const { orders, book } = desk.market
  const before = escrowOf(order, desk.pair)
  const terms = orders.termsOf(order)
  const asked = order.lots as Lots
  if (terms.askedLots === 0) terms.askedLots = asked
  order.lots = lots
  order.updatedAt = desk.at
  orders.touch(order)
  if (order.status === 'pending') terms.reserve = reserveOf(desk, order)
  else {
    book.reduce(order.id, asked - lots)
    emitLevels(desk)
    order.resting = (order.resting - (asked - lots)) as Lots
  }
  setEscrow(desk, order, before)
  const view = orderView(order)
  desk.out.emit({ type: 'order.updated', order: view, cause })
  return view
}

/** Of a pending limit order at its new quantity. */
function reserveOf(desk: Desk, order: Order): number {
  const [lots, price] = [order.lots as Lots, order.price as Ticks]
  if (order.margin?.borrow) return 0
  return order.side === 'sell'
    ? lcoOf(lots, desk.pair)
    : limitReserve(desk, { price, lots, postOnly: order.postOnly }, order)
}
