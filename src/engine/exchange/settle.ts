/** Turns the fills of one taker into money: escrow and balances move, fees are charged, maker orders shrink or end. */
import { add, type Bps, type Credits, type Lots, type Ticks } from '../../base/money.ts'
import type { FillView, OrderId, OrderSide } from '../command.ts'
import type { TradeEvent } from '../event.ts'
import { type AccountId, P, type Slot } from '../ledger/chart.ts'
import { endOrder, isPaired, standAlone } from './ending.ts'
import { makerFee, takerFee } from './fees.ts'
import { type Desk, escrowOf, setEscrow } from './market.ts'
import type { Order } from './order.ts'
import { orderView } from './orders.ts'
import { lcoOf, notionalOf } from './pair.ts'
import { coinsSlot, creditsSlot, heldSlot } from './wallet.ts'

/** Where a taker's money is; the ecosystem fund takes part as account and order 0, a forced close as order 0. */
export interface TakerSide {
  readonly side: OrderSide
  readonly source: TradeEvent['source']
  readonly onMargin: boolean
  readonly orderId: OrderId | 0
  readonly account: AccountId | 0
  readonly credits: Slot
  readonly lco: Slot
  readonly feeBps: Bps
}

/** The ecosystem fund as a buyer without fee. */
export const fundTaker: TakerSide = {
  side: 'buy',
  source: 'buyback',
  onMargin: false,
  orderId: 0,
  account: 0,
  credits: P.fund,
  lco: P.fundLco,
  feeBps: 0 as Bps,
}

export function userTaker(order: Order): TakerSide {
  const { side, account, onMargin } = order
  return {
    side,
    source: 'normal',
    onMargin,
    orderId: order.id,
    account,
    credits: creditsSlot(account, onMargin),
    lco: coinsSlot(account, onMargin),
    feeBps: order.takerFeeBps,
  }
}

export interface Settled {
  readonly fills: FillView[]
  lots: Lots
  notional: Credits
  fee: Credits
}

export function nothingSettled(): Settled {
  return { fills: [], lots: 0 as Lots, notional: 0 as Credits, fee: 0 as Credits }
}

/** Settles every fill of the book's last `place`, adding to what was settled for the same taker before. */
export function settleFills(desk: Desk, taker: TakerSide, settled: Settled): void {
  const { fills } = desk.market.book
  for (let i = 0; i < fills.count; i++) {
    const price = fills.price[i] as Ticks
    const lots = fills.lots[i] as Lots
    const notional = notionalOf(price, lots)
    settled.notional = add(settled.notional, notional)
    settled.lots = add(settled.lots, lots)
    const due = takerFee(settled.notional, taker.feeBps)
    const fee = (due - settled.fee) as Credits
    settled.fee = due
    const makerId = fills.maker[i] as OrderId
    const tradeId = settleOne(desk, taker, { makerId, price, lots, notional, fee })
    settled.fills.push({ tradeId, price, lots, fee })
  }
}

interface Fill {
  readonly makerId: OrderId
  readonly maker: Order
  /** The maker's, and whether it is of the margin wallet. */
  readonly account: AccountId
  readonly onMargin: boolean
  readonly price: Ticks
  readonly lots: Lots
  readonly notional: Credits
  /** The taker's. */
  readonly fee: Credits
  /** The maker's. */
  readonly makerFee: Credits
}

function settleOne(
  desk: Desk,
  taker: TakerSide,
  bare: Omit<Fill, 'maker' | 'account' | 'onMargin' | 'makerFee'>,
): number {
  const { market, out, at } = desk
  const maker = market.orders.get(bare.makerId) as Order
  if (isPaired(maker)) standAlone(desk, maker)
  const tradeId = ++market.tradeCount
  const before = escrowOf(maker, desk.pair)
  const { account, onMargin } = maker
  const { makerId, price, lots, notional, fee } = bare
  const charged = shrinkMaker(desk, maker, bare)
  const fill: Fill = { makerId, maker, account, onMargin, price, lots, notional, fee, makerFee: charged }
  out.entry(taker.source === 'buyback' ? 'buyback.trade' : 'trade', String(tradeId))
  const paid = taker.side === 'buy' ? payMakerSell(desk, taker, fill) : payMakerBuy(desk, taker, fill)
  market.countEscrow(taker.side === 'buy' ? 'sell' : 'buy', fill.onMargin, -paid)
  if (fill.onMargin) market.touchMargin(maker)
  const trade = tradeEvent(tradeId, taker, fill)
  out.emit(trade)
  const moved = market.mark.lastPrice !== fill.price
  market.mark.trade(at, { price: fill.price, lots: fill.lots, counted: trade.source === 'normal' })
  if (moved) market.triggers.cross(fill.price)
  closeMaker(desk, fill, before - paid)
  return tradeId
}

/** Updates the maker order; returns its fee for this fill. */
function shrinkMaker(
  desk: Desk,
  maker: Order,
  fill: Omit<Fill, 'maker' | 'account' | 'onMargin' | 'makerFee'>,
): Credits {
  maker.filledLots = add(maker.filledLots, fill.lots)
  maker.filledNotional = add(maker.filledNotional, fill.notional)
  maker.makerNotional = add(maker.makerNotional, fill.notional)
  const due = makerFee(maker.makerNotional, maker.makerFeeBps)
  const charged = (due - maker.makerFee) as Credits
  maker.makerFee = due
  maker.resting = (maker.resting - fill.lots) as Lots
  maker.updatedAt = desk.at
  desk.market.orders.touch(maker)
  return charged
}

/** The taker buys: pays notional and fee on top, the maker's fee comes out of its proceeds. Returns escrow used (LCO). */
function payMakerSell(desk: Desk, taker: TakerSide, fill: Fill): number {
  const { out } = desk
  const { account, onMargin } = fill
  const proceeds = creditsSlot(account, onMargin)
  const coins = lcoOf(fill.lots, desk.pair)
  out.move(taker.credits, proceeds, fill.notional)
  out.move(proceeds, P.tradingFees, fill.makerFee)
  out.move(taker.credits, P.tradingFees, fill.fee)
  out.move(heldSlot(account, 'sell', onMargin), taker.lco, coins)
  return coins
}

/** The taker sells: gets the notional from the maker's escrow and pays its fee out of it. Returns escrow used (µCR). */
function payMakerBuy(desk: Desk, taker: TakerSide, fill: Fill): number {
  const { out } = desk
  const { account, onMargin } = fill
  const escrow = heldSlot(account, 'buy', onMargin)
  out.move(escrow, taker.credits, fill.notional)
  out.move(escrow, P.tradingFees, fill.makerFee)
  out.move(taker.credits, P.tradingFees, fill.fee)
  out.move(taker.lco, coinsSlot(account, onMargin), lcoOf(fill.lots, desk.pair))
  return fill.notional + fill.makerFee
}

function closeMaker(desk: Desk, { maker }: Fill, held: number): void {
  setEscrow(desk, maker, held)
  if (maker.resting === 0) endOrder(desk, maker, { status: 'filled', cause: 'fill' })
  else desk.out.emit({ type: 'order.updated', order: orderView(maker), cause: 'fill' })
}

function tradeEvent(tradeId: number, taker: TakerSide, fill: Fill): TradeEvent {
  return {
    type: 'trade',
    tradeId,
    price: fill.price,
    lots: fill.lots,
    takerSide: taker.side,
    makerOrder: fill.makerId,
    takerOrder: taker.orderId as OrderId,
    maker: fill.account,
    taker: taker.account as AccountId,
    makerFee: fill.makerFee,
    takerFee: fill.fee,
    makerMargin: fill.onMargin,
    takerMargin: taker.onMargin,
    source: taker.source,
  }
}
