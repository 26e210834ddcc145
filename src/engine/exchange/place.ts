/** Placing an order: checks that change nothing, then matching, settlement and the rest's escrow. docs/concepts/economy.md §7. */
import { add, type Bps, type Credits, type Lco, type Lots, type Ticks } from '../../base/money.ts'
import type { FillView, OrderId, OrderInput, OrderView, SelfTradeMode } from '../command.ts'
import type { OrderEvent } from '../event.ts'
import { U, userSlot } from '../ledger/chart.ts'
import type { ParameterValues } from '../parameters.ts'
import { type Rejection, reject } from '../rejections.ts'
import {
  BUY,
  DECREMENT,
  DONE,
  EXPIRE_BOTH,
  EXPIRE_MAKER,
  EXPIRE_TAKER,
  isPlaceable,
  MAX_LOTS,
  MAX_PRICE,
  RESTED,
  SELL,
  STP_EXPIRED,
  type Stp,
  type Taker,
} from './book/types.ts'
import { takerFee } from './fees.ts'
import { type Desk, emitLevels, endOrder, escrowOf, setEscrow, sideOf } from './market.ts'
import type { NewOrder, Order } from './order.ts'
import { orderView } from './orders.ts'
import { lcoOf, notionalOf } from './pair.ts'
import { nothingSettled, type Settled, settleFills, userTaker } from './settle.ts'

export interface Placed {
  readonly order: OrderView
  readonly fills: readonly FillView[]
  readonly repeated: false
}

const modes: Readonly<Record<SelfTradeMode, Stp>> = {
  expire_maker: EXPIRE_MAKER,
  expire_taker: EXPIRE_TAKER,
  expire_both: EXPIRE_BOTH,
  decrement: DECREMENT,
}

/** An order that passed every check and can not fail any more. */
export interface Plan {
  readonly input: OrderInput
  readonly taker: Taker
  /** The caller's own limit lies beyond the band: what is left there expires. */
  readonly cut: boolean
  /** The best price on the other side is outside the band: nothing may trade now. */
  readonly blocked: boolean
}

/** Every check, in the order in which refusals win. Changes nothing. */
export function planOrder(desk: Desk, input: OrderInput): Plan | Rejection {
  return checkFields(input, desk.parameters) ?? checkMarket(desk, input) ?? planTaker(desk, input)
}

function checkFields(input: OrderInput, p: ParameterValues): Rejection | undefined {
  if (input.kind === 'market_quote') return checkNotional(input.quote, p)
  if (!Number.isSafeInteger(input.lots) || input.lots < 1) return reject('bad_quantity')
  if (input.lots > MAX_LOTS) return reject('bad_quantity', { maxLots: MAX_LOTS })
  if (input.kind === 'market') return undefined
  if (!Number.isSafeInteger(input.price) || input.price < 1 || input.price > MAX_PRICE) return reject('bad_price')
  if (input.postOnly && input.tif !== 'gtc') return reject('bad_order_fields')
  return checkNotional(input.price * input.lots, p)
}

function checkNotional(notional: number, p: ParameterValues): Rejection | undefined {
  if (!Number.isSafeInteger(notional)) return reject('above_max_notional', { max: p['market.maxNotional'] })
  if (notional < p['market.minNotional']) return reject('below_min_notional', { min: p['market.minNotional'] })
  if (notional > p['market.maxNotional']) return reject('above_max_notional', { max: p['market.maxNotional'] })
  return undefined
}

function checkMarket(desk: Desk, input: OrderInput): Rejection | undefined {
  const { market, at, parameters: p } = desk
  if (at < market.mark.pausedUntil) return reject('trading_paused', { until: market.mark.pausedUntil })
  if (input.kind !== 'limit' && !market.mark.live) return reject('no_mark_price')
  const worth = input.kind === 'market' ? checkNotional((market.mark.price ?? 0) * input.lots, p) : undefined
  if (worth) return worth
  const open = market.orders.openCountOf(input.account)
  return open >= p['market.openOrders'] ? reject('too_many_orders', { limit: p['market.openOrders'] }) : undefined
}

function planTaker(desk: Desk, input: OrderInput): Plan | Rejection {
  const { parameters: p } = desk
  const { book, mark } = desk.market
  const band = mark.band(desk.at, p['market.band'])
  const buys = input.side === 'buy'
  const own = input.kind === 'limit' ? input.price : buys ? MAX_PRICE : 1
  const limit = buys ? Math.min(own, band.high) : Math.max(own, band.low)
  const facing = buys ? book.bestAsk() : book.bestBid()
  const blocked = facing !== 0 && (facing < band.low || facing > band.high)
  const taker = takerFor(desk, input, { limit, feeBps: p['market.takerFee'] })
  if (!isPlaceable(taker)) return reject('above_max_notional', { max: p['market.maxNotional'] })
  const plan = { input, taker, cut: limit !== own, blocked }
  return checkBook(desk, plan, facing) ?? checkFunds(desk, plan) ?? plan
}

function takerFor(desk: Desk, input: OrderInput, terms: { limit: number; feeBps: number }): Taker {
  const byQuote = input.kind === 'market_quote'
  return {
    id: desk.market.orders.nextId(),
    account: input.account,
    side: sideOf(input),
    limit: terms.limit,
    lots: byQuote ? MAX_LOTS : input.lots,
    budget: byQuote ? input.quote : Number.POSITIVE_INFINITY,
    feeBps: terms.feeBps,
    tif: input.kind === 'limit' ? (input.postOnly ? 'post' : input.tif) : 'ioc',
    stp: modes[input.selfTrade ?? 'expire_maker'],
  }
}

function checkBook(desk: Desk, plan: Plan, facing: number): Rejection | undefined {
  const { input, taker, blocked } = plan
  if (input.kind !== 'limit') {
    const estimate = blocked ? undefined : desk.market.book.quote(taker)
    if (estimate && estimate.lots > 0) return undefined
    return reject('no_liquidity')
  }
  const crosses = facing !== 0 && (input.side === 'buy' ? facing <= input.price : facing >= input.price)
  if (input.postOnly && crosses) return reject('would_cross')
  if (input.tif === 'fok' && (blocked || !desk.market.book.quote(taker).complete)) return reject('fok_not_filled')
  return undefined
}

/** A buy needs its worst cost in CR, a sell its coins. */
function checkFunds(desk: Desk, plan: Plan): Rejection | undefined {
  const { ledger } = desk
  const { input, taker } = plan
  if (input.side === 'buy') {
    const need = buyReserve(desk, plan)
    const have = ledger.balance(userSlot(input.account, U.available))
    return have < need ? reject('insufficient_credits', { need, have }) : undefined
  }
  const lots = input.kind === 'market_quote' ? desk.market.book.quote(taker).lots : input.lots
  const need = lcoOf(lots as Lots, desk.pair)
  const have = ledger.balance(userSlot(input.account, U.lco))
  return have < need ? reject('insufficient_lco', { need, have }) : undefined
}

/** Most µCR that a buy can take, fee included: its limit price (post-only at the maker's rate), what the book asks now, or its budget. */
function buyReserve(desk: Desk, { input, taker }: Plan): Credits {
  const { parameters: p } = desk
  if (input.kind === 'market_quote') return input.quote
  const rate = Math.max(
    input.kind === 'limit' && input.postOnly ? 0 : p['market.takerFee'],
    p['market.makerFee'],
  ) as Bps
  const notional =
    input.kind === 'limit' ? notionalOf(input.price, input.lots) : (desk.market.book.quote(taker).notional as Credits)
  return add(notional, takerFee(notional, input.kind === 'limit' ? rate : (p['market.takerFee'] as Bps)))
}

/** Matches, settles and rests a planned order. Can not fail. */
export function placeOrder(desk: Desk, plan: Plan): Placed {
  const order = desk.market.orders.add(newOrder(desk, plan.input))
  const settled = nothingSettled()
  const cause = matchAll(desk, order, { plan, settled })
  order.filledLots = settled.lots
  order.filledNotional = settled.notional
  order.takerFee = settled.fee
  if (cause !== 'rests') {
    const status = isFilled(order, cause) ? 'filled' : 'expired'
    return { order: endOrder(desk, order, { status, cause }), fills: settled.fills, repeated: false }
  }
  setEscrow(desk, order, 0)
  const view = orderView(order)
  desk.out.emit({ type: 'order.placed', order: view, cause: 'new' })
  return { order: view, fills: settled.fills, repeated: false }
}

function newOrder({ parameters, at }: Desk, input: OrderInput): NewOrder {
  return {
    input,
    pair: parameters['market.pair'],
    takerFeeBps: parameters['market.takerFee'] as Bps,
    makerFeeBps: parameters['market.makerFee'] as Bps,
    at,
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
  if (book.fills.count > 0) settleFills(desk, userTaker(order), settled)
  for (const [ownId, lots, rest] of prevented) applyPrevented(desk, ownId, { lots, rest })
  if (outcome === RESTED) return 'rests'
  if (outcome === DONE) return 'fill'
  if (outcome === STP_EXPIRED) return 'self_trade'
  if (plan.input.kind === 'limit' && plan.input.tif === 'gtc') return restBeyondBand(desk, order, { plan, left })
  return 'ioc_rest'
}

/** A good-till-cancelled rest that the band cut off: it rests at its own price unless it would trade there. */
function restBeyondBand(desk: Desk, order: Order, { plan, left }: { plan: Plan; left: number }): Ending {
  const { input, taker } = plan
  if (input.kind !== 'limit' || input.tif !== 'gtc') return 'band'
  const { book } = desk.market
  const facing = input.side === 'buy' ? book.bestAsk() : book.bestBid()
  const crosses = facing !== 0 && (input.side === 'buy' ? facing <= input.price : facing >= input.price)
  if (crosses) return 'band'
  book.place({ ...taker, limit: input.price, lots: left, tif: 'post' })
  emitLevels(desk)
  order.resting = left as Lots
  return 'rests'
}

type PreventedRow = readonly [id: OrderId, lots: number, rest: number]

const none: readonly PreventedRow[] = []

function collectPrevented(desk: Desk): readonly PreventedRow[] {
  const { prevented } = desk.market.book
  if (prevented.count === 0) return none
  const rows: PreventedRow[] = []
  for (let i = 0; i < prevented.count; i++) {
    const lots = prevented.lots[i] as number
    if (lots > 0) rows.push([prevented.maker[i] as OrderId, lots, prevented.left[i] as number])
  }
  return rows
}

/** The own resting order lost lots without a trade: its escrow for them comes back, it ends when nothing rests. */
function applyPrevented(desk: Desk, id: OrderId, change: { lots: number; rest: number }): void {
  const order = desk.market.orders.get(id) as Order
  if (change.rest === 0) {
    endOrder(desk, order, { status: 'expired', cause: 'self_trade' })
    return
  }
  const before = escrowOf(order, desk.pair)
  order.resting = change.rest as Lots
  order.updatedAt = desk.at
  desk.market.orders.touch(order)
  setEscrow(desk, order, before)
  desk.out.emit({ type: 'order.updated', order: orderView(order), cause: 'self_trade' })
}

/** By quantity: every lot traded. By quote: it traded and could not trade a lot more. */
function isFilled(order: Order, cause: Ending): boolean {
  return cause === 'fill' && (order.lots === null ? order.filledLots > 0 : order.filledLots === order.lots)
}

/** What the API shows before sending. */
export interface OrderQuote {
  readonly lots: Lots
  readonly notional: Credits
  readonly worst: Ticks | null
  readonly fee: Credits
  readonly rests: Lots
  readonly reserve: Credits | Lco
}

/** Lots that rest when so many trade: none when the band, not the book, ends the trading. */
function restAfter({ market: { book } }: Desk, { input, taker }: Plan, traded: number): number {
  if (input.kind !== 'limit') return 0
  return book.quote({ ...taker, limit: input.price }).lots > traded ? 0 : input.lots - traded
}

export function quoteOrder(desk: Desk, plan: Plan): OrderQuote {
  const { parameters: p } = desk
  const { input, taker, blocked } = plan
  const estimate = blocked || taker.tif === 'post' ? { lots: 0, notional: 0, worst: 0 } : desk.market.book.quote(taker)
  const notional = estimate.notional as Credits
  const rests = input.kind === 'limit' && input.tif === 'gtc' ? restAfter(desk, plan, estimate.lots) : 0
  const reserve =
    taker.side === BUY
      ? buyReserve(desk, plan)
      : lcoOf((taker.side === SELL && input.kind !== 'market_quote' ? input.lots : estimate.lots) as Lots, desk.pair)
  return {
    lots: estimate.lots as Lots,
    notional,
    worst: estimate.worst === 0 ? null : (estimate.worst as Ticks),
    fee: takerFee(notional, p['market.takerFee'] as Bps),
    rests: rests as Lots,
    reserve,
  }
}
