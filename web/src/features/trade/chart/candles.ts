/** Candles of several answers and the live tail made one gapless row. No requests, no drawing. */
import type { Candle } from '../../../ui/chart/draw.ts'
import { type Interval, nextStart } from './intervals.ts'

/** Union by time, oldest first; of two candles of the same time the one of the later list stays. */
export function mergeCandles<C extends Candle>(...lists: readonly (readonly C[])[]): C[] {
  const byTime = new Map<number, C>()
  for (const list of lists) for (const candle of list) byTime.set(candle.time, candle)
  return [...byTime.values()].sort((a, b) => a.time - b.time)
}

/** Longest hole that is filled; a longer one means the list is not what it seems. */
const MOST_FILLED = 5_000

/** Intervals without trades between two candles become flat ones at the last close, without volume. */
export function fillFlat<C extends Candle>(candles: readonly C[], interval: Interval): Candle[] {
  const filled: Candle[] = []
  for (const candle of candles) {
    const before = filled.at(-1)
    if (before) filled.push(...between(before, candle.time, interval))
    filled.push(candle)
  }
  return filled
}

/** Flat candles after this one and before that moment; none when there would be too many. */
function between(before: Candle, end: number, interval: Interval): Candle[] {
  const found: Candle[] = []
  for (let time = nextStart(before.time, interval); time < end; time = nextStart(time, interval)) {
    if (found.length === MOST_FILLED) return []
    found.push(flat(before.close, time))
  }
  return found
}

const flat = (price: string, time: number): Candle => ({
  time,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: '0',
})

/** The start of the candle that holds this moment; undefined when it is before the first one. */
export function candleAt(candles: readonly Candle[], at: number): number | undefined {
  let low = 0
  let high = candles.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((candles[middle]?.time ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return candles[low - 1]?.time
}
