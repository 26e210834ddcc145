/** The orders that rest: a first-in-first-out queue at each price level and an index by order id. Nothing matches here. */
import { assert } from '../../../base/assert.ts'
import { IdIndex } from './id-index.ts'
import { Levels } from './levels.ts'
import { BUY, type RestingOrder, type Side, type Taker } from './types.ts'
import { widenFloats, widenInts } from './widen.ts'

/** What of an incoming order a resting one needs. */
export type Rests = Pick<Taker, 'id' | 'account' | 'side' | 'limit' | 'slice'>

/**
 * An order is a slot number in parallel arrays; 0 is none. Invariants: every queued order shows ≥ 1 lot; a level's lots
 * are the sum of what shows; no bid is at or above an ask.
 */
export class Resting {
  id = new Float64Array(1024)
  account = new Int32Array(1024)
  /** What shows. */
  lots = new Float64Array(1024)
  /** What does not yet, and the most that shows at a time; the latter counts only while something is hidden. */
  hidden = new Float64Array(1024)
  slice = new Float64Array(1024)
  level = new Int32Array(1024)
  /** Neighbours in the queue of the level. A free slot keeps the next free one in `next`. */
  next = new Int32Array(1024)
  #previous = new Int32Array(1024)
  readonly levels = new Levels()
  /** Σ price × lots of all bids in µCR: what their owners hold in escrow before fees. */
  bidNotional = 0
  /** Σ lots of all asks. */
  askLots = 0
  readonly #slots = new IdIndex()
  #used = 1
  #free = 0

  get size(): number {
    return this.#slots.size
  }

  /** The slot of an order, 0 when it does not rest. */
  slot(id: number): number {
    return this.#slots.get(id)
  }

  /** Best price of a side in ticks, 0 when it is empty. */
  bestPrice(side: Side): number {
    const level = this.levels.best[side]!
    return level === 0 ? 0 : this.levels.price[level]!
  }

  /** Queues an order last at its limit, a part of it if it shows in parts; returns its level. */
  add(order: Rests, lots: number): number {
    const { id, side, limit, slice } = order
    const shown = slice === 0 || slice > lots ? lots : slice
    const levels = this.levels
    const slot = this.#newSlot()
    const level = levels.obtain(side, limit)
    const last = levels.tail[level]!
    this.id[slot] = id
    this.account[slot] = order.account
    this.lots[slot] = shown
    this.hidden[slot] = lots - shown
    this.slice[slot] = slice
    this.level[slot] = level
    this.#previous[slot] = last
    this.next[slot] = 0
    if (last === 0) levels.head[level] = slot
    else this.next[last] = slot
    levels.tail[level] = slot
    levels.lots[level] = levels.lots[level]! + shown
    if (side === BUY) this.bidNotional += limit * lots
    else this.askLots += lots
    assert(this.bidNotional <= Number.MAX_SAFE_INTEGER, 'the bids hold more credits than can exist')
    assert(this.#slots.add(id, slot), 'an order with this id rests already')
    return level
  }

  /** Queues an order of which so many lots show, as it was saved. */
  load(order: Rests & { readonly lots: number }, { hidden, slice }: { hidden: number; slice: number }): void {
    const level = this.add(order, order.lots)
    const slot = this.slot(order.id)
    this.hidden[slot] = hidden
    this.slice[slot] = slice
    if (this.levels.side[level] === BUY) this.bidNotional += order.limit * hidden
    else this.askLots += hidden
  }

  /**
   * Takes lots off what shows of an order. With nothing left to show, its next hidden part goes last in the queue; one
   * without any leaves the book. Returns all that is left.
   */
  take(slot: number, lots: number): number {
    const levels = this.levels
    const level = this.level[slot]!
    const left = this.lots[slot]! - lots
    this.lots[slot] = left
    levels.lots[level] = levels.lots[level]! - lots
    if (levels.side[level] === BUY) this.bidNotional -= levels.price[level]! * lots
    else this.askLots -= lots
    if (left !== 0) return left + this.hidden[slot]!
    if (this.hidden[slot] !== 0) return this.#show(slot, level)
    this.#remove(slot, level)
    return 0
  }

  /** Takes lots off what is hidden. */
  takeHidden(slot: number, lots: number): void {
    const levels = this.levels
    const level = this.level[slot]!
    this.hidden[slot] = this.hidden[slot]! - lots
    if (levels.side[level] === BUY) this.bidNotional -= levels.price[level]! * lots
    else this.askLots -= lots
  }

  /** Takes a whole order out, what is hidden too. */
  drop(slot: number): void {
    const hidden = this.hidden[slot]!
    if (hidden !== 0) this.takeHidden(slot, hidden)
    this.take(slot, this.lots[slot]!)
  }

  /** All lots of an order, hidden ones too. */
  total(slot: number): number {
    return this.lots[slot]! + this.hidden[slot]!
  }

  read(slot: number): RestingOrder {
    const level = this.level[slot]!
    return {
      id: this.id[slot]!,
      account: this.account[slot]!,
      side: this.levels.side[level] as Side,
      price: this.levels.price[level]!,
      lots: this.lots[slot]!,
      hidden: this.hidden[slot]!,
      slice: this.hidden[slot] === 0 ? 0 : this.slice[slot]!,
    }
  }

  /** Bids then asks, best level first, oldest first. */
  *all(): Generator<RestingOrder, void> {
    const { levels } = this
    for (let side = 0; side <= 1; side++) {
      for (let level = levels.best[side]!; level !== 0; level = levels.worse[level]!) {
        for (let slot = levels.head[level]!; slot !== 0; slot = this.next[slot]!) yield this.read(slot)
      }
    }
  }

  /** The next part of an order that has used up what showed, last in the queue; returns all that is left of it. */
  #show(slot: number, level: number): number {
    const levels = this.levels
    const left = this.hidden[slot]!
    const shown = Math.min(left, this.slice[slot]!)
    this.lots[slot] = shown
    this.hidden[slot] = left - shown
    levels.lots[level] = levels.lots[level]! + shown
    const next = this.next[slot]!
    if (next === 0) return left
    const previous = this.#previous[slot]!
    const last = levels.tail[level]!
    if (previous === 0) levels.head[level] = next
    else this.next[previous] = next
    this.#previous[next] = previous
    this.next[last] = slot
    this.#previous[slot] = last
    this.next[slot] = 0
    levels.tail[level] = slot
    return left
  }

  #remove(slot: number, level: number): void {
    const levels = this.levels
    const previous = this.#previous[slot]!
    const next = this.next[slot]!
    if (previous === 0) levels.head[level] = next
    else this.next[previous] = next
    if (next === 0) levels.tail[level] = previous
    else this.#previous[next] = previous
    if (previous === 0 && next === 0) levels.release(level)
    this.#slots.delete(this.id[slot]!)
    this.next[slot] = this.#free
    this.#free = slot
  }

  #newSlot(): number {
    const freed = this.#free
    if (freed !== 0) {
      this.#free = this.next[freed]!
      return freed
    }
    if (this.#used === this.id.length) this.#grow()
    return this.#used++
  }

  #grow(): void {
    const length = this.id.length * 2
    this.id = widenFloats(this.id, length)
    this.account = widenInts(this.account, length)
    this.lots = widenFloats(this.lots, length)
    this.hidden = widenFloats(this.hidden, length)
    this.slice = widenFloats(this.slice, length)
    this.level = widenInts(this.level, length)
    this.next = widenInts(this.next, length)
    this.#previous = widenInts(this.#previous, length)
  }
}
