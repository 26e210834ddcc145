/** The price levels of both sides, best to worst. Which orders queue at a level is resting.ts's business. */
import { assert } from '../../../base/assert.ts'
import { PriceIndex } from './price-index.ts'
import { BUY, type Side } from './types.ts'
import { widenFloats, widenInts } from './widen.ts'

/**
 * A level is a slot number; 0 is none. Invariant: bids and asks never share or cross prices, so one price index serves
 * both sides. A released level keeps 0 lots and no head until the slot is used again.
 */
export class Levels {
  price = new Int32Array(256)
  side = new Int32Array(256)
  /** Sum of the lots of the level's orders. */
  lots = new Float64Array(256)
  /** First and last order slot of the queue. */
  head = new Int32Array(256)
  tail = new Int32Array(256)
  /** Neighbours on the same side. A free slot keeps the next free one in `worse`. */
  better = new Int32Array(256)
  worse = new Int32Array(256)
  /** Best level by side. */
  readonly best = new Int32Array(2)
  readonly #index = new PriceIndex()
  #used = 1
  #free = 0

  /** The level at a price; made when there is none. */
  obtain(side: Side, price: number): number {
    const found = this.#index.get(price)
    if (found === 0) return this.#insert(side, price)
    assert(this.side[found] === side, 'a bid and an ask at one price')
    return found
  }

  /** Takes an emptied level out. */
  release(level: number): void {
    const better = this.better[level]!
    const worse = this.worse[level]!
    if (better === 0) this.best[this.side[level]!] = worse
    else this.worse[better] = worse
    if (worse !== 0) this.better[worse] = better
    this.#index.delete(this.price[level]!)
    this.lots[level] = 0
    this.worse[level] = this.#free
    this.#free = level
  }

  #insert(side: Side, price: number): number {
    const facing = this.best[1 - side]!
    assert(facing === 0 || !this.#leads(side, price, facing), 'the book would be crossed')
    const level = this.#newSlot()
    this.price[level] = price
    this.side[level] = side
    const best = this.best[side]!
    const better = best === 0 || this.#leads(side, price, best) ? 0 : this.#nextBetter(side, price)
    const worse = better === 0 ? best : this.worse[better]!
    this.better[level] = better
    this.worse[level] = worse
    if (better === 0) this.best[side] = level
    else this.worse[better] = level
    if (worse !== 0) this.better[worse] = level
    this.#index.set(price, level)
    return level
  }

  #leads(side: Side, price: number, best: number): boolean {
    const bestPrice = this.price[best]!
    return side === BUY ? price > bestPrice : price < bestPrice
  }

  /** Only for a price behind the best of its side: then the neighbour is of the same side. */
  #nextBetter(side: Side, price: number): number {
    return side === BUY ? this.#index.above(price) : this.#index.below(price)
  }

  #newSlot(): number {
    const freed = this.#free
    if (freed !== 0) {
      this.#free = this.worse[freed]!
      return freed
    }
    if (this.#used === this.price.length) this.#grow()
    return this.#used++
  }

  #grow(): void {
    const length = this.price.length * 2
    this.price = widenInts(this.price, length)
    this.side = widenInts(this.side, length)
    this.lots = widenFloats(this.lots, length)
    this.head = widenInts(this.head, length)
    this.tail = widenInts(this.tail, length)
    this.better = widenInts(this.better, length)
    this.worse = widenInts(this.worse, length)
  }
}
