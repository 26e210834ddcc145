/** The order book as a live channel: a copy of the levels fed by events, changes sent at most every 100 ms. */
import type { Lots, Ticks } from '../../base/money.ts'
import type { BookEvent } from '../../engine/event.ts'
import type { Pair } from '../../engine/exchange/pair.ts'
import type { LevelRow } from '../../engine/views.ts'
import { lotsText, ticksText } from '../render/amounts.ts'
import { Feed } from './feed.ts'

/** Levels a side in a snapshot: what is beyond nobody draws. */
const SNAPSHOT_LEVELS = 2000
/** Seconds of updates at 10 Hz that a client can be away and resume. */
const KEEP = 300

type Side = Map<number, number>

export class BookFeed {
  readonly feed: Feed
  readonly #pair: () => Pair
  readonly #bids: Side = new Map()
  readonly #asks: Side = new Map()
  readonly #changedBids = new Set<number>()
  readonly #changedAsks = new Set<number>()

  constructor(firstSeq: number, pair: () => Pair) {
    this.#pair = pair
    this.feed = new Feed({ name: 'book', firstSeq, keep: KEEP, snapshot: () => this.#snapshot() })
  }

  /** The book as it was read from the core. */
  load(depth: { readonly bids: readonly LevelRow[]; readonly asks: readonly LevelRow[] }): void {
    for (const [price, lots] of depth.bids) this.#bids.set(price, lots)
    for (const [price, lots] of depth.asks) this.#asks.set(price, lots)
  }

  take({ levels }: BookEvent): void {
    for (let i = 0; i + 2 < levels.length; i += 3) {
      const price = levels[i + 1] as number
      const lots = levels[i + 2] as number
      const buy = levels[i] === 0
      const side = buy ? this.#bids : this.#asks
      if (lots === 0) side.delete(price)
      else side.set(price, lots)
      if (buy) this.#changedBids.add(price)
      else this.#changedAsks.add(price)
    }
    this.feed.changed()
  }

  /** Sends the levels that changed since the last flush. */
  flush(): void {
    if (this.#changedBids.size === 0 && this.#changedAsks.size === 0) return
    const pair = this.#pair()
    const bids = changes(this.#changedBids, this.#bids, pair)
    const asks = changes(this.#changedAsks, this.#asks, pair)
    this.#changedBids.clear()
    this.#changedAsks.clear()
    this.feed.publish({ bids, asks })
  }

  #snapshot(): { readonly bids: string[][]; readonly asks: string[][] } {
    const pair = this.#pair()
    return { bids: sorted(this.#bids, -1, pair), asks: sorted(this.#asks, 1, pair) }
  }
}

function changes(prices: ReadonlySet<number>, side: Side, pair: Pair): string[][] {
  return [...prices].map((price) => row(price, side.get(price) ?? 0, pair))
}

function sorted(side: Side, direction: 1 | -1, pair: Pair): string[][] {
  const prices = [...side.keys()].sort((a, b) => direction * (a - b)).slice(0, SNAPSHOT_LEVELS)
  return prices.map((price) => row(price, side.get(price) ?? 0, pair))
}

function row(price: number, lots: number, pair: Pair): string[] {
  return [ticksText(price as Ticks, pair), lots === 0 ? '0' : lotsText(lots as Lots, pair)]
}
