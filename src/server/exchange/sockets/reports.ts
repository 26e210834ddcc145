/** What the events of one command tell owners of orders: one report for each step of each order. Sends nothing. */
import type { Credits, Lots, Millis } from '../../../base/money.ts'
import type { OrderId, OrderView } from '../../../engine/command.ts'
import type { Event, ListEvent, OrderEvent, PreventedEvent, TradeEvent } from '../../../engine/event.ts'
import type { AccountId } from '../../../engine/ledger/chart.ts'
import type { Published } from '../../../sequencer/core.ts'
import { listWords } from '../orders/list-row.ts'
import { ofView, stopText, typeWord, workingTime } from '../orders/order-row.ts'
import { modeWord, sideWord, statusWord, timeWord } from '../orders/words.ts'
import { priceOf, priceText, QUOTE, quantityOf, quantityText, SYMBOL, ZERO } from '../text.ts'

export interface Report {
  readonly order: OrderView
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
  /** The last meeting with an own order. */
  readonly met?: PreventedEvent | undefined
}

/** Remembers which order is the newest, to tell new ones from those that were in the book. */
export class Reports {
  #newest: number

  constructor(newestOrder: number) {
    this.#newest = newestOrder
  }

  of(command: Published): readonly Report[] {
    if (!command.events.some(isTold)) return none
    const reports: Report[] = []
    const gathered: Gathered = { taken: new Map(), made: new Map(), met: new Map(), held: new Set() }
    for (const event of command.events) {
      gather(event, gathered)
      if (event.type === 'order.triggered') {
        const { order: view } = event
        const step = { view, execution: 'NEW', status: 'NEW', filledLots: 0, filledNotional: 0 } as const
        reports.push({ order: view, event: rendered(step, command) })
      } else if (isOrderEvent(event)) {
        for (const step of steps(event, this.#told(event.order.orderId, gathered))) {
          reports.push({ order: event.order, event: rendered(step, command) })
        }
      }
    }
    return reports
  }

  #told(orderId: OrderId, { taken, made, met, held }: Gathered): Told {
    const maker = made.get(orderId)?.shift()
    const trades = maker ? [] : (taken.get(orderId) ?? [])
    taken.delete(orderId)
    const fresh = orderId > this.#newest
    if (fresh) this.#newest = orderId
    return { maker, trades, fresh, met: met.get(orderId), held: held.has(orderId) }
  }
}

const none: readonly Report[] = []

/** Whether there is something to report: most commands are no orders'. */
function isTold(event: Event): boolean {
  return event.type === 'order.triggered' || isOrderEvent(event)
}

/** What the events before say of each order. */
interface Gathered {
  readonly taken: Map<OrderId, TradeEvent[]>
  readonly made: Map<OrderId, TradeEvent[]>
  readonly met: Map<OrderId, PreventedEvent>
  /** Placed now, held back by their list. */
  readonly held: Set<OrderId>
}

function gather(event: Event, { taken, made, met, held }: Gathered): void {
  if (event.type === 'trade') {
    add(made, event.makerOrder, event)
    if (event.takerOrder > 0) add(taken, event.takerOrder, event)
  } else if (event.type === 'trade.prevented') {
    met.set(event.makerOrder, event).set(event.takerOrder, event)
  } else if (event.type === 'list.placed' && event.list.status === 'working' && event.list.kind !== 'oco') {
    for (const orderId of event.list.orders.slice(1)) held.add(orderId)
  }
}

function isOrderEvent(event: Event): event is OrderEvent {
  return event.type === 'order.placed' || event.type === 'order.updated' || event.type === 'order.done'
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
  readonly met: PreventedEvent | undefined
  readonly held: boolean
}

function steps(event: OrderEvent, { maker, trades, fresh, met, held }: Told): Step[] {
  const { order: view, cause } = event
  if (maker) return [fillStep(view, { trade: maker, maker: true }, view)]
  const list: Step[] = []
  const sum = { filledLots: view.filledLots as number, filledNotional: view.filledNotional as number }
  for (const { lots, price } of trades) {
    sum.filledLots -= lots
    sum.filledNotional -= price * lots
  }
  if (fresh) list.push({ view, execution: 'NEW', status: held ? 'PENDING_NEW' : 'NEW', ...sum })
  for (const trade of trades) {
    sum.filledLots += trade.lots
    sum.filledNotional += trade.price * trade.lots
    list.push(fillStep(view, { trade, maker: false }, sum))
  }
  const metItself = cause === 'self_trade'
  const status = statusWord({ status: view.status, filled: sum.filledLots, metItself, heldBack: false })
  if (event.type === 'order.done') {
    if (view.status === 'filled') return list
    const execution = view.status === 'canceled' ? 'CANCELED' : metItself ? 'TRADE_PREVENTION' : 'EXPIRED'
    list.push({ view, execution, status, ...sum, ...(metItself ? { met } : {}) })
  } else if (!fresh && trades.length === 0 && cause !== 'trigger') {
    // What has just been triggered is told already.
    const execution = metItself ? 'TRADE_PREVENTION' : cause === 'amend' ? 'REPLACED' : 'NEW'
    list.push({ view, execution, status, ...sum, ...(metItself ? { met } : {}) })
  }
  return list
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

function rendered(step: Step, { at, seq }: Published): object {
  const { view, execution, status, filledLots, filledNotional, fill } = step
  const order = ofView(view, { metItself: false, heldBack: false })
  const trade = fill?.trade
  const client = order.clientOrderId ?? ''
  const quantity = (lots: number) => quantityText(quantityOf(lots as Lots, view.pair))
  const works = workingTime(order)
  return {
    ...{ e: 'executionReport', E: at, s: SYMBOL, c: client, S: sideWord(view.side), o: typeWord(order) },
    ...{ f: view.kind === 'limit' ? timeWord(view.tif) : 'GTC', q: quantityText(order.quantity ?? order.filled) },
    ...{ p: order.price === null ? ZERO : priceText(order.price), P: stopText(order) },
    ...(order.trigger?.trailBps ? { d: order.trigger.trailBps } : {}),
    ...{ F: order.iceberg === null ? ZERO : quantityText(order.iceberg), g: order.listId ?? -1 },
    // Where an order ends, the id that it was placed with: the cancel's own would be the other one.
    ...{ C: execution === 'CANCELED' ? client : '' },
    ...{ x: execution, X: status, r: 'NONE', i: view.orderId, l: quantity(trade?.lots ?? 0), z: quantity(filledLots) },
    ...fillFields(fill, view),
    ...{ T: at, t: trade?.tradeId ?? -1, I: seq, w: rests(view, execution, status), m: fill?.maker ?? false, M: false },
    ...{ O: view.placedAt, Z: priceText(filledNotional), Y: priceText(trade ? trade.price * trade.lots : 0) },
    ...{ Q: order.quote === null ? ZERO : priceText(order.quote), ...(works > 0 ? { W: works } : {}) },
    ...{ V: modeWord(order.selfTrade), ...metFields(step) },
  }
}

/** What was taken off it without a trade; nothing is where only the other order lost. */
function metFields({ view: { orderId, pair }, met }: Step) {
  if (!met) return {}
  const taken = quantityText(quantityOf(met.lots, pair))
  return {
    ...{ v: met.preventedId, B: taken, u: -1, U: met.makerOrder === orderId ? met.takerOrder : met.makerOrder },
    ...{ Cs: SYMBOL, pl: taken, pL: priceText(priceOf(met.price, pair)), pY: priceText(met.price * met.lots) },
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
