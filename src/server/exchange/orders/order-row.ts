/** One order as the dialect shows it, whether it comes from the core or from history. */
import type { Credits, Millis } from '../../../base/money.ts'
import type { OrderView, TriggerKind, Wallet } from '../../../engine/command.ts'
import type { DoneOrder } from '../../../history/queries/orders.ts'
import { priceOf, priceText, quantityOf, quantityText, SYMBOL, ZERO } from '../text.ts'
import { modeWord, sideWord, statusWord, timeWord } from './words.ts'

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
  readonly selfTrade: OrderView['selfTrade']
  /** It ended because it would have traded with its owner. */
  readonly metItself: boolean
  /** Its list has not come to it. */
  readonly heldBack: boolean
  readonly trigger: {
    readonly kind: TriggerKind
    readonly price: number | null
    readonly trailBps: number | null
  } | null
  readonly triggeredAt: Millis | null
  readonly iceberg: number | null
  readonly listId: number | null
  readonly placedAt: Millis
  readonly updatedAt: Millis
}

type Beyond = Pick<AnyOrder, 'metItself' | 'heldBack'>

/** `beyond`: what the view does not say. */
export function ofView(order: OrderView, beyond: Beyond): AnyOrder {
  const { orderId, clientOrderId, side, kind, tif, postOnly, selfTrade, quote } = order
  const { filledNotional, status, placedAt, updatedAt } = order
  return {
    ...{ orderId, clientOrderId, side, kind, tif, postOnly, selfTrade, quote },
    ...{ filledNotional, status, placedAt, updatedAt },
    price: order.price === null ? null : priceOf(order.price, order.pair),
    quantity: order.lots === null ? null : quantityOf(order.lots, order.pair),
    filled: quantityOf(order.filledLots, order.pair),
    ...beyond,
    trigger: triggerOf(order),
    triggeredAt: order.triggeredAt,
    iceberg: order.iceberg === null ? null : quantityOf(order.iceberg, order.pair),
    listId: order.listId,
  }
}

function triggerOf({ trigger, pair }: OrderView): AnyOrder['trigger'] {
  if (trigger === null) return null
  const { kind, price, trailBps = null } = trigger
  return { kind, price: price === null ? null : priceOf(price, pair), trailBps }
}

/** Endpoints under /api show orders of `spot` alone, those under /sapi/v1/margin those of `margin`. */
export function walletOf({ margin }: Pick<OrderView, 'margin'>): Wallet {
  return margin === null ? 'spot' : 'margin'
}

export function ofDone(order: DoneOrder): AnyOrder {
  return { ...order, metItself: order.cause === 'self_trade', heldBack: false, updatedAt: order.doneAt }
}

/** The members that every answer about an order begins with. */
export function orderCore(order: AnyOrder) {
  return {
    symbol: SYMBOL,
    orderId: order.orderId,
    orderListId: order.listId ?? -1,
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
    status: statusWord(order),
    timeInForce: order.kind === 'limit' ? timeWord(order.tif) : 'GTC',
    type: typeWord(order),
    side: sideWord(order.side),
  }
}

const triggerWords = { stop_loss: 'STOP_LOSS', take_profit: 'TAKE_PROFIT' } as const

export function typeWord({ kind, postOnly, trigger }: Pick<AnyOrder, 'kind' | 'postOnly' | 'trigger'>): string {
  if (trigger) return triggerWords[trigger.kind] + (kind === 'limit' ? '_LIMIT' : '')
  return kind === 'limit' ? (postOnly ? 'LIMIT_MAKER' : 'LIMIT') : 'MARKET'
}

export function stopText({ trigger }: AnyOrder): string {
  return trigger?.price ? priceText(trigger.price) : ZERO
}

/** −1 while it waits for its trigger or for another order. */
export function workingTime({ status, triggeredAt, placedAt }: AnyOrder): number {
  return status === 'pending' ? -1 : (triggeredAt ?? placedAt)
}

/** An order of a list or of a query. */
export function orderRow(order: AnyOrder) {
  return {
    ...orderCore(order),
    ...orderState(order),
    stopPrice: stopText(order),
    ...(order.trigger?.trailBps ? { trailingDelta: order.trigger.trailBps } : {}),
    icebergQty: order.iceberg === null ? ZERO : quantityText(order.iceberg),
    time: order.placedAt,
    updateTime: order.updatedAt,
    isWorking: order.status !== 'pending',
    workingTime: workingTime(order),
    selfTradePreventionMode: modeWord(order.selfTrade),
  }
}
