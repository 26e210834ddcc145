/** What one call did, in arrays that every call reuses: read them before the next call. No meaning is given to it here. */
import type { Side } from './types.ts'
import { widenFloats } from './widen.ts'

/** Trades of the taker, in the order they happened. Rows 0 … count − 1 are valid. */
export class Fills {
  count = 0
  /** Id of the resting order. */
  maker = new Float64Array(64)
  account = new Float64Array(64)
  /** The resting order's price in ticks. price × lots is the notional in µCR, exactly. */
  price = new Float64Array(64)
  lots = new Float64Array(64)
  /** Lots that still rest of the maker; 0 when it left the book. */
  left = new Float64Array(64)

  /** Room for one more row; the caller writes every column of it. */
  add(): number {
    if (this.count === this.maker.length) {
      const length = this.count * 2
      this.maker = widenFloats(this.maker, length)
      this.account = widenFloats(this.account, length)
      this.price = widenFloats(this.price, length)
      this.lots = widenFloats(this.lots, length)
      this.left = widenFloats(this.left, length)
    }
    return this.count++
  }
}

/** Resting orders of the taker's own account that it met; account and (opposite) side are known from the taker. */
export class Prevented {
  count = 0
  /** Id of the resting order. */
  maker = new Float64Array(16)
  price = new Float64Array(16)
  /** Lots taken off the resting order without a trade; 0 when only the taker expires. DECREMENT takes as many off the taker. */
  lots = new Float64Array(16)
  /** Lots that still rest of it; 0 when it left the book. */
  left = new Float64Array(16)

  /** Room for one more row; the caller writes every column of it. */
  add(): number {
    if (this.count === this.maker.length) {
      const length = this.count * 2
      this.maker = widenFloats(this.maker, length)
      this.price = widenFloats(this.price, length)
      this.lots = widenFloats(this.lots, length)
      this.left = widenFloats(this.left, length)
    }
    return this.count++
  }
}

/** Levels whose total changed, each once: the met side from best to worst, then the level where the rest was queued. */
export class LevelChanges {
  count = 0
  side = new Float64Array(64)
  /** Ticks. */
  price = new Float64Array(64)
  /** New total of the level; 0 when it is gone. */
  lots = new Float64Array(64)

  record(side: Side, price: number, lots: number): void {
    const at = this.count
    if (at === this.side.length) {
      this.side = widenFloats(this.side, at * 2)
      this.price = widenFloats(this.price, at * 2)
      this.lots = widenFloats(this.lots, at * 2)
    }
    this.side[at] = side
    this.price[at] = price
    this.lots[at] = lots
    this.count = at + 1
  }
}
