/** Trades of a sliding span of time in fixed buckets. Counted trades move prices; buyback fills only show in the ticker. */
import { divFloor } from '../../base/math.ts'

export interface Bucket {
  /** Start of the bucket ÷ its width. */
  readonly slot: number
  open: number
  high: number
  low: number
  close: number
  lots: number
  notional: number
  countedLots: number
  countedNotional: number
}

export interface WindowTrade {
  readonly price: number
  readonly lots: number
  readonly counted: boolean
}

export class TradeWindow {
  readonly #width: number
  readonly #span: number
  #buckets: Bucket[] = []
  /** Sums of the buckets from `first` on, those of the span that was last asked for. Never stored. */
  readonly #sums = { first: 0, lots: 0, notional: 0n }

  /** Both in ms; span is a multiple of width. */
  constructor(widthMs: number, spanMs: number) {
    this.#width = widthMs
    this.#span = spanMs
  }

  add(at: number, trade: WindowTrade): void {
    const slot = divFloor(at, this.#width)
    this.#sumFrom(this.#oldest(at))
    const last = this.#buckets[this.#buckets.length - 1]
    if (last?.slot === slot) merge(last, trade)
    else {
      this.#drop(at)
      this.#buckets.push(
        merge(
          {
            slot,
            open: trade.price,
            high: trade.price,
            low: trade.price,
            close: 0,
            lots: 0,
            notional: 0,
            countedLots: 0,
            countedNotional: 0,
          },
          trade,
        ),
      )
    }
    if (trade.counted) this.#count(trade.lots, BigInt(trade.price * trade.lots))
  }

  /** floor(notional ÷ lots) of the counted trades within [now − span, now), in ticks; undefined without any. A read: it changes nothing. */
  average(now: number): number | undefined {
    this.#sumFrom(this.#oldest(now))
    const { lots, notional } = this.#sums
    return lots === 0 ? undefined : Number(notional / BigInt(lots))
  }

  /** Buckets leave the sums or come back to them; as time goes on each does so once. */
  #sumFrom(oldest: number): void {
    const sums = this.#sums
    const at = (i: number): Bucket | undefined => this.#buckets[i]
    for (let next = at(sums.first); next && next.slot < oldest; next = at(sums.first)) {
      this.#count(-next.countedLots, -BigInt(next.countedNotional))
      sums.first += 1
    }
    for (let last = at(sums.first - 1); last && last.slot >= oldest; last = at(sums.first - 1)) {
      this.#count(last.countedLots, BigInt(last.countedNotional))
      sums.first -= 1
    }
  }

  #count(lots: number, notional: bigint): void {
    this.#sums.lots += lots
    this.#sums.notional += notional
  }

  #sumAnew(): void {
    Object.assign(this.#sums, { first: 0, lots: 0, notional: 0n })
    for (const { countedLots, countedNotional } of this.#buckets) this.#count(countedLots, BigInt(countedNotional))
  }

  /** First slot within the span before an instant. */
  #oldest(now: number): number {
    return divFloor(now - this.#span, this.#width)
  }

  #drop(now: number): void {
    const oldest = this.#oldest(now)
    let gone = 0
    while (gone < this.#buckets.length && (this.#buckets[gone] as Bucket).slot < oldest) gone += 1
    if (gone === 0) return
    this.#sumFrom(oldest)
    this.#buckets.splice(0, gone)
    this.#sums.first -= gone
  }

  /**
   * Expresses every bucket in another tick and lot; notionals stay. What flooring takes from one bucket's lots goes to
   * the next, so that the average over many small ones stays right.
   */
  rescale(price: (ticks: number) => number, lots: (lots: number) => number): void {
    let [all, counted] = [0, 0]
    for (const bucket of this.#buckets) {
      bucket.open = price(bucket.open)
      bucket.high = price(bucket.high)
      bucket.low = price(bucket.low)
      bucket.close = price(bucket.close)
      const [allBefore, countedBefore] = [lots(all), lots(counted)]
      all += bucket.lots
      counted += bucket.countedLots
      bucket.lots = lots(all) - allBefore
      bucket.countedLots = lots(counted) - countedBefore
    }
    this.#sumAnew()
  }

  save(): readonly Bucket[] {
    return this.#buckets
  }

  load(buckets: readonly Bucket[]): void {
    this.#buckets = [...buckets]
    this.#sumAnew()
  }
}

function merge(bucket: Bucket, { price, lots, counted }: WindowTrade): Bucket {
  bucket.high = Math.max(bucket.high, price)
  bucket.low = Math.min(bucket.low, price)
  bucket.close = price
  bucket.lots += lots
  bucket.notional += price * lots
  if (counted) {
    bucket.countedLots += lots
    bucket.countedNotional += price * lots
  }
  return bucket
}
