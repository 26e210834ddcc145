/** A margin account as numbers: equity, level, and the prices at which it comes to a level. Whose it is, and what follows, is elsewhere. */
import { BPS, type Credits, type Lco, type Ticks } from '../../base/money.ts'
import { MAX_PRICE } from '../exchange/book/types.ts'
import type { Pair } from '../exchange/pair.ts'

/** What open margin orders hold counts in `cash` and `coins`. At most one of the debts is not 0. */
export interface Position {
  readonly cash: Credits
  readonly coins: Lco
  /** Interest up to now included. */
  readonly debtCredits: Credits
  readonly debtCoins: Lco
}

/** Sums of µCR × lot units: exact at any price. */
interface Sums {
  readonly assets: bigint
  readonly debts: bigint
}

export function sumsAt({ cash, coins, debtCredits, debtCoins }: Position, price: Ticks, { lotUnits }: Pair): Sums {
  const [unit, at] = [BigInt(lotUnits), BigInt(price)]
  return {
    assets: BigInt(cash) * unit + BigInt(coins) * at,
    debts: BigInt(debtCredits) * unit + BigInt(debtCoins) * at,
  }
}

/** Assets ÷ debt in bps, floored: below a whole number of bps exactly when the level itself is. null without debt. §8. */
export function levelAt(position: Position, price: Ticks, pair: Pair): number | null {
  const { assets, debts } = sumsAt(position, price, pair)
  if (debts === 0n) return null
  const level = (assets * BigInt(BPS)) / debts
  return level > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(level)
}

/** Assets less debt in µCR, floored; below 0 for a bankrupt account. */
export function equityAt(position: Position, price: Ticks, pair: Pair): Credits {
  const { assets, debts } = sumsAt(position, price, pair)
  return narrow(floorDiv(assets - debts, BigInt(pair.lotUnits))) as Credits
}

/** µCR that these LCO are worth, floored. */
export function worthOf(coins: Lco, price: Ticks, { lotUnits }: Pair): Credits {
  return narrow((BigInt(coins) * BigInt(price)) / BigInt(lotUnits)) as Credits
}

/** The same rounded up: for what is owed. */
export function worthOfDebt(coins: Lco, price: Ticks, { lotUnits }: Pair): Credits {
  const unit = BigInt(lotUnits)
  return narrow((BigInt(coins) * BigInt(price) + unit - 1n) / unit) as Credits
}

/**
 * The price at which the level is so many bps: a long is under it at every lower price, a short at every higher one.
 * Rounded against the account: up for a long, down for a short. null: it comes there at no price that the book knows.
 * 11,000 gives P_liq = (1.1·dC − C) ÷ (L − 1.1·dL), 10,000 P_b = (dC − C) ÷ (L − dL). docs/concepts/margin.md.
 */
export function priceAtLevel(position: Position, levelBps: number, { lotUnits }: Pair): Ticks | null {
  const { cash, coins, debtCredits, debtCoins } = position
  const [level, whole] = [BigInt(levelBps), BigInt(BPS)]
  const money = (level * BigInt(debtCredits) - whole * BigInt(cash)) * BigInt(lotUnits)
  const amount = whole * BigInt(coins) - level * BigInt(debtCoins)
  if (debtCredits > 0) {
    if (money <= 0n) return null
    return (amount === 0n ? MAX_PRICE : atMost((money + amount - 1n) / amount)) as Ticks
  }
  if (amount >= 0n) return null
  const price = -money / -amount
  return price > MAX_PRICE ? null : (Number(price) as Ticks)
}

function atMost(price: bigint): number {
  return price > MAX_PRICE ? MAX_PRICE : Number(price)
}

function floorDiv(a: bigint, b: bigint): bigint {
  return a < 0n ? -((-a + b - 1n) / b) : a / b
}

/** Worth beyond the safe integers counts as the largest of them: it decides nothing that a smaller one would not. */
function narrow(wide: bigint): number {
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  return Number(wide > most ? most : wide < -most ? -most : wide)
}
