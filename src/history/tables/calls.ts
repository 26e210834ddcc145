/** Rows of calls, receipts, price cards and the sums kept over calls. */
import type { Bps, Credits, Lco, Millis, Pico } from '../../base/money.ts'
import type { CardId, KeyId, Tier } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { ServiceTier } from '../../engine/metering/service-tiers.ts'
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
  /** Multiples of the service tiers as JSON. */
  services: string
  eligible: Flag
}

export type CardRetirementsTable = {
  card: CardId
  seq: number
  at: Millis
}

/** What many calls of one account have in common: each such sort is a series of the account's calls. */
export type CallSeriesTable = {
  id: number
  account: AccountId
  /** 0: without a key. */
  key_id: KeyId | 0
  model: string
  status: CallStatus
  outcome: string
  card: CardId | null
  channel: number | null
  tier: Tier | null
  tier_bps: Bps
  surcharge_bps: Bps
  service: ServiceTier | null
  service_bps: Bps
  eligible: Flag
  era: number
  estimated: Flag
  quarantined: Flag
  /** These three are null when the relay stopped before it could say. */
  dialect: string | null
  stream: Flag | null
  http_status: number | null
  /** What the caller was told of the failure; null when there was none. */
  error: string | null
  /** Some upstream had failed the call before it ended. */
  retried: Flag
}

/** What calls of all accounts have in common: the series that operators look through. */
export type TrafficSeriesTable = {
  id: number
  model: string
  channel: number | null
  status: CallStatus
  outcome: string
  error: string | null
  retried: Flag
  quarantined: Flag
}

/** One row for each call that ended. Money of calls that were not captured is 0. */
export type CallsTable = {
  id: number
  call_id: string
  seq: number
  at: Millis
  /** Of call_series: everything else there is to say about the call. */
  series: number
  /** The usage vector as JSON. */
  usage: string
  list: Pico
  charge: Pico
  cost: Pico
  carried_in: Pico
  carried_out: Pico
  hold: Credits
  captured: Credits
  written_off: Credits
  /** What of it a champion's free calls paid. */
  promo: Credits
  mined: Lco
  mined_from: Credits
  latency_ms: number | null
  first_token_ms: number | null
  /** 1, 2, 3 … within the account. */
  receipt: number
  /** The receipt before names its own: a chain needs each hash once. */
  receipt_hash: string
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
