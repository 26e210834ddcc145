/** Orders that wait for the price of a trade, each in one place: fixed, trailing, or reached and next to be placed. Placing is fire.ts. */
import { assert } from '../../base/assert.ts'
import type { ByteReader, ByteWriter } from '../../base/bytes.ts'
import type { Millis, Ticks } from '../../base/money.ts'
import type { OrderId, OrderSide, Trigger } from '../command.ts'
import { type Part, wholePart } from '../parts.ts'
import { Trails } from './trails.ts'
import { TriggerIndex } from './trigger-index.ts'

/** A pending order as the trigger book needs it. */
export interface Waiting {
  readonly id: OrderId
  readonly side: OrderSide
  readonly trigger: Trigger
}

interface Due {
  readonly id: OrderId
  /** Of the trade that reached it; null: its list has come to it. */
  readonly price: Ticks | null
}

type Place = 'falls' | 'rises' | 'trails' | 'due'

export class Triggers {
  #falls = new TriggerIndex<OrderId>('falls')
  #rises = new TriggerIndex<OrderId>('rises')
  #trails = { buy: new Trails('buy'), sell: new Trails('sell') }
  readonly #waiting = new Map<OrderId, { readonly order: Waiting; place: Place }>()
  /** Reached, in the order in which trades reached them; of those that one trade reaches the oldest first. */
  readonly #due = new Map<OrderId, Due>()
  /** When due orders were last placed. */
  firedAt = 0 as Millis
  /** What a load brought, until `reindex`. */
  #loaded: { readonly best: ReadonlyMap<number, number>; readonly due: readonly Due[] } = { best: new Map(), due: [] }

  /** Orders that wait, due ones included. */
  get size(): number {
    return this.#waiting.size + this.#fromLists()
  }

  /** Due orders. */
  get due(): number {
    return this.#due.size
  }

  has(id: OrderId): boolean {
    return this.#waiting.has(id) || this.#due.has(id)
  }

  /** `last`: price of the last trade, which a trailing order without a price follows at once. */
  add(order: Waiting, last: Ticks | null): void {
    assert(!this.has(order.id), `order ${order.id} waits already`)
    const { price, trailBps } = order.trigger
    if (price !== null) this.#fix(order, price)
    else this.#follow(order, { bps: trailBps as number, best: last as number })
  }

  /** Its list has come to it: it is placed next. */
  addDue(id: OrderId): void {
    assert(!this.has(id), `order ${id} waits already`)
    this.#due.set(id, { id, price: null })
  }

  /** Takes out an order wherever it is. */
  remove(id: OrderId): void {
    const found = this.#waiting.get(id)
    this.#waiting.delete(id)
    this.#due.delete(id)
    if (found === undefined) return
    const { order, place } = found
    if (place === 'trails') this.#trails[order.side].remove(id)
    else if (place !== 'due') (place === 'falls' ? this.#falls : this.#rises).remove(order.trigger.price as number, id)
  }

  /** A trade at another price than the last: what it reaches becomes due, trailing orders follow it. */
  cross(price: Ticks): void {
    if (this.#waiting.size === 0) return
    const reached: OrderId[] = []
    for (const side of ['buy', 'sell'] as const)
      if (this.#trails[side].size > 0) reached.push(...this.#trails[side].take(price))
    for (const index of [this.#falls, this.#rises])
      if (index.isReached(price)) for (const id of index.take(price)) this.#reach(id, { price, reached })
    for (const id of reached.sort((a, b) => a - b)) {
      const found = this.#waiting.get(id)
      if (found) found.place = 'due'
      this.#due.set(id, { id, price })
    }
  }

  /** A trade has reached a fixed price: the order is due, or begins to follow there. */
  #reach(id: OrderId, { price, reached }: { price: Ticks; reached: OrderId[] }): void {
    const { order } = this.#waiting.get(id) ?? {}
    const bps = order?.trigger.trailBps
    if (order === undefined || bps === undefined) reached.push(id)
    else this.#follow(order, { bps, best: price })
  }

  /** Takes out the next due order. */
  next(): Due | undefined {
    const first = this.#due.values().next().value
    if (first !== undefined) this.remove(first.id)
    return first
  }

  #fix(order: Waiting, price: number): void {
    const place = directionOf(order)
    this.#waiting.set(order.id, { order, place })
    if (place === 'falls') this.#falls.add(price, order.id)
    else this.#rises.add(price, order.id)
  }

  #follow(order: Waiting, { bps, best }: { bps: number; best: number }): void {
    this.#waiting.set(order.id, { order, place: 'trails' })
    this.#trails[order.side].add(order.id, bps, best)
  }

  #fromLists(): number {
    let count = 0
    for (const id of this.#due.keys()) if (!this.#waiting.has(id)) count += 1
    return count
  }

  part(): Part {
    return wholePart(
      'triggers',
      (w) => this.#save(w),
      (r) => this.#load(r),
    )
  }

  /** f64 when last placed; u32 trailing orders by id: f64 id, f64 best price; u32 due ones in order: f64 id, f64 price or 0. */
  #save(w: ByteWriter): void {
    const trailing = [...this.#trails.buy.entries(), ...this.#trails.sell.entries()].sort(([a], [b]) => a - b)
    w.f64(this.firedAt).u32(trailing.length)
    for (const [id, best] of trailing) w.f64(id).f64(best)
    w.u32(this.#due.size)
    for (const { id, price } of this.#due.values()) w.f64(id).f64(price ?? 0)
  }

  #load(r: ByteReader): void {
    this.firedAt = r.f64() as Millis
    const best = new Map<number, number>()
    for (let left = r.u32(); left > 0; left--) best.set(r.f64(), r.f64())
    const due: Due[] = []
    for (let left = r.u32(); left > 0; left--)
      due.push({ id: r.f64() as OrderId, price: (r.f64() || null) as Ticks | null })
    this.#loaded = { best, due }
  }

  /** After a load: every pending order with a trigger, by id. */
  reindex(pending: Iterable<Waiting>): void {
    const { best, due } = this.#loaded
    this.#falls = new TriggerIndex<OrderId>('falls')
    this.#rises = new TriggerIndex<OrderId>('rises')
    this.#trails = { buy: new Trails('buy'), sell: new Trails('sell') }
    this.#waiting.clear()
    this.#due.clear()
    for (const row of due) this.#due.set(row.id, row)
    for (const order of pending) {
      const { price, trailBps } = order.trigger
      const followed = best.get(order.id)
      if (this.#due.has(order.id)) this.#waiting.set(order.id, { order, place: 'due' })
      else if (followed !== undefined) this.#follow(order, { bps: trailBps as number, best: followed })
      else this.#fix(order, price as number)
    }
  }
}

/** Which way the price of a trade has to pass. */
export function directionOf({ side, trigger }: Pick<Waiting, 'side' | 'trigger'>): 'falls' | 'rises' {
  return (trigger.kind === 'stop_loss') === (side === 'sell') ? 'falls' : 'rises'
}
