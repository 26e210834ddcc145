/** What commands, events and views of prediction markets carry. No behaviour. */
import type { Bps, Lco, Millis } from '../base/money.ts'
import type { AccountId } from './ledger/chart.ts'

export type MarketId = number & { readonly prediction: unique symbol }
export type BetId = number & { readonly bet: unique symbol }

export type Side = 'yes' | 'no'

/** `void`: the question can not be answered; `invalid`: neither can it, because of how it is worded, which costs its proposer the bond. */
export const predictionOutcomes = ['yes', 'no', 'void', 'invalid'] as const
export type PredictionOutcome = (typeof predictionOutcomes)[number]

/** `final`: decided and being paid. */
export type PredictionStatus =
  | 'draft'
  | 'open'
  | 'closed'
  | 'proposed'
  | 'disputed'
  | 'voting'
  | 'final'
  | 'paid'
  | 'void'

/** What a market keeps of the parameters with which it was proposed. */
export interface PredictionTerms {
  /** Virtual ante: pricing only, no coins. */
  readonly ante: Lco
  readonly feeBps: Bps
  readonly minBet: Lco
  /** Of whoever says what the outcome is, and of whoever challenges it. */
  readonly claimBond: Lco
  readonly lateMs: number
  readonly lateBps: Bps
  readonly challengeMs: number
  readonly unresolvedMs: number
  readonly secondMs: number
  readonly voteMs: number
  readonly voteCapBps: Bps
  readonly voters: number
}

/** What a resolver says the outcome is, and who challenged it. */
export interface PredictionClaim {
  readonly resolver: AccountId
  readonly outcome: PredictionOutcome
  /** When the outcome was known, if that was before the deadline: bets from then on are given back. */
  readonly effectiveAt: Millis | null
  /** Hash of a text. */
  readonly evidence: string
  readonly at: Millis
  readonly bond: Lco
  readonly challenge: {
    readonly account: AccountId
    readonly reason: string
    readonly at: Millis
    readonly bond: Lco
  } | null
}

/** `undecided`: too few votes or a tie; `unresolved`: no resolver said anything; `rejected`, `unreviewed`: it never opened. */
export type PredictionDecision = 'unchallenged' | 'vote' | 'undecided' | 'unresolved' | 'rejected' | 'unreviewed'

export interface PredictionResult {
  readonly outcome: PredictionOutcome
  readonly effectiveAt: Millis | null
  readonly by: PredictionDecision
  readonly at: Millis
  /** Bets that counted, and what they staked; the rest was given back. */
  readonly counted: number
  readonly countedYes: Lco
  readonly countedNo: Lco
}

export interface PredictionView {
  readonly marketId: MarketId
  readonly status: PredictionStatus
  readonly proposer: AccountId
  /** Hash of the question's text. */
  readonly text: string
  readonly createdAt: Millis
  readonly closesAt: Millis
  readonly openedAt: Millis | null
  /** Probability of YES before the first bet. */
  readonly priorBps: Bps
  readonly bond: Lco
  readonly terms: PredictionTerms
  /** The curve: cost and quantities, ante included. */
  readonly cost: Lco
  readonly yes: number
  readonly no: number
  /** Probability of YES, parts per million, floored. */
  readonly yesPpm: number
  readonly stakedYes: Lco
  readonly stakedNo: Lco
  readonly bets: number
  /** When it goes on by itself. */
  readonly dueAt: Millis | null
  readonly claims: readonly PredictionClaim[]
  /** When the vote began. */
  readonly votesFrom: Millis | null
  readonly votes: number
  readonly result: PredictionResult | null
}

/** One side's bets of an account in a market. */
export interface PredictionHolding {
  readonly stake: Lco
  readonly shares: number
}

/** What an account holds in a market, and what each side of it would be paid if that side won now, fee taken off. */
export interface PredictionStanding {
  readonly position: PredictionPosition
  readonly worth: { readonly yes: Lco; readonly no: Lco }
}

export interface PredictionPosition {
  readonly yes: PredictionHolding
  readonly no: PredictionHolding
  readonly bets: number
}
