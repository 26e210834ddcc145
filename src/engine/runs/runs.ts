/** Open runs: spend envelopes of keys of their own. What calls hold is in calls/holds.ts; the credits of both are in the user's hold slot. */
import { add, type Credits, type Millis } from '../../base/money.ts'
import type { KeyId } from '../command.ts'
import { DueList } from '../due.ts'
import type { AccountId } from '../ledger/chart.ts'
import { jsonPart, type Part } from '../parts.ts'

export interface Run {
  /** The run's own key, and its name. */
  readonly keyId: KeyId
  readonly account: AccountId
  /** The key that opened it, whose budgets it counts against; null: a session. */
  readonly parent: KeyId | null
  readonly budget: Credits
  readonly openedAt: Millis
  readonly expiresAt: Millis
  /** µCR of the envelope that no call holds or has spent. */
  free: Credits
  /** Calls that hold some of it. */
  calls: number
  /** Takes no new calls; the rest goes back with the last running one. */
  closing: boolean
}

export class Runs {
  #runs = new Map<KeyId, Run>()
  readonly #due = new DueList<Run>((run) => run.expiresAt)

  /** Of a key; undefined for one that stands for its whole account. */
  of(keyId: KeyId | null): Run | undefined {
    return keyId === null || this.#runs.size === 0 ? undefined : this.#runs.get(keyId)
  }

  all(): Iterable<Run> {
    return this.#runs.values()
  }

  openedBy(keyId: KeyId): readonly Run[] {
    return [...this.#runs.values()].filter((run) => run.parent === keyId)
  }

  /** µCR in all envelopes that no call holds. */
  get free(): Credits {
    let sum = 0 as Credits
    for (const run of this.#runs.values()) sum = add(sum, run.free)
    return sum
  }

  /** When the next run's time is up; Infinity while there is none. */
  get nextExpiry(): number {
    return this.#due.next
  }

  /** The run whose time is up first, the one opened first among equals. */
  get first(): Run | undefined {
    return this.#due.first
  }

  open(run: Run): void {
    this.#runs.set(run.keyId, run)
    this.#due.add(run)
  }

  /** No new calls; the calendar has nothing more to do with it. */
  close(run: Run): void {
    run.closing = true
    this.#due.remove(run)
  }

  end(run: Run): void {
    this.#runs.delete(run.keyId)
  }

  part(): Part {
    return jsonPart(
      'runs',
      () => [...this.#runs.values()],
      (runs) => {
        this.#runs = new Map(runs.map((run) => [run.keyId, run]))
        this.#due.clear()
        for (const run of runs) if (!run.closing) this.#due.add(run)
      },
    )
  }
}
