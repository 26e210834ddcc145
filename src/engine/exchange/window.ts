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

  /** Both in ms; span is a multiple of width. */
  constructor(widthMs: number, spanMs: number) {
    this.#width = widthMs
    this.#span = spanMs
  }

  add(at: number, trade: WindowTrade): void {
    const slot = divFloor(at, this.#width)
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
  }

  /** floor(notional ÷ lots) of the counted trades within [now − span, now), in ticks; undefined without any. A read: it changes nothing. */
  average(now: number): number | undefined {
    const oldest = this.#oldest(now)
    let [lots, notional] = [0, 0n]
    for (const bucket of this.#buckets) {
      if (bucket.slot < oldest) continue
      lots += bucket.countedLots
      notional += BigInt(bucket.countedNotional)
    }
    return lots === 0 ? undefined : Number(notional / BigInt(lots))
  }

  /** First slot within the span before an instant. */
  #oldest(now: number): number {
    return divFloor(now - this.#span, this.#width)
  }

  #drop(now: number): void {
    const oldest = this.#oldest(now)
    let gone = 0
    while (gone < this.#buckets.length && (this.#buckets[gone] as Bucket).slot < oldest) gone += 1
    if (gone > 0) this.#buckets.splice(0, gone)
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
  }

  save(): readonly Bucket[] {
    return this.#buckets
  }

  load(buckets: readonly Bucket[]): void {
    this.#buckets = [...buckets]
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
