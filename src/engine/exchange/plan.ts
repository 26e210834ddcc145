/** Checks of an order before anything changes: fields, filters, the market's state, book, band, funds. docs/concepts/economy.md §7. */
import { add, type Bps, type Credits, type Lco, type Lots, type Ticks } from '../../base/money.ts'
import type { OrderInput, OrderSide, SelfTradeMode, Trigger } from '../command.ts'
import type { ParameterValues } from '../parameters.ts'
import { Rejection, reject } from '../rejections.ts'
import {
  DECREMENT,
  EXPIRE_BOTH,
  EXPIRE_MAKER,
  EXPIRE_TAKER,
  isPlaceable,
  MAX_LOTS,
  MAX_PRICE,
  type Stp,
  type Taker,
} from './book/types.ts'
import { bringsOf, topPrice, waitingTrade } from './brings.ts'
import { takerFee } from './fees.ts'
import { type Desk, sideOf } from './market.ts'
import type { Order } from './order.ts'
import { lcoOf, notionalOf } from './pair.ts'
import { reduceInput } from './reduce.ts'
import { PAIRED } from './terms.ts'
import { directionOf } from './triggers.ts'
import { freeSlot } from './wallet.ts'

/** Distances that a trailing order may keep. */
const TRAIL = { min: 10, max: 2_000 }

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
  /** µCR or LCO units that it borrows before it meets the book. */
  readonly borrow: number
  /** Lots that its owner asked for, when it may reduce a position by less. */
  readonly asked?: Lots
}

/** An order that waits for its trigger, and what it holds meanwhile: µCR or LCO units. */
export interface WaitingPlan {
  readonly input: OrderInput
  readonly reserve: Credits | Lco
  readonly asked?: Lots
}

/** Every check, in the order in which refusals win. Changes nothing. */
export function planOrder(desk: Desk, input: OrderInput): Plan | WaitingPlan | Rejection {
  const refusal = checkWallet(desk, input) ?? checkTerms(desk, input) ?? checkRoom(desk, [input])
  if (refusal) return refusal
  const cut = input.margin?.reduceOnly ? reduceInput(desk, input, undefined) : input
  return cut instanceof Rejection ? cut : withAsked(planNew(desk, cut), input, cut)
}

function planNew(desk: Desk, input: OrderInput): Plan | WaitingPlan | Rejection {
  if (input.trigger === undefined) return planTaker(desk, input, undefined)
  const reserve = waitingReserve(desk, input, undefined)
  if (reserve instanceof Rejection) return reserve
  return checkHolding(desk, input, reserve) ?? { input, reserve }
}

/** A plan that knows of how many lots its order was to be. */
function withAsked<P extends Plan | WaitingPlan>(
  plan: P | Rejection,
  asked: OrderInput,
  cut: OrderInput,
): P | Rejection {
  if (plan instanceof Rejection || cut === asked || asked.kind === 'market_quote') return plan
  return { ...plan, asked: asked.lots }
}

/** The margin wallet is opened before anything is ordered with it. */
export function checkWallet({ margin }: Desk, input: OrderInput): Rejection | undefined {
  return input.margin === undefined || margin.isOpen(input.account) ? undefined : reject('margin_not_open')
}

/** What stands against the order itself, whatever else its owner has: fields, filters, the market's state. */
export function checkTerms(desk: Desk, input: OrderInput): Rejection | undefined {
  return checkFields(input, desk.parameters) ?? checkMarket(desk, input)
}

export function checkFields(input: OrderInput, p: ParameterValues): Rejection | undefined {
  if (input.trigger !== undefined) {
    const refusal = checkTrigger(input.trigger)
    if (refusal) return refusal
  }
  if (input.margin?.reduceOnly && (input.margin.borrow || input.kind === 'market_quote'))
    return reject('bad_order_fields')
  if (input.kind === 'market_quote') {
    if (input.trigger !== undefined && input.side === 'sell') return reject('bad_order_fields')
    return checkNotional(input.quote, p)
  }
  if (!Number.isSafeInteger(input.lots) || input.lots < 1) return reject('bad_quantity')
  if (input.lots > MAX_LOTS) return reject('bad_quantity', { maxLots: MAX_LOTS })
  if (input.kind === 'market') return undefined
  if (!isPrice(input.price)) return reject('bad_price')
  if (input.postOnly && input.tif !== 'gtc') return reject('bad_order_fields')
  if (input.iceberg !== undefined) {
    const refusal = checkIceberg(input.iceberg, input, p)
    if (refusal) return refusal
  }
  return checkNotional(input.price * input.lots, p)
}

function isPrice(price: number): boolean {
  return Number.isSafeInteger(price) && price >= 1 && price <= MAX_PRICE
}

function checkTrigger({ price, trailBps }: Trigger): Rejection | undefined {
  if (price === null ? trailBps === undefined : !isPrice(price)) return reject('bad_trigger')
  if (trailBps === undefined) return undefined
  const fits = Number.isSafeInteger(trailBps) && trailBps >= TRAIL.min && trailBps <= TRAIL.max
  return fits ? undefined : reject('bad_trigger', TRAIL)
}

function checkIceberg(
  iceberg: Lots,
  { tif, lots }: { readonly tif: string; readonly lots: Lots },
  p: ParameterValues,
): Rejection | undefined {
  if (tif !== 'gtc') return reject('bad_order_fields')
  const most = p['market.icebergParts']
  const fits = Number.isSafeInteger(iceberg) && iceberg >= 1 && iceberg <= lots && Math.ceil(lots / iceberg) <= most
  return fits ? undefined : reject('bad_iceberg', { maxParts: most })
}

export function checkNotional(notional: number, p: ParameterValues): Rejection | undefined {
  if (!Number.isSafeInteger(notional)) return reject('above_max_notional', { max: p['market.maxNotional'] })
  if (notional < p['market.minNotional']) return reject('below_min_notional', { min: p['market.minNotional'] })
  if (notional > p['market.maxNotional']) return reject('above_max_notional', { max: p['market.maxNotional'] })
  return undefined
}

function checkMarket(desk: Desk, input: OrderInput): Rejection | undefined {
  const { market, at } = desk
  if (at < market.mark.pausedUntil) return reject('trading_paused', { until: market.mark.pausedUntil })
  if (input.trigger !== undefined) return checkLast(desk, input, input.trigger)
  return checkMark(desk, input)
}

/** Market orders by the mark, which they need. */
function checkMark({ market, parameters: p }: Desk, input: OrderInput): Rejection | undefined {
  if (input.kind === 'limit') return undefined
  if (!market.mark.live) return reject('no_mark_price')
  return input.kind === 'market' ? checkNotional((market.mark.price ?? 0) * input.lots, p) : undefined
}

/** Triggers by the last trade: one that it has reached already is no trigger. */
export function checkLast({ market, parameters: p }: Desk, input: OrderInput, trigger: Trigger): Rejection | undefined {
  const last = market.mark.lastPrice
  const { price } = trigger
  if (price === null && last === null) return reject('no_last_price')
  if (price !== null && last !== null) {
    const reached = directionOf({ side: input.side, trigger }) === 'falls' ? last <= price : last >= price
    if (reached) return reject('would_trigger', { last })
  }
  return input.kind === 'market' ? checkNotional(((price ?? last) as Ticks) * input.lots, p) : undefined
}

/** Whether the account may have so many orders more. */
export function checkRoom({ market, parameters: p }: Desk, inputs: readonly OrderInput[]): Rejection | undefined {
  const { account } = inputs[0] as OrderInput
  const most = p['market.openOrders']
  if (market.orders.liveCountOf(account) + inputs.length > most) return reject('too_many_orders', { limit: most })
  let triggers = 0
  for (const { trigger } of inputs) if (trigger !== undefined) triggers += 1
  if (triggers === 0 || market.orders.triggersOf(account) + triggers <= p['market.triggers']) return undefined
  return reject('too_many_triggers', { limit: p['market.triggers'] })
}

/** A pending order that is placed now: its terms are those it was accepted with; the market decides anew. */
export function planKnown(desk: Desk, order: Order): Plan | Rejection {
  const input = inputOf(order)
  const refusal = checkMark(desk, input)
  if (refusal) return refusal
  const cut = order.reduceOnly ? reduceInput(desk, input, order) : input
  return cut instanceof Rejection ? cut : withAsked(planTaker(desk, cut, order), input, cut)
}

/** `known`: a pending order; its own fees hold, and what it had in reserve bounds a market buy. */
export function planTaker(desk: Desk, input: OrderInput, known: Order | undefined): Plan | Rejection {
  const { parameters: p } = desk
  const { book, mark } = desk.market
  const band = mark.band(desk.at, p['market.band'])
  const buys = input.side === 'buy'
  const own = input.kind === 'limit' ? input.price : buys ? MAX_PRICE : 1
  const limit = buys ? Math.min(own, band.high) : Math.max(own, band.low)
  const facing = buys ? book.bestAsk() : book.bestBid()
  const blocked = facing !== 0 && (facing < band.low || facing > band.high)
  const taker = takerFor(desk, input, { limit, known })
  if (!isPlaceable(taker)) return reject('above_max_notional', { max: p['market.maxNotional'] })
  const plan = { input, taker, cut: limit !== own, blocked, borrow: 0 }
  return checkBook(desk, plan, facing) ?? fund(desk, plan, known)
}

function takerFor(desk: Desk, input: OrderInput, { limit, known }: { limit: number; known: Order | undefined }): Taker {
  const byQuote = input.kind === 'market_quote'
  return {
    id: known === undefined ? desk.market.orders.nextId() : known.id,
    account: input.account,
    side: sideOf(input),
    limit,
    lots: byQuote ? MAX_LOTS : input.lots,
    budget: byQuote ? input.quote : known === undefined ? Number.POSITIVE_INFINITY : budgetOf(known),
    feeBps: known === undefined ? desk.parameters['market.takerFee'] : known.takerFeeBps,
    tif: input.kind === 'limit' ? (input.postOnly ? 'post' : input.tif) : 'ioc',
    stp: modes[input.selfTrade ?? 'expire_maker'],
    slice: input.kind === 'limit' && input.iceberg !== undefined ? input.iceberg : 0,
  }
}

/** A market buy by quantity that waited spends what was reserved for it at most. */
function budgetOf({ kind, side, terms }: Order): number {
  if (kind !== 'market' || side !== 'buy' || terms === null || terms.reserve === 0) return Number.POSITIVE_INFINITY
  return terms.reserve
}

/** Whether a limit order would trade at its own price now. */
export function crosses({ market: { book } }: Desk, { side, price }: { side: OrderSide; price: Ticks }): boolean {
  const facing = side === 'buy' ? book.bestAsk() : book.bestBid()
  return facing !== 0 && (side === 'buy' ? facing <= price : facing >= price)
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

/** A buy needs its worst cost in CR, a sell its coins; a margin order may borrow what it lacks. */
function fund(desk: Desk, plan: Plan, known: Order | undefined): Plan | Rejection {
  const { input, taker } = plan
  const lots = input.kind === 'market_quote' && input.side === 'sell' ? desk.market.book.quote(taker).lots : 0
  const coins = lcoOf((input.kind === 'market_quote' ? lots : input.lots) as Lots, desk.pair)
  const need = input.side === 'buy' ? buyReserve(desk, plan, known) : coins
  const lacking = checkReserve(desk, input, need)
  const { margin } = input
  // What margin says of one of two that a list is about to begin was asked for both before either began.
  if (margin === undefined || known?.terms?.leg === PAIRED) return lacking ?? plan
  if (lacking && !margin.borrow) return lacking
  const borrow = lacking ? need - freeOf(desk, input) : 0
  const trade = input.kind === 'limit' ? waitingTrade(desk, input) : desk.market.book.quote(taker)
  const refusal = desk.margin.check(desk.at, input, { need, borrow, brings: bringsOf(desk, input, trade) })
  return refusal ?? (borrow === 0 ? plan : { ...plan, borrow })
}

/**
 * Whether an order may hold so much while it waits or rests: it is free in its wallet, and margin allows it. What borrows
 * holds nothing while it waits.
 */
export function checkHolding(desk: Desk, input: OrderInput, need: Credits | Lco): Rejection | undefined {
  const lacking = checkReserve(desk, input, need)
  if (lacking || input.margin === undefined || input.margin.borrow) return lacking
  const brings = bringsOf(desk, input, waitingTrade(desk, input))
  return desk.margin.check(desk.at, input, { need, borrow: 0, brings })
}

/** Whether so much is free in its wallet, in the asset that this side gives. */
function checkReserve(desk: Desk, input: OrderInput, need: Credits | Lco): Rejection | undefined {
  const buys = input.side === 'buy'
  const have = freeOf(desk, input)
  return have < need ? reject(buys ? 'insufficient_credits' : 'insufficient_lco', { need, have }) : undefined
}

function freeOf({ ledger }: Desk, { account, side, margin }: OrderInput): number {
  return ledger.balance(freeSlot(account, side, margin !== undefined))
}

/** Most µCR that a buy can take, fee included: its limit price (post-only at the maker's rate), what the book asks now, or its budget. */
export function buyReserve(desk: Desk, { input, taker }: Plan, known: Order | undefined): Credits {
  if (input.kind === 'market_quote') return input.quote
  if (input.kind === 'limit') return limitReserve(desk, input, known)
  const notional = desk.market.book.quote(taker).notional as Credits
  return add(notional, takerFee(notional, taker.feeBps as Bps))
}

type Priced = Pick<Extract<OrderInput, { kind: 'limit' }>, 'price' | 'lots' | 'postOnly'>

/** A limit buy at its own price and the dearer of the rates that it may pay. */
export function limitReserve(
  { parameters: p }: Desk,
  { price, lots, postOnly }: Priced,
  known: Order | undefined,
): Credits {
  const taker = known === undefined ? p['market.takerFee'] : known.takerFeeBps
  const maker = known === undefined ? p['market.makerFee'] : known.makerFeeBps
  const rate = Math.max(postOnly ? 0 : taker, maker) as Bps
  const notional = notionalOf(price, lots)
  return add(notional, takerFee(notional, rate))
}

/**
 * What an order with a trigger holds while it waits; one that borrows nothing: it does so when it fires. A sell: its coins. A buy: as if placed at its limit; its amount; or,
 * by quantity at the market, the top of what it may cost: the price that fires it × (1 + band), rounded up to the tick,
 * and the fee. It then spends no more than that.
 */
export function waitingReserve(desk: Desk, input: OrderInput, known: Order | undefined): Credits | Lco | Rejection {
  const { parameters: p } = desk
  if (input.margin?.borrow) return 0 as Credits
  if (input.side === 'sell') return lcoOf(input.kind === 'market_quote' ? (0 as Lots) : input.lots, desk.pair)
  if (input.kind === 'market_quote') return input.quote
  if (input.kind === 'limit') return limitReserve(desk, input, known)
  const notional = (topPrice(desk, input) * input.lots) as Credits
  const rate = (known === undefined ? p['market.takerFee'] : known.takerFeeBps) as Bps
  // The fee is never more than the notional, so the sum of both stays in range.
  if (notional > Number.MAX_SAFE_INTEGER / 2) return reject('above_max_notional', { max: p['market.maxNotional'] })
  return add(notional, takerFee(notional, rate))
}

/** What its owner asked for, as far as placing it needs it: a trigger that has fired is gone. */
export function inputOf(order: Order): OrderInput {
  const { account, side, kind, selfTrade, margin, terms } = order
  const common = { account, side, selfTrade, ...(margin === null ? {} : { margin }) }
  if (kind === 'market_quote') return { ...common, kind, quote: order.quote as Credits }
  const lots = order.lots as Lots
  if (kind === 'market') return { ...common, kind, lots }
  const iceberg = terms === null || terms.iceberg === 0 ? {} : { iceberg: terms.iceberg }
  return { ...common, kind, price: order.price as Ticks, lots, tif: order.tif, postOnly: order.postOnly, ...iceberg }
}
