/** How much an account could still borrow or take out: for showing before asking. What decides is exposure.ts. */
import { BPS, type Credits, type Ticks } from '../../base/money.ts'
import type { Pair } from '../exchange/pair.ts'
import type { AccountId, Asset } from '../ledger/chart.ts'
import { debtOf } from '../lending/loans.ts'
import { cashOf } from '../lending/pool.ts'
import { depthCap } from './depth.ts'
import { freeOf, type MarginDesk } from './desk.ts'
import { checkWithoutDepth } from './exposure.ts'
import { type Position, sumsAt } from './position.ts'

/** Most units that would be lent now; what is lent of more is lent of less, too, so halving finds it. */
export function mostLoan(desk: MarginDesk, account: AccountId, asset: Asset): number {
  const byDepth = depthCap(desk, account, asset) - debtOf(desk.lending, account, asset)
  let [fits, tooMuch] = [0, Math.min(cashOf(desk.lending, asset), Math.max(0, byDepth)) + 1]
  while (tooMuch - fits > 1) {
    const amount = fits + Math.floor((tooMuch - fits) / 2)
    if (checkWithoutDepth(desk, { account, asset, amount }) === undefined) fits = amount
    else tooMuch = amount
  }
  return fits
}

/** Most µCR that could leave the account now; all that is free without a debt. */
export function mostOut(desk: MarginDesk, account: AccountId, position: Position): Credits {
  const free = freeOf(desk, account, 'CR') as Credits
  if (position.debtCredits === 0 && position.debtCoins === 0) return free
  const { market, pair, parameters } = desk.exchange
  const { mark } = market
  if (mark.price === null || !mark.live) return 0 as Credits
  return Math.min(free, aboveLevel(position, parameters['margin.outLevel'], { mark: mark.price, pair })) as Credits
}

/** µCR by which the assets exceed what the level asks for, floored; 0 below it. */
function aboveLevel(position: Position, levelBps: number, { mark, pair }: { mark: Ticks; pair: Pair }): number {
  const { assets, debts } = sumsAt(position, mark, pair)
  const above = assets * BigInt(BPS) - debts * BigInt(levelBps)
  if (above <= 0n) return 0
  const credits = above / (BigInt(BPS) * BigInt(pair.lotUnits))
  return Number(credits > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : credits)
}
