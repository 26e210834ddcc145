/** What the events of one command tell owners of orders: one report for each step of each order. Sends nothing. */
import type { Credits, Lots, Millis } from '../../../base/money.ts'
import type { OrderId, OrderView } from '../../../engine/command.ts'
import type { ListEvent, OrderEvent, TradeEvent } from '../../../engine/event.ts'
import type { AccountId } from '../../../engine/ledger/chart.ts'
import type { Published } from '../../../sequencer/core.ts'
import { listWords } from '../orders/list-row.ts'
import { ofView, stopText, typeWord, workingTime } from '../orders/order-row.ts'
import { sideWord, statusWord, timeWord } from '../orders/words.ts'
import { priceOf, priceText, QUOTE, quantityOf, quantityText, SYMBOL, ZERO } from '../text.ts'

export interface Report {
  readonly account: AccountId
  readonly event: object
}

/** A fill from one side of it. */
interface Filled {
  readonly trade: TradeEvent
  readonly maker: boolean
}

/** One step: what happened, and where the order stood after it. */
interface Step {
  readonly view: OrderView
  readonly execution: 'NEW' | 'TRADE' | 'CANCELED' | 'EXPIRED' | 'REPLACED' | 'TRADE_PREVENTION'
  readonly status: string
  readonly filledLots: number
  readonly filledNotional: number
  readonly fill?: Filled
}

/** Remembers which order is the newest, to tell new ones from those that were in the book. */
export class Reports {
  #newest: number

  constructor(newestOrder: number) {
    this.#newest = newestOrder
  }

  of(command: Published): Report[] {
    const reports: Report[] = []
    const taken = new Map<OrderId, TradeEvent[]>()
    const made = new Map<OrderId, TradeEvent[]>()
    for (const event of command.events) {
      if (event.type === 'trade') {
        add(made, event.makerOrder, event)
        if (event.takerOrder > 0) add(taken, event.takerOrder, event)
      } else if (event.type === 'order.placed' || event.type === 'order.updated' || event.type === 'order.done') {
        const { orderId } = event.order
        const maker = made.get(orderId)?.shift()
        const trades = maker ? [] : (taken.get(orderId) ?? [])
        taken.delete(orderId)
        const fresh = orderId > this.#newest
        if (fresh) this.#newest = orderId
        for (const step of steps(event, { maker, trades, fresh })) {
          reports.push({ account: event.order.account, event: rendered(step, command) })
        }
      }
    }
    return reports
  }
}

function add(map: Map<OrderId, TradeEvent[]>, orderId: OrderId, trade: TradeEvent): void {
  const list = map.get(orderId)
  if (list) list.push(trade)
  else map.set(orderId, [trade])
}

interface Told {
  readonly maker: TradeEvent | undefined
  readonly trades: readonly TradeEvent[]
  readonly fresh: boolean
}

function steps(event: OrderEvent, { maker, trades, fresh }: Told): Step[] {
  const { order: view, cause } = event
  const ended = event.type === 'order.done' && view.status !== 'filled'
  if (maker) return [fillStep(view, { trade: maker, maker: true }, view)]
  const list: Step[] = []
  const sum = { filledLots: view.filledLots as number, filledNotional: view.filledNotional as number }
  for (const { lots, price } of trades) {
    sum.filledLots -= lots
    sum.filledNotional -= price * lots
  }
  if (fresh) list.push({ view, execution: 'NEW', status: heldBack(view) ? 'PENDING_NEW' : 'NEW', ...sum })
  for (const trade of trades) {
    sum.filledLots += trade.lots
    sum.filledNotional += trade.price * trade.lots
    list.push(fillStep(view, { trade, maker: false }, sum))
  }
  if (ended) {
    const execution = view.status === 'canceled' ? 'CANCELED' : 'EXPIRED'
    list.push({ view, execution, status: statusWord(view.status, sum.filledLots, cause === 'self_trade'), ...sum })
  } else if (!fresh && trades.length === 0 && view.status !== 'filled') {
    const execution = cause === 'self_trade' ? 'TRADE_PREVENTION' : cause === 'amend' ? 'REPLACED' : 'NEW'
    list.push({ view, execution, status: statusWord('open', sum.filledLots, false), ...sum })
  }
  return list
}

/** Part of a list that has not come to it. */
function heldBack({ status, trigger }: OrderView): boolean {
  return status === 'pending' && trigger === null
}

function fillStep(
  view: OrderView,
  fill: Filled,
  sum: { readonly filledLots: number; readonly filledNotional: number },
): Step {
  const whole = view.status === 'filled' && sum.filledLots === view.filledLots
  const { filledLots, filledNotional } = sum
  return { view, execution: 'TRADE', status: whole ? 'FILLED' : 'PARTIALLY_FILLED', filledLots, filledNotional, fill }
}

function rendered({ view, execution, status, filledLots, filledNotional, fill }: Step, { at, seq }: Published): object {
  const order = ofView(view)
  const trade = fill?.trade
  const quantity = (lots: number) => quantityText(quantityOf(lots as Lots, view.pair))
  return {
    ...{
      e: 'executionReport',
      E: at,
      s: SYMBOL,
      c: order.clientOrderId ?? '',
      S: sideWord(view.side),
      o: typeWord(order),
    },
    ...{ f: view.kind === 'limit' ? timeWord(view.tif) : 'GTC', q: quantityText(order.quantity ?? order.filled) },
    ...{ p: order.price === null ? ZERO : priceText(order.price), P: stopText(order) },
    ...(order.trigger?.trailBps ? { d: order.trigger.trailBps } : {}),
    ...{ F: order.iceberg === null ? ZERO : quantityText(order.iceberg), g: order.listId ?? -1, C: '' },
    ...{ x: execution, X: status, r: 'NONE', i: view.orderId, l: quantity(trade?.lots ?? 0), z: quantity(filledLots) },
    ...fillFields(fill, view),
    ...{ T: at, t: trade?.tradeId ?? -1, I: seq, w: rests(view, execution, status), m: fill?.maker ?? false, M: false },
    ...{ O: view.placedAt, Z: priceText(filledNotional), Y: priceText(trade ? trade.price * trade.lots : 0) },
    ...{ Q: order.quote === null ? ZERO : priceText(order.quote), W: workingTime(order), V: 'EXPIRE_MAKER' },
  }
}

function fillFields(fill: Filled | undefined, { pair }: OrderView) {
  if (!fill) return { L: ZERO, n: '0', N: null }
  const { trade, maker } = fill
  const fee: Credits = maker ? trade.makerFee : trade.takerFee
  return { L: priceText(priceOf(trade.price, pair)), n: priceText(fee), N: QUOTE }
}

function rests({ kind, status: now }: OrderView, execution: Step['execution'], status: string): boolean {
  if (now === 'pending') return false
  return kind === 'limit' && (execution === 'NEW' || (now === 'open' && status !== 'FILLED'))
}

/** A list's step; `clientIdOf` names its orders. */
export function listEvent(
  { list }: ListEvent,
  at: Millis,
  clientIdOf: (account: AccountId, orderId: OrderId) => string,
): object {
  const words = listWords(list)
  return {
    ...{ e: 'listStatus', E: at, s: SYMBOL, g: list.listId, c: words.contingency, l: words.status, L: words.orders },
    ...{ r: 'NONE', C: list.clientListId ?? '', T: at },
    O: list.orders.map((i) => ({ s: SYMBOL, i, c: clientIdOf(list.account, i) })),
  }
}

/** Both balances after a change. */
export function positionEvent(
  balances: readonly { readonly asset: string; readonly free: string; readonly locked: string }[],
  at: Millis,
): object {
  return {
    ...{ e: 'outboundAccountPosition', E: at, u: at },
    B: balances.map(({ asset, free, locked }) => ({ a: asset, f: free, l: locked })),
  }
}
