/** What the market asks about margin before it changes anything, and takes when all is checked. The rules are not here. */
import type { Millis } from '../../base/money.ts'
import type { OrderInput } from '../command.ts'
import type { AccountId, Asset } from '../ledger/chart.ts'
import type { Rejection } from '../rejections.ts'

/** What an order comes to at worst: of the asset that it gives in µCR or LCO units, of the other one likewise. */
export interface MarginNeed {
  /** Most that it gives, fee included. */
  readonly need: number
  /** Of that, what the account has not got free and would borrow; 0: nothing. */
  readonly borrow: number
  /** Least that it gets when all of it trades, its fee taken off. */
  readonly brings: number
}

/** Of one engine; `at` is the time of the command, or of the scheduled work. */
export interface MarginPolicy {
  /** Whether the account has opened its margin wallet. */
  isOpen(account: AccountId): boolean
  /** What the account owes of the asset, interest included, rounded up. */
  debtOf(at: Millis, account: AccountId, asset: Asset): number
  /** Why this order may not be placed, or not fire. Changes nothing. */
  check(at: Millis, input: OrderInput, need: MarginNeed): Rejection | undefined
  /** Lends what `check` has just allowed: it is free in the margin wallet then. Can not fail. */
  borrow(at: Millis, loan: { readonly account: AccountId; readonly asset: Asset; readonly amount: number }): void
}
