/** What is asked of the market and what it shows: orders, triggers, lists, fills. The commands themselves are in command.ts. */
import type { Bps, Credits, Lots, Millis, Ticks } from '../base/money.ts'
import type { AccountId } from './ledger/chart.ts'
import type { RejectionCode, RejectionDetail } from './rejections.ts'

export type OrderId = number & { readonly order: unique symbol }
export type ListId = number & { readonly list: unique symbol }
export type OrderSide = 'buy' | 'sell'
export type TimeInForce = 'gtc' | 'ioc' | 'fok'
export type SelfTradeMode = 'expire_maker' | 'expire_taker' | 'expire_both' | 'decrement'
/** `pending`: waits for its trigger or for its list's first order; not in the book. */
export type OrderStatus = 'pending' | 'open' | 'filled' | 'canceled' | 'expired'
/** How an order ends. */
export type EndStatus = Exclude<OrderStatus, 'pending' | 'open'>

/** Stop-loss sell and take-profit buy fire at or below, stop-loss buy and take-profit sell at or above. */
export type TriggerKind = 'stop_loss' | 'take_profit'

/** What an order waits for: the price of a trade. */
export interface Trigger {
  readonly kind: TriggerKind
  /** Of a trailing one: where it begins to follow; null only then: at once. */
  readonly price: Ticks | null
  /** 10 … 2,000. Fires so far from the best price since it follows: below the highest (sell), above the lowest (buy). */
  readonly trailBps?: Bps
}

/** `spot`: what is available to the account. */
export type Wallet = 'spot' | 'margin'

/** What an order of the margin wallet does besides trading with what is free there. */
export interface OrderMargin {
  /** Lends to the account what it lacks when it is placed, or fires. Not with `reduceOnly`. */
  readonly borrow: boolean
  /** After a command in which it trades or ends, what is free of the asset that is owed pays the debt back. */
  readonly repay: boolean
  /** Trades no more than the position; not by amount. */
  readonly reduceOnly: boolean
}

interface OrderCommon {
  readonly account: AccountId
  readonly side: OrderSide
  /** At most 36 characters of A–Z a–z 0–9 - _ . : / ; unique among the account's open and last 1,000 done orders. */
  readonly clientOrderId?: string
  readonly selfTrade?: SelfTradeMode
  /** Waits, with its reserve held, until the trigger fires; then it is placed. */
  readonly trigger?: Trigger
  /** Trades with the account's margin wallet; left out: with what is available to it. */
  readonly margin?: OrderMargin
}
export interface LimitOrder extends OrderCommon {
  readonly kind: 'limit'
  readonly price: Ticks
  readonly lots: Lots
  readonly tif: TimeInForce
  readonly postOnly: boolean
  /** Most lots that show in the book at a time; `gtc` only. */
  readonly iceberg?: Lots
}
interface MarketByQuantity extends OrderCommon {
  readonly kind: 'market'
  readonly lots: Lots
}
/** A buy spends at most `quote` incl. fee; a sell ends at gross proceeds of `quote` and takes no trigger. */
interface MarketByQuote extends OrderCommon {
  readonly kind: 'market_quote'
  readonly quote: Credits
}
export type OrderInput = LimitOrder | MarketByQuantity | MarketByQuote

/** What the API shows of an order; money in µCR, quantities in lots. */
export interface OrderView {
  readonly orderId: OrderId
  readonly account: AccountId
  readonly clientOrderId: string | null
  readonly side: OrderSide
  readonly kind: 'limit' | 'market' | 'market_quote'
  readonly tif: TimeInForce
  readonly postOnly: boolean
  readonly selfTrade: SelfTradeMode
  readonly price: Ticks | null
  readonly lots: Lots | null
  readonly quote: Credits | null
  /** Value of the parameter `market.pair` when it was placed: price and lots are in that pair's tick and lot, for ever. */
  readonly pair: number
  readonly filledLots: Lots
  /** Σ ticks × lots of its fills. */
  readonly filledNotional: Credits
  readonly fee: Credits
  readonly status: OrderStatus
  readonly trigger: Trigger | null
  /** When the trigger fired; null before and without one. */
  readonly triggeredAt: Millis | null
  readonly iceberg: Lots | null
  readonly listId: ListId | null
  /** null: it trades with what is available to the account. */
  readonly margin: OrderMargin | null
  readonly placedAt: Millis
  readonly updatedAt: Millis
}

/** Fills of one command from the taker's side. */
export interface FillView {
  readonly tradeId: number
  readonly price: Ticks
  readonly lots: Lots
  readonly fee: Credits
}

/** One of the two: the order, or the client order id that its owner gave it. */
export interface OrderRef {
  readonly orderId?: OrderId
  readonly clientOrderId?: string
}

/**
 * `oco`: two orders of one side and quantity, at most one without a trigger; when one trades or fires the other is
 * canceled. `oto`: a limit order and the one that is placed when it is filled. `otoco`: the same with an oco as the second.
 */
export type ListKind = 'oco' | 'oto' | 'otoco'

export interface ListInput {
  readonly account: AccountId
  readonly kind: ListKind
  /** As a client order id, of lists. */
  readonly clientListId?: string
  /** In the order of the kind's text; all by `account`. */
  readonly orders: readonly OrderInput[]
}

export interface ListView {
  readonly listId: ListId
  readonly account: AccountId
  readonly kind: ListKind
  readonly clientListId: string | null
  /** `working`: its first order is not filled yet; `open`: two orders stand for one another; `done`: none waits any more. */
  readonly status: ListStatus
  readonly orders: readonly OrderId[]
  readonly placedAt: Millis
  readonly updatedAt: Millis
}
export type ListStatus = 'working' | 'open' | 'done'

export interface PlacedResult {
  readonly order: OrderView
  readonly fills: readonly FillView[]
  readonly repeated: boolean
  /** µCR or LCO units of what its side gives, lent for it on the way; left out: none. */
  readonly borrowed?: number
}

/** A half of a replacement that was refused. */
export interface RefusedHalf {
  readonly ok: false
  readonly code: RejectionCode
  readonly detail: RejectionDetail | undefined
}
