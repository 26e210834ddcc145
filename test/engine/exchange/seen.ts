/** What a session of orders has come to, in words, so that a test can say what it must have met. Judges nothing. */
import type { Command, ListKind, OrderId, OrderView } from '../../../src/engine/command.ts'
import type { Event, EventOf, OrderEvent, PreventedEvent } from '../../../src/engine/event.ts'
import type { Accepted, Outcome } from '../../../src/engine/outcome.ts'

/** An order's form without what it waits for: 'iceberg', 'post-only', 'limit fok', 'market', 'market by amount'. */
function formOf({ kind, tif, postOnly, iceberg }: OrderView): string {
  if (kind === 'market_quote') return 'market by amount'
  if (kind === 'market') return 'market'
  if (iceberg !== null) return 'iceberg'
  return postOnly ? 'post-only' : `limit ${tif}`
}

/** 'stop_loss', 'take_profit trailing', 'stop_loss trailing from a price'. */
function triggerOf({ trigger }: OrderView): string {
  if (trigger === null) return 'nothing'
  const { kind, price, trailBps } = trigger
  if (trailBps === undefined) return kind
  return `${kind} trailing${price === null ? '' : ' from a price'}`
}

export class Seen {
  /** Commands about orders and by operators that engine and twin were shown; clock ticks are not counted. */
  commands = 0
  accepted = 0
  readonly #words = new Set<string>()

  has(word: string): boolean {
    return this.#words.has(word)
  }

  watch(command: Command, outcome: Outcome): void {
    if (command.type !== 'clock.tick') this.#count(command, outcome)
    if (!outcome.ok) return
    for (const event of outcome.events) this.#see(event, outcome.events)
  }

  join(other: Seen): void {
    this.commands += other.commands
    this.accepted += other.accepted
    for (const word of other.#words) this.#words.add(word)
  }

  #count(command: Command, outcome: Outcome): void {
    this.commands += 1
    if (outcome.ok && !outcome.repeated) this.accepted += 1
    const how = outcome.ok ? (outcome.repeated ? 'repeated' : 'accepted') : outcome.code
    this.#words.add(`${command.type}: ${how}`)
    if (command.type === 'order.replace' && outcome.ok) this.#words.add(halves(outcome as Accepted<'order.replace'>))
  }

  #see(event: Event, all: readonly Event[]): void {
    if (event.type === 'order.placed') this.#placed(event.order)
    else if (event.type === 'order.triggered') this.#triggered(event)
    else if (event.type === 'order.done') this.#done(event)
    else if (event.type === 'list.done') this.#listDone(event.list.kind, event.list.orders, all)
    else if (event.type === 'list.updated') this.#words.add(`${event.list.kind}: both begin`)
    else if (event.type === 'trade.prevented') this.#prevented(event, all)
    else if (event.type === 'trade' && (event.makerMargin || event.takerMargin)) this.#words.add('margin wallet trades')
    else if (event.type === 'entry' && event.kind === 'margin.dust')
      this.#words.add('dust: coins below a lot leave a margin wallet')
    else if (event.type === 'trading.paused') this.#words.add('trading is paused')
  }

  #placed(order: OrderView): void {
    if (order.status === 'pending') this.#words.add(`${triggerOf(order)} waits: ${formOf(order)} ${order.side}`)
    else this.#words.add(`${formOf(order)} ${order.side} rests`)
  }

  #triggered({ order, price }: EventOf<'order.triggered'>): void {
    this.#words.add(
      price === null
        ? `its list places: ${formOf(order)}`
        : `${triggerOf(order)} fires: ${formOf(order)} ${order.side}`,
    )
  }

  #done({ order, cause, refusal }: OrderEvent): void {
    const fired = order.triggeredAt === null ? '' : 'fired '
    this.#words.add(`${fired}${formOf(order)} ${order.side}: ${order.status} by ${cause}`)
    if (order.margin?.reduceOnly) this.#words.add(`reduce-only: ${order.status} by ${cause}`)
    if (refusal !== undefined) this.#words.add(`refused when its turn came: ${refusal}`)
    const { quote, filledNotional, fee } = order
    if (quote === null || order.status !== 'filled') return
    const left = quote - filledNotional - (order.side === 'buy' ? fee : 0)
    if (left > 0) this.#words.add(`dust: a ${order.side} by amount is filled with less than a lot left`)
  }

  /** How: by its orders that end with it, and whether one goes on. */
  #listDone(kind: ListKind, orders: readonly OrderId[], all: readonly Event[]): void {
    const ends = endsIn(all).filter(({ order }) => orders.includes(order.orderId))
    const fired = all.some((event) => event.type === 'order.triggered' && orders.includes(event.order.orderId))
    const causes = [
      ...new Set(ends.map(({ order, cause }) => (cause === 'list' ? 'list' : `${order.status} by ${cause}`))),
    ]
    this.#words.add(`${kind} is done: ${fired ? 'one fires, ' : ''}${causes.sort().join(', ') || 'nothing ends'}`)
  }

  #prevented({ makerOrder, mode, lots }: PreventedEvent, all: readonly Event[]): void {
    const ended = endsIn(all).some(({ order, cause }) => order.orderId === makerOrder && cause === 'self_trade')
    const what = lots === 0 ? 'leaves the resting order' : ended ? 'takes it out' : 'takes a part of it'
    this.#words.add(`self-trade ${mode}: ${what}`)
  }
}

function endsIn(events: readonly Event[]): readonly OrderEvent[] {
  return events.flatMap((event) => (event.type === 'order.done' ? [event] : []))
}

function halves({ result: { canceled, placed } }: Accepted<'order.replace'>): string {
  const second = placed === null ? 'not tried' : placed.ok ? 'placed' : 'refused'
  return `order.replace: ${canceled.ok ? 'canceled' : 'nothing to cancel'}, ${second}`
}
