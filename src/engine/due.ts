/** Things in the order in which they fall due. What is done with them then is the calendar's. */

/** Equal times are ordered by rank where there is one, else they keep the order in which they came. */
export class DueList<T extends object> {
  readonly #dueAt: (item: T) => number
  readonly #rank: (item: T) => number
  #items: T[] = []

  constructor(dueAt: (item: T) => number, rank: (item: T) => number = () => 0) {
    this.#dueAt = dueAt
    this.#rank = rank
  }

  /** Infinity while there is nothing. O(1): it is asked after every command. */
  get next(): number {
    const first = this.#items[0]
    return first === undefined ? Number.POSITIVE_INFINITY : this.#dueAt(first)
  }

  get first(): T | undefined {
    return this.#items[0]
  }

  add(item: T): void {
    this.#items.splice(this.#after(item), 0, item)
  }

  remove(item: T): void {
    for (let i = this.#after(item) - 1; i >= 0; i--) {
      if (this.#items[i] !== item) continue
      this.#items.splice(i, 1)
      return
    }
  }

  /** As they fall due. */
  all(): readonly T[] {
    return this.#items
  }

  clear(): void {
    this.#items = []
  }

  /** How many fall due with the item or before. */
  #after(item: T): number {
    const [at, rank] = [this.#dueAt(item), this.#rank(item)]
    let [low, high] = [0, this.#items.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.#items[middle] as T
      const otherAt = this.#dueAt(other)
      if (otherAt < at || (otherAt === at && this.#rank(other) <= rank)) low = middle + 1
      else high = middle
    }
    return low
  }
}
