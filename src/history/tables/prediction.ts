/** Rows of prediction markets: as they stand, their prices, bets and what those came to, votes, bonds, comments, forecasts. Probabilities in parts per million. */
import type { Lco, Millis } from '../../base/money.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { PredictionBondEvent, PredictionChangedEvent } from '../../engine/prediction-events.ts'
import type { BetId, MarketId, PredictionOutcome, PredictionStatus, Side } from '../../engine/prediction-types.ts'
import type { Flag } from './flag.ts'

export type PredictionMarketsTable = {
  market: MarketId
  status: PredictionStatus
  proposer: AccountId
  closes_at: Millis
  /** Of the last change. */
  seq: number
  at: Millis
  /** JSON of PredictionView; prices that bets have moved since are in prediction_prices. */
  view: string
}

/** After the newest bet. */
export type PredictionPricesTable = {
  market: MarketId
  at: Millis
  cost: Lco
  yes: number
  no: number
  yes_ppm: number
  staked_yes: Lco
  staked_no: Lco
  bets: number
}

/** At the end of each minute in which somebody bet. */
export type PredictionPointsTable = {
  market: MarketId
  minute: Millis
  yes_ppm: number
  staked: Lco
}

/** What happened to a market, in order. */
export type PredictionActsTable = {
  id: number
  seq: number
  at: Millis
  market: MarketId
  cause: PredictionChangedEvent['cause']
  /** 0: time. */
  actor: number
  reason: string | null
  text_hash: string | null
}

export type PredictionBetsTable = {
  id: BetId
  seq: number
  at: Millis
  market: MarketId
  account: AccountId
  side: Side
  stake: Lco
  shares: number
  yes_ppm: number
}

/** By bet, once its market is decided. */
export type PredictionPayoutsTable = {
  id: BetId
  seq: number
  at: Millis
  market: MarketId
  account: AccountId
  outcome: PredictionOutcome
  payout: Lco
  fee: Lco
  counted: Flag
}

/** What an account's counted bets said in a market that was decided for a side: Σ of whole LCO, and of those × the probability after each bet. */
export type PredictionForecastsTable = {
  account: AccountId
  market: MarketId
  weight: number
  weighted: number
  /** 1: it came out YES. */
  outcome: Flag
}

export type PredictionVotesTable = {
  market: MarketId
  account: AccountId
  at: Millis
  outcome: PredictionOutcome
  /** null until the vote has ended. */
  power: Lco | null
  counted: Lco | null
}

export type PredictionBondsTable = {
  id: number
  seq: number
  at: Millis
  market: MarketId
  account: AccountId
  kind: PredictionBondEvent['of']
  bond: Lco
  returned: Lco
  burned: Lco
  to_winner: Lco
}

export type PredictionCommentsTable = {
  id: number
  seq: number
  at: Millis
  market: MarketId
  account: AccountId
  text_hash: string
}

export type PredictionResolversTable = {
  id: number
  seq: number
  at: Millis
  account: AccountId
  active: Flag
  reason: string
  actor: AccountId
}
