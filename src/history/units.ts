/** Prices and quantities of history in units that no change of the market's pair can move. Conversion only. docs/concepts/economy.md §1. */
import { fail } from '../base/assert.ts'
import type { Credits, Lco, Lots, Ticks } from '../base/money.ts'

/** µCR per LCO: exact for every tick of every pair. */
export type UnitPrice = Credits

/** Thousandths of an LCO: the smallest lot of any pair, and coarse enough that no volume leaves the safe integers. */
export type MilliLco = number & { readonly milliLco: unique symbol }

/** LCO units (1e-8) in a MilliLco. */
export const LCO_PER_MILLI = 100_000

/** One of the three values of the parameter `market.pair`; tick × lot is 1 µCR in each. */
export interface PairUnits {
  /** µCR per LCO in one tick. */
  readonly tick: number
  /** Thousandths of an LCO in one lot. */
  readonly lotMilli: number
}

const pairs: readonly PairUnits[] = [
  { tick: 10, lotMilli: 100 },
  { tick: 100, lotMilli: 10 },
  { tick: 1000, lotMilli: 1 },
]

export function pairUnits(parameter: number): PairUnits {
  return pairs[parameter] ?? fail(`no pair ${parameter}`)
}

export function unitPrice(pair: PairUnits, price: Ticks): UnitPrice {
  return (price * pair.tick) as UnitPrice
}

export function milliLco(pair: PairUnits, quantity: Lots): MilliLco {
  return (quantity * pair.lotMilli) as MilliLco
}

/** The same quantity in the ledger's units of 1e-8 LCO. */
export function lcoOf(quantity: MilliLco): Lco {
  return (quantity * LCO_PER_MILLI) as Lco
}
