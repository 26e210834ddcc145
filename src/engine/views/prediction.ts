/** Reads about prediction markets that are not settled: what a bet would come to, what an account holds and may do. */
import type { Lco, Millis } from '../../base/money.ts'
import type { Tier } from '../command.ts'
import { standingOf } from '../commands/prediction.ts'
import type { Engine } from '../engine.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'
import { quotedMarket, viewOf } from '../prediction/desk.ts'
import { lateRoom } from '../prediction/phases.ts'
import { type BetQuote, quoteBet } from '../prediction/quote.ts'
import type { MarketId, PredictionStanding, PredictionView, Side } from '../prediction-types.ts'
import { predictionDeskOf, tierNow } from '../state.ts'

export function predictionView({ state }: Engine, marketId: MarketId): PredictionView | undefined {
  const market = state.prediction.get(marketId)
  return market && viewOf(market)
}

/** All that are not settled, drafts included, oldest first. */
export function predictionViews({ state }: Engine): PredictionView[] {
  return [...state.prediction.markets.entries()].map(([, market]) => viewOf(market))
}

/** undefined: it takes no bets. */
export function predictionQuote(
  { state }: Engine,
  marketId: MarketId,
  { side, stake }: { readonly side: Side; readonly stake: Lco },
): BetQuote | undefined {
  const market = state.prediction.get(marketId)
  return market?.status === 'open' ? quoteBet(quotedMarket(viewOf(market)), side, stake) : undefined
}

export interface OwnPrediction extends PredictionStanding {
  readonly market: PredictionView
  /** Most that could be bet now before the limit shortly before the deadline; null: no limit yet. */
  readonly lateRoom: Lco | null
}

export function ownPrediction(
  { state }: Engine,
  marketId: MarketId,
  { account, at }: { readonly account: AccountId; readonly at: Millis },
): OwnPrediction | undefined {
  const market = state.prediction.get(marketId)
  if (market === undefined) return undefined
  const room = lateRoom(predictionDeskOf(state, at), market, account)
  const standing = standingOf(state, market, account)
  return { market: viewOf(market), ...standing, lateRoom: Number.isFinite(room) ? (room as Lco) : null }
}

/** Markets in which the account has bets that are not decided, oldest first. O(markets). */
export function ownPredictions(engine: Engine, account: AccountId, at: Millis): OwnPrediction[] {
  const { prediction } = engine.state
  const held: OwnPrediction[] = []
  for (const [, { marketId }] of prediction.markets.entries()) {
    if (!prediction.holds(marketId, account)) continue
    const own = ownPrediction(engine, marketId, { account, at })
    if (own) held.push(own)
  }
  return held
}

/** What an account may do. */
export interface PredictionRights {
  readonly tier: Tier
  readonly resolver: boolean
  readonly operator: boolean
  readonly available: Lco
  /** Own markets that are not settled. */
  readonly proposals: number
}

export function predictionRights({ state }: Engine, account: AccountId, at: Millis): PredictionRights {
  return {
    tier: tierNow(state, account, at),
    resolver: state.prediction.isResolver(account),
    operator: state.accounts.get(account)?.operator ?? false,
    available: state.ledger.lco(userSlot(account, U.lco)),
    proposals: state.prediction.proposalsOf(account),
  }
}
