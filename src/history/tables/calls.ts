/** Rows of calls, receipts, price cards and the sums kept over calls. */
import type { Bps, Credits, Lco, Millis, Pico } from '../../base/money.ts'
import type { CardId, KeyId, Tier } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Flag } from './flag.ts'

export type CallStatus = 'captured' | 'released' | 'aborted'

/** A version of the rates of one (channel, model); rates as JSON. */
export type CardsTable = {
  id: CardId
  seq: number
  at: Millis
  channel: number
  model: string
  list: string
  cost: string
  eligible: Flag
}

export type CardRetirementsTable = {
  card: CardId
  seq: number
  at: Millis
}

/** One row for each call that ended. Money of calls that were not captured is 0. */
export type CallsTable = {
  id: number
  call_id: string
  seq: number
  at: Millis
  status: CallStatus
  account: AccountId
  /** 0: without a key. */
  key_id: KeyId | 0
  card: CardId | null
  channel: number | null
  model: string
  tier: Tier | null
  tier_bps: Bps
  surcharge_bps: Bps
  /** The usage vector as JSON. */
  usage: string
  tokens_in: number
  tokens_out: number
  list: Pico
  charge: Pico
  cost: Pico
  carried_in: Pico
  carried_out: Pico
  hold: Credits
  captured: Credits
  written_off: Credits
  eligible: Flag
  mined: Lco
  era: number
  mined_from: Credits
  latency_ms: number | null
  first_token_ms: number | null
  dialect: string | null
  stream: Flag | null
  http_status: number | null
  outcome: string
  estimated: Flag
  quarantined: Flag
  /** 1, 2, 3 … within the account. */
  receipt: number
  previous_hash: string
  receipt_hash: string
}

/** The end of each account's chain of receipts. */
export type ReceiptHeadsTable = {
  account: AccountId
  receipt: number
  hash: string
}

export type UsageDailyTable = {
  account: AccountId
  day: Millis
  model: string
  /** 0: without a key. */
  key_id: KeyId | 0
  calls: number
  /** Calls that ended free or aborted. */
  failed: number
  tokens_in: number
  tokens_cached: number
  tokens_out: number
  charged: Credits
  mined: Lco
  /** Σ list is list_micro µCR + list_rest pCR, exactly and without leaving the safe integers; Σ cost likewise. */
  list_micro: Credits
  list_rest: Pico
  cost_micro: Credits
  cost_rest: Pico
  latency_ms: number
  /** Calls that said how long they took. */
  timed: number
  first_token_ms: number
  /** Calls that said when their first token came. */
  first_tokens: number
}

/** Calls of all accounts by hour, for the public price page. */
export type ModelHourlyTable = {
  model: string
  hour: Millis
  calls: number
  failed: number
}

export type MarginDailyTable = {
  day: Millis
  /** 0: no channel delivered, or the entry names none. */
  channel: number
  model: string
  calls: number
  failed: number
  revenue: Credits
  cost: Credits
  unrecovered: Credits
}
