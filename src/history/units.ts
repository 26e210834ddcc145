/** Prices and quantities of history in units that no change of the market's pair can move. Conversion only. docs/concepts/economy.md §1. */
import type { Credits, Lco, Lots, Ticks } from '../base/money.ts'
import type { Pair } from '../engine/exchange/pair.ts'

/** µCR per LCO: exact for every tick of every pair. */
export type UnitPrice = Credits

/** Thousandths of an LCO: the smallest lot of any pair, and coarse enough that no volume leaves the safe integers. */
export type MilliLco = number & { readonly milliLco: unique symbol }

/** LCO units (1e-8) in a MilliLco. */
export const LCO_PER_MILLI = 100_000

export function unitPrice(pair: Pair, price: Ticks): UnitPrice {
  return (price * pair.tickMicro) as UnitPrice
}

export function milliLco(pair: Pair, quantity: Lots): MilliLco {
  return (quantity * (pair.lotUnits / LCO_PER_MILLI)) as MilliLco
}

/** The same quantity in the ledger's units of 1e-8 LCO. */
export function lcoOf(quantity: MilliLco): Lco {
  return (quantity * LCO_PER_MILLI) as Lco
}
