/** How many files may be on their way at a time: each holds two pages of rows as long as its reader is slow. */
import { Refusal } from './problem.ts'

const EACH = 4
const ALL = 100
const RETRY_SECONDS = 10

export class Exports {
  readonly #open = new Map<string, number>()
  #all = 0

  /** Takes a place for an account, or for who is known by address alone; what it gives back frees it. Throws rate_limited. */
  enter(who: string): () => void {
    const own = this.#open.get(who) ?? 0
    if (own >= EACH || this.#all >= ALL) throw new Refusal('rate_limited', { retryAfterSeconds: RETRY_SECONDS })
    this.#open.set(who, own + 1)
    this.#all += 1
    let left = false
    return () => {
      if (left) return
      left = true
      this.#all -= 1
      const rest = (this.#open.get(who) ?? 1) - 1
      if (rest === 0) this.#open.delete(who)
      else this.#open.set(who, rest)
    }
  }
}
