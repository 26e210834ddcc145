/** What margin tells of itself: calls, forced closes with all their prices, losses. Money in µCR, levels in bps, floored. */
import type { Credits, Lco, Lots, Millis, Ticks } from '../base/money.ts'
import type { OrderSide } from './command.ts'
import type { AccountId, Asset } from './ledger/chart.ts'

/** A level has come under 1.15 (`called`, once until it is sound again) or under 1.10 (`closing`). Levels are bps, floored. */
export interface MarginStageEvent {
  readonly type: 'margin.called' | 'margin.closing'
  readonly account: AccountId
  readonly at: Millis
  readonly level: number
  readonly mark: Ticks
  /** Where it is closed, and where nothing is left of it; null: at no price. */
  readonly liquidation: Ticks | null
  readonly bankruptcy: Ticks | null
}

/** One step of a forced close, with everything that it followed from. Nothing has to have traded. */
export interface MarginClosedEvent {
  readonly type: 'margin.closed'
  readonly account: AccountId
  readonly at: Millis
  /** What is owed: a long credits, a short LCO. */
  readonly asset: Asset
  readonly side: OrderSide
  /** What the account held and owed before it, in µCR and LCO units, and what the book showed within the limit. */
  readonly cash: Credits
  readonly coins: Lco
  readonly owed: number
  readonly depthLots: Lots
  readonly depthNotional: Credits
  readonly mark: Ticks
  readonly level: number
  readonly limit: Ticks
  readonly liquidation: Ticks | null
  readonly bankruptcy: Ticks | null
  readonly wanted: Lots
  readonly lots: Lots
  readonly notional: Credits
  readonly penalty: Credits
  /** Units of the asset, and what of the debt is left. */
  readonly repaid: number
  readonly debt: number
  readonly levelAfter: number | null
}

/** A debt that nothing stood behind any more, in units of its asset: who has paid it. */
export interface MarginLossEvent {
  readonly type: 'margin.loss'
  readonly account: AccountId
  readonly at: Millis
  readonly asset: Asset
  readonly mark: Ticks
  readonly shortfall: number
  /** By the risk reserve, bought LCO included. */
  readonly covered: number
  /** By all lenders of the asset, in proportion. */
  readonly socialised: number
  /** What was left of the account, worth less than a lot: the reserve's. */
  readonly seizedCredits: number
  readonly seizedLco: number
  /** Bought with the reserve's credits, and what they cost. */
  readonly lots: number
  readonly spent: number
}

/** Under a frozen mark the risk reserve has paid a bankrupt account's debt and taken its position for it. */
export interface MarginTakenOverEvent {
  readonly type: 'margin.taken_over'
  readonly account: AccountId
  readonly at: Millis
  readonly asset: Asset
  readonly mark: Ticks
  /** Units of the asset. */
  readonly paid: number
  /** Units of the other one. */
  readonly taken: number
  readonly debt: number
}

/** A forced close has come to its end; without a level nothing is owed any more. */
export interface MarginRecoveredEvent {
  readonly type: 'margin.recovered'
  readonly account: AccountId
  readonly at: Millis
  readonly level: number | null
}

/** An operator has taken note of a loss: the pool lends again. */
export interface MarginAcknowledgedEvent {
  readonly type: 'margin.acknowledged'
  readonly asset: Asset
  readonly reason: string
  readonly actor: AccountId
  readonly at: Millis
}

/** A margin account was opened, or its owner has accepted other terms. */
export interface MarginOpenedEvent {
  readonly type: 'margin.opened'
  readonly account: AccountId
  readonly terms: string
  readonly at: Millis
}

/** Collateral, µCR. */
export interface MarginTransferredEvent {
  readonly type: 'margin.transferred'
  readonly account: AccountId
  readonly direction: 'in' | 'out'
  readonly amount: Credits
  readonly at: Millis
}
