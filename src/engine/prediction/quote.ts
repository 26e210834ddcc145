/** What a bet would come to: shares, probability, effective odds. Pure, shared with the web app. What decides is settlement.ts. */
import { mulDivFloor } from '../../base/math.ts'
import type { Side } from '../prediction-types.ts'
import { buy, type Curve, openCurve, yesPpm } from './curve.ts'
import { feeOf } from './settlement.ts'

export interface QuotedMarket extends Curve {
  readonly stakedYes: number
  readonly stakedNo: number
  readonly priorBps: number
  readonly ante: number
  readonly feeBps: number
}

export interface BetQuote {
  readonly shares: number
  /** Parts per million, after the bet. */
  readonly yesPpm: number
  /** If its side won now, with all bets as they stand: stake + profit − fee, floored; no promise. */
  readonly payout: number
  readonly fee: number
}

/** A stake as it would be bought now. */
export function quoteBet(market: QuotedMarket, side: Side, stake: number): BetQuote {
  const { curve, shares } = buy(market, side, stake)
  const staked = side === 'yes' ? { stakedYes: market.stakedYes + stake } : { stakedNo: market.stakedNo + stake }
  return { shares, yesPpm: yesPpm(curve), ...worthOf({ ...market, ...curve, ...staked }, side, { stake, shares }) }
}

/** What a holding of one side would get if that side won now. Rounded for all its bets together, not for each. */
export function worthOf(
  market: QuotedMarket,
  side: Side,
  { stake, shares }: { readonly stake: number; readonly shares: number },
): { readonly payout: number; readonly fee: number } {
  const isYes = side === 'yes'
  const pool = isYes ? market.stakedNo : market.stakedYes
  // Without a losing stake the market is void and the stake comes back.
  if (stake === 0 || pool === 0) return { payout: stake, fee: 0 }
  const [quantity, won] = isYes ? [market.yes, market.stakedYes] : [market.no, market.stakedNo]
  const first = openCurve(market.ante, market.priorBps)
  const sold = quantity - (isYes ? first.yes : first.no)
  const claim = (of: number, paid: number): number => Math.max(0, mulDivFloor(market.cost, of, quantity) - paid)
  const all = claim(sold, won)
  const own = claim(shares, stake)
  const profit = all === 0 ? mulDivFloor(pool, shares, sold) : mulDivFloor(pool, Math.min(own, all), all)
  const fee = feeOf(profit, market.feeBps)
  return { payout: stake + profit - fee, fee }
}
