/** Placing a planned order: matching, settlement and the rest's escrow. What is checked before is plan.ts. docs/concepts/economy.md §7. */
import type { Bps, Lots, Ticks } from '../../base/money.ts'
import type { EndStatus, ListId, OrderId, OrderInput, PlacedResult } from '../command.ts'
import type { OrderEvent } from '../event.ts'
import { DONE, RESTED, STP_EXPIRED } from './book/types.ts'
import { endOrder } from './ending.ts'
import { type Desk, emitLevels, escrowOf, setEscrow, watch } from './market.ts'
import type { NewOrder, Order } from './order.ts'
import { orderView } from './orders.ts'
import { crosses, type Plan, type WaitingPlan } from './plan.ts'
import { nothingSettled, type Settled, settleFills, userTaker } from './settle.ts'
import { type Leg, noTerms, termsOf } from './terms.ts'
import { trimReducing } from './trim.ts'

/** The list that an order is part of from the start. */
export interface InList {
  readonly id: ListId
  readonly leg: Leg
}

/** Matches, settles and rests a planned order; one with a trigger waits. Can not fail. */
export function placeOrder(desk: Desk, plan: Plan | WaitingPlan): PlacedResult {
  if (!('taker' in plan)) return { order: orderView(addWaiting(desk, plan)), fills: [], repeated: false }
  return matchOrder(desk, desk.market.orders.add(orderOf(desk, plan)), plan)
}

/** Alone, and with what its owner asked for when that was more than it may reduce a position by. */
function orderOf(desk: Desk, { input, asked }: Plan | WaitingPlan): NewOrder {
  const order = newOrder(desk, input, undefined)
  return asked === undefined ? order : { ...order, terms: { ...(order.terms ?? noTerms()), askedLots: asked } }
}

/** A pending order with its reserve, in the trigger book. */
function addWaiting(desk: Desk, plan: WaitingPlan): Order {
  const { market, out } = desk
  const order = market.orders.add({ ...orderOf(desk, plan), status: 'pending' })
  market.orders.termsOf(order).reserve = plan.reserve
  watch(desk, order)
  out.emit({ type: 'order.placed', order: orderView(order), cause: 'new' })
  return order
}

/**
 * Matches an open order of which nothing has traded, with what it borrows; its rest stays in the book or expires. Reduce-only
 * orders of its account give way.
 */
export function matchOrder(desk: Desk, order: Order, plan: Plan): PlacedResult {
  if (!order.onMargin) return meetBook(desk, order, plan)
  const { account, side } = order
  const asset = side === 'buy' ? 'CR' : 'LCO'
  if (plan.borrow > 0) desk.margin.borrow(desk.at, { account, asset, amount: plan.borrow })
  const result = meetBook(desk, order, plan)
  trimReducing(desk, order)
  return plan.borrow > 0 ? { ...result, borrowed: plan.borrow } : result
}

function meetBook(desk: Desk, order: Order, plan: Plan): PlacedResult {
  const settled = nothingSettled()
  const cause = matchAll(desk, order, { plan, settled })
  order.filledLots = settled.lots
  order.filledNotional = settled.notional
  order.takerFee = settled.fee
  if (cause !== 'rests') {
    const status: EndStatus = isFilled(order, cause) ? 'filled' : 'expired'
    return { order: endOrder(desk, order, { status, cause }), fills: settled.fills, repeated: false }
  }
  setEscrow(desk, order, 0)
  const view = orderView(order)
  if (view.triggeredAt === null) desk.out.emit({ type: 'order.placed', order: view, cause: 'new' })
  else desk.out.emit({ type: 'order.updated', order: view, cause: 'trigger' })
  return { order: view, fills: settled.fills, repeated: false }
}

export function newOrder({ parameters, at }: Desk, input: OrderInput, list: InList | undefined): NewOrder {
  return {
    input,
    pair: parameters['market.pair'],
    takerFeeBps: parameters['market.takerFee'] as Bps,
    makerFeeBps: parameters['market.makerFee'] as Bps,
    at,
    terms: termsOf(input, list),
    status: 'open',
  }
}

type Ending = OrderEvent['cause'] | 'rests'

function matchAll(desk: Desk, order: Order, { plan, settled }: { plan: Plan; settled: Settled }): Ending {
  const { book } = desk.market
  if (plan.blocked) return restBeyondBand(desk, order, { plan, left: plan.taker.lots })
  const outcome = book.place(plan.cut ? { ...plan.taker, tif: 'ioc' } : plan.taker)
  const left = book.remaining
  emitLevels(desk)
  if (outcome === RESTED) order.resting = left as Lots
  const prevented = collectPrevented(desk)
  if (book.fills.count > 0) {
    settleFills(desk, userTaker(order), settled)
    if (order.onMargin) desk.market.touchMargin(order)
  }
  for (const row of prevented) {
    tellPrevented(desk, order, row)
    if (row.lots > 0) applyPrevented(desk, row)
  }
  if (outcome === RESTED) return 'rests'
  if (outcome === DONE) return plan.input.kind === 'market' && left > 0 ? 'reserve' : 'fill'
  if (outcome === STP_EXPIRED) return 'self_trade'
  if (plan.input.kind === 'limit' && plan.input.tif === 'gtc') return restBeyondBand(desk, order, { plan, left })
  return 'ioc_rest'
}

/** A good-till-cancelled rest that the band cut off: it rests at its own price unless it would trade there. */
function restBeyondBand(desk: Desk, order: Order, { plan, left }: { plan: Plan; left: number }): Ending {
  const { input, taker } = plan
  if (input.kind !== 'limit' || input.tif !== 'gtc') return 'band'
  if (crosses(desk, input)) return 'band'
  desk.market.book.place({ ...taker, limit: input.price, lots: left, tif: 'post' })
  emitLevels(desk)
  order.resting = left as Lots
  return 'rests'
}

interface PreventedRow {
  readonly id: OrderId
  readonly price: Ticks
  readonly lots: Lots
  readonly left: Lots
}

const none: readonly PreventedRow[] = []

function collectPrevented({ market: { book } }: Desk): readonly PreventedRow[] {
  const { prevented } = book
  if (prevented.count === 0) return none
  const rows: PreventedRow[] = []
  for (let i = 0; i < prevented.count; i++) {
    const [id, price] = [prevented.maker[i] as OrderId, prevented.price[i] as Ticks]
    rows.push({ id, price, lots: prevented.lots[i] as Lots, left: prevented.left[i] as Lots })
  }
  return rows
}

/** Two orders of one account met: said in public of nobody, to their owner alone. */
function tellPrevented({ market, out }: Desk, taker: Order, { id, price, lots }: PreventedRow): void {
  out.emit({
    type: 'trade.prevented',
    preventedId: ++market.preventedCount,
    account: taker.account,
    makerOrder: id,
    takerOrder: taker.id,
    takerSide: taker.side,
    price,
    lots,
    mode: taker.selfTrade,
  })
}

/** The own resting order lost lots without a trade: its escrow for them comes back, it ends when nothing rests. */
function applyPrevented(desk: Desk, { id, left }: PreventedRow): void {
  const order = desk.market.orders.get(id) as Order
  if (left === 0) {
    endOrder(desk, order, { status: 'expired', cause: 'self_trade' })
    return
  }
  const before = escrowOf(order, desk.pair)
  order.resting = left
  order.updatedAt = desk.at
  desk.market.orders.touch(order)
  setEscrow(desk, order, before)
  desk.out.emit({ type: 'order.updated', order: orderView(order), cause: 'self_trade' })
}

/** By quantity: every lot traded. By quote: it traded and could not trade a lot more. */
function isFilled(order: Order, cause: Ending): boolean {
  return cause === 'fill' && (order.lots === null ? order.filledLots > 0 : order.filledLots === order.lots)
}
