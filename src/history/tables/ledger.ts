/** Rows of the ledger, of accounts and of top-ups. */
import type { Credits, Lco, Millis } from '../../base/money.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Flag } from './flag.ts'

/** Where the projector is: all commands up to `seq` are in the tables. One row, id 1. */
export type ProjectionTable = {
  id: number
  seq: number
  at: Millis
}

/** What one command booked: its ledger entries as `entriesText` writes them. Commands that booked nothing are missing. */
export type BookingsTable = {
  seq: number
  at: Millis
  entries: string
}

/** Which commands booked under a reference. The command that ended a call is not here: the call says itself. */
export type RefsTable = {
  ref: string
  seq: number
}

/**
 * The ids of one account's things of one sort. Series are numbered together, those of bookings and those of calls; the
 * item is a command's number or a call's id by the kind of series.
 */
export type SeriesItemsTable = {
  /** 0 is the platform for bookings and everybody for calls. */
  account: AccountId | 0
  series: number
  item: number
}

/** A sort of bookings: which kinds of entries touch which balances of one account. Accounts share these series. */
export type BookingSeriesTable = {
  id: number
  /** As `touchedText` writes it. */
  touched: string
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
  /** Hash of the newest receipt, whose number is `calls`; null before the first. */
  receipt_hash: string | null
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
