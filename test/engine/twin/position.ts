/** A margin account as four numbers, and what follows from them at a price: plain fractions, rounded where the rules say. docs/concepts/margin.md. */
import { up } from './bigints.ts'

export const WHOLE = 10_000n
const MAX_PRICE = 1_000_000_000n
const MOST = BigInt(Number.MAX_SAFE_INTEGER)

/** What orders hold counts in cash and coins; at most one of the debts is not 0. */
export interface Position {
  readonly cash: bigint
  readonly coins: bigint
  readonly debtCredits: bigint
  readonly debtCoins: bigint
}

/** A price in ticks and the units of a lot. */
export interface Priced {
  readonly price: bigint
  readonly lot: bigint
}

/** a ÷ b rounded down, whatever the sign of a. */
function down(a: bigint, b: bigint): bigint {
  return a < 0n ? -up(-a, b) : a / b
}

/** µCR × units of a lot. */
function assetsAt({ cash, coins }: Position, { price, lot }: Priced): bigint {
  return cash * lot + coins * price
}
function debtsAt({ debtCredits, debtCoins }: Position, { price, lot }: Priced): bigint {
  return debtCredits * lot + debtCoins * price
}

export function sumsAt(position: Position, at: Priced): { readonly assets: bigint; readonly debts: bigint } {
  return { assets: assetsAt(position, at), debts: debtsAt(position, at) }
}

/** Assets ÷ debt in bps, floored; null without debt. */
export function levelAt(position: Position, at: Priced): bigint | null {
  const debts = debtsAt(position, at)
  if (debts === 0n) return null
  const level = (assetsAt(position, at) * WHOLE) / debts
  return level > MOST ? MOST : level
}

/** µCR, floored. */
export function equityAt(position: Position, at: Priced): bigint {
  return down(assetsAt(position, at) - debtsAt(position, at), at.lot)
}

/** µCR that coins are worth, floored. */
export function worthOf(coins: bigint, { price, lot }: Priced): bigint {
  return (coins * price) / lot
}

/** (level × dC − C) ÷ (L − level × dL): up for a long, down for a short; null where there is no such price. */
export function priceAtLevel(position: Position, level: bigint, lot: bigint): bigint | null {
  const { cash, coins, debtCredits, debtCoins } = position
  if (debtCredits > 0n) {
    const missing = (level * debtCredits - WHOLE * cash) * lot
    if (missing <= 0n) return null
    const price = coins === 0n ? MAX_PRICE : up(missing, WHOLE * coins)
    return price > MAX_PRICE ? MAX_PRICE : price
  }
  const short = level * debtCoins - WHOLE * coins
  if (short <= 0n) return null
  const price = (WHOLE * cash * lot) / short
  return price > MAX_PRICE ? null : price
}
