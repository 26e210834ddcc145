/** How much an account may owe: leverage, cautious prices, and the caps on borrowed LCO. Arithmetic only. docs/concepts/margin.md. */
import { divFloor, mulDivFloor } from '../../base/math.ts'
import { BPS, type Credits, type Lco, type Ticks } from '../../base/money.ts'
import type { Pair } from '../exchange/pair.ts'
import { type Position, sumsAt } from './position.ts'

/** LCO that an account has counts at `assets`, LCO that it owes at `debts`. */
export interface Cautious {
  readonly assets: Ticks
  readonly debts: Ticks
}

/** Lowest and highest of mark, 30-minute median and 24-hour average: a price pushed up today buys no power today. */
export function cautiousPrices(mark: Ticks, median30: Ticks | null, average24: Ticks | null): Cautious {
  const known = [mark, median30 ?? mark, average24 ?? mark]
  return { assets: Math.min(...known) as Ticks, debts: Math.max(...known) as Ticks }
}

/** Equity at cautious prices, floored, and what is owed, rounded up, in µCR; beyond the safe integers the nearest of them. */
export interface Standing {
  readonly equity: Credits
  readonly debt: Credits
}

export function standingAt(position: Position, prices: Cautious, pair: Pair): Standing {
  const unit = BigInt(pair.lotUnits)
  const { assets } = sumsAt(position, prices.assets, pair)
  const { debts } = sumsAt(position, prices.debts, pair)
  const owed = (debts + unit - 1n) / unit
  return { equity: narrow(assets / unit - owed) as Credits, debt: narrow(owed) as Credits }
}

/**
 * Most µCR that may be owed at this equity: with leverage 5 a long borrows up to 4 times it, a short LCO worth up to 5
 * times. Floored.
 */
export function mostDebt(equity: Credits, leverageBps: number, asset: 'CR' | 'LCO'): Credits {
  if (equity <= 0) return 0 as Credits
  const times = asset === 'CR' ? leverageBps - BPS : leverageBps
  return narrow((BigInt(equity) * BigInt(times)) / BigInt(BPS)) as Credits
}

/** What there is of LCO in free hands; from the ledger's totals. */
export interface Supply {
  readonly minted: Lco
  readonly burned: Lco
  /** Staked, unbonding, in offerings, bonds and prediction markets. */
  readonly bound: Lco
}

export function circulating({ minted, burned, bound }: Supply): Lco {
  return Math.max(0, minted - burned - bound) as Lco
}

/** Most LCO that all together, and one account alone, may owe; floored. */
export function lcoCaps(
  free: Lco,
  { totalBps, accountBps }: { readonly totalBps: number; readonly accountBps: number },
): { readonly total: Lco; readonly account: Lco } {
  const total = mulDivFloor(free, totalBps, BPS)
  return { total: total as Lco, account: mulDivFloor(total, accountBps, BPS) as Lco }
}

/** What an open order counts for: the lesser of what it holds and what its fill brings in, at the price at which LCO count. */
export interface OpenOrder {
  readonly side: 'buy' | 'sell'
  readonly lots: number
  /** µCR that a buy holds. */
  readonly escrow: Credits
  /** Worst price at which it can trade, in ticks; only a sale's matters. */
  readonly worst: number
  readonly feeBps: number
}

/** µCR that an open order takes off what the account holds if it fills at its worst, at LCO's cautious price; never below 0. */
export function worstLoss(order: OpenOrder, price: Ticks): Credits {
  if (order.side === 'buy') return Math.max(0, order.escrow - price * order.lots) as Credits
  const proceeds = order.worst * order.lots
  const fee = divFloor(proceeds * order.feeBps + BPS - 1, BPS)
  return Math.max(0, price * order.lots - (proceeds - fee)) as Credits
}

function narrow(wide: bigint): number {
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  return Number(wide > most ? most : wide < -most ? -most : wide)
}
