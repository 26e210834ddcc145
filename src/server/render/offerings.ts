/** Offerings, shares and own positions as the wire shows them. */
import { formatCredits, formatLco } from '../../base/decimal.ts'
import type { Credits } from '../../base/money.ts'
import type { Offering, OfferingPosition } from '../../contract/offerings.ts'
import type { OfferingView, OfferingPosition as Position } from '../../engine/views.ts'

export function wireOffering(view: OfferingView): Offering {
  const { lv3, lv4, whale, delayMs } = view.tiers
  return {
    ...{ offeringId: view.offering, model: view.model, phase: view.phase, mode: view.mode },
    ...{ total: formatCredits(view.total), capBps: view.capBps, cap: formatCredits(view.cap) },
    ...{ announcedAt: view.announcedAt, subscribeFrom: view.subscribeFrom },
    ...{ subscribeUntil: view.subscribeUntil, activeUntil: view.activeUntil, afterwards: view.afterwards },
    ...{ lockers: view.lockers, locked: formatLco(view.locked), score: String(view.score) },
    unallocated: orNull(view.unallocated),
    tiers: { lv3: formatLco(lv3), lv4: formatLco(lv4), whale: formatLco(whale), delayMs },
  }
}

export function wirePosition({
  offering,
  locked,
  weight,
  weightNow,
  score,
  expected,
  allocation,
}: Position): OfferingPosition {
  return {
    ...{ offeringId: offering, locked: formatLco(locked), weight, weightNow, score: String(score) },
    expected: formatCredits(expected),
    quota: orNull(allocation?.quota),
    used: orNull(allocation?.used),
    held: orNull(allocation?.held),
    remaining: orNull(allocation?.remaining),
  }
}

function orNull(amount: Credits | null | undefined): string | null {
  return amount == null ? null : formatCredits(amount)
}
