/** What every operation on a prediction market needs besides the market, and how it is shown. */
import type { Lco, Millis } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Out } from '../out.ts'
import type { PredictionChangedEvent } from '../prediction-events.ts'
import type { PredictionView } from '../prediction-types.ts'
import { yesPpm } from './curve.ts'
import type { Prediction, PredictionMarket } from './prediction.ts'
import type { QuotedMarket } from './quote.ts'

export interface PredictionDesk {
  readonly prediction: Prediction
  readonly ledger: Ledger
  readonly out: Out
  readonly at: Millis
  /** Whether the account's tier spares it the fee now. */
  readonly isSpared: (account: AccountId) => boolean
  /** LCO that have been staked without a break since the tier's delay before `since`; 0 when that makes no voter. */
  readonly powerSince: (account: AccountId, since: Millis) => Lco
}

export function viewOf(market: PredictionMarket, status: PredictionView['status'] = market.status): PredictionView {
  const { marketId, proposer, text, createdAt, closesAt, openedAt, priorBps, bond, terms } = market
  const { cost, yes, no, stakedYes, stakedNo, bets, claims, votesFrom, votes, result } = market
  const dueAt = status === 'paid' || status === 'void' ? null : market.dueAt
  return {
    ...{ marketId, status, proposer, text, createdAt, closesAt, openedAt, priorBps, bond, terms },
    ...{ cost, yes, no, yesPpm: yesPpm(market), stakedYes, stakedNo, bets, dueAt },
    ...{ claims: [...claims], votesFrom, votes: votes.length, result },
  }
}

/** What the quote functions take. */
export function quotedMarket(view: PredictionView): QuotedMarket {
  const { cost, yes, no, stakedYes, stakedNo, priorBps, terms } = view
  return { cost, yes, no, stakedYes, stakedNo, priorBps, ante: terms.ante, feeBps: terms.feeBps }
}

interface Change {
  readonly cause: PredictionChangedEvent['cause']
  readonly actor?: AccountId
  readonly reason?: string
  readonly textHash?: string
  readonly status?: PredictionView['status']
}

/** Says what has become of a market. */
export function tell({ out, at }: PredictionDesk, market: PredictionMarket, change: Change): void {
  const { cause, actor = null, reason = null, textHash = null, status } = change
  out.emit({ type: 'prediction.changed', at, cause, actor, reason, textHash, market: viewOf(market, status) })
}
