/** Open authorisations of API calls and the relay boots they belong to. The held credits are in the ledger. */
import { add, type Bps, type Credits, type Millis } from '../../base/money.ts'
import type { CardId, KeyId, Tier } from '../command.ts'
import type { AccountId } from '../ledger/chart.ts'
import { jsonPart, type Part } from '../parts.ts'

export interface Hold {
  readonly callId: string
  readonly account: AccountId
  readonly keyId: KeyId | null
  readonly bootId: string
  amount: Credits
  readonly cardIds: readonly CardId[]
  /** Fixed at authorisation. */
  readonly tier: Tier
  readonly tierBps: Bps
  readonly surchargeBps: Bps
  readonly at: Millis
  /** Key of the kept result that guards the caller's retries. */
  readonly retryKey: string | null
}

/** One start of one relay node; its holds end with it. */
interface Boot {
  readonly node: string
  /** null once it was silent too long: it holds nothing until it is heard of again. */
  lastBeat: Millis | null
}

export class Holds {
  #holds = new Map<string, Hold>()
  #boots = new Map<string, Boot>()
  /** µCR in all open holds; equals Σ of the users' hold slots. */
  total = 0 as Credits

  get(callId: string): Hold | undefined {
    return this.#holds.get(callId)
  }

  get count(): number {
    return this.#holds.size
  }

  all(): Iterable<Hold> {
    return this.#holds.values()
  }

  open(hold: Hold): void {
    this.#holds.set(hold.callId, hold)
    this.total = add(this.total, hold.amount)
  }

  grow(hold: Hold, by: Credits): void {
    hold.amount = add(hold.amount, by)
    this.total = add(this.total, by)
  }

  close(hold: Hold): void {
    this.#holds.delete(hold.callId)
    this.total = (this.total - hold.amount) as Credits
  }

  /** Any sign of life of a boot; an unknown one begins here. */
  beat(bootId: string, at: Millis, node = ''): void {
    const boot = this.#boots.get(bootId)
    if (boot) boot.lastBeat = at
    else this.#boots.set(bootId, { node, lastBeat: at })
  }

  /** Earlier boots of the same node, and boots nobody named a node for. */
  earlierBoots(node: string, bootId: string): readonly string[] {
    return [...this.#boots].filter(([id, boot]) => id !== bootId && boot.node === node).map(([id]) => id)
  }

  /** Forgets a boot for good; its holds are the caller's to release. */
  forget(bootId: string): void {
    this.#boots.delete(bootId)
  }

  /** A boot was silent too long: it is kept, so that its node is known if it comes back. */
  silence(bootId: string): void {
    const boot = this.#boots.get(bootId)
    if (boot) boot.lastBeat = null
  }

  /** Its open holds, oldest first. */
  ofBoot(bootId: string): readonly Hold[] {
    return [...this.#holds.values()].filter((hold) => hold.bootId === bootId)
  }

  /** When the boot that was silent longest times out; undefined while none is heard of. */
  nextExpiry(timeoutMs: number): { readonly at: number; readonly bootId: string } | undefined {
    let first: { at: number; bootId: string } | undefined
    for (const [bootId, boot] of this.#boots) {
      if (boot.lastBeat === null) continue
      const at = boot.lastBeat + timeoutMs
      if (first === undefined || at < first.at) first = { at, bootId }
    }
    return first
  }

  parts(): readonly Part[] {
    return [
      jsonPart(
        'holds',
        () => ({ holds: [...this.#holds.values()], boots: [...this.#boots] }),
        ({ holds, boots }) => {
          this.#holds = new Map(holds.map((hold) => [hold.callId, hold]))
          this.#boots = new Map(boots)
          this.total = holds.reduce((sum, hold) => add(sum, hold.amount), 0 as Credits)
        },
      ),
    ]
  }
}
