/** Facts about offerings, locks and quotas: what event.ts holds of the launchpad. */
import type { Bps, Credits, Lco, Millis } from '../base/money.ts'
import type { Afterwards, OfferingId, OfferingMode, OfferingPhase } from './launchpad/offering.ts'
import type { AccountId } from './ledger/chart.ts'

export interface OfferingAnnouncedEvent {
  readonly type: 'offering.announced'
  readonly offering: OfferingId
  readonly model: string
  readonly mode: OfferingMode
  /** µCR of list price. */
  readonly total: Credits
  readonly capBps: Bps
  /** Stakes of Lv3, Lv4 and Whale, and how long a stake must stand, as they are kept for this offering. */
  readonly lv3: Lco
  readonly lv4: Lco
  readonly whale: Lco
  readonly delayMs: number
  readonly announcedAt: Millis
  readonly subscribeFrom: Millis
  readonly subscribeUntil: Millis
  readonly activeUntil: Millis
  readonly afterwards: Afterwards
  readonly actor: AccountId
}

/** A phase has begun. */
export interface OfferingTurnedEvent {
  readonly type: 'offering.turned'
  readonly offering: OfferingId
  readonly phase: OfferingPhase
  readonly at: Millis
}

/** A public act of an operator: the offering is canceled, or its model is open to all from its end on. */
export interface OfferingActEvent {
  readonly type: 'offering.canceled' | 'offering.opened'
  readonly offering: OfferingId
  readonly reason: string
  readonly actor: AccountId
  readonly at: Millis
}

/** What a lock is now: more was locked, or the tier behind it has fallen. */
export interface OfferingLockedEvent {
  readonly type: 'offering.locked'
  readonly offering: OfferingId
  readonly account: AccountId
  readonly locked: Lco
  /** 3, 1, or 0 below Lv3. */
  readonly weight: number
  readonly firstAt: Millis
  readonly at: Millis
}

/** One account's part of the allocation. */
export interface OfferingQuotaEvent {
  readonly type: 'offering.quota'
  readonly offering: OfferingId
  readonly account: AccountId
  readonly locked: Lco
  readonly weight: number
  /** 1e-8 LCO × ms × weight, or 1e-8 LCO × weight, as text. */
  readonly score: string
  readonly quota: Credits
}

export interface OfferingAllocatedEvent {
  readonly type: 'offering.allocated'
  readonly offering: OfferingId
  readonly at: Millis
  readonly scores: string
  /** Most that one account could get. */
  readonly cap: Credits
  readonly unallocated: Credits
}

export interface OfferingReleasedEvent {
  readonly type: 'offering.released'
  readonly offering: OfferingId
  readonly account: AccountId
  readonly amount: Lco
  readonly at: Millis
}

/** A captured call has used some of a quota. */
export interface OfferingUsedEvent {
  readonly type: 'offering.used'
  readonly offering: OfferingId
  readonly account: AccountId
  readonly callId: string
  /** µCR of list price, after the carried remainder. */
  readonly consumed: Credits
  /** So far. */
  readonly used: Credits
}
