/** How much a forced close trades, at what limit, and what it costs: arithmetic only. Doing it is force.ts. docs/concepts/margin.md. */
import { clamp, divCeil, divFloor, mulDivCeil, mulDivFloor } from '../../base/math.ts'
import { BPS, type Credits, type Lots, min, type Ticks } from '../../base/money.ts'
import { MAX_LOTS, MAX_PRICE } from '../exchange/book/types.ts'
import type { Pair } from '../exchange/pair.ts'
import { type Position, priceAtLevel, sumsAt } from './position.ts'

/** What the book shows within the limit; its average price is notional ÷ lots. */
export interface Depth {
  readonly lots: number
  readonly notional: number
}

export interface Closing {
  readonly position: Position
  readonly mark: Ticks
  readonly pair: Pair
  /** The level that it restores, and the penalty on what it trades. */
  readonly targetBps: number
  readonly penaltyBps: number
  readonly depth: Depth
}

/**
 * Lots that bring the level back to T, rounded up, with p the penalty and Pe the average price of the depth. Long sells
 * (T·D − A) ÷ (T·Pe·(1 − p) − P), short buys (T·D − A) ÷ (T·P − Pe·(1 + p)). A divisor of 0 or less: all of it.
 */
export function closingLots({ position, mark, pair, targetBps, penaltyBps, depth }: Closing): Lots {
  const { assets, debts } = sumsAt(position, mark, pair)
  const [target, whole] = [BigInt(targetBps), BigInt(BPS)]
  const [lots, notional, price] = [BigInt(depth.lots), BigInt(depth.notional), BigInt(mark)]
  const missing = (target * debts - whole * assets) * lots * whole
  if (missing <= 0n) return 0 as Lots
  const sells = position.debtCredits > 0
  const kept = sells
    ? target * notional * (whole - BigInt(penaltyBps)) - price * lots * whole * whole
    : target * price * lots * whole - notional * whole * (whole + BigInt(penaltyBps))
  if (kept <= 0n) return MAX_LOTS as Lots
  const divisor = kept * BigInt(pair.lotUnits)
  const wanted = (missing + divisor - 1n) / divisor
  return (wanted > MAX_LOTS ? MAX_LOTS : Number(wanted)) as Lots
}

/** Lots beyond which nothing is owed any more: what a long's sale has to bring in after the penalty, what a short owes; rounded up. */
export function repayingLots({ position, pair, penaltyBps, depth }: Omit<Closing, 'mark' | 'targetBps'>): Lots {
  if (position.debtCredits === 0) return divCeil(position.debtCoins, pair.lotUnits) as Lots
  const [due, lots, notional] = [
    BigInt(position.debtCredits - position.cash),
    BigInt(depth.lots),
    BigInt(depth.notional),
  ]
  const perLots = notional * BigInt(BPS - penaltyBps)
  const wanted = (due * lots * BigInt(BPS) + perLots - 1n) / perLots
  return (wanted > MAX_LOTS ? MAX_LOTS : wanted < 0n ? 0 : Number(wanted)) as Lots
}

export interface Limits {
  /** The level under which accounts are closed. */
  readonly closeBps: number
  /** How far from the mark the limit begins, and how far it reaches below bankruptcy. */
  readonly nearBps: number
  readonly farBps: number
}

/**
 * Worst price of a forced close: mark ∓ 1 % at level 1.10, sliding to the bankruptcy price as the level falls to 1.00;
 * below that mark ∓ 10 %. Rounded towards the mark's better side: up for a sale, down for a purchase.
 */
export function closingLimit(
  position: Position,
  at: { mark: Ticks; level: number; pair: Pair },
  limits: Limits,
): Ticks {
  const { mark, level, pair } = at
  const sells = position.debtCredits > 0
  if (level < BPS) return away(mark, limits.farBps, sells)
  const near = away(mark, limits.nearBps, sells)
  const bankrupt = priceAtLevel(position, BPS, pair) ?? near
  const span = limits.closeBps - BPS
  const done = clamp(limits.closeBps - level, 0, span)
  const sum = near * (span - done) + bankrupt * done
  return clamp(sells ? divCeil(sum, span) : divFloor(sum, span), 1, MAX_PRICE) as Ticks
}

/** A price so far on the account's worse side of the mark: below it for a sale, above it for a purchase; rounded towards the mark. */
export function away(mark: number, bps: number, sells: boolean): Ticks {
  const price = sells ? mulDivCeil(mark, BPS - bps, BPS) : mulDivFloor(mark, BPS + bps, BPS)
  return clamp(price, 1, MAX_PRICE) as Ticks
}

/** Penalty of one fill, floored: a share of its notional, never more than the equity left at the mark after it. */
export function penaltyOf(notional: Credits, equityLeft: Credits, penaltyBps: number): Credits {
  return Math.max(0, min(mulDivFloor(notional, penaltyBps, BPS), equityLeft)) as Credits
}
