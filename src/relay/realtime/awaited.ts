/** Responses that a client has asked for and that have not begun: nothing is held for them yet, so what they will hold is remembered here. */

interface Asked {
  /** Of the event that asked for it. */
  readonly eventId: string
  /** µCR. */
  readonly hold: number
  /** performance.now() */
  readonly at: number
}

/** An upstream that says nothing of one for so long has forgotten it. */
const MOST_MS = 60_000

export class Awaited {
  #asked: Asked[] = []

  get count(): number {
    const after = performance.now() - MOST_MS
    if (this.#asked.some(({ at }) => at < after)) this.#asked = this.#asked.filter(({ at }) => at >= after)
    return this.#asked.length
  }

  /** µCR, of all. */
  get hold(): number {
    return this.count === 0 ? 0 : this.#asked.reduce((sum, { hold }) => sum + hold, 0)
  }

  add(eventId: string, hold: number): void {
    this.#asked.push({ eventId, hold, at: performance.now() })
  }

  /** A response begins; false where none was asked for, as when a voice was heard. */
  begun(): boolean {
    return this.count > 0 && this.#asked.shift() !== undefined
  }

  /** The upstream has refused an event. */
  refused(eventId: string): void {
    const index = this.#asked.findIndex((one) => one.eventId === eventId)
    if (index >= 0) this.#asked.splice(index, 1)
  }
}
