/** The order book: price-time matching over integer ticks and lots. It knows no balances, fees, clock or client ids. */
import { assert } from '../../../base/assert.ts'
import type { ByteReader, ByteWriter } from '../../../base/bytes.ts'
import { divFloor } from '../../../base/math.ts'
import { notionalCap } from './budget.ts'
import { type Estimate, estimate } from './estimate.ts'
import { Resting } from './resting.ts'
import { Fills, LevelChanges, Prevented } from './results.ts'
import { loadOrders, saveOrders } from './snapshot.ts'
import {
  BUY,
  DECREMENT,
  type DepthLevel,
  DONE,
  EXPIRE_BOTH,
  EXPIRE_MAKER,
  EXPIRE_TAKER,
  EXPIRED_REST,
  isPlaceable,
  type Outcome,
  REJECTED_FOK,
  REJECTED_POST,
  RESTED,
  type RestingOrder,
  SELL,
  type Side,
  STP_EXPIRED,
  type Taker,
} from './types.ts'

/** Why matching ended. */
const FILLED = 0
const OUT_OF_DEPTH = 1
const OUT_OF_BUDGET = 2
const OWN_ORDER = 3
type Stop = 0 | 1 | 2 | 3

/**
 * Results of the last `place`, `cancel` or `reduce` stay readable in `fills`, `prevented`, `changes` and the counters
 * until the next of them. Rules: docs/concepts/economy.md §7. Executable specification: twin.ts.
 */
export class Book {
  readonly fills = new Fills()
  readonly prevented = new Prevented()
  readonly changes = new LevelChanges()
  /** Lots of the last taker that neither traded nor were prevented: they rest, expired or were refused. */
  remaining = 0
  /** Lots the last taker traded. */
  traded = 0
  /** Σ price × lots of its fills in µCR. */
  notional = 0
  /** The notional plus what DECREMENT took off at the own orders' prices: counts against a budget. */
  #spent = 0
  #resting = new Resting()

  /** Orders resting. */
  get size(): number {
    return this.#resting.size
  }

  /** Σ price × lots of all bids in µCR, hidden ones too: what escrow holds for them before fees. */
  get bidNotional(): number {
    return this.#resting.bidNotional
  }

  /** Σ lots of all asks, hidden ones too: what escrow holds for them. */
  get askLots(): number {
    return this.#resting.askLots
  }

  /** Ticks; 0 when nobody bids. */
  bestBid(): number {
    return this.#resting.bestPrice(BUY)
  }

  /** Ticks; 0 when nobody offers. */
  bestAsk(): number {
    return this.#resting.bestPrice(SELL)
  }

  order(id: number): RestingOrder | undefined {
    const slot = this.#resting.slot(id)
    return slot === 0 ? undefined : this.#resting.read(slot)
  }

  /** The best n levels of a side, best first. */
  depth(side: Side, n: number): DepthLevel[] {
    const levels = this.#resting.levels
    const rows: DepthLevel[] = []
    for (let level = levels.best[side]!; level !== 0 && rows.length < n; level = levels.worse[level]!) {
      rows.push({ price: levels.price[level]!, lots: levels.lots[level]! })
    }
    return rows
  }

  /** The levels of a side at this price and better, best first. */
  within(side: Side, worst: number): DepthLevel[] {
    const { levels } = this.#resting
    const rows: DepthLevel[] = []
    for (let level = levels.best[side]!; level !== 0; level = levels.worse[level]!) {
      const price = levels.price[level]!
      if (side === BUY ? price < worst : price > worst) break
      rows.push({ price, lots: levels.lots[level]! })
    }
    return rows
  }

  /** Every resting order: bids then asks, best level first, oldest first. Do not change the book on the way. */
  orders(): IterableIterator<RestingOrder> {
    return this.#resting.all()
  }

  /**
   * Matches, then rests what may rest. The caller has reserved what the order can cost. Asserted, not rejected:
   * isPlaceable, an id that does not rest yet, Σ notional of all bids < 2^53 µCR (escrow can't hold more), which also
   * bounds what a sell can take in.
   */
  place(taker: Taker): Outcome {
    assert(isPlaceable(taker) && taker.account >= 0, 'an order the book can not hold')
    this.#begin(taker.lots)
    const { tif } = taker
    if (tif === 'post') return this.#crosses(taker) ? REJECTED_POST : this.#rest(taker)
    if (tif === 'fok' && !this.quote(taker).complete) return REJECTED_FOK
    const stop = this.#match(taker)
    if (stop === FILLED) return DONE
    if (stop === OWN_ORDER) return STP_EXPIRED
    if (stop === OUT_OF_BUDGET) return this.traded > 0 ? DONE : EXPIRED_REST
    return tif === 'gtc' ? this.#rest(taker) : EXPIRED_REST
  }

  /** Takes an order out; the lots it still had, −1 when it does not rest. */
  cancel(id: number): number {
    const slot = this.#resting.slot(id)
    const lots = slot === 0 ? -1 : this.#resting.total(slot)
    this.#begin(0)
    if (slot === 0) return lots
    const level = this.#resting.level[slot]!
    this.#resting.drop(slot)
    this.#recordLevel(level)
    return lots
  }

  /**
   * Takes some lots off an order, hidden ones first; it keeps its place in the queue. The lots left (≥ 1), −1 when it
   * does not rest.
   */
  reduce(id: number, lots: number): number {
    const slot = this.#resting.slot(id)
    this.#begin(0)
    if (slot === 0) return -1
    const left = this.#resting.total(slot) - lots
    assert(Number.isInteger(lots) && lots >= 1 && left >= 1, 'a reduction leaves at least one lot; else cancel')
    const hidden = Math.min(lots, this.#resting.hidden[slot]!)
    if (hidden > 0) this.#resting.takeHidden(slot, hidden)
    if (hidden < lots) {
      this.#resting.take(slot, lots - hidden)
      this.#recordLevel(this.#resting.level[slot]!)
    }
    return left
  }

  /** What `place` would trade now, to the lot and the µCR, without changing anything. NOBODY's quote meets no own order. */
  quote(taker: Taker): Estimate {
    assert(isPlaceable(taker), 'an order the book can not hold')
    return estimate(this.#resting, taker)
  }

  /** Canonical: two books that behave alike save the same bytes, whatever their history. */
  save(writer: ByteWriter): void {
    saveOrders(this.#resting, writer)
  }

  /** Replaces everything by what `save` wrote; stops the process on bytes that make no sound book. */
  load(reader: ByteReader): void {
    this.#begin(0)
    this.#resting = loadOrders(reader)
  }

  #begin(lots: number): void {
    this.fills.count = 0
    this.prevented.count = 0
    this.changes.count = 0
    this.remaining = lots
    this.traded = 0
    this.notional = 0
    this.#spent = 0
  }

  #crosses(taker: Taker): boolean {
    const { side, limit } = taker
    const facing = this.#resting.bestPrice(side === BUY ? SELL : BUY)
    return facing !== 0 && (side === BUY ? facing <= limit : facing >= limit)
  }

  #rest(taker: Taker): Outcome {
    const resting = this.#resting
    const level = resting.add(taker, this.remaining)
    this.changes.record(taker.side, taker.limit, resting.levels.lots[level]!)
    return RESTED
  }

  #recordLevel(level: number): void {
    const { levels } = this.#resting
    this.changes.record(levels.side[level] as Side, levels.price[level]!, levels.lots[level]!)
  }

  #match(taker: Taker): Stop {
    const { levels } = this.#resting
    const facing = taker.side === BUY ? SELL : BUY
    const cap = notionalCap(taker)
    let price = 0
    while (this.remaining > 0) {
      // Depth or limit ends: less than a lot at the next price, or at the last one of an empty side, counts as nothing left.
      if (!this.#crosses(taker))
        return cap - this.#spent < (this.#resting.bestPrice(facing) || price) ? OUT_OF_BUDGET : OUT_OF_DEPTH
      const level = levels.best[facing]!
      const before = levels.lots[level]!
      price = levels.price[level]!
      const stop = this.#sweep(taker, level, cap)
      const after = levels.lots[level]!
      if (after !== before) this.changes.record(facing, price, after)
      if (stop !== FILLED) return stop
    }
    return FILLED
  }

  /** Meets the orders of one level, oldest first. FILLED also says: nothing stands in the way of the next level. */
  #sweep(taker: Taker, level: number, cap: number): Stop {
    const { head } = this.#resting.levels
    const { account: accounts } = this.#resting
    const { account } = taker
    const price = this.#resting.levels.price[level]!
    for (let slot = head[level]!; slot !== 0; slot = head[level]!) {
      if (this.remaining === 0) return FILLED
      const want =
        cap === Number.POSITIVE_INFINITY ? this.remaining : Math.min(this.remaining, divFloor(cap - this.#spent, price))
      if (want === 0) return OUT_OF_BUDGET
      if (accounts[slot] !== account) this.#trade(slot, want, price)
      else if (this.#prevent(slot, want, taker)) return OWN_ORDER
    }
    return FILLED
  }

  #trade(slot: number, want: number, price: number): void {
    const { fills } = this
    const resting = this.#resting
    const available = resting.lots[slot]!
    const lots = Math.min(want, available)
    const row = fills.add()
    fills.maker[row] = resting.id[slot]!
    fills.account[row] = resting.account[slot]!
    fills.price[row] = price
    fills.lots[row] = lots
    fills.left[row] = resting.take(slot, lots)
    this.remaining -= lots
    this.traded += lots
    this.notional += lots * price
    this.#spent += lots * price
  }

  /** Applies the taker's self-trade mode to an own order; true when the taker ends here. */
  #prevent(slot: number, want: number, taker: Taker): boolean {
    const { prevented } = this
    const { stp } = taker
    const resting = this.#resting
    const price = resting.levels.price[resting.level[slot]!]!
    const whole = resting.total(slot)
    const lots = stp === EXPIRE_TAKER ? 0 : stp === DECREMENT ? Math.min(want, resting.lots[slot]!) : whole
    const row = prevented.add()
    prevented.maker[row] = resting.id[slot]!
    prevented.price[row] = price
    prevented.lots[row] = lots
    if (stp === DECREMENT) prevented.left[row] = resting.take(slot, lots)
    else prevented.left[row] = lots === 0 ? whole : 0
    if (stp === EXPIRE_MAKER || stp === EXPIRE_BOTH) resting.drop(slot)
    if (stp !== DECREMENT) return stp !== EXPIRE_MAKER
    this.remaining -= lots
    this.#spent += lots * price
    return this.remaining === 0
  }
}
