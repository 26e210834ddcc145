/** Commands of Compute Wars: their inputs and results. */
import type { Credits, Millis } from '../base/money.ts'
import type { AccountId } from './ledger/chart.ts'

/** What an operator says of an account in a review. */
export interface WarReview {
  readonly account: AccountId
  readonly reason: string
  readonly actor: AccountId
}

export interface WarCommands {
  /** Of the round under review; its reason is public. */
  'wars.exclude': { input: WarReview; result: { readonly roundId: number; readonly excluded: number } }
  'wars.include': { input: WarReview; result: { readonly roundId: number; readonly excluded: number } }
  /** By the champion of the round that was paid last, once. */
  'wars.choose': {
    input: { readonly account: AccountId; readonly perk: 'free_calls' | 'unlimited' }
    result: { readonly roundId: number; readonly grant: Credits; readonly endsAt: Millis }
  }
}
