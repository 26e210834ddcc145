/** One order as the dialect shows it, whether it comes from the core or from history. */
import type { Credits, Millis } from '../../../base/money.ts'
import type { OrderView } from '../../../engine/command.ts'
import type { DoneOrder } from '../../../history/queries/orders.ts'
import { priceOf, priceText, quantityOf, quantityText, SYMBOL, ZERO } from '../text.ts'
import { sideWord, statusWord, timeWord } from './words.ts'

/** In µCR and thousandths of an LCO. */
export interface AnyOrder {
  readonly orderId: number
  readonly clientOrderId: string | null
  readonly side: OrderView['side']
  readonly kind: OrderView['kind']
  readonly tif: OrderView['tif']
  readonly postOnly: boolean
  readonly price: number | null
  readonly quantity: number | null
  readonly quote: Credits | null
  readonly filled: number
  readonly filledNotional: Credits
  readonly status: OrderView['status']
  readonly selfTrade: boolean
  readonly placedAt: Millis
  readonly updatedAt: Millis
}

export function ofView(order: OrderView): AnyOrder {
  const { orderId, clientOrderId, side, kind, tif, postOnly, quote, filledNotional, status, placedAt, updatedAt } =
    order
  return {
    ...{ orderId, clientOrderId, side, kind, tif, postOnly, quote, filledNotional, status, placedAt, updatedAt },
    price: order.price === null ? null : priceOf(order.price, order.pair),
    quantity: order.lots === null ? null : quantityOf(order.lots, order.pair),
    filled: quantityOf(order.filledLots, order.pair),
    selfTrade: false,
  }
}

export function ofDone(order: DoneOrder): AnyOrder {
  return { ...order, selfTrade: order.cause === 'self_trade', updatedAt: order.doneAt }
}

/** The members that every answer about an order begins with. */
export function orderCore(order: AnyOrder) {
  return {
    symbol: SYMBOL,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: order.clientOrderId ?? '',
  }
}

/** What it asked for and where it stands. */
export function orderState(order: AnyOrder) {
  return {
    price: order.price === null ? ZERO : priceText(order.price),
    origQty: quantityText(order.quantity ?? order.filled),
    executedQty: quantityText(order.filled),
    origQuoteOrderQty: order.quote === null ? ZERO : priceText(order.quote),
    cummulativeQuoteQty: priceText(order.filledNotional),
    status: statusWord(order.status, order.filled, order.selfTrade),
    timeInForce: order.kind === 'limit' ? timeWord(order.tif) : 'GTC',
    type: typeWord(order),
    side: sideWord(order.side),
  }
}

export function typeWord({ kind, postOnly }: Pick<AnyOrder, 'kind' | 'postOnly'>): string {
  return kind === 'limit' ? (postOnly ? 'LIMIT_MAKER' : 'LIMIT') : 'MARKET'
}

/** An order of a list or of a query. */
export function orderRow(order: AnyOrder) {
  return {
    ...orderCore(order),
    ...orderState(order),
    stopPrice: ZERO,
    icebergQty: ZERO,
    time: order.placedAt,
    updateTime: order.updatedAt,
    isWorking: true,
    workingTime: order.placedAt,
    selfTradePreventionMode: 'EXPIRE_MAKER',
  }
}
