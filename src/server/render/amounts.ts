/** Integers of the engine ⇄ decimal strings of the wire, where that takes more than base/decimal.ts. No resources. */
import { formatCredits, formatDecimal, formatLco, parseCredits, parseDecimal, parseLco } from '../../base/decimal.ts'
import { mulDivFloor } from '../../base/math.ts'
import type { Credits, Lco, Lots, Ticks } from '../../base/money.ts'
import type { Pair } from '../../engine/exchange/pair.ts'
import type { Asset } from '../../engine/ledger/chart.ts'
import { Refusal } from '../problem.ts'

/** Prices have 6 decimals at most, quantities 3: the finest tick and lot of any pair. */
const PRICE_DECIMALS = 6
const MILLI_DECIMALS = 3

export function priceDecimals(pair: Pair): number {
  return PRICE_DECIMALS - Math.round(Math.log10(pair.tickMicro))
}

export function quantityDecimals(pair: Pair): number {
  return 8 - Math.round(Math.log10(pair.lotUnits))
}

/** "0.10000" for ticks of the pair. */
export function ticksText(price: Ticks, pair: Pair): string {
  return formatDecimal(price, priceDecimals(pair))
}

/** "125.0" for lots of the pair. */
export function lotsText(quantity: Lots, pair: Pair): string {
  return formatDecimal(quantity, quantityDecimals(pair))
}

/** A price in µCR per LCO with the pair's decimals, more only where an earlier, finer pair needs them. */
export function microPriceText(price: Credits, pair: Pair): string {
  return trimmed(formatDecimal(price, PRICE_DECIMALS), PRICE_DECIMALS - priceDecimals(pair))
}

/** A quantity in thousandths of an LCO, likewise. */
export function milliText(quantity: number, pair: Pair): string {
  return trimmed(formatDecimal(quantity, MILLI_DECIMALS), MILLI_DECIMALS - quantityDecimals(pair))
}

/** Without up to `most` trailing zeros. */
function trimmed(text: string, most: number): string {
  let end = text.length
  while (most-- > 0 && text[end - 1] === '0') end--
  return text[end - 1] === '.' ? text.slice(0, end - 1) : text.slice(0, end)
}

/** µCR per LCO that a notional for some lots makes, floored; null for nothing. */
export function averagePrice(notional: Credits, lots: Lots, pair: Pair): string | null {
  if (lots === 0) return null
  return formatDecimal(mulDivFloor(notional, 100_000_000, lots * pair.lotUnits), PRICE_DECIMALS)
}

/** The ticks behind a price; undefined when it is off the tick or out of range. */
export function parseTicks(text: string, pair: Pair): Ticks | undefined {
  return parseDecimal(text, priceDecimals(pair)) as Ticks | undefined
}

export function parseLots(text: string, pair: Pair): Lots | undefined {
  return parseDecimal(text, quantityDecimals(pair)) as Lots | undefined
}

/** µCR of a body's amount. Throws amount_out_of_range. */
export function creditsIn(text: string): Credits {
  return parseCredits(text) ?? outOfRange()
}

/** LCO units of a body's amount. Throws amount_out_of_range. */
export function lcoIn(text: string): Lco {
  return parseLco(text) ?? outOfRange()
}

function outOfRange(): never {
  throw new Refusal('amount_out_of_range')
}

/** Units of an asset: CR with 6 decimals, LCO with 8. */
export function unitsText(asset: Asset, units: number): string {
  return asset === 'CR' ? formatCredits(units as Credits) : formatLco(units as Lco)
}

/** Units of a body's amount. Throws amount_out_of_range. */
export function unitsIn(asset: Asset, text: string): number {
  return asset === 'CR' ? creditsIn(text) : lcoIn(text)
}

/** CR with 12 decimals from a sum of pCR that may have left the safe integers. */
export function picoText(sum: bigint): string {
  const digits = sum.toString().padStart(13, '0')
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`
}

/** CR with 6 decimals from a sum of pCR, rounded up. */
export function picoCeilText(sum: bigint): string {
  const micro = (sum + 999_999n) / 1_000_000n
  const digits = micro.toString().padStart(7, '0')
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`
}
