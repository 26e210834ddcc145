/** Reads about the market: ticker, depth, orders, what an order would do. */
import type { Credits, Lots, Millis, Ticks } from '../../base/money.ts'
import type { ListId, ListView, OrderId, OrderInput, OrderView } from '../command.ts'
import type { Engine } from '../engine.ts'
import { BUY, SELL } from '../exchange/book/types.ts'
import { listView } from '../exchange/lists.ts'
import { orderView as viewOf } from '../exchange/orders.ts'
import { type Pair, pairOf } from '../exchange/pair.ts'
import { planOrder } from '../exchange/plan.ts'
import { type OrderQuote, quoteOrder as quotePlan } from '../exchange/quote.ts'
import type { AccountId } from '../ledger/chart.ts'
import { Rejection } from '../rejections.ts'
import { deskOf } from '../state.ts'

export interface MarketView {
  readonly pair: Pair
  readonly last: Ticks | null
  readonly mark: Ticks | null
  readonly frozen: boolean
  readonly pausedUntil: Millis
  readonly bestBid: Ticks | null
  readonly bestAsk: Ticks | null
  readonly band: { readonly low: Ticks; readonly high: Ticks }
  readonly stats24h: Stats24h | null
}

interface Stats24h {
  readonly open: Ticks
  readonly high: Ticks
  readonly low: Ticks
  readonly close: Ticks
  readonly lots: Lots
  readonly notional: Credits
}

export function marketView(engine: Engine, now: Millis): MarketView {
  const { market, parameters } = engine.state
  const { book, mark } = market
  const band = mark.band(now, parameters['market.band'])
  return {
    pair: pairOf(parameters['market.pair']),
    last: mark.lastPrice,
    mark: mark.price,
    frozen: mark.frozen,
    pausedUntil: mark.pausedUntil,
    bestBid: (book.bestBid() || null) as Ticks | null,
    bestAsk: (book.bestAsk() || null) as Ticks | null,
    band: { low: band.low as Ticks, high: band.high as Ticks },
    stats24h: stats(engine, now),
  }
}

/** The last 24 h in whole minutes. */
function stats(engine: Engine, now: Millis): Stats24h | null {
  const from = now - 86_400_000
  const buckets = engine.state.market.mark.minutes.save().filter(({ slot }) => slot * 60_000 >= from - 59_999)
  const [first, last] = [buckets[0], buckets[buckets.length - 1]]
  if (!first || !last) return null
  return {
    open: first.open as Ticks,
    high: Math.max(...buckets.map((b) => b.high)) as Ticks,
    low: Math.min(...buckets.map((b) => b.low)) as Ticks,
    close: last.close as Ticks,
    lots: buckets.reduce((sum, b) => sum + b.lots, 0) as Lots,
    notional: buckets.reduce((sum, b) => sum + b.notional, 0) as Credits,
  }
}

export type LevelRow = readonly [price: Ticks, lots: Lots]

export function depth(
  engine: Engine,
  levels: number,
): { readonly bids: readonly LevelRow[]; readonly asks: readonly LevelRow[] } {
  const { book } = engine.state.market
  const rows = (side: typeof BUY | typeof SELL): LevelRow[] =>
    book.depth(side, levels).map(({ price, lots }) => [price as Ticks, lots as Lots])
  return { bids: rows(BUY), asks: rows(SELL) }
}

/** Open and pending ones, oldest first. */
export function openOrders(engine: Engine, account: AccountId): readonly OrderView[] {
  const { orders } = engine.state.market
  return orders.liveOf(account).flatMap((id) => view(engine, id) ?? [])
}

/** When all orders of an account are canceled unless it is heard of before; null while nothing is due. */
export function cancelTime(engine: Engine, account: AccountId): Millis | null {
  return engine.state.market.timers.of(account)
}

/** An open order or one of the last done ones of this account. */
export function orderView(
  engine: Engine,
  account: AccountId,
  id: { orderId: OrderId } | { clientOrderId: string },
): OrderView | undefined {
  const orderId = 'orderId' in id ? id.orderId : engine.state.market.orders.byClientId(account, id.clientOrderId)
  const found = orderId === undefined ? undefined : view(engine, orderId)
  return found?.account === account ? found : undefined
}

function view(engine: Engine, id: OrderId): OrderView | undefined {
  const order = engine.state.market.orders.get(id)
  return order && viewOf(order)
}

/** By its id or the client list id that its owner gave it; undefined for a stranger's. */
export function orderList(
  engine: Engine,
  account: AccountId,
  id: { listId: ListId } | { clientListId: string },
): { readonly list: ListView; readonly orders: readonly OrderView[] } | undefined {
  const { lists } = engine.state.market
  const listId = 'listId' in id ? id.listId : lists.byClientId(account, id.clientListId)
  const list = listId === undefined ? undefined : lists.get(listId)
  if (listId === undefined || list?.account !== account) return undefined
  return { list: listView(listId, list), orders: list.orders.flatMap((orderId) => view(engine, orderId) ?? []) }
}

/** What placing this order now would do; the refusal it would get otherwise. Books nothing. */
export function quoteOrder(engine: Engine, input: OrderInput, now: Millis): OrderQuote | Rejection {
  const desk = deskOf(engine.state, now)
  const plan = planOrder(desk, input)
  return plan instanceof Rejection ? plan : quotePlan(desk, plan)
}
