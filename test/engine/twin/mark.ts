/** The twin of the mark price: every mid and trade with its time, medians by sorting, averages by adding up. docs/concepts/economy.md §7. */
import type { Common } from './common.ts'

const MINUTE = 60_000
const HALF_HOUR = 30 * MINUTE
const DAY = 24 * 60 * MINUTE
const MAX_PRICE = 1_000_000_000

type Row = readonly [at: number, value: number]

interface Trade {
  readonly at: number
  readonly notional: bigint
  /** LCO units. */
  readonly coins: bigint
}

/** What an average may be, where quantities were floored to a larger lot since: all the same elsewhere. */
interface Average {
  /** Undefined when nothing may be left of the quantity. */
  readonly highest: number | undefined
  readonly exact: number
  readonly lowest: number
}

export class MarkTwin {
  readonly #common: Common
  price: number | null = null
  frozenSince: number | undefined
  /** When there first was a mark. */
  firstAt: number | undefined
  pausedUntil = 0
  #mids: Row[] = []
  #marks: Row[] = []
  #trades: Trade[] = []
  #firstTrade: number | undefined
  /** When samples began again after down-time, or last stopped while they were to be five minutes old. */
  #freshFrom: number | undefined
  /** Changes to a larger lot, which floor the quantities kept, and that lot in LCO units. */
  #coarser: (readonly [at: number, lot: bigint])[] = []

  constructor(common: Common) {
    this.#common = common
  }

  get live(): boolean {
    return this.price !== null && this.frozenSince === undefined
  }

  trade(at: number, trade: Omit<Trade, 'at'>, counted: boolean): void {
    this.#firstTrade ??= at
    if (counted) this.#trades.push({ at, ...trade })
  }

  /**
   * One sample. `mid`: the impact mid, undefined on a thin book. `said`: what the engine took for the average of the
   * last trades, which counts only where its lots were floored.
   */
  sample(at: number, mid: number | undefined, terms: { gap: number; lot: bigint; said: number | null }): void {
    if (terms.gap > MINUTE) this.#restart(at)
    const waits = this.#freshFrom !== undefined && at - this.#freshFrom < 5 * MINUTE
    if (mid === undefined) {
      if (waits) this.#freshFrom = at
      this.frozenSince ??= at
      this.#tell(at, { impactMid: null, twap5m: null, vwap60s: null })
      return
    }
    this.#mids = [...this.#mids.filter(([time]) => time >= at - HALF_HOUR), [at, mid]]
    const pauses = this.#breaker(at, mid)
    const last = this.#mids.filter(([time]) => time >= at - 5 * MINUTE).map(([, value]) => value)
    const mean = Math.floor(last.reduce((sum, value) => sum + value, 0) / last.length)
    const traded = chosen(this.#average(at, MINUTE, terms.lot), terms.said)
    const third = traded ?? Math.floor((mid + mean) / 2)
    if (!waits) this.#settle(at, middle([mid, mean, third]))
    this.#tell(at, { impactMid: mid, twap5m: mean, vwap60s: traded ?? null })
    if (pauses) this.#common.tell('trading.paused', { until: this.pausedUntil })
  }

  /** After down-time nothing from before counts. */
  #restart(at: number): void {
    this.#mids = []
    this.#marks = []
    this.#freshFrom = at
    if (this.price !== null) this.frozenSince ??= at
  }

  #breaker(at: number, mid: number): boolean {
    const limit = this.#common.value('market.breakerMove')
    const recent = this.#mids.filter(([time]) => time >= at - 5 * MINUTE)
    const jumps = recent.some(([, old]) => Math.abs(mid - old) * 10_000 > old * limit)
    if (at < this.pausedUntil || !jumps) return false
    this.pausedUntil = at + 5 * MINUTE
    return true
  }

  #settle(at: number, raw: number): void {
    const median = this.median(at) as number
    const held = within(raw, bounds(median, this.#common.value('mark.medianClamp')))
    this.#marks = this.#marks.filter(([time]) => time >= at - MINUTE)
    const [before] = this.#marks
    const mark = before ? within(held, bounds(before[1], this.#common.value('mark.stepClamp'))) : held
    this.price = Math.max(1, mark)
    this.frozenSince = undefined
    this.firstAt ??= at
    this.#marks.push([at, this.price])
  }

  #tell(at: number, parts: Readonly<Record<string, unknown>>): void {
    const frozen = this.frozenSince !== undefined
    this.#common.tell('mark', { at, mark: this.price, frozen, ...parts, median30m: this.median(at) })
  }

  /** Of the mids since half an hour before. */
  median(now: number): number | null {
    const sorted = this.#mids.filter(([at]) => at >= now - HALF_HOUR).map(([, mid]) => mid)
    sorted.sort((a, b) => a - b)
    const half = sorted.length / 2
    if (half === 0) return null
    const [low, high] = [sorted[Math.ceil(half) - 1] as number, sorted[Math.floor(half)] as number]
    return Math.floor((low + high) / 2)
  }

  /** min(median, average of 24 hours); null without 24 hours of trading or either of them. */
  reference(at: number, terms: { lot: bigint; said: number | null }): number | null {
    if (this.#firstTrade === undefined || at - this.#firstTrade < DAY) return null
    const median = this.median(at)
    const average = this.#average(at, DAY, terms.lot)
    if (median === null || average === undefined) return null
    const capped = (price: number): number => Math.min(price, median)
    const { lowest, exact, highest } = average
    const reference = { lowest: capped(lowest), exact: capped(exact), highest: highest && capped(highest) }
    return chosen(reference, terms.said) ?? null
  }

  /** Of the trades since the beginning of the minute a day ago; null without any. Exact while no lot has become larger within the day. */
  average24h(now: number, lot: bigint): number | null {
    const from = now - DAY
    return this.#average(now, now - (from - (((from % MINUTE) + MINUTE) % MINUTE)), lot)?.exact ?? null
  }

  #average(now: number, span: number, lot: bigint): Average | undefined {
    const trades = this.#since(now - span)
    const [first] = trades
    if (!first) return undefined
    const coins = trades.reduce((sum, trade) => sum + trade.coins, 0n)
    const notional = trades.reduce((sum, trade) => sum + trade.notional, 0n)
    const lost = this.#coarser.filter(([at]) => at >= first.at).reduce((sum, [, units]) => sum + units, 0n)
    const over = (units: bigint): number => Number((notional * lot) / units)
    return { lowest: over(coins + lost), exact: over(coins), highest: coins > lost ? over(coins - lost) : undefined }
  }

  #since(from: number): Trade[] {
    let first = this.#trades.length
    while (first > 0 && (this.#trades[first - 1] as Trade).at >= from) first -= 1
    return this.#trades.slice(first)
  }

  /** Prices at which trades may happen. */
  band(at: number): readonly [low: number, high: number] {
    if (this.price === null) return [1, MAX_PRICE]
    const frozenMs = this.frozenSince === undefined ? 0 : at - this.frozenSince
    const [low, high] = bounds(this.price, this.#common.value('market.band') + 2_000 * Math.floor(frozenMs / 600_000))
    return [Math.max(1, low), Math.min(MAX_PRICE, high)]
  }

  /** Another pair: every kept price is expressed in the new tick. */
  rescale(inNew: (price: number) => number, change: { at: number; floorsTo: bigint | undefined }): void {
    const all = (rows: readonly Row[]): Row[] => rows.map(([at, value]) => [at, inNew(value)])
    this.#mids = all(this.#mids)
    this.#marks = all(this.#marks)
    if (this.price !== null) this.price = inNew(this.price)
    if (change.floorsTo !== undefined) this.#coarser.push([change.at, change.floorsTo])
  }
}

function middle(three: readonly [number, number, number]): number {
  return [...three].sort((a, b) => a - b)[1] as number
}

/** So many bps to either side, rounded towards the price, at least one tick. */
function bounds(price: number, bps: number): readonly [low: number, high: number] {
  const part = Math.max(1, Math.floor((price * bps) / 10_000))
  return [price - part, price + part]
}

function within(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(Math.max(value, low), high)
}

/** What the engine said, if it may be that; else what it is. */
function chosen(average: Average | undefined, said: number | null): number | undefined {
  if (!average || average.lowest === average.highest) return average?.exact
  if (said === null) return average.highest === undefined ? undefined : average.exact
  const possible = said >= average.lowest && (average.highest === undefined || said <= average.highest)
  return possible ? said : average.exact
}
