/** Orders between wire and engine: requests to commands, views to answers. */
import { formatCredits, formatDecimal, parseCredits } from '../../base/decimal.ts'
import type { Bps } from '../../base/money.ts'
import type { OrderRequest, OrderList as WireList, Order as WireOrder } from '../../contract/orders.ts'
import type {
  FillView,
  ListId,
  ListView,
  OrderId,
  OrderInput,
  OrderMargin,
  OrderView,
  Trigger,
  TriggerKind,
} from '../../engine/command.ts'
import { type Pair, pairOf } from '../../engine/exchange/pair.ts'
import type { OrderQuote } from '../../engine/exchange/quote.ts'
import type { AccountId, Asset } from '../../engine/ledger/chart.ts'
import { averagePrice, lotsText, parseLots, parseTicks, ticksText, unitsText } from './amounts.ts'

/** Refusals that the engine would give, but whose input has no integer to give it. */
export type OrderFault = 'bad_price' | 'bad_quantity' | 'amount_out_of_range'

/** The command of a request that has the contract's shape, or why its numbers can not be booked. */
export function orderCommand(request: OrderRequest, account: AccountId, pair: Pair): OrderInput | OrderFault {
  const trigger = request.trigger && triggerOf(request.trigger, pair)
  if (trigger === 'bad_price') return trigger
  const common = {
    account,
    side: request.side,
    ...(request.clientOrderId === undefined ? {} : { clientOrderId: request.clientOrderId }),
    ...selfTrade(request.selfTrade),
    ...(trigger === undefined ? {} : { trigger }),
    ...(request.margin === undefined ? {} : { margin: marginOf(request.margin) }),
  }
  if (request.type === 'limit') {
    const price = parseTicks(request.price, pair)
    if (price === undefined) return 'bad_price'
    const lots = parseLots(request.quantity, pair)
    const iceberg = request.iceberg === undefined ? undefined : parseLots(request.iceberg, pair)
    if (lots === undefined || (request.iceberg !== undefined && iceberg === undefined)) return 'bad_quantity'
    return {
      ...common,
      ...(iceberg === undefined ? {} : { iceberg }),
      kind: 'limit',
      price,
      lots,
      tif: request.timeInForce ?? 'gtc',
      postOnly: request.postOnly ?? false,
    }
  }
  if (request.quantity !== undefined) {
    const lots = parseLots(request.quantity, pair)
    return lots === undefined ? 'bad_quantity' : { ...common, kind: 'market', lots }
  }
  const quote = parseCredits(request.quote ?? '')
  return quote === undefined ? 'amount_out_of_range' : { ...common, kind: 'market_quote', quote }
}

function triggerOf(trigger: NonNullable<OrderRequest['trigger']>, pair: Pair): Trigger | 'bad_price' {
  const price = trigger.price === undefined ? null : parseTicks(trigger.price, pair)
  if (price === undefined) return 'bad_price'
  const trailBps = trigger.trailBps as Bps | undefined
  return { kind: trigger.kind, price, ...(trailBps === undefined ? {} : { trailBps }) }
}

function marginOf({ borrow = false, repay = false, reduceOnly = false }: NonNullable<OrderRequest['margin']>) {
  return { borrow, repay, reduceOnly } satisfies OrderMargin
}

function selfTrade(mode: OrderRequest['selfTrade']): { readonly selfTrade?: NonNullable<OrderInput['selfTrade']> } {
  if (mode === undefined) return {}
  return { selfTrade: mode === 'none' ? 'expire_maker' : mode }
}

/** `42` or `client:<client order id>` of a path. */
export function orderReference(text: string): { readonly orderId: OrderId } | { readonly clientOrderId: string } {
  return text.startsWith('client:') ? { clientOrderId: text.slice(7) } : { orderId: Number(text) as OrderId }
}

/** `42` or `client:<client list id>` of a path. */
export function listReference(text: string): { readonly listId: ListId } | { readonly clientListId: string } {
  return text.startsWith('client:') ? { clientListId: text.slice(7) } : { listId: Number(text) as ListId }
}

export function wireList(list: ListView, orders: readonly WireOrder[]): WireList {
  const { listId, clientListId, kind, status, placedAt, updatedAt } = list
  return { listId, clientListId, kind, status, orders: [...orders], placedAt, updatedAt }
}

/** In the tick and lot it was placed in, also after a change of the pair. */
export function wireOrder(order: OrderView): WireOrder {
  const pair = pairOf(order.pair)
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    side: order.side,
    type: order.kind === 'limit' ? 'limit' : 'market',
    timeInForce: order.tif,
    postOnly: order.postOnly,
    selfTrade: order.selfTrade,
    price: order.price === null ? null : ticksText(order.price, pair),
    quantity: order.lots === null ? null : lotsText(order.lots, pair),
    quote: order.quote === null ? null : formatCredits(order.quote),
    filledQuantity: lotsText(order.filledLots, pair),
    filledNotional: formatCredits(order.filledNotional),
    averagePrice: averagePrice(order.filledNotional, order.filledLots, pair),
    fee: formatCredits(order.fee),
    status: order.status,
    trigger: wireTrigger(order.trigger, (price) => ticksText(price, pair)),
    triggeredAt: order.triggeredAt,
    iceberg: order.iceberg === null ? null : lotsText(order.iceberg, pair),
    listId: order.listId,
    margin: order.margin,
    placedAt: order.placedAt,
    updatedAt: order.updatedAt,
  }
}

interface KnownTrigger<P> {
  readonly kind: TriggerKind
  readonly price: P | null
  readonly trailBps?: number | null
}

export function wireTrigger<P>(trigger: KnownTrigger<P> | null, text: (price: P) => string): WireOrder['trigger'] {
  if (trigger === null) return null
  const { kind, price, trailBps = null } = trigger
  return { kind, price: price === null ? null : text(price), trailBps }
}

/** The fills of a command that placed this order. */
export function wireFills(fills: readonly FillView[], order: OrderView) {
  const pair = pairOf(order.pair)
  return fills.map(({ tradeId, price, lots, fee }) => ({
    tradeId,
    price: ticksText(price, pair),
    quantity: lotsText(lots, pair),
    fee: formatCredits(fee),
  }))
}

/** What an order would do now. */
export function wireQuote(quote: OrderQuote, side: OrderInput['side'], pair: Pair) {
  const { lots, notional, worst, fee, rests, reserve, borrows } = quote
  const buys = side === 'buy'
  return {
    quantity: lotsText(lots, pair),
    averagePrice: averagePrice(notional, lots, pair),
    worstPrice: worst === null ? null : ticksText(worst, pair),
    notional: formatCredits(notional),
    fee: formatCredits(fee),
    total: formatDecimal(buys ? notional + fee : notional - fee, 6),
    rests: lotsText(rests, pair),
    reserve: { credits: formatDecimal(buys ? reserve : 0, 6), quantity: formatDecimal(buys ? 0 : reserve, 8) },
    borrows: borrows === 0 ? null : wireBorrowed(buys ? 'CR' : 'LCO', borrows),
  }
}

function wireBorrowed(asset: Asset, units: number) {
  return { asset, amount: unitsText(asset, units) }
}
