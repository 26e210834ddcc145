/** How much of a position an order that may only make it smaller still has to trade. Cutting what rests is trim.ts. */
import { divFloor } from '../../base/math.ts'
import type { Lots } from '../../base/money.ts'
import type { OrderInput, OrderSide } from '../command.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'
import { type Rejection, reject } from '../rejections.ts'
import type { Desk } from './market.ts'
import type { Order } from './order.ts'

/**
 * Lots that close the position of an account's margin wallet: a sell what it has more than it owes, whole lots of it, a
 * buy what it owes more than it has, rounded up to a lot so that all can be paid back. 0 on the other side.
 */
export function positionLots({ ledger, margin, pair, at }: Desk, account: AccountId, side: OrderSide): number {
  const held = ledger.balance(userSlot(account, U.lcoMargin)) + ledger.balance(userSlot(account, U.lcoMarginOrder))
  const net = held - margin.debtOf(at, account, 'LCO')
  return Math.max(0, side === 'sell' ? divFloor(net, pair.lotUnits) : -divFloor(net, pair.lotUnits))
}

/** Margin orders of the account that rest on this side, oldest first. */
export function restingOn({ market: { orders } }: Desk, account: AccountId, side: OrderSide): Order[] {
  const own = orders.liveOf(account).map((id) => orders.get(id))
  return own.filter((order): order is Order => order?.side === side && order.onMargin && order.resting > 0)
}

/**
 * A reduce-only order as it may be placed now: of no more lots than the position. One that may stay in the book leaves
 * those of older orders to them; one that trades at once, or fires, comes before them. Changes nothing.
 */
export function reduceInput(desk: Desk, input: OrderInput, known: Order | undefined): OrderInput | Rejection {
  if (input.kind === 'market_quote') return reject('bad_order_fields')
  const { account, side } = input
  let left = positionLots(desk, account, side)
  const rests = known === undefined && input.trigger === undefined && input.kind === 'limit' && input.tif === 'gtc'
  if (rests) for (const { resting } of restingOn(desk, account, side)) left -= resting
  if (left < 1) return reject('nothing_to_reduce')
  return left >= input.lots ? input : { ...input, lots: left as Lots }
}
