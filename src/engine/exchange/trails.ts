/** Trailing orders of one side that follow the price: their best price so far, and which of them a trade reaches. */
import { BPS } from '../../base/money.ts'
import type { OrderId, OrderSide } from '../command.ts'

/** Orders with one distance and one best price. */
interface Group {
  best: number
  ids: Set<OrderId>
}

/**
 * By distance a queue of groups whose best prices come nearer to the price: what a new best price passes becomes one
 * group, so that an order is moved at most log n times, whatever the market does.
 */
export class Trails {
  readonly #sells: boolean
  readonly #queues = new Map<number, Group[]>()
  readonly #groups = new Map<OrderId, { readonly bps: number; group: Group }>()

  constructor(side: OrderSide) {
    this.#sells = side === 'sell'
  }

  get size(): number {
    return this.#groups.size
  }

  /** `best`: the price of the last trade, or, after a load, any price no trade since has passed. */
  add(id: OrderId, bps: number, best: number): void {
    const queue = this.#queues.get(bps)
    const group: Group = { best, ids: new Set([id]) }
    this.#groups.set(id, { bps, group })
    if (queue === undefined) this.#queues.set(bps, [group])
    else this.#insert(queue, group)
  }

  /** Best prices so far, by order. */
  *entries(): Generator<readonly [id: OrderId, best: number]> {
    for (const [id, { group }] of this.#groups) yield [id, group.best]
  }

  bestOf(id: OrderId): number | undefined {
    return this.#groups.get(id)?.group.best
  }

  remove(id: OrderId): void {
    const found = this.#groups.get(id)
    if (found === undefined) return
    const { bps, group } = found
    this.#groups.delete(id)
    group.ids.delete(id)
    if (group.ids.size > 0) return
    const queue = this.#queues.get(bps) ?? []
    queue.splice(queue.indexOf(group), 1)
    if (queue.length === 0) this.#queues.delete(bps)
  }

  /** Follows a trade; takes out every order that it reaches. O(distances in use). */
  take(price: number): OrderId[] {
    const taken: OrderId[] = []
    for (const [bps, queue] of this.#queues) {
      this.#follow(queue, price)
      for (let first = queue[0]; first !== undefined && this.#reaches(price, first.best, bps); first = queue[0]) {
        for (const id of first.ids) taken.push(id)
        queue.shift()
      }
      if (queue.length === 0) this.#queues.delete(bps)
    }
    for (const id of taken) this.#groups.delete(id)
    return taken
  }

  /** Exactly: price × 10,000 against best × (10,000 ∓ bps). */
  #reaches(price: number, best: number, bps: number): boolean {
    return this.#sells ? price * BPS <= best * (BPS - bps) : price * BPS >= best * (BPS + bps)
  }

  /** The groups that the price has passed become one. */
  #follow(queue: Group[], price: number): void {
    let passed: Group | undefined
    for (let last = queue.at(-1); last !== undefined && !this.#isAhead(last.best, price); last = queue.at(-1)) {
      passed = passed === undefined ? last : this.#joined(passed, last)
      queue.pop()
    }
    if (passed === undefined) return
    passed.best = price
    queue.push(passed)
  }

  /** A best price that a trade at this price leaves as it is, or another that is better. */
  #isAhead(best: number, price: number): boolean {
    return this.#sells ? best > price : best < price
  }

  #insert(queue: Group[], group: Group): void {
    let at = queue.length
    while (at > 0 && !this.#isAhead((queue[at - 1] as Group).best, group.best)) {
      const before = queue[at - 1] as Group
      if (before.best === group.best) {
        this.#joined(before, group)
        return
      }
      at -= 1
    }
    queue.splice(at, 0, group)
  }

  /** The larger of two with the orders of both. */
  #joined(a: Group, b: Group): Group {
    const [into, from] = a.ids.size >= b.ids.size ? [a, b] : [b, a]
    for (const id of from.ids) {
      into.ids.add(id)
      const row = this.#groups.get(id)
      if (row) row.group = into
    }
    return into
  }
}
