/** Numbers as the exchange dialect writes them: decimal strings with 8 decimals, whatever tick and lot are. And back. */
import { formatDecimal, parseDecimal } from '../../base/decimal.ts'
import type { Lots, Ticks } from '../../base/money.ts'
import { type Pair, pairOf } from '../../engine/exchange/pair.ts'
import { type MilliLco, milliLco, type UnitPrice, unitPrice } from '../../history/units.ts'
import { priceDecimals, quantityDecimals } from '../render/amounts.ts'
import { refusals } from './refusal.ts'

export const SYMBOL = 'LCOCREDIT'
export const BASE = 'LCO'
export const QUOTE = 'CREDIT'

export const ZERO = '0.00000000'

/** µCR, also per LCO. */
export function priceText(price: number): string {
  return `${formatDecimal(price, 6)}00`
}

/** Thousandths of an LCO. */
export function quantityText(quantity: number): string {
  return `${formatDecimal(quantity, 3)}00000`
}

/** 1e-8 LCO. */
export function lcoText(amount: number): string {
  return formatDecimal(amount, 8)
}

/** Basis points as a share of one. */
export function rateText(bps: number): string {
  return `${formatDecimal(bps, 4)}0000`
}

export function priceOf(ticks: Ticks, pair: number): UnitPrice {
  return unitPrice(pairOf(pair), ticks)
}

export function quantityOf(lots: Lots, pair: number): MilliLco {
  return milliLco(pairOf(pair), lots)
}

/** What is no plain decimal number is refused by name; a number off the tick is undefined, for the engine's refusal. */
export function ticksIn(name: string, text: string, pair: Pair): Ticks | undefined {
  return decimalIn(name, text, priceDecimals(pair)) as Ticks | undefined
}

export function lotsIn(name: string, text: string, pair: Pair): Lots | undefined {
  return decimalIn(name, text, quantityDecimals(pair)) as Lots | undefined
}

/** Plain digits only: JavaScript's 1e-7 is refused rather than guessed. */
export function decimalIn(name: string, text: string, decimals: number): number | undefined {
  if (!/^\d{1,16}(\.\d{1,18})?$/.test(text)) throw refusals.illegal(name)
  return parseDecimal(text, decimals)
}
