/** Ids by a fixed price, on one side of it: which of them a price reaches. Of orders and trades in triggers.ts, of accounts and marks in margin/. */
import { PriceIndex } from './book/price-index.ts'

/** `falls`: reached by a trade at the price or below; `rises`: at the price or above. */
export type Direction = 'falls' | 'rises'

interface Level<Id> {
  readonly price: number
  readonly ids: Set<Id>
}

export class TriggerIndex<Id extends number> {
  readonly #falls: boolean
  readonly #index = new PriceIndex()
  /** By number of the level; 0 is none. */
  readonly #levels: (Level<Id> | undefined)[] = [undefined]
  readonly #free: number[] = []
  /** The price that a trade reaches first; 0 while there is none. */
  #nearest = 0

  constructor(direction: Direction) {
    this.#falls = direction === 'falls'
  }

  add(price: number, id: Id): void {
    const known = this.#index.get(price)
    if (known !== 0) {
      this.#levels[known]?.ids.add(id)
      return
    }
    const level = this.#free.pop() ?? this.#levels.length
    this.#levels[level] = { price, ids: new Set([id]) }
    this.#index.set(price, level)
    if (this.#nearest === 0 || (this.#falls ? price > this.#nearest : price < this.#nearest)) this.#nearest = price
  }

  /** Takes out an order that is there. */
  remove(price: number, id: Id): void {
    const level = this.#levels[this.#index.get(price)]
    level?.ids.delete(id)
    if (level?.ids.size === 0) this.#drop(price)
  }

  /** O(1): it is asked at every trade. */
  isReached(price: number): boolean {
    return this.#nearest !== 0 && (this.#falls ? price <= this.#nearest : price >= this.#nearest)
  }

  /** Takes out every order that a trade at this price reaches, in no order that means anything. */
  take(price: number): Id[] {
    const taken: Id[] = []
    while (this.isReached(price)) {
      const level = this.#levels[this.#index.get(this.#nearest)]
      for (const id of level?.ids ?? []) taken.push(id)
      this.#drop(this.#nearest)
    }
    return taken
  }

  #drop(price: number): void {
    const level = this.#index.get(price)
    this.#index.delete(price)
    this.#levels[level] = undefined
    this.#free.push(level)
    if (price !== this.#nearest) return
    const next = this.#falls ? this.#index.below(price) : this.#index.above(price)
    this.#nearest = this.#levels[next]?.price ?? 0
  }
}
