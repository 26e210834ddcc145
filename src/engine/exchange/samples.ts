/** Mids of the last 30 minutes with their median, mean and moves. What a mid is, and what it makes the mark, is mark.ts. */
import { MINUTE_MS } from '../../base/calendar.ts'
import { divFloor } from '../../base/math.ts'

export type Sample = readonly [at: number, mid: number]

const SPAN_MS = 30 * MINUTE_MS

export class Samples {
  /** Oldest first. */
  #rows: Sample[] = []
  /** The same mids, ascending: a sort at every sample would cost more than all other work of a quiet market. */
  #sorted: number[] = []

  push(at: number, mid: number): void {
    for (let first = this.#rows[0]; first && first[0] < at - SPAN_MS; first = this.#rows[0]) {
      this.#rows.shift()
      this.#sorted.splice(this.#rank(first[1]), 1)
    }
    this.#rows.push([at, mid])
    this.#sorted.splice(this.#rank(mid), 0, mid)
  }

  clear(): void {
    this.#rows = []
    this.#sorted = []
  }

  /** Median over [now − 30 min, …], halves floored; undefined without samples. */
  median(now: number): number | undefined {
    const from = now - SPAN_MS
    const all = (this.#rows[0]?.[0] ?? from) >= from
    const sorted = all ? this.#sorted : this.#since(from).sort((a, b) => a - b)
    if (sorted.length === 0) return undefined
    const middle = sorted.length >> 1
    const upper = sorted[middle] as number
    return sorted.length % 2 === 1 ? upper : divFloor((sorted[middle - 1] as number) + upper, 2)
  }

  /** Floored mean from an instant on; there must be one. */
  mean(from: number): number {
    const mids = this.#since(from)
    return divFloor(
      mids.reduce((sum, mid) => sum + mid, 0),
      mids.length,
    )
  }

  some(from: number, test: (mid: number) => boolean): boolean {
    return this.#since(from).some(test)
  }

  rescale(price: (mid: number) => number): void {
    this.load(this.#rows.map(([at, mid]) => [at, price(mid)]))
  }

  save(): readonly Sample[] {
    return this.#rows
  }

  load(rows: readonly Sample[]): void {
    this.#rows = [...rows]
    this.#sorted = rows.map(([, mid]) => mid).sort((a, b) => a - b)
  }

  #since(from: number): number[] {
    const mids: number[] = []
    for (let i = this.#rows.length - 1; i >= 0; i--) {
      const [at, mid] = this.#rows[i] as Sample
      if (at < from) break
      mids.push(mid)
    }
    return mids
  }

  /** Index of the first mid that is not smaller. */
  #rank(mid: number): number {
    let [low, high] = [0, this.#sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#sorted[middle] as number) < mid) low = middle + 1
      else high = middle
    }
    return low
  }
}
