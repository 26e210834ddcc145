/** Offerings, locks and allocations as one component with its indexes. The coins are in the ledger; phases change in windows.ts. */
import { add, type Lco } from '../../base/money.ts'
import { DueList } from '../due.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'
import type { Allocation, Lock, Offering, OfferingId } from './offering.ts'
import { scoreAt } from './scores.ts'

/** Running sums over the locks of one offering. */
interface Sums {
  readonly locks: Set<number>
  locked: Lco
  /** Σ of the scores that the locks have at the window's end if nothing changes. */
  score: bigint
}

interface Dated {
  readonly id: OfferingId
  readonly offering: Offering
}

export class Launchpad {
  readonly offerings = new RecordTable<Offering>('offerings')
  readonly locks = new RecordTable<Lock>('offering_locks')
  readonly allocations = new RecordTable<Allocation>('offering_allocations')
  /** The offering that decides about a model: the last one that was not canceled. */
  readonly #gates = new Map<string, OfferingId>()
  readonly #due = new DueList<Dated>(
    ({ offering }) => phaseEnd(offering),
    ({ id }) => id,
  )
  readonly #sums = new Map<OfferingId, Sums>()
  readonly #locksOf = new Map<AccountId, Set<number>>()
  readonly #allocationOf = new Map<string, number>()

  offering(id: OfferingId): Offering | undefined {
    return this.offerings.get(id)
  }

  /** Offerings that neither ended nor were canceled, as they fall due. */
  get live(): readonly Dated[] {
    return this.#due.all()
  }

  /** When the next phase begins; Infinity while no offering is live. O(1). */
  get nextDue(): number {
    return this.#due.next
  }

  get first(): Dated | undefined {
    return this.#due.first
  }

  /** The offering that keeps a model from those without a quota; undefined for a model that is open to all. O(1). */
  gateOf(model: string): OfferingId | undefined {
    if (this.#gates.size === 0) return undefined
    const id = this.#gates.get(model)
    const offering = id === undefined ? undefined : this.offerings.get(id)
    return offering === undefined || (offering.phase === 'closed' && offering.afterwards === 'open') ? undefined : id
  }

  /** Models that are closed to those without a quota, and the offering behind each. */
  *gates(): Generator<readonly [model: string, offering: OfferingId]> {
    for (const [model, id] of this.#gates) if (this.gateOf(model) !== undefined) yield [model, id]
  }

  /** Of a model that has one which is still live. */
  liveOf(model: string): OfferingId | undefined {
    return this.live.find(({ offering }) => offering.model === model)?.id
  }

  open(offering: Offering): OfferingId {
    const id = this.offerings.push(offering) as OfferingId
    this.#gates.set(offering.model, id)
    this.#due.add({ id, offering })
    return id
  }

  /** Changes the phase of a live offering. */
  turn(id: OfferingId, phase: Offering['phase']): void {
    const dated = this.live.find((one) => one.id === id)
    if (!dated) return
    this.#due.remove(dated)
    dated.offering.phase = phase
    this.offerings.touch(id)
    if (phase !== 'closed' && phase !== 'canceled') this.#due.add(dated)
    if (phase === 'canceled') this.#regate()
  }

  lockOf(offering: OfferingId, account: AccountId): Lock | undefined {
    for (const id of this.#locksOf.get(account) ?? []) {
      const lock = this.locks.get(id)
      if (lock?.offering === offering) return lock
    }
    return undefined
  }

  /** Of an account, in all offerings. */
  locksBy(account: AccountId): readonly Lock[] {
    return [...(this.#locksOf.get(account) ?? [])].flatMap((id) => this.locks.get(id) ?? [])
  }

  /** Of an offering, in the order of first locks. */
  locksIn(offering: OfferingId): readonly Lock[] {
    return [...(this.#sums.get(offering)?.locks ?? [])].flatMap((id) => this.locks.get(id) ?? [])
  }

  /** Sums over the locks of an offering; the score is that at the window's end if nothing changes. */
  sumsOf(offering: OfferingId): { readonly lockers: number; readonly locked: Lco; readonly score: bigint } {
    const sums = this.#sums.get(offering)
    return { lockers: sums?.locks.size ?? 0, locked: sums?.locked ?? (0 as Lco), score: sums?.score ?? 0n }
  }

  addLock(lock: Lock): void {
    this.#indexLock(this.locks.push(lock), lock)
  }

  /** Changes a lock in place and keeps the sums. */
  changeLock(lock: Lock, change: Partial<Pick<Lock, 'locked' | 'since' | 'integral' | 'weight'>>): void {
    this.#count(lock, -1n)
    Object.assign(lock, change)
    this.#count(lock, 1n)
    for (const id of this.#locksOf.get(lock.account) ?? []) if (this.locks.get(id) === lock) this.locks.touch(id)
  }

  /** Forgets the locks of an offering; their coins are the caller's to move. */
  dropLocks(offering: OfferingId): void {
    for (const id of this.#sums.get(offering)?.locks ?? []) {
      const account = this.locks.get(id)?.account
      this.locks.remove(id)
      if (account === undefined) continue
      const own = this.#locksOf.get(account)
      own?.delete(id)
      if (own?.size === 0) this.#locksOf.delete(account)
    }
    this.#sums.delete(offering)
  }

  allocation(id: number): Allocation | undefined {
    return this.allocations.get(id)
  }

  allocationOf(offering: OfferingId, account: AccountId): { id: number; allocation: Allocation } | undefined {
    const id = this.#allocationOf.get(allocationKey(offering, account))
    const allocation = id === undefined ? undefined : this.allocations.get(id)
    return id === undefined || !allocation ? undefined : { id, allocation }
  }

  allocate(allocation: Allocation): void {
    const id = this.allocations.push(allocation)
    this.#allocationOf.set(allocationKey(allocation.offering, allocation.account), id)
  }

  /** One that ran out with its window stays only while calls hold some of it. */
  dropAllocation(id: number): void {
    const allocation = this.allocations.get(id)
    if (!allocation) return
    this.allocations.remove(id)
    this.#allocationOf.delete(allocationKey(allocation.offering, allocation.account))
  }

  #indexLock(id: number, lock: Lock): void {
    const sums = this.#sums.get(lock.offering) ?? { locks: new Set(), locked: 0 as Lco, score: 0n }
    this.#sums.set(lock.offering, sums)
    sums.locks.add(id)
    const own = this.#locksOf.get(lock.account)
    if (own) own.add(id)
    else this.#locksOf.set(lock.account, new Set([id]))
    this.#count(lock, 1n)
  }

  #count(lock: Lock, sign: 1n | -1n): void {
    const sums = this.#sums.get(lock.offering)
    const offering = this.offerings.get(lock.offering)
    if (!sums || !offering) return
    sums.locked = add(sums.locked, (Number(sign) * lock.locked) as Lco)
    sums.score += sign * scoreAt(offering, lock, offering.subscribeUntil)
  }

  #regate(): void {
    this.#gates.clear()
    for (const [id, { model, phase }] of this.offerings.entries())
      if (phase !== 'canceled') this.#gates.set(model, id as OfferingId)
  }

  parts(): readonly Part[] {
    return [this.offerings, this.locks, this.allocations]
  }

  reindex(): void {
    this.#due.clear()
    this.#sums.clear()
    this.#locksOf.clear()
    this.#allocationOf.clear()
    this.#regate()
    for (const [id, offering] of this.offerings.entries())
      if (offering.phase !== 'closed' && offering.phase !== 'canceled')
        this.#due.add({ id: id as OfferingId, offering })
    for (const [id, lock] of this.locks.entries()) this.#indexLock(id, lock)
    for (const [id, { offering, account }] of this.allocations.entries())
      this.#allocationOf.set(allocationKey(offering, account), id)
  }
}

/** When the phase that an offering is in ends. */
function phaseEnd({ phase, subscribeFrom, subscribeUntil, activeUntil }: Offering): number {
  if (phase === 'announced') return subscribeFrom
  return phase === 'subscribe' ? subscribeUntil : activeUntil
}

function allocationKey(offering: OfferingId, account: AccountId): string {
  return `${offering}/${account}`
}
