/** How orders end, alone or with what their list still binds: out of book or trigger book, reserve back, event. */
import type { Lots } from '../../base/money.ts'
import type { EndStatus, ListId, OrderId, OrderView } from '../command.ts'
import type { OrderEvent } from '../event.ts'
import type { RejectionCode } from '../rejections.ts'
import { listView, type OrderList } from './lists.ts'
import { type Desk, emitLevels, escrowOf, moveEscrow, setEscrow } from './market.ts'
import type { Order } from './order.ts'
import { orderView } from './orders.ts'
import { FIRST, FREE, PAIRED } from './terms.ts'

export interface End {
  readonly status: EndStatus
  readonly cause: OrderEvent['cause']
  readonly refusal?: RejectionCode
}

const byList: End = { status: 'canceled', cause: 'list' }

/** Ends a live order, and with it every order that its list still binds; returns what it looks like then. */
export function removeOrder(desk: Desk, order: Order, end: End): OrderView {
  const { terms } = order
  if (terms === null || terms.leg === FREE) return removeAlone(desk, order, end)
  endList(desk, terms.list as ListId, end)
  return orderView(order)
}

/** Ends every order that a list binds. */
export function endList(desk: Desk, id: ListId, end: End): void {
  const { market } = desk
  const list = market.lists.get(id) as OrderList
  const bound = boundOrders(desk, list)
  for (const order of bound) unbind(desk, order)
  closeList(desk, id, list)
  for (const order of bound) removeAlone(desk, order, end)
}

/** Takes these orders out, in this order; one that went with its list before is passed over. */
export function cancelOrders(desk: Desk, ids: readonly OrderId[], cause: OrderEvent['cause']): void {
  for (const id of ids) {
    const order = desk.market.orders.get(id) as Order
    if (order.live) removeOrder(desk, order, { status: 'canceled', cause })
  }
}

/** Ends an order whose rest has left the book already, and settles what that means for its list. */
export function endOrder(desk: Desk, order: Order, end: End): OrderView {
  const before = escrowOf(order, desk.pair)
  order.resting = 0 as Lots
  order.updatedAt = desk.at
  if (order.terms !== null && order.terms.leg !== FREE) leaveList(desk, order, end)
  return close(desk, order, { end, before })
}

/** The one of two that is about to trade, or whose trigger has fired: the other is canceled, what both held is its own. */
export function standAlone(desk: Desk, order: Order): void {
  const id = order.terms?.list as ListId
  const list = desk.market.lists.get(id) as OrderList
  const others = boundOrders(desk, list).filter((other) => other.id !== order.id)
  for (const other of others) unbind(desk, other)
  if (order.terms !== null) order.terms.leg = FREE
  closeList(desk, id, list)
  setEscrow(desk, order, 0)
  desk.market.orders.touch(order)
  for (const other of others) removeAlone(desk, other, byList)
}

/** An order that a list binds has ended by itself. */
function leaveList(desk: Desk, order: Order, end: End): void {
  const { market } = desk
  const { terms } = order
  if (terms === null) return
  const id = terms.list as ListId
  const list = market.lists.get(id) as OrderList
  const first = terms.leg === FIRST
  terms.leg = FREE
  if (first && end.status === 'filled') {
    market.triggers.addDue(list.orders[1] as OrderId)
    return
  }
  const others = boundOrders(desk, list)
  for (const other of others) unbind(desk, other)
  closeList(desk, id, list)
  for (const other of others) removeAlone(desk, other, byList)
}

/** Live orders that the list still binds, in its order. */
export function boundOrders({ market }: Desk, list: OrderList): Order[] {
  const orders = list.orders.map((id) => market.orders.get(id))
  return orders.filter((order): order is Order => order?.live === true && order.terms?.leg !== FREE)
}

/** Takes an order that holds nothing itself out of book and trigger book; the first of a list stays what it is. */
function unbind(desk: Desk, order: Order): void {
  const { terms } = order
  if (terms === null) return
  if (terms.leg !== FIRST) {
    takeOut(desk, order)
    order.resting = 0 as Lots
    terms.reserve = 0
  }
  terms.leg = FREE
  desk.market.orders.touch(order)
}

/** The list binds nothing any more and gives back what it held. */
export function closeList(desk: Desk, id: ListId, list: OrderList): void {
  moveEscrow(desk, list, { before: list.reserve, after: 0, ref: list.orders.at(-1) as OrderId })
  list.reserve = 0
  list.updatedAt = desk.at
  desk.market.lists.close(id, list)
  desk.out.emit({ type: 'list.done', list: listView(id, list) })
}

function removeAlone(desk: Desk, order: Order, end: End): OrderView {
  const before = escrowOf(order, desk.pair)
  takeOut(desk, order)
  order.resting = 0 as Lots
  order.updatedAt = desk.at
  return close(desk, order, { end, before })
}

function takeOut(desk: Desk, order: Order): void {
  if (order.status === 'pending') {
    desk.market.triggers.remove(order.id)
    return
  }
  if (order.resting === 0) return
  desk.market.book.cancel(order.id)
  emitLevels(desk)
}

/** What it held until now comes back, its status is final, everybody is told. */
function close(desk: Desk, order: Order, { end, before }: { end: End; before: number }): OrderView {
  if (order.terms !== null) order.terms.reserve = 0
  setEscrow(desk, order, before)
  if (order.onMargin) desk.market.touchMargin(order)
  desk.market.orders.close(order, end.status)
  const view = orderView(order)
  const { cause, refusal } = end
  if (refusal === undefined) desk.out.emit({ type: 'order.done', order: view, cause })
  else desk.out.emit({ type: 'order.done', order: view, cause, refusal })
  return view
}

/** Whether one of two orders, of which one may trade. */
export function isPaired({ terms }: Order): boolean {
  return terms !== null && terms.leg === PAIRED
}
