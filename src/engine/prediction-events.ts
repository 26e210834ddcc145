/** Facts about prediction markets: what event.ts holds of them. Coins in 1e-8 LCO, probabilities in parts per million. */
import type { Lco, Millis } from '../base/money.ts'
import type { AccountId } from './ledger/chart.ts'
import type { BetId, MarketId, PredictionOutcome, PredictionView, Side } from './prediction-types.ts'

/** A market as a command or the calendar has made it. Bets alone are told by `prediction.bet`. */
export interface PredictionChangedEvent {
  readonly type: 'prediction.changed'
  readonly at: Millis
  readonly cause:
    | 'proposed'
    | 'opened'
    | 'rejected'
    /** The deadline came before the review. */
    | 'unreviewed'
    | 'closed'
    | 'claimed'
    | 'challenged'
    /** Nobody resolved it a second time. */
    | 'unseconded'
    | 'decided'
    /** The last of it is paid. */
    | 'settled'
  /** Who did it; null: time. */
  readonly actor: AccountId | null
  /** Public reason of an operator. */
  readonly reason: string | null
  /** The text that came with it: question, evidence, reason of a challenge. */
  readonly textHash: string | null
  readonly market: PredictionView
}

export interface PredictionCommentEvent {
  readonly type: 'prediction.commented'
  readonly at: Millis
  readonly marketId: MarketId
  readonly account: AccountId
  readonly textHash: string
}

export interface PredictionBetEvent {
  readonly type: 'prediction.bet'
  readonly at: Millis
  readonly marketId: MarketId
  readonly betId: BetId
  readonly account: AccountId
  readonly side: Side
  readonly stake: Lco
  readonly shares: number
  /** The market right after it. */
  readonly cost: Lco
  readonly yes: number
  readonly no: number
  readonly yesPpm: number
  readonly stakedYes: Lco
  readonly stakedNo: Lco
  readonly bets: number
}

/** A vote, or another one instead of it. What it weighs is found when the vote ends. */
export interface PredictionVotedEvent {
  readonly type: 'prediction.voted'
  readonly at: Millis
  readonly marketId: MarketId
  readonly account: AccountId
  readonly outcome: PredictionOutcome
}

/** What every vote weighed when the vote ended; 0 for whoever had fallen below Lv4. */
export interface PredictionTalliedEvent {
  readonly type: 'prediction.tallied'
  readonly at: Millis
  readonly marketId: MarketId
  readonly votes: readonly {
    readonly account: AccountId
    readonly outcome: PredictionOutcome
    readonly power: Lco
    /** After the cap. */
    readonly counted: Lco
  }[]
}

/** What the bond of a claim, a challenge or a proposal came to. */
export interface PredictionBondEvent {
  readonly type: 'prediction.bond'
  readonly at: Millis
  readonly marketId: MarketId
  readonly account: AccountId
  readonly of: 'proposal' | 'claim' | 'challenge'
  readonly bond: Lco
  readonly returned: Lco
  readonly burned: Lco
  /** What went to the account that was right. */
  readonly toWinner: Lco
}

/** Bets that were paid, given back or lost. */
export interface PredictionPaidEvent {
  readonly type: 'prediction.paid'
  readonly at: Millis
  readonly marketId: MarketId
  readonly outcome: PredictionOutcome
  readonly bets: readonly PaidBet[]
}

export interface PaidBet {
  readonly betId: BetId
  readonly account: AccountId
  readonly side: Side
  readonly stake: Lco
  /** Right after it. */
  readonly yesPpm: number
  /** Stake + profit − fee, the stake given back, or 0. */
  readonly payout: Lco
  /** Burned. */
  readonly fee: Lco
  /** Whether it counted: the stake of one that did not was given back. */
  readonly counted: boolean
}

export interface PredictionResolverEvent {
  readonly type: 'prediction.resolver'
  readonly at: Millis
  readonly account: AccountId
  readonly on: boolean
  readonly reason: string
  readonly actor: AccountId
}
