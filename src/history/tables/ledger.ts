/** Rows of the ledger, of accounts and of top-ups. */
import type { Credits, Lco, Millis } from '../../base/money.ts'
import type { EntryKind } from '../../engine/event.ts'
import type { AccountId, Asset } from '../../engine/ledger/chart.ts'
import type { Flag } from './flag.ts'

/** Where the projector is: all commands up to `seq` are in the tables. One row, id 1. */
export type ProjectionTable = {
  id: number
  seq: number
  at: Millis
}

/** `id` counts up from 1 in the order of booking; `n` within the command. */
export type EntriesTable = {
  id: number
  seq: number
  n: number
  at: Millis
  kind: EntryKind
  ref: string
}

/** Two for each move: −amount on one side, +amount on the other. µCR or LCO units by asset. */
export type PostingsTable = {
  entry: number
  n: number
  /** 0 is the platform. */
  account: AccountId | 0
  purpose: string
  asset: Asset
  amount: number
}

/** Which users an entry touches: what an account's ledger page reads. */
export type EntryAccountsTable = {
  account: AccountId
  entry: number
  kind: EntryKind
}

/** Which purposes of users each kind of entry has ever touched: tells at once that a filter can have no match. */
export type EntryKindsTable = {
  kind: EntryKind
  purpose: string
  asset: Asset
  postings: number
}

export type AccountsTable = {
  id: AccountId
  identity: string
  operator: Flag
  seq: number
  at: Millis
}

export type AccountSuspensionsTable = {
  id: number
  seq: number
  at: Millis
  account: AccountId
  suspended: Flag
  reason: string
}

/** Running sums of one account; never read to decide anything. */
export type AccountActivityTable = {
  account: AccountId
  calls: number
  charged: Credits
  mined: Lco
  trades: number
  traded: Credits
  fees: Credits
  topped_up: Credits
  last_at: Millis
}

export type TopupsTable = {
  id: number
  seq: number
  at: Millis
  account: AccountId
  amount: Credits
  provider: string
  payment_id: string
}
