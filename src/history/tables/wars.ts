/** Rows of Compute Wars: closed rounds, the first 100 of each, reviews, prizes, perks. Prices in µCR per LCO. */
import type { Credits, Lco, Millis } from '../../base/money.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { UnitPrice } from '../units.ts'

export type WarRoundsTable = {
  id: number
  seq: number
  /** Of the close. */
  at: Millis
  start: Millis
  pool: Lco
  profit: Credits
  mark: UnitPrice | null
  players: number
  total: Credits
  /** null: nobody took part. */
  review_ends: Millis | null
}

/** As they stood at the close; `place` from 1. */
export type WarStandingsTable = {
  round: number
  place: number
  account: AccountId
  score: Credits
  margin: Credits
}

/** Public: what an operator decided in a review. */
export type WarReviewsTable = {
  seq: number
  at: Millis
  round: number
  account: AccountId
  kind: 'excluded' | 'included'
  reason: string
  actor: AccountId
}

export type WarPayoutsTable = {
  round: number
  seq: number
  at: Millis
  paid: Lco
  choice_ends: Millis | null
}

export type WarPrizesTable = {
  round: number
  rank: number
  account: AccountId
  score: Credits
  prize: Lco
}

export type WarPerksTable = {
  round: number
  seq: number
  at: Millis
  account: AccountId
  kind: 'free_calls' | 'unlimited'
  grant: Credits
  ends_at: Millis
  chosen: 0 | 1
}

export type WarPerkEndsTable = {
  round: number
  seq: number
  at: Millis
  spent: Credits
  returned: Credits
}
