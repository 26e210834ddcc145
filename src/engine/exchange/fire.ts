/** Places orders whose trigger a trade has reached, and those that a list comes to, after the command that did it. */
import type { Lots, Ticks } from '../../base/money.ts'
import type { ListId, OrderInput } from '../command.ts'
import { Rejection, type RejectionCode } from '../rejections.ts'
import { boundOrders, closeList, endOrder, isPaired, standAlone } from './ending.ts'
import { listView, type OrderList } from './lists.ts'
import { type Desk, escrowOf, setEscrow, watch } from './market.ts'
import type { Order } from './order.ts'
import { orderView } from './orders.ts'
import { isHeld, needOf, startPair, tellWatched } from './pairs.ts'
import { matchOrder } from './place.ts'
import { inputOf, planKnown } from './plan.ts'
import { FREE } from './terms.ts'

/** Most orders that one command places besides its own: the rest follows with the next, or a millisecond later. */
const MOST_FIRED = 100

/**
 * Places due orders, each as if it had come by itself, in the order in which trades reached them; what that trades may
 * make more due. While trading is paused or switched off they wait.
 */
export function fireDue(desk: Desk, trading: boolean): void {
  const { triggers, mark, orders } = desk.market
  if (!trading || desk.at < mark.pausedUntil) return
  triggers.firedAt = desk.at
  for (let left = MOST_FIRED; left > 0; left--) {
    const due = triggers.next()
    if (due === undefined) return
    const order = orders.get(due.id) as Order
    if (isHeld(order)) comeTo(desk, order)
    else fire(desk, order, due.price)
  }
}

/** When due orders are next placed without any command; Infinity while none is due. */
export function nextFire({ triggers, mark }: Desk['market'], trading: boolean): number {
  return triggers.due === 0 || !trading ? Number.POSITIVE_INFINITY : Math.max(triggers.firedAt + 1, mark.pausedUntil)
}

/** Its reserve comes back, then it is placed like any other. */
function fire(desk: Desk, order: Order, price: Ticks | null): void {
  const before = escrowOf(order, desk.pair)
  desk.market.orders.open(order)
  if (isPaired(order)) standAlone(desk, order)
  else setEscrow(desk, order, before)
  place(desk, order, price)
}

/** An open order that has just left its trigger or its list; what can not be placed ends. */
function place(desk: Desk, order: Order, price: Ticks | null): void {
  tellTriggered(desk, order, price)
  const plan = planKnown(desk, order)
  if (order.terms) order.terms.reserve = 0
  if (plan instanceof Rejection) refuse(desk, order, plan.code)
  else {
    if (plan.asked !== undefined) cutLots(desk, order, plan.input)
    matchOrder(desk, order, plan)
  }
}

/** The position has become smaller since it was accepted. */
function cutLots({ market: { orders } }: Desk, order: Order, input: OrderInput): void {
  if (input.kind === 'market_quote') return
  const terms = orders.termsOf(order)
  if (terms.askedLots === 0) terms.askedLots = order.lots as Lots
  order.lots = input.lots
}

function tellTriggered(desk: Desk, order: Order, price: Ticks | null): void {
  if (order.terms) order.terms.triggeredAt = desk.at
  order.updatedAt = desk.at
  desk.out.emit({ type: 'order.triggered', order: orderView(order), price })
}

function refuse(desk: Desk, order: Order, refusal: RejectionCode): void {
  endOrder(desk, order, { status: 'expired', cause: 'refused', refusal })
}

/** The first order of a list is filled: what the list held back begins, or ends where it can not. */
function comeTo(desk: Desk, order: Order): void {
  const id = order.terms?.list as ListId
  const list = desk.market.lists.get(id) as OrderList
  const held = boundOrders(desk, list)
  if (held.length === 2) startTwo(desk, { id, list }, held)
  else {
    if (order.terms) order.terms.leg = FREE
    closeList(desk, id, list)
    startOne(desk, order)
  }
}

function startOne(desk: Desk, order: Order): void {
  const trigger = order.terms?.trigger ?? undefined
  if (trigger === undefined) {
    desk.market.orders.open(order)
    place(desk, order, null)
    return
  }
  const need = needOf(desk, { ...inputOf(order), trigger }, order)
  if (need instanceof Rejection) {
    refuse(desk, order, need.code)
    return
  }
  if (order.terms) order.terms.reserve = need
  watch(desk, order)
  tellWatched(desk, order)
}

/** Both end when one of them can not begin. */
function startTwo(desk: Desk, of: { id: ListId; list: OrderList }, held: readonly Order[]): void {
  const halves: { order: Order; need: number }[] = []
  for (const order of held) {
    const trigger = order.terms?.trigger
    const need = needOf(desk, trigger ? { ...inputOf(order), trigger } : inputOf(order), order)
    if (need instanceof Rejection) {
      endTwo(desk, of, { held, refusal: need.code })
      return
    }
    halves.push({ order, need })
  }
  for (const { order } of halves) {
    if (order.terms?.trigger) tellWatched(desk, order)
    else {
      desk.market.orders.open(order)
      tellTriggered(desk, order, null)
    }
  }
  startPair(desk, of, halves)
  desk.out.emit({ type: 'list.updated', list: listView(of.id, of.list) })
}

function endTwo(
  desk: Desk,
  { id, list }: { id: ListId; list: OrderList },
  { held, refusal }: { held: readonly Order[]; refusal: RejectionCode },
): void {
  for (const { terms } of held) if (terms) terms.leg = FREE
  closeList(desk, id, list)
  for (const order of held) refuse(desk, order, refusal)
}
