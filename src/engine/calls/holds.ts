/** Open authorisations of API calls and what ends them: a relay boot's life or a job's time. The held credits are in the ledger. */
import { add, type Bps, type Credits, type Millis } from '../../base/money.ts'
import type { CardId, KeyId, Tier } from '../command.ts'
import { DueList } from '../due.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { ServiceTier } from '../metering/service-tiers.ts'
import { jsonPart, type Part } from '../parts.ts'

export interface Hold {
  readonly callId: string
  readonly account: AccountId
  readonly keyId: KeyId | null
  /** The boot whose end releases it; null for a job, which outlives boots. */
  readonly bootId: string | null
  /** When the calendar releases a job that nobody has ended; null while a boot answers for it. */
  readonly until: Millis | null
  amount: Credits
  readonly cardIds: readonly CardId[]
  /** Fixed at authorisation. */
  readonly tier: Tier
  readonly tierBps: Bps
  readonly surchargeBps: Bps
  /** That the answer may come in; the hold covers the dearest. */
  readonly services: readonly ServiceTier[]
  readonly at: Millis
  /** The caller's own limit: neither the hold nor the bill passes it. */
  readonly maxCost: Credits | null
  /** Key of the kept result that guards the caller's retries. */
  readonly retryKey: string | null
  /** What it holds of a launchpad quota; null for a model that is open to all. */
  readonly quota: QuotaHold | null
  /** What of the amount comes from a champion's grant, and goes back there; null for almost every call. */
  promo: Promo | null
}

interface Promo {
  readonly roundId: number
  readonly amount: Credits
}

/** Part of an allocation, in µCR of list price. */
export interface QuotaHold {
  /** Row of the allocation. */
  readonly allocation: number
  amount: Credits
}

/** One start of one relay node; its holds end with it. */
interface Boot {
  readonly node: string
  /** null once it was silent too long: it holds nothing until it is heard of again. */
  lastBeat: Millis | null
}

/** A call whose relay was gone before it ended. It was free for the caller; its cost may still be reported, once. */
interface Aborted {
  readonly callId: string
  readonly account: AccountId
  /** Cards stay while they may be named. */
  readonly cardIds: readonly CardId[]
}

/** Boots that are silent and remembered: nodes under a new name at every start leave one each. */
const SILENT_KEPT = 100

/** Aborted calls that are remembered, oldest out first. */
const ABORTED_KEPT = 10_000

export class Holds {
  #holds = new Map<string, Hold>()
  #aborted = new Map<string, Aborted>()
  #boots = new Map<string, Boot>()
  /** When the boot that was silent longest was last heard of, Infinity without one; undefined: to be found anew. */
  #oldestBeat: number | undefined
  readonly #jobs = new DueList<Hold>((hold) => hold.until ?? Number.POSITIVE_INFINITY)
  /** µCR in all open holds; equals Σ of the users' hold slots. */
  total = 0 as Credits

  get(callId: string): Hold | undefined {
    return this.#holds.get(callId)
  }

  get count(): number {
    return this.#holds.size
  }

  get bootCount(): number {
    return this.#boots.size
  }

  all(): Iterable<Hold> {
    return this.#holds.values()
  }

  open(hold: Hold): void {
    this.#holds.set(hold.callId, hold)
    if (hold.until !== null) this.#jobs.add(hold)
    this.total = add(this.total, hold.amount)
  }

  grow(hold: Hold, by: Credits): void {
    hold.amount = add(hold.amount, by)
    this.total = add(this.total, by)
  }

  close(hold: Hold): void {
    this.#holds.delete(hold.callId)
    if (hold.until !== null) this.#jobs.remove(hold)
    this.total = (this.total - hold.amount) as Credits
  }

  aborted(callId: string): Aborted | undefined {
    return this.#aborted.get(callId)
  }

  /** Remembers a closed hold as aborted; returns what is forgotten for it. */
  abort({ callId, account, cardIds }: Hold): Aborted | undefined {
    this.#aborted.set(callId, { callId, account, cardIds })
    if (this.#aborted.size <= ABORTED_KEPT) return undefined
    const [oldest] = this.#aborted.values()
    if (oldest) this.#aborted.delete(oldest.callId)
    return oldest
  }

  forgetAborted(callId: string): void {
    this.#aborted.delete(callId)
  }

  /** Every card that an open or aborted call names, as often as it is named. */
  *cardIds(): Generator<CardId> {
    for (const hold of this.#holds.values()) yield* hold.cardIds
    for (const aborted of this.#aborted.values()) yield* aborted.cardIds
  }

  /** Any sign of life of a boot; an unknown one begins here, and gets its node when it says so. */
  beat(bootId: string, at: Millis, node = ''): void {
    const boot = this.#boots.get(bootId)
    const known = boot && (node === '' || boot.node === node)
    if (!known || boot.lastBeat === null || boot.lastBeat === this.#oldestBeat) this.#oldestBeat = undefined
    if (known) boot.lastBeat = at
    else this.#boots.set(bootId, { node, lastBeat: at })
  }

  /** A hold was used: a sign of life of its boot. */
  heard({ bootId }: Hold, at: Millis): void {
    if (bootId !== null) this.beat(bootId, at)
  }

  /** Earlier boots of the same node. */
  earlierBoots(node: string, bootId: string): readonly string[] {
    return [...this.#boots].filter(([id, boot]) => id !== bootId && boot.node === node).map(([id]) => id)
  }

  /** Forgets a boot for good; its holds are the caller's to release. */
  forget(bootId: string): void {
    this.#oldestBeat = undefined
    this.#boots.delete(bootId)
  }

  /** A boot was silent too long: it is kept while its node is to be known if it comes back, that is until its next boot. Of many the first go. */
  silence(bootId: string): void {
    this.#oldestBeat = undefined
    const boot = this.#boots.get(bootId)
    if (boot?.node === '') this.#boots.delete(bootId)
    else if (boot) boot.lastBeat = null
    const silent = [...this.#boots].filter(([, { lastBeat }]) => lastBeat === null)
    for (const [id] of silent.slice(0, Math.max(0, silent.length - SILENT_KEPT))) this.#boots.delete(id)
  }

  /** Its open holds, oldest first. */
  ofBoot(bootId: string): readonly Hold[] {
    return [...this.#holds.values()].filter((hold) => hold.bootId === bootId)
  }

  /** When the boot that was silent longest times out; Infinity while none is heard of. Asked after every command: all are looked through only when that boot may be another. */
  nextExpiry(timeoutMs: number): number {
    this.#oldestBeat ??= this.#findOldestBeat()
    return this.#oldestBeat + timeoutMs
  }

  #findOldestBeat(): number {
    let first = Number.POSITIVE_INFINITY
    for (const { lastBeat } of this.#boots.values()) {
      if (lastBeat !== null && lastBeat < first) first = lastBeat
    }
    return first
  }

  /** The boot that has been silent longest, the first heard of among equals; undefined while none is heard of. */
  mostSilent(): string | undefined {
    const first = this.nextExpiry(0)
    for (const [bootId, { lastBeat }] of this.#boots) if (lastBeat === first) return bootId
    return undefined
  }

  /** When the next job's time is up; Infinity while there is none. */
  get nextJobEnd(): number {
    return this.#jobs.next
  }

  /** The job whose time is up first, the one opened first among equals. */
  get firstJob(): Hold | undefined {
    return this.#jobs.first
  }

  parts(): readonly Part[] {
    return [
      jsonPart(
        'holds',
        () => ({ holds: [...this.#holds.values()], boots: [...this.#boots], aborted: [...this.#aborted.values()] }),
        ({ holds, boots, aborted }) => {
          this.#aborted = new Map(aborted.map((call) => [call.callId, call]))
          this.#holds = new Map(holds.map((hold) => [hold.callId, hold]))
          this.#boots = new Map(boots)
          this.#oldestBeat = undefined
          this.#jobs.clear()
          for (const hold of holds) if (hold.until !== null) this.#jobs.add(hold)
          this.total = holds.reduce((sum, hold) => add(sum, hold.amount), 0 as Credits)
        },
      ),
    ]
  }
}
