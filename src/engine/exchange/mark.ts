/** The mark price: what it is made of and when it freezes. Reads the book, never changes it. docs/concepts/economy.md §7. */
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../base/calendar.ts'
import { clamp, divFloor, mulDivCeil, mulDivFloor } from '../../base/math.ts'
import { BPS, type Millis, type Ticks } from '../../base/money.ts'
import type { MarkEvent } from '../event.ts'
import type { ParameterValues } from '../parameters.ts'
import type { Book } from './book/book.ts'
import { BUY, MAX_PRICE, SELL } from './book/types.ts'
import { takerOfNobody } from './nobody.ts'
import { rescaleLots, rescalePrice } from './pair.ts'
import { type Sample, Samples } from './samples.ts'
import { TradeWindow, type WindowTrade } from './window.ts'

interface Saved {
  samples: readonly Sample[]
  marks: Sample[]
  mark: number | null
  frozenSince: number | null
  freshFrom: number
  pausedUntil: number
  firstAt: number | null
  firstTradeAt: number | null
  last: number | null
  minutes: ReturnType<TradeWindow['save']>
  seconds: ReturnType<TradeWindow['save']>
}

const FRESH_MS = 5 * MINUTE_MS
const BREAKER_MS = 5 * MINUTE_MS

export class Mark {
  /** Unclamped impact mids. */
  readonly #samples = new Samples()
  /** Marks of the last 60 s. */
  #marks: Sample[] = []
  #mark: Ticks | null = null
  #frozenSince: number | null = null
  /** Until samples without a gap reach back 5 minutes from here the mark stays frozen: set after down-time. */
  #freshFrom = 0
  pausedUntil = 0 as Millis
  firstTradeAt: Millis | null = null
  /** When there first was a mark; null while there is none. */
  firstAt: Millis | null = null
  lastPrice: Ticks | null = null
  readonly minutes = new TradeWindow(MINUTE_MS, 24 * HOUR_MS)
  readonly seconds = new TradeWindow(SECOND_MS, MINUTE_MS)

  get price(): Ticks | null {
    return this.#mark
  }

  /** Since when the mark stands still; null while it lives, or before the first try to take one. */
  get frozenSince(): Millis | null {
    return this.#frozenSince as Millis | null
  }

  get frozen(): boolean {
    return this.#frozenSince !== null
  }

  /** A mark that trading may rely on. */
  get live(): boolean {
    return this.#mark !== null && this.#frozenSince === null
  }

  trade(at: Millis, trade: WindowTrade): void {
    this.firstTradeAt ??= at
    this.lastPrice = trade.price as Ticks
    this.minutes.add(at, trade)
    this.seconds.add(at, trade)
  }

  /** Takes a sample. `gapMs` is how late the clock came: after more than 60 s everything before is stale. */
  sample(book: Book, { at, gapMs }: { at: Millis; gapMs: number }, p: ParameterValues): MarkEvent {
    if (gapMs > MINUTE_MS) this.#restart(at)
    const mid = impactMid(book, p['mark.impactNotional'])
    const fresh = this.#freshFrom === 0 || at - this.#freshFrom >= FRESH_MS
    if (mid === undefined) {
      if (!fresh) this.#freshFrom = at
      this.#frozenSince ??= at
      return this.#event(at, null, null)
    }
    this.#samples.push(at, mid)
    this.#breaker(at, mid, p)
    const twap = this.#samples.mean(at - 5 * MINUTE_MS)
    const vwap = this.seconds.average(at) ?? null
    const raw = median3(mid, twap, vwap ?? Math.floor((mid + twap) / 2))
    if (fresh) this.#settle(at, raw, p)
    return this.#event(at, mid, { twap, vwap })
  }

  #settle(at: Millis, raw: number, p: ParameterValues): void {
    const clampedToMedian = around(raw, this.median30(at) as number, p['mark.medianClamp'])
    const before = this.#marks.find(([time]) => time >= at - MINUTE_MS)
    const mark = before ? around(clampedToMedian, before[1], p['mark.stepClamp']) : clampedToMedian
    this.#mark = Math.max(1, mark) as Ticks
    this.#frozenSince = null
    this.firstAt ??= at
    this.#marks.push([at, this.#mark])
    this.#marks = since(this.#marks, at - MINUTE_MS)
  }

  #restart(at: Millis): void {
    this.#samples.clear()
    this.#marks = []
    this.#freshFrom = at
    if (this.#mark !== null) this.#frozenSince ??= at
  }

  #breaker(at: Millis, mid: number, p: ParameterValues): void {
    if (at < this.pausedUntil) return
    const most = p['market.breakerMove']
    const moved = this.#samples.some(at - BREAKER_MS, (old) => Math.abs(mid - old) * BPS > old * most)
    if (moved) this.pausedUntil = (at + BREAKER_MS) as Millis
  }

  /** Median of the unclamped mids of the last 30 minutes, halves floored; null without samples. */
  median30(now: number): Ticks | null {
    return (this.#samples.median(now) ?? null) as Ticks | null
  }

  /** floor(notional ÷ quantity) of 24 h of counted trades; null without any. */
  average24h(now: Millis): Ticks | null {
    return (this.minutes.average(now) ?? null) as Ticks | null
  }

  /**
   * Prices at which trades may happen now, at least a tick to either side of the mark; no band before the first mark.
   * Frozen for 10 minutes and longer it widens.
   */
  band(now: Millis, bandBps: number): { readonly low: number; readonly high: number } {
    if (this.#mark === null) return { low: 1, high: MAX_PRICE }
    const steps = this.#frozenSince === null ? 0 : divFloor(now - this.#frozenSince, 10 * MINUTE_MS)
    const width = bandBps + steps * 2_000
    return { low: Math.max(1, lowest(this.#mark, width)), high: Math.min(MAX_PRICE, highest(this.#mark, width)) }
  }

  #event(at: Millis, mid: number | null, parts: { twap: number; vwap: number | null } | null): MarkEvent {
    return {
      type: 'mark',
      at,
      mark: this.#mark,
      frozen: this.frozen,
      impactMid: mid as Ticks | null,
      twap5m: (parts?.twap ?? null) as Ticks | null,
      vwap60s: (parts?.vwap ?? null) as Ticks | null,
      median30m: this.median30(at),
    }
  }

  /** After a change of the pair every kept price is expressed in the new tick, floored, and lots in the new lot. */
  rescale(before: number, after: number): void {
    const price = (n: number): number => rescalePrice(n, before, after)
    this.#samples.rescale(price)
    this.#marks = this.#marks.map(([at, mark]) => [at, price(mark)])
    if (this.#mark !== null) this.#mark = price(this.#mark) as Ticks
    if (this.lastPrice !== null) this.lastPrice = price(this.lastPrice) as Ticks
    const lots = (n: number): number => rescaleLots(n, before, after)
    this.minutes.rescale(price, lots)
    this.seconds.rescale(price, lots)
  }

  save(): Saved {
    return {
      samples: this.#samples.save(),
      marks: this.#marks,
      mark: this.#mark,
      frozenSince: this.#frozenSince,
      freshFrom: this.#freshFrom,
      pausedUntil: this.pausedUntil,
      firstTradeAt: this.firstTradeAt,
      firstAt: this.firstAt,
      last: this.lastPrice,
      minutes: this.minutes.save(),
      seconds: this.seconds.save(),
    }
  }

  load(saved: Saved): void {
    this.#samples.load(saved.samples)
    this.#marks = saved.marks
    this.#mark = saved.mark as Ticks | null
    this.#frozenSince = saved.frozenSince
    this.#freshFrom = saved.freshFrom
    this.pausedUntil = saved.pausedUntil as Millis
    this.firstTradeAt = saved.firstTradeAt as Millis | null
    this.firstAt = saved.firstAt as Millis | null
    this.lastPrice = saved.last as Ticks | null
    this.minutes.load(saved.minutes)
    this.seconds.load(saved.seconds)
  }
}

/** Mean of the average prices at which `notional` µCR could be bought and sold now, floored; undefined on a thin or one-sided book. */
function impactMid(book: Book, notional: number): number | undefined {
  const ask = book.quote(takerOfNobody({ side: BUY, limit: MAX_PRICE, budget: notional }))
  const bid = book.quote(takerOfNobody({ side: SELL, limit: 1, budget: notional }))
  if (!ask.complete || !bid.complete) return undefined
  const wide = BigInt(ask.notional) * BigInt(bid.lots) + BigInt(bid.notional) * BigInt(ask.lots)
  return Number(wide / (2n * BigInt(ask.lots) * BigInt(bid.lots)))
}

function since(samples: Sample[], from: number): Sample[] {
  return (samples[0]?.[0] ?? from) >= from ? samples : samples.filter(([at]) => at >= from)
}

function median3(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}

/** `value` held within ± `bps` of `centre`. */
function around(value: number, centre: number, bps: number): number {
  return clamp(value, lowest(centre, bps), highest(centre, bps))
}

/** `bps` below a price, rounded towards it; always a tick, or a price of few ticks could never move. May be 0 or less. */
function lowest(price: number, bps: number): number {
  return Math.min(price - 1, bps >= BPS ? 0 : mulDivCeil(price, BPS - bps, BPS))
}

/** The same above. */
function highest(price: number, bps: number): number {
  return Math.max(price + 1, mulDivFloor(price, BPS + bps, BPS))
}
