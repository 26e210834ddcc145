/** Rows of the launchpad: public acts and phases, locks as they changed, allocated quotas and what calls have used of them. */
import type { Credits, Lco, Millis } from '../../base/money.ts'
import type { OfferingId } from '../../engine/launchpad/offering.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'

export type OfferingActKind = 'announced' | 'subscribe' | 'active' | 'closed' | 'canceled' | 'opened'

export type OfferingActsTable = {
  id: number
  seq: number
  at: Millis
  offering: OfferingId
  kind: OfferingActKind
  /** Of what operators do to a running offering; the calendar gives none. */
  reason: string | null
  actor: AccountId | null
}

export type OfferingLocksTable = {
  id: number
  seq: number
  at: Millis
  offering: OfferingId
  account: AccountId
  /** 1e-8 LCO locked after the change, and the weight it counts with. */
  locked: Lco
  weight: number
}

/** µCR of list price; the score as text, for it may be beyond what a column holds. */
export type OfferingQuotasTable = {
  offering: OfferingId
  account: AccountId
  seq: number
  at: Millis
  locked: Lco
  weight: number
  score: string
  quota: Credits
}

export type OfferingUsageTable = {
  offering: OfferingId
  account: AccountId
  calls: number
  used: Credits
}
