/** How an offering goes from phase to phase: locks, allocation by score, release. Tiers come from outside as weights. docs/concepts/launchpad.md. */
import { mulDivFloor } from '../../base/math.ts'
import { add, BPS, type Credits, type Lco, type Millis, type Pico } from '../../base/money.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'
import type { Out } from '../out.ts'
import { apportion } from './apportion.ts'
import type { Launchpad } from './launchpad.ts'
import type { Lock, Offering, OfferingId } from './offering.ts'
import { integralAt, scoreAt } from './scores.ts'

export interface LaunchpadDesk {
  readonly launchpad: Launchpad
  readonly out: Out
  readonly at: Millis
}

/** Staked → imo; what was locked before goes on counting from when it was. */
export function lockCoins(
  { launchpad, out, at }: LaunchpadDesk,
  { offering, account, amount, weight }: Pick<Lock, 'offering' | 'account' | 'weight'> & { readonly amount: Lco },
): Lock {
  out.entry('imo.lock', String(offering))
  out.move(userSlot(account, U.staked), userSlot(account, U.imo), amount)
  const known = launchpad.lockOf(offering, account)
  if (known) {
    const integral = String(integralAt(known, at))
    launchpad.changeLock(known, {
      locked: add(known.locked, amount),
      since: at,
      integral,
      weight: Math.min(known.weight, weight),
    })
    tellLock({ out, at }, known)
    return known
  }
  const lock: Lock = { offering, account, locked: amount, since: at, integral: '0', weight, firstAt: at }
  launchpad.addLock(lock)
  tellLock({ out, at }, lock)
  return lock
}

/** The effective tier has fallen while the window runs: the lowest one counts, whatever comes after. */
export function lowerWeight({ launchpad, out, at }: LaunchpadDesk, lock: Lock, weight: number): void {
  if (weight >= lock.weight) return
  launchpad.changeLock(lock, { weight })
  tellLock({ out, at }, lock)
}

function tellLock({ out, at }: Pick<LaunchpadDesk, 'out' | 'at'>, lock: Lock): void {
  const { offering, account, locked, weight, firstAt } = lock
  out.emit({ type: 'offering.locked', offering, account, locked, weight, firstAt, at })
}

/** The phase of the first live offering that is due ends now. */
export function turnPhase(desk: LaunchpadDesk): void {
  const due = desk.launchpad.first
  if (!due) return
  const { id, offering } = due
  if (offering.phase === 'announced') turn(desk, id, 'subscribe')
  else if (offering.phase === 'subscribe') allocate(desk, id, offering)
  else close(desk, id)
}

function turn({ launchpad, out, at }: LaunchpadDesk, offering: OfferingId, phase: Offering['phase']): void {
  launchpad.turn(offering, phase)
  out.emit({ type: 'offering.turned', offering, phase, at })
}

/** Everybody's quota at once, from scores at the end of the window. */
function allocate(desk: LaunchpadDesk, id: OfferingId, offering: Offering): void {
  const { launchpad, out, at } = desk
  const end = offering.subscribeUntil
  const locks = launchpad.locksIn(id)
  const claims = locks.map((lock) => ({ account: lock.account, score: scoreAt(offering, lock, end) }))
  const cap = mulDivFloor(offering.total, offering.capBps, BPS)
  const { shares, unallocated } = apportion(offering.total, cap, claims)
  const quotas = new Map(shares.map(({ account, quota }) => [account, quota as Credits]))
  turn(desk, id, 'active')
  offering.unallocated = unallocated as Credits
  for (const [i, { account, locked, weight }] of locks.entries()) {
    const quota = quotas.get(account) ?? (0 as Credits)
    const score = String(claims[i]?.score ?? 0n)
    if (quota > 0) launchpad.allocate(newAllocation(id, account, quota))
    out.emit({ type: 'offering.quota', offering: id, account, locked, weight, score, quota })
  }
  const scores = String(claims.reduce((sum, { score }) => sum + score, 0n))
  out.emit({
    type: 'offering.allocated',
    offering: id,
    at,
    scores,
    cap: cap as Credits,
    unallocated: unallocated as Credits,
  })
}

function newAllocation(offering: OfferingId, account: AccountId, quota: Credits) {
  return { offering, account, quota, used: 0 as Credits, held: 0 as Credits, carried: 0 as Pico }
}

/** Coins go back to the stake; what is left of quotas is gone, but for what running calls hold. */
function close(desk: LaunchpadDesk, id: OfferingId): void {
  const { launchpad } = desk
  turn(desk, id, 'closed')
  releaseLocks(desk, id)
  for (const [row, { offering, held }] of launchpad.allocations.entries())
    if (offering === id && held === 0) launchpad.dropAllocation(row)
}

/** Before the window has ended: locks are released, the model is as it was before the offering. */
export function cancelOffering(desk: LaunchpadDesk, id: OfferingId): void {
  turn(desk, id, 'canceled')
  releaseLocks(desk, id)
}

function releaseLocks({ launchpad, out, at }: LaunchpadDesk, offering: OfferingId): void {
  for (const { account, locked } of launchpad.locksIn(offering)) {
    out.entry('imo.release', String(offering))
    out.move(userSlot(account, U.imo), userSlot(account, U.staked), locked)
    out.emit({ type: 'offering.released', offering, account, amount: locked, at })
  }
  launchpad.dropLocks(offering)
}
