/** The book's executable specification: sorted arrays and obvious loops, for tests only. Speed is book.ts's business. */
import type { ByteWriter } from '../../../base/bytes.ts'
import {
  BUY,
  DECREMENT,
  type DepthLevel,
  DONE,
  EXPIRE_MAKER,
  EXPIRE_TAKER,
  EXPIRED_REST,
  type Outcome,
  REJECTED_FOK,
  REJECTED_POST,
  RESTED,
  type RestingOrder,
  SELL,
  type Side,
  STP_EXPIRED,
  type Taker,
} from './types.ts'

/** One resting order met: a trade, or a trade that self-trade prevention stopped. */
export interface Meeting {
  readonly maker: number
  readonly account: number
  readonly price: number
  readonly lots: number
  readonly left: number
}

export interface LevelChange extends DepthLevel {
  readonly side: Side
}

export interface Result {
  fills: Meeting[]
  prevented: Meeting[]
  changes: LevelChange[]
  remaining: number
  traded: number
  notional: number
}

type Order = { -readonly [Key in keyof RestingOrder]: RestingOrder[Key] }

export class TwinBook {
  /** Best price first, oldest first within a price. */
  #bids: Order[] = []
  #asks: Order[] = []
  /** What the last call did. */
  result: Result = emptyResult(0)

  place(taker: Taker): Outcome {
    const facing: Side = taker.side === BUY ? SELL : BUY
    const [before, ownBefore] = [this.depth(facing), this.depth(taker.side)]
    const outcome = taker.tif === 'fok' ? this.#allOrNothing(taker) : this.#place(taker)
    this.result.changes = [...this.#changes(facing, before), ...this.#changes(taker.side, ownBefore)]
    return outcome
  }

  cancel(id: number): number {
    const order = this.order(id)
    const lots = order ? order.lots + order.hidden : -1
    this.reduce(id, lots)
    return lots
  }

  /** Hidden lots go first, so that what shows stays where it stands. */
  reduce(id: number, lots: number): number {
    this.result = emptyResult(0)
    const order = this.order(id)
    if (!order) return -1
    const before = this.depth(order.side)
    const hidden = Math.min(lots, order.hidden)
    order.hidden -= hidden
    order.lots -= lots - hidden
    this.#dropEmpty()
    this.result.changes = this.#changes(order.side, before)
    return order.lots + order.hidden
  }

  order(id: number): Order | undefined {
    return this.orders().find((order) => order.id === id)
  }

  orders(): Order[] {
    return [...this.#bids, ...this.#asks]
  }

  depth(side: Side): DepthLevel[] {
    const totals = new Map<number, number>()
    for (const { price, lots } of this.#side(side)) totals.set(price, (totals.get(price) ?? 0) + lots)
    return [...totals].map(([price, lots]) => ({ price, lots }))
  }

  save(writer: ByteWriter): void {
    const orders = this.orders()
    writer.u32(orders.length)
    for (const { side, price, id, account, lots, hidden, slice } of orders)
      writer
        .u8(side)
        .u32(price)
        .f64(id)
        .u32(account)
        .f64(lots)
        .f64(hidden)
        .f64(hidden > 0 ? slice : 0)
  }

  #side(side: Side): Order[] {
    return side === BUY ? this.#bids : this.#asks
  }

  /** Tries it as immediate-or-cancel and takes everything back unless all of it traded. */
  #allOrNothing(taker: Taker): Outcome {
    const bids = this.#bids.map((order) => ({ ...order }))
    const asks = this.#asks.map((order) => ({ ...order }))
    const outcome = this.#place({ ...taker, tif: 'ioc' })
    if (outcome === DONE && (taker.stp === EXPIRE_MAKER || this.result.prevented.length === 0)) return DONE
    this.#bids = bids
    this.#asks = asks
    this.result = emptyResult(taker.lots)
    return REJECTED_FOK
  }

  #place(taker: Taker): Outcome {
    this.result = emptyResult(taker.lots)
    if (taker.tif === 'post' && this.#first(taker)) return REJECTED_POST
    const outcome = this.#match(taker)
    if (outcome !== RESTED || taker.tif === 'ioc') return outcome === RESTED ? EXPIRED_REST : outcome
    const { id, account, side, limit: price, slice } = taker
    const { remaining } = this.result
    const lots = slice === 0 ? remaining : Math.min(slice, remaining)
    this.#queue({ id, account, side, price, lots, hidden: remaining - lots, slice })
    return RESTED
  }

  /** The order that the taker meets next. */
  #first({ side, limit }: Taker): Order | undefined {
    const [first] = this.#side(side === BUY ? SELL : BUY)
    return first && (side === BUY ? first.price <= limit : first.price >= limit) ? first : undefined
  }

  /** Last at its price. */
  #queue(order: Order): void {
    const queue = this.#side(order.side)
    const at = queue.findIndex(({ price }) => (order.side === BUY ? price < order.price : price > order.price))
    queue.splice(at === -1 ? queue.length : at, 0, order)
  }

  /** An order with nothing left to show comes back with its next part, last in its queue, or is gone. */
  #renew(order: Order): void {
    const queue = this.#side(order.side)
    queue.splice(queue.indexOf(order), 1)
    order.lots = Math.min(order.slice, order.hidden)
    order.hidden -= order.lots
    if (order.lots > 0) this.#queue(order)
  }

  /** RESTED stands for: something remains and nobody within the limit is left to meet. */
  #match(taker: Taker): Outcome {
    const { result } = this
    const outOfBudget = () => (result.traded > 0 ? DONE : EXPIRED_REST)
    const whole = taker.stp !== EXPIRE_TAKER && taker.stp !== DECREMENT
    let spent = 0
    let price = 0
    for (let order = this.#first(taker); order; order = this.#first(taker)) {
      price = order.price
      const want = affordable(taker, { spent, price, most: result.remaining })
      if (want === 0) return outOfBudget()
      const own = order.account === taker.account
      let lots = Math.min(want, order.lots)
      if (own && taker.stp === EXPIRE_TAKER) lots = 0
      if (own && whole) lots = order.lots + order.hidden
      const left = order.lots + order.hidden - lots
      const meeting = { maker: order.id, account: order.account, price, lots, left }
      if (own && whole) Object.assign(order, { lots: 0, hidden: 0 })
      else order.lots -= lots
      const usedUp = order.lots === 0
      if (usedUp) this.#renew(order)
      if (own) result.prevented.push(meeting)
      else result.fills.push(meeting)
      if (own && taker.stp === EXPIRE_MAKER) continue
      if (own && taker.stp !== DECREMENT) return STP_EXPIRED
      result.remaining -= lots
      spent += lots * price
      if (!own) result.traded += lots
      if (!own) result.notional += lots * price
      if (result.remaining === 0) return own ? STP_EXPIRED : DONE
      if (!usedUp) return outOfBudget()
    }
    const next = this.#side(taker.side === BUY ? SELL : BUY)[0]?.price ?? price
    return result.traded > 0 && affordable(taker, { spent, price: next, most: 1 }) === 0 ? DONE : RESTED
  }

  #dropEmpty(): void {
    this.#bids = this.#bids.filter((order) => order.lots > 0)
    this.#asks = this.#asks.filter((order) => order.lots > 0)
  }

  /** Best first, by comparing the side's levels before and after. */
  #changes(side: Side, before: DepthLevel[]): LevelChange[] {
    const after = this.depth(side)
    const prices = [...new Set([...before, ...after].map((level) => level.price))]
    prices.sort((a, b) => (side === BUY ? b - a : a - b))
    const at = (levels: DepthLevel[], price: number) => levels.find((level) => level.price === price)?.lots ?? 0
    return prices
      .filter((price) => at(before, price) !== at(after, price))
      .map((price) => ({ side, price, lots: at(after, price) }))
  }
}

function emptyResult(lots: number): Result {
  return { fills: [], prevented: [], changes: [], remaining: lots, traded: 0, notional: 0 }
}

/** The most lots ≤ `most` that the budget still pays for at this price: the rule itself, by bisection. */
function affordable(taker: Taker, { spent, price, most }: { spent: number; price: number; most: number }): number {
  if (taker.budget === Number.POSITIVE_INFINITY) return most
  const budget = BigInt(taker.budget)
  let low = 0
  let high = most
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const notional = BigInt(spent) + BigInt(middle) * BigInt(price)
    const fee = taker.side === BUY ? (notional * BigInt(taker.feeBps) * 2n + 10_000n) / 20_000n : 0n
    if (notional + fee <= budget) low = middle
    else high = middle - 1
  }
  return low
}
