/** Branded money integers and the only arithmetic allowed on them. No storage, no formatting for a locale. */
import { fail } from './assert.ts'

declare const unit: unique symbol
type Branded<Name extends string> = number & { readonly [unit]: Name }

/** Credits in µCR: 1 CR = 1,000,000 µCR = 1 USD. economy.md §1. */
export type Credits = Branded<'µCR'>
/** L-Coin in units of 1e-8 LCO. */
export type Lco = Branded<'1e-8 LCO'>
/** Model prices and one call's charge in pico-credits: 1e-12 CR. */
export type Pico = Branded<'pCR'>
/** Order price in ticks of the market. */
export type Ticks = Branded<'tick'>
/** Order quantity in lots of the market. */
export type Lots = Branded<'lot'>
/** Basis points: 1/10,000. */
export type Bps = Branded<'bps'>
/** UTC milliseconds, stamped by the sequencer. */
export type Millis = Branded<'ms'>

export const CREDIT = 1_000_000 as Credits
export const LCO = 100_000_000 as Lco
export const PICO_PER_MICRO = 1_000_000
export const BPS = 10_000
export const MAX_SUPPLY = 1_000_000_000_000_000 as Lco

export const credits = (microCredits: number): Credits => whole(microCredits) as Credits
export const lco = (units: number): Lco => whole(units) as Lco
export const millis = (n: number): Millis => whole(n) as Millis

/** Exact sum; throws when the result leaves the safe integers. */
export function add<T extends number>(a: T, b: T): T {
  return whole(a + b) as T
}

/** Exact difference; may be negative; throws when the result leaves the safe integers. */
export function sub<T extends number>(a: T, b: T): T {
  return whole(a - b) as T
}

export function min<T extends number>(a: T, b: T): T {
  return a < b ? a : b
}

export function max<T extends number>(a: T, b: T): T {
  return a > b ? a : b
}

/** The number itself when it is a safe integer; throws otherwise, so nothing is ever rounded silently. */
function whole(n: number): number {
  return Number.isSafeInteger(n) ? n : fail(`amount out of range: ${n}`)
}
