/** Things in the order in which they fall due. What is done with them then is the calendar's. */

/** Equal times keep the order in which they came. */
export class DueList<T extends object> {
  readonly #dueAt: (item: T) => number
  #items: T[] = []

  constructor(dueAt: (item: T) => number) {
    this.#dueAt = dueAt
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
    this.#items.splice(this.#after(this.#dueAt(item)), 0, item)
  }

  remove(item: T): void {
    for (let i = this.#after(this.#dueAt(item)) - 1; i >= 0; i--) {
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

  /** How many fall due at that time or before. */
  #after(at: number): number {
    let [low, high] = [0, this.#items.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#dueAt(this.#items[middle] as T) <= at) low = middle + 1
      else high = middle
    }
    return low
  }
}
