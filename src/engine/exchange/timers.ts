/** When the orders of an account are canceled unless it is heard of before. What canceling does is ending.ts. */
import type { Millis } from '../../base/money.ts'
import { DueList } from '../due.ts'
import type { AccountId } from '../ledger/chart.ts'
import { type Part, wholePart } from '../parts.ts'

export interface Timer {
  readonly account: AccountId
  readonly at: Millis
}

export class Timers {
  readonly #byAccount = new Map<AccountId, Timer>()
  readonly #due = new DueList<Timer>(({ at }) => at)

  /** Infinity while there is none. O(1): it is asked after every command. */
  get next(): number {
    return this.#due.next
  }

  get first(): Timer | undefined {
    return this.#due.first
  }

  of(account: AccountId): Millis | null {
    return this.#byAccount.get(account)?.at ?? null
  }

  set(timer: Timer): void {
    this.clear(timer.account)
    this.#byAccount.set(timer.account, timer)
    this.#due.add(timer)
  }

  clear(account: AccountId): void {
    const known = this.#byAccount.get(account)
    if (known === undefined) return
    this.#byAccount.delete(account)
    this.#due.remove(known)
  }

  /** u32 timers as they fall due: f64 account, f64 time. Equal times keep the order in which they were set. */
  part(): Part {
    return wholePart(
      'order_timers',
      (w) => {
        w.u32(this.#byAccount.size)
        for (const { account, at } of this.#due.all()) w.f64(account).f64(at)
      },
      (r) => {
        this.#byAccount.clear()
        this.#due.clear()
        for (let left = r.u32(); left > 0; left--) this.set({ account: r.f64() as AccountId, at: r.f64() as Millis })
      },
    )
  }
}
