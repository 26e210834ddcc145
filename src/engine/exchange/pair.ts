/** Tick and lot of LCO/CREDIT: three pairs whose product is 1 µCR, so a notional is ticks × lots, always whole. docs/concepts/economy.md §1. */
import { fail } from '../../base/assert.ts'
import { clamp, mulDivFloor } from '../../base/math.ts'
import type { Credits, Lco, Lots, Ticks } from '../../base/money.ts'
import { MAX_PRICE } from './book/types.ts'

export interface Pair {
  /** µCR per LCO of one tick. */
  readonly tickMicro: number
  /** 1e-8 LCO of one lot. */
  readonly lotUnits: number
}

const pairs: readonly Pair[] = [
  { tickMicro: 10, lotUnits: 10_000_000 },
  { tickMicro: 100, lotUnits: 1_000_000 },
  { tickMicro: 1_000, lotUnits: 100_000 },
]

/** The pair that the parameter `market.pair` names. */
export function pairOf(index: number): Pair {
  return pairs[index] ?? fail(`no pair ${index}`)
}

/** A price in the tick of another pair, floored, within the prices the book knows. */
export function rescalePrice(ticks: number, before: number, after: number): Ticks {
  return clamp(mulDivFloor(ticks, pairOf(before).tickMicro, pairOf(after).tickMicro), 1, MAX_PRICE) as Ticks
}

/** A quantity in the lot of another pair, floored. */
export function rescaleLots(lots: number, before: number, after: number): Lots {
  return mulDivFloor(lots, pairOf(before).lotUnits, pairOf(after).lotUnits) as Lots
}

/** LCO units of some lots. */
export function lcoOf(lots: Lots, pair: Pair): Lco {
  return (lots * pair.lotUnits) as Lco
}

/** µCR of lots at a price: exact by construction of the pairs. */
export function notionalOf(price: Ticks, lots: Lots): Credits {
  return (price * lots) as Credits
}
