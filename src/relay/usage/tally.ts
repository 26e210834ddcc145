/** Text that passed by, kept up to a bound so that it can still be counted at the end. */
import { roughTokens, type TokenCounter } from './count.ts'

/** Characters kept; the count of longer texts is inferred from these. */
const KEPT = 65_536

export class TextTally {
  #kept = ''
  #length = 0
  /** Rough tokens so far. */
  rough = 0
  /** UTF-8 bytes so far: never fewer than the tokens. */
  bytes = 0

  add(text: string): void {
    this.#length += text.length
    this.rough += roughTokens(text)
    this.bytes += Buffer.byteLength(text)
    if (this.#kept.length < KEPT) this.#kept += text
  }

  count(counter: TokenCounter): number {
    if (this.#length === 0) return 0
    return Math.ceil((counter.count(this.#kept) * this.#length) / this.#kept.length)
  }
}
