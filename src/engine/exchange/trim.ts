/** Cuts reduce-only orders that rest when the position has become smaller than they and other orders of their side are together. */
import { clamp } from '../../base/math.ts'
import type { Lots } from '../../base/money.ts'
import { amendOrder } from './amend.ts'
import { removeOrder } from './ending.ts'
import type { Desk } from './market.ts'
import type { Order } from './order.ts'
import { positionLots, restingOn } from './reduce.ts'

/**
 * After a margin order has met the book. Whatever trades next, no reduce-only order then turns the position around: what
 * rests on a side and is not reduce-only comes first, then `order`, then the oldest. A trade with what rests takes as much
 * off the position as off the order, so nothing has to be cut then.
 */
export function trimReducing(desk: Desk, order: Order): void {
  const { account, side } = order
  if (desk.market.orders.reducingOf(account) === 0) return
  const resting = restingOn(desk, account, side)
  let left = positionLots(desk, account, side)
  for (const other of resting) if (!other.reduceOnly) left -= other.resting
  const reducing = resting.filter(({ reduceOnly }) => reduceOnly)
  const first = reducing.filter(({ id }) => id === order.id)
  const others = reducing.filter(({ id }) => id !== order.id)
  for (const one of [...first, ...others]) {
    const keeps = clamp(left, 0, one.resting)
    left -= keeps
    cut(desk, one, keeps)
  }
}

function cut(desk: Desk, order: Order, keeps: number): void {
  if (keeps === 0) removeOrder(desk, order, { status: 'expired', cause: 'reduce_only' })
  else if (keeps < order.resting) {
    const lots = ((order.lots as number) - (order.resting - keeps)) as Lots
    amendOrder(desk, order, { lots, cause: 'reduce_only' })
  }
}
