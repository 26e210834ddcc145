/** The vote on an outcome: one vote an account, weighed when it ends. docs/concepts/prediction.md. */
import { mulDivFloor } from '../../base/math.ts'
import { BPS, type Lco } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'
import { type PredictionOutcome, predictionOutcomes } from '../prediction-types.ts'
import type { PredictionDesk } from './desk.ts'
import type { PredictionMarket } from './prediction.ts'

/** A second vote takes the place of the first. */
export function castVote(
  { prediction, out, at }: PredictionDesk,
  market: PredictionMarket,
  { account, outcome }: { readonly account: AccountId; readonly outcome: PredictionOutcome },
): void {
  const before = market.votes.findIndex(([voter]) => voter === account)
  if (before >= 0) market.votes[before] = [account, outcome]
  else market.votes.push([account, outcome])
  prediction.touch(market)
  out.emit({ type: 'prediction.voted', at, marketId: market.marketId, account, outcome })
}

/** The outcome with the most power; null: too few votes, or a tie. No vote weighs more than the cap of all power. */
export function tally(desk: PredictionDesk, market: PredictionMarket): PredictionOutcome | null {
  const { out, at } = desk
  const { marketId, terms, votesFrom } = market
  const cast = market.votes.map(([account, outcome]) => ({
    ...{ account, outcome },
    power: desk.powerSince(account, votesFrom ?? at),
  }))
  const cap = mulDivFloor(
    cast.reduce((sum, { power }) => sum + power, 0),
    terms.voteCapBps,
    BPS,
  )
  const votes = cast.map((vote) => ({ ...vote, counted: Math.min(vote.power, cap) as Lco }))
  out.emit({ type: 'prediction.tallied', at, marketId, votes })
  if (votes.filter(({ power }) => power > 0).length < terms.voters) return null
  const sums = predictionOutcomes.map((outcome) => ({ outcome, sum: powerFor(votes, outcome) }))
  const most = Math.max(...sums.map(({ sum }) => sum))
  const first = sums.filter(({ sum }) => sum === most)
  return first.length === 1 ? (first[0]?.outcome ?? null) : null
}

interface Weighed {
  readonly outcome: PredictionOutcome
  readonly counted: Lco
}

function powerFor(votes: readonly Weighed[], outcome: PredictionOutcome): number {
  return votes.reduce((sum, vote) => sum + (vote.outcome === outcome ? vote.counted : 0), 0)
}
