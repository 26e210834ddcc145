/** Placing and cancelling orders. What an answer says is durable. */
import { formatCredits } from '../../../base/decimal.ts'
import type { FillView, OrderMargin, OrderView, ResultOf, Wallet } from '../../../engine/command.ts'
import { Rejection } from '../../../engine/rejections.ts'
import { orderView, quoteOrder } from '../../../engine/views.ts'
import { pairNow } from '../../booking.ts'
import type { DialectEndpoint, OwnAsk } from '../endpoint.ts'
import { orderCore, orderState, stopText, walletOf, workingTime } from '../orders/order-row.ts'
import { amountText, assetName } from '../orders/read-margin.ts'
import { type OrderReference, orderIn, referenceIn } from '../orders/read-order.ts'
import { modeWord, responseTypes } from '../orders/words.ts'
import { refusals, refuse, translated } from '../refusal.ts'
import { priceOf, priceText, QUOTE, quantityOf, quantityText, rateText } from '../text.ts'

export const orderEndpoints: readonly DialectEndpoint[] = [
  { rest: ['POST /api/v3/order'], socket: 'order.place', security: 'trade', weight: 1, orders: 1, answer: placeOrder },
  { rest: ['POST /api/v3/order/test'], socket: 'order.test', security: 'trade', weight: 1, answer: test },
  { rest: ['DELETE /api/v3/order'], socket: 'order.cancel', security: 'trade', weight: 1, answer: cancelOrder },
  {
    rest: ['DELETE /api/v3/openOrders'],
    socket: 'openOrders.cancelAll',
    security: 'trade',
    weight: 1,
    answer: cancelAllOrders,
  },
]

type Placed = ResultOf<'order.place'>

/** With `margin` an order of the margin wallet. */
export async function placeOrder(ask: OwnAsk, margin?: OrderMargin): Promise<object> {
  ask.params.symbol()
  const shape = responseIn(ask)
  return placedAnswer(ask, await submitted(ask, margin), shape)
}

async function submitted({ deps, params, caller }: OwnAsk, margin: OrderMargin | undefined): Promise<Placed> {
  const order = orderIn({ params, account: caller.account, pair: pairNow(deps.core) })
  const input = margin === undefined ? order : { ...order, margin }
  const outcome = await deps.core.submit('order.place', input)
  if (!outcome.ok) throw translated(outcome.code)
  return outcome.result
}

export type Shape = (typeof responseTypes)[number]

export function responseIn({ params }: OwnAsk): Shape {
  const told = params.choice('newOrderRespType', responseTypes, () => refusals.illegal('newOrderRespType'))
  return told ?? (params.text('type') === 'LIMIT_MAKER' ? 'ACK' : 'FULL')
}

export function placedAnswer({ deps }: OwnAsk, placed: Placed, shape: Shape): object {
  const { order: view, fills } = placed
  const order = deps.shown.of(view)
  const acknowledged = { ...orderCore(order), transactTime: view.updatedAt }
  if (shape === 'ACK') return acknowledged
  const result = {
    ...acknowledged,
    ...orderState(order),
    ...(order.trigger === null ? {} : { stopPrice: stopText(order) }),
    ...(order.trigger?.trailBps ? { trailingDelta: order.trigger.trailBps } : {}),
    ...(order.iceberg === null ? {} : { icebergQty: quantityText(order.iceberg) }),
    workingTime: workingTime(order),
    selfTradePreventionMode: modeWord(order.selfTrade),
    ...borrowedFor(placed),
  }
  return shape === 'RESULT' ? result : { ...result, fills: fills.map((fill) => fillRow(fill, view)) }
}

/** What was lent for the order when it was placed: for the whole of it, as far as its wallet had too little. */
function borrowedFor({ order: { side }, borrowed }: Placed): object {
  if (borrowed === undefined) return {}
  const asset = side === 'buy' ? 'CR' : 'LCO'
  return { marginBuyBorrowAmount: amountText(asset, borrowed), marginBuyBorrowAsset: assetName(asset) }
}

function fillRow({ tradeId, price, lots, fee }: FillView, { pair }: OrderView) {
  return {
    price: priceText(priceOf(price, pair)),
    qty: quantityText(quantityOf(lots, pair)),
    commission: `${formatCredits(fee)}00`,
    commissionAsset: QUOTE,
    tradeId,
  }
}

/** The checks of a real order against the market as it is; books nothing. */
async function test({ deps, params, caller, now }: OwnAsk): Promise<object> {
  params.symbol()
  const input = orderIn({ params, account: caller.account, pair: pairNow(deps.core) })
  const { quote, rates } = await deps.core.read((engine) => ({
    quote: quoteOrder(engine, input, now),
    rates: { taker: engine.state.parameters['market.takerFee'], maker: engine.state.parameters['market.makerFee'] },
  }))
  if (quote instanceof Rejection) throw translated(quote.code)
  if (!params.flag('computeCommissionRates')) return {}
  const none = { maker: rateText(0), taker: rateText(0) }
  return {
    standardCommissionForOrder: { maker: rateText(rates.maker), taker: rateText(rates.taker) },
    specialCommissionForOrder: none,
    taxCommissionForOrder: none,
    discount: { enabledForAccount: false, enabledForSymbol: false, discountAsset: '', discount: rateText(0) },
  }
}

const restrictions = ['ONLY_NEW', 'ONLY_PARTIALLY_FILLED'] as const

export async function cancelOrder(ask: OwnAsk, wallet: Wallet = 'spot'): Promise<object> {
  const { deps, params, caller } = ask
  params.symbol()
  const reference = referenceIn(params)
  checkWallet(ask, reference, wallet)
  checkRestrictions(ask, reference)
  const outcome = await deps.core.submit('order.cancel', { account: caller.account, ...reference })
  if (!outcome.ok) throw translated(outcome.code)
  return canceledAnswer(ask, outcome.result.order, params.text('newClientOrderId'))
}

/** Throws when the order is the other wallet's: endpoints of one wallet know none of the other's. */
export function checkWallet({ deps, caller }: OwnAsk, reference: OrderReference, wallet: Wallet): void {
  const known = deps.core.peek((engine) => orderView(engine, caller.account, reference))
  if (known && walletOf(known) !== wallet) throw refusals.cancelUnknown()
}

/** Throws when the order stands otherwise than the caller wants it to be cancelled. */
export function checkRestrictions({ deps, params, caller }: OwnAsk, reference: OrderReference): void {
  const only = params.choice('cancelRestrictions', restrictions, () => refusals.illegal('cancelRestrictions'))
  const known = only && deps.core.peek((engine) => orderView(engine, caller.account, reference))
  if (known?.status === 'open' && (only === 'ONLY_NEW') !== (known.filledLots === 0))
    throw refuse(-2011, 'Order was not canceled due to cancel restrictions.')
}

export function canceledAnswer({ deps }: OwnAsk, view: OrderView, newId: string | undefined): object {
  const order = deps.shown.of(view)
  const { clientOrderId, ...core } = orderCore(order)
  return {
    ...core,
    origClientOrderId: clientOrderId,
    clientOrderId: newId ?? clientOrderId,
    transactTime: view.updatedAt,
    ...orderState(order),
    selfTradePreventionMode: modeWord(order.selfTrade),
  }
}

export async function cancelAllOrders(ask: OwnAsk, wallet: Wallet = 'spot'): Promise<readonly object[]> {
  const { deps, params, caller } = ask
  params.symbol()
  const { account } = caller
  const outcome = await deps.core.submit('order.cancel_all', { account, wallet })
  if (!outcome.ok) throw translated(outcome.code)
  const { canceled: ids } = outcome.result
  if (ids.length === 0) throw refusals.cancelUnknown()
  const views = await deps.core.read((engine) =>
    ids.flatMap((orderId) => orderView(engine, account, { orderId }) ?? []),
  )
  return views.map((view) => canceledAnswer(ask, view, undefined))
}
