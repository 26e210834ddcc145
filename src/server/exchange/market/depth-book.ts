/** A copy of the order book with update numbers: snapshots, and the levels that changed since a number, without gaps. */
import type { BookEvent } from '../../../engine/event.ts'
import type { Pair } from '../../../engine/exchange/pair.ts'
import { type MilliLco, milliLco, type UnitPrice, unitPrice } from '../../../history/units.ts'

/** Price in µCR per LCO, quantity in thousandths of an LCO; 0 is gone. */
export type DepthLevel = readonly [price: UnitPrice, quantity: MilliLco]

/** Levels that changed in the updates `first` … `last`; the next one begins at last + 1. */
export interface DepthDiff {
  readonly first: number
  readonly last: number
  readonly bids: readonly DepthLevel[]
  readonly asks: readonly DepthLevel[]
}

type Side = Map<UnitPrice, MilliLco>

export class DepthBook {
  readonly #bids: Side = new Map()
  readonly #asks: Side = new Map()
  readonly #followers: DepthFollower[] = []
  #id: number
  #sorted: { readonly bids: readonly DepthLevel[]; readonly asks: readonly DepthLevel[] } | undefined

  /** `firstId`: above every number given out before, also in an earlier process. */
  constructor(firstId: number) {
    this.#id = firstId
  }

  /** Number of the last update. */
  get id(): number {
    return this.#id
  }

  load(bids: Iterable<DepthLevel>, asks: Iterable<DepthLevel>): void {
    for (const [price, quantity] of bids) this.#bids.set(price, quantity)
    for (const [price, quantity] of asks) this.#asks.set(price, quantity)
  }

  take({ levels }: BookEvent, pair: Pair): void {
    this.#id += 1
    this.#sorted = undefined
    for (let i = 0; i + 2 < levels.length; i += 3) {
      const price = unitPrice(pair, levels[i + 1] as Parameters<typeof unitPrice>[1])
      const quantity = milliLco(pair, levels[i + 2] as Parameters<typeof milliLco>[1])
      const buy = levels[i] === 0
      const side = buy ? this.#bids : this.#asks
      if (quantity === 0) side.delete(price)
      else side.set(price, quantity)
      for (const follower of this.#followers) follower.note(buy, price)
    }
  }

  /** Best first. */
  bids(levels: number): readonly DepthLevel[] {
    return this.#bothSorted().bids.slice(0, levels)
  }

  asks(levels: number): readonly DepthLevel[] {
    return this.#bothSorted().asks.slice(0, levels)
  }

  quantityAt(buy: boolean, price: UnitPrice): MilliLco {
    return (buy ? this.#bids : this.#asks).get(price) ?? (0 as MilliLco)
  }

  /** Gathers changes from now on. */
  follow(): DepthFollower {
    const follower = new DepthFollower(this)
    this.#followers.push(follower)
    return follower
  }

  #bothSorted() {
    this.#sorted ??= { bids: sorted(this.#bids).reverse(), asks: sorted(this.#asks) }
    return this.#sorted
  }
}

function sorted(side: Side): DepthLevel[] {
  const prices = Float64Array.from(side.keys()).sort()
  return Array.from(prices, (price) => [price as UnitPrice, side.get(price as UnitPrice) as MilliLco])
}

export class DepthFollower {
  readonly #book: DepthBook
  readonly #bids = new Set<UnitPrice>()
  readonly #asks = new Set<UnitPrice>()
  #next: number

  constructor(book: DepthBook) {
    this.#book = book
    this.#next = book.id + 1
  }

  note(buy: boolean, price: UnitPrice): void {
    if (buy) this.#bids.add(price)
    else this.#asks.add(price)
  }

  /** What changed since the last cut; undefined when nothing did. */
  cut(): DepthDiff | undefined {
    const { id } = this.#book
    if (id < this.#next) return undefined
    const level = (buy: boolean) => (price: UnitPrice) => [price, this.#book.quantityAt(buy, price)] as const
    const diff = {
      first: this.#next,
      last: id,
      bids: [...this.#bids].map(level(true)),
      asks: [...this.#asks].map(level(false)),
    }
    this.#bids.clear()
    this.#asks.clear()
    this.#next = id + 1
    return diff
  }
}
