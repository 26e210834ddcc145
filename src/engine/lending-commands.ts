/** Commands of the lending pools: their inputs and results. */
import type { AccountId, Asset } from './ledger/chart.ts'

export interface LendingCommands {
  'lending.supply': {
    input: { readonly account: AccountId; readonly asset: Asset; readonly amount: number }
    result: LenderView
  }
  /** Paid at once as far as the pool has cash and nobody waits; the rest waits its turn. */
  'lending.withdraw': {
    /** null: all that is lent and not asked for already. */
    input: { readonly account: AccountId; readonly asset: Asset; readonly amount: number | null }
    result: LenderView & { readonly paid: number }
  }
  /** Takes back a withdrawal that waits. */
  'lending.cancel': { input: { readonly account: AccountId; readonly asset: Asset }; result: LenderView }
}

/** What a lender has in a pool and beside it, in units of its asset; interest up to now is included. */
export interface LenderView {
  readonly asset: Asset
  readonly available: number
  readonly lent: number
  /** Asked for and not yet paid. */
  readonly waiting: number
  /** What the pool has paid above what was put in, or lost below it. */
  readonly earned: number
}
