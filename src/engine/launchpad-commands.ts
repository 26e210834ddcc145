/** Commands of the launchpad: their inputs and results. */
import type { Credits, Lco, Millis } from '../base/money.ts'
import type { Afterwards, OfferingId, OfferingMode, OfferingPhase } from './launchpad/offering.ts'
import type { AccountId } from './ledger/chart.ts'

export interface LaunchpadCommands {
  'offering.announce': { input: OfferingAnnounce; result: { readonly offering: OfferingId } }
  /** Before its window has ended; the locks are released. */
  'offering.cancel': {
    input: { readonly offering: OfferingId; readonly reason: string; readonly actor: AccountId }
    result: Record<string, never>
  }
  /** Once its use window has ended anybody may call the model; there is no way back but another offering. */
  'offering.open': {
    input: { readonly offering: OfferingId; readonly reason: string; readonly actor: AccountId }
    result: { readonly phase: OfferingPhase }
  }
  /** Staked coins, until the use window ends. */
  'imo.lock': {
    input: { readonly account: AccountId; readonly offering: OfferingId; readonly amount: Lco }
    result: { readonly locked: Lco; readonly weight: number; readonly staked: Lco }
  }
}

export interface OfferingAnnounce {
  readonly model: string
  readonly mode: OfferingMode
  /** µCR of list price. */
  readonly total: Credits
  readonly subscribeFrom: Millis
  /** null: as the parameters say now. */
  readonly subscribeMs: number | null
  readonly useMs: number | null
  readonly capBps: number | null
  readonly afterwards: Afterwards
  readonly actor: AccountId
}

/** What is left of an account's right to a model, in µCR of list price: neither used nor held by calls that run. */
export interface QuotaView {
  readonly offering: OfferingId
  readonly remaining: Credits
}
