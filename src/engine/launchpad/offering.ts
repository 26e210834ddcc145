/** What offerings, locks and allocations are. No behaviour; amounts of list price are µCR, of coins 1e-8 LCO. */
import type { Bps, Credits, Lco, Millis, Pico } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'

export type OfferingId = number & { readonly offering: unique symbol }

/** `time_weighted`: a lock counts for as long as it stands in the window. `snapshot`: what is locked when it ends. */
export const offeringModes = ['time_weighted', 'snapshot'] as const
export type OfferingMode = (typeof offeringModes)[number]

export const offeringPhases = ['announced', 'subscribe', 'active', 'closed', 'canceled'] as const
export type OfferingPhase = (typeof offeringPhases)[number]

/** Whether anybody may call the model once the use window has ended. */
export const afterwardsModes = ['open', 'closed'] as const
export type Afterwards = (typeof afterwardsModes)[number]

/** Parameters of tiers as they were when the offering was announced. */
export interface OfferingTiers {
  readonly lv3: Lco
  readonly lv4: Lco
  readonly whale: Lco
  readonly delayMs: number
}

export interface Offering {
  readonly model: string
  readonly mode: OfferingMode
  /** µCR of list price to be shared out. */
  readonly total: Credits
  /** Most of it that one account gets. */
  readonly capBps: Bps
  readonly tiers: OfferingTiers
  readonly announcedAt: Millis
  readonly subscribeFrom: Millis
  readonly subscribeUntil: Millis
  readonly activeUntil: Millis
  phase: OfferingPhase
  afterwards: Afterwards
  /** What caps and a lack of locks left over; null before the allocation. */
  unallocated: Credits | null
}

/** Coins of one account in one offering. */
export interface Lock {
  readonly offering: OfferingId
  readonly account: AccountId
  locked: Lco
  /** Up to when the integral counts. */
  since: Millis
  /** ∫ locked dt in 1e-8 LCO × ms, as text. */
  integral: string
  /** Of the lowest effective tier since the first lock: 3, 1 or 0. */
  weight: number
  readonly firstAt: Millis
}

/** The right of one account to call the model, in µCR of list price. */
export interface Allocation {
  readonly offering: OfferingId
  readonly account: AccountId
  readonly quota: Credits
  used: Credits
  /** By calls that run. */
  held: Credits
  /** Sub-µCR of list price carried into the next call. */
  carried: Pico
}
