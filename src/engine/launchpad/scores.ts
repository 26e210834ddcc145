/** What a lock scores: weight × coins × time, or weight × coins. Pure; tiers come from outside as stakes. docs/concepts/launchpad.md. */
import type { Lco, Millis } from '../../base/money.ts'
import type { Lock, Offering, OfferingTiers } from './offering.ts'

/** Of a lock, by the effective stake behind it: 0 below Lv3. */
export function weightOf(stake: Lco, { lv3, lv4, whale }: OfferingTiers): number {
  if (stake >= lv4 || stake >= whale) return 3
  return stake >= lv3 ? 1 : 0
}

/** ∫ locked dt from the first lock to an instant not before the last change, in 1e-8 LCO × ms. */
export function integralAt({ integral, locked, since }: Lock, at: Millis): bigint {
  return BigInt(integral) + BigInt(locked) * BigInt(at - since)
}

/** Of the lock as it would stand at an instant if nothing changed until then. */
export function scoreAt({ mode }: Pick<Offering, 'mode'>, lock: Lock, at: Millis): bigint {
  return BigInt(lock.weight) * (mode === 'snapshot' ? BigInt(lock.locked) : integralAt(lock, at))
}
