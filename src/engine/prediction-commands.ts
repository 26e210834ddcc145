/** Commands of prediction markets: their inputs and results. */
import type { Bps, Lco, Millis } from '../base/money.ts'
import type { AccountId } from './ledger/chart.ts'
import type {
  BetId,
  MarketId,
  PredictionOutcome,
  PredictionStanding,
  PredictionView,
  Side,
} from './prediction-types.ts'

export interface PredictionCommands {
  /** `text`: hash of the question, its source and its rules. */
  'prediction.propose': {
    input: { readonly account: AccountId; readonly text: string; readonly closesAt: Millis }
    result: { readonly market: PredictionView }
  }
  /** An operator opens a draft or turns it down. `priorBps`: the probability of YES before the first bet. */
  'prediction.review': {
    input: {
      readonly marketId: MarketId
      readonly approve: boolean
      readonly priorBps: Bps
      readonly reason: string
      readonly actor: AccountId
    }
    result: { readonly market: PredictionView }
  }
  'prediction.bet': {
    input: {
      readonly account: AccountId
      readonly marketId: MarketId
      readonly side: Side
      readonly stake: Lco
      /** Refused when it would buy fewer. */
      readonly minShares?: number
    }
    result: {
      readonly betId: BetId
      readonly shares: number
      readonly market: PredictionView
      readonly available: Lco
    } & PredictionStanding
  }
  /** A resolver says what the outcome is. `evidence`: hash of a text. */
  'prediction.claim': {
    input: {
      readonly account: AccountId
      readonly marketId: MarketId
      readonly outcome: PredictionOutcome
      /** When it was known, if before the deadline: bets from then on are given back. */
      readonly effectiveAt: Millis | null
      readonly evidence: string
    }
    result: { readonly market: PredictionView }
  }
  /** `reason`: hash of a text. */
  'prediction.challenge': {
    input: { readonly account: AccountId; readonly marketId: MarketId; readonly reason: string }
    result: { readonly market: PredictionView }
  }
  'prediction.vote': {
    input: { readonly account: AccountId; readonly marketId: MarketId; readonly outcome: PredictionOutcome }
    result: { readonly market: PredictionView; readonly power: Lco }
  }
  'prediction.comment': {
    input: { readonly account: AccountId; readonly marketId: MarketId; readonly textHash: string }
    result: Record<string, never>
  }
  /** An operator names an account that may say outcomes, or no longer. */
  'prediction.resolver': {
    input: { readonly account: AccountId; readonly on: boolean; readonly reason: string; readonly actor: AccountId }
    result: Record<string, never>
  }
}
