/** Facts about pools, lenders and loans: what event.ts holds of lending. */
import type { Millis } from '../base/money.ts'
import type { AccountId, Asset } from './ledger/chart.ts'

/** What a command has made of a lending pool. Units of its asset; rates and utilisation in parts per million. */
export interface PoolEvent {
  readonly type: 'pool.changed'
  readonly asset: Asset
  readonly at: Millis
  /** Grows with the interest that borrowers owe; 1e18 at first, as text. */
  readonly index: string
  readonly lent: number
  /** Of lenders and reserve. */
  readonly claims: number
  readonly utilisationPpm: number
  readonly borrowPpm: number
  readonly supplyPpm: number
  /** Withdrawals that wait. */
  readonly waiting: number
  /** Nobody borrows until an operator has acknowledged a loss. */
  readonly stopped: boolean
}

/** A lender took out units, at once or after waiting. */
export interface LendingPaidEvent {
  readonly type: 'lending.paid'
  readonly account: AccountId
  readonly asset: Asset
  readonly at: Millis
  /** Of the command that asked for it: earlier than `at` when it had to wait. */
  readonly askedAt: Millis
  readonly amount: number
}

export interface LoanEvent {
  readonly type: 'loan.changed'
  readonly account: AccountId
  readonly asset: Asset
  readonly at: Millis
  /** `order`: an order borrowed; `fill`: one of its fills paid back; `forced`: a forced close; `reserve`: the risk reserve; `loss`: lenders. */
  readonly cause: 'borrow' | 'order' | 'repay' | 'fill' | 'forced' | 'reserve' | 'loss'
  /** Units borrowed, paid back or lost. */
  readonly amount: number
  /** Of what was paid back or lost. */
  readonly interest: number
  /** Units owed afterwards, and what of it is not interest. */
  readonly debt: number
  readonly principal: number
}
