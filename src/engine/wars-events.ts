/** Facts about Compute Wars: rounds, reviews, prizes and perks. Money in µCR, coins in 1e-8 LCO. */
import type { Credits, Lco, Millis, Ticks } from '../base/money.ts'
import type { AccountId } from './ledger/chart.ts'

/** The first 100 of a round as they stood at its close, best first. */
export interface WarStanding {
  readonly account: AccountId
  readonly score: Credits
  /** What the platform earned with it. */
  readonly margin: Credits
}

export interface WarClosedEvent {
  readonly type: 'wars.closed'
  readonly roundId: number
  /** Monday 00:00 that begins the week. */
  readonly start: Millis
  readonly at: Millis
  readonly pool: Lco
  /** Of the week; below zero for a loss. */
  readonly profit: Credits
  readonly mark: Ticks | null
  readonly players: number
  readonly total: Credits
  /** null when nobody took part: there is nothing to review. */
  readonly reviewEnds: Millis | null
  readonly standings: readonly WarStanding[]
}

export interface WarExclusionEvent {
  readonly type: 'wars.excluded' | 'wars.included'
  readonly roundId: number
  readonly account: AccountId
  /** Public. */
  readonly reason: string
  readonly by: AccountId
  readonly at: Millis
}

export interface WarPrize {
  /** After exclusions. */
  readonly rank: number
  readonly account: AccountId
  readonly score: Credits
  readonly prize: Lco
}

export interface WarPaidEvent {
  readonly type: 'wars.paid'
  readonly roundId: number
  readonly at: Millis
  readonly pool: Lco
  readonly paid: Lco
  readonly prizes: readonly WarPrize[]
  /** Until when the first of them may choose; null when there is none. */
  readonly choiceEnds: Millis | null
}

export interface WarPerkStartedEvent {
  readonly type: 'wars.perk_started'
  readonly roundId: number
  readonly account: AccountId
  readonly kind: 'free_calls' | 'unlimited'
  readonly grant: Credits
  readonly at: Millis
  readonly endsAt: Millis
  /** False: the time to choose ran out. */
  readonly chosen: boolean
}

export interface WarPerkEndedEvent {
  readonly type: 'wars.perk_ended'
  readonly roundId: number
  readonly account: AccountId
  readonly kind: 'free_calls' | 'unlimited'
  readonly grant: Credits
  readonly spent: Credits
  /** Back to the treasury now; what calls still hold follows when they end. */
  readonly returned: Credits
  readonly at: Millis
}
