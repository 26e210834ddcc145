/** How much one account may owe by what the book shows on the side that a forced close of it would take. docs/concepts/margin.md. */
import { BPS } from '../../base/money.ts'
import { BUY, SELL } from '../exchange/book/types.ts'
import type { AccountId, Asset } from '../ledger/chart.ts'
import { away } from './closing.ts'
import { type MarginDesk, markOf } from './desk.ts'

/**
 * Units: a share of what others bid, in µCR, or offer, in LCO, no further from the mark than a bankrupt account trades.
 * What does not show counts as little as the account's own orders. Floored. O(levels there + its own orders).
 */
export function depthCap(desk: MarginDesk, account: AccountId, asset: Asset): number {
  const { market, parameters: p, pair } = desk.exchange
  const sells = asset === 'CR'
  const side = sells ? BUY : SELL
  const limit = away(markOf(desk), p['margin.farLimit'], sells)
  let shown = 0n
  for (const { price, lots } of market.book.within(side, limit)) shown += worth(price, lots)
  for (const id of market.orders.liveOf(account)) {
    const own = market.book.order(id)
    if (own?.side === side && isWithin(own.price)) shown -= worth(own.price, own.lots)
  }
  const wide = (shown * BigInt(p['margin.depthShare'])) / BigInt(BPS)
  return wide > MOST ? Number.MAX_SAFE_INTEGER : Number(wide)

  function isWithin(price: number): boolean {
    return sells ? price >= limit : price <= limit
  }

  function worth(price: number, lots: number): bigint {
    return BigInt(lots) * BigInt(sells ? price : pair.lotUnits)
  }
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER)
