/** Counts attempts per key in fixed windows, in bounded memory: the lock-out of sign-in and the request limits of the auth paths. */

export interface AttemptRule {
  readonly limit: number
  readonly windowMs: number
}

interface Count {
  used: number
  until: number
}

/** Keys remembered at once; the oldest windows are forgotten first. */
const CAPACITY = 50_000

export class Attempts {
  readonly #now: () => number
  readonly #counts = new Map<string, Count>()

  /** `now` is the machine's clock, not the sequencer's: a moved test clock lifts no lock. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Uses one attempt. 0 when it was free, else the ms to wait. Counts before the outcome is known, so parallel guesses can not slip through. */
  take(key: string, rule: AttemptRule): number {
    const now = this.#now()
    const count = this.#counts.get(key)
    if (!count || count.until <= now) {
      this.#counts.delete(key)
      this.#makeRoom(now)
      this.#counts.set(key, { used: 1, until: now + rule.windowMs })
      return 0
    }
    if (count.used >= rule.limit) return count.until - now
    count.used++
    return 0
  }

  /** Gives one attempt back: it ended well, and only failures count. */
  giveBack(key: string): void {
    const count = this.#counts.get(key)
    if (count && count.used > 0) count.used--
  }

  /** Forgets all attempts of a key. */
  forgive(key: string): void {
    this.#counts.delete(key)
  }

  #makeRoom(now: number): void {
    if (this.#counts.size < CAPACITY) return
    for (const [key, count] of this.#counts) {
      if (count.until <= now) this.#counts.delete(key)
    }
    for (const key of this.#counts.keys()) {
      if (this.#counts.size < CAPACITY) return
      this.#counts.delete(key)
    }
  }
}
