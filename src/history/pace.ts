/** When the projector hears of durable commands: at once after a pause and when somebody waits, else seldom, so that batches grow. No threads. */

/** Between two tellings that nobody waits for. A batch costs about a millisecond however small it is. */
const INTERVAL_MS = 100
/** Commands that are told before their time: a batch as large as they come. */
const MANY = 4_000

export class Pace {
  readonly #tell: (seq: number) => void
  #durable = 0
  #told = 0
  #toldAt = Number.NEGATIVE_INFINITY
  #soon: NodeJS.Immediate | undefined
  #later: NodeJS.Timeout | undefined

  constructor(tell: (seq: number) => void) {
    this.#tell = tell
  }

  /** Commands up to this one are durable; `awaited` when somebody waits for one that was not told yet. */
  durable(seq: number, awaited: boolean): void {
    this.#durable = Math.max(this.#durable, seq)
    if (this.#durable > this.#told) this.#plan(awaited)
  }

  /** Somebody waits: tells what is left to tell, all that comes in one turn of the event loop together. */
  hurry(): void {
    if (this.#durable > this.#told) this.#plan(true)
  }

  /** Tells nothing more. */
  stop(): void {
    clearImmediate(this.#soon)
    clearTimeout(this.#later)
    this.#durable = this.#told
  }

  #plan(now: boolean): void {
    if (this.#soon !== undefined) return
    const due = this.#toldAt + INTERVAL_MS - performance.now()
    if (now || due <= 0 || this.#durable - this.#told >= MANY) this.#soon = setImmediate(() => this.#tellAll())
    else this.#later ??= setTimeout(() => this.#tellAll(), due).unref()
  }

  #tellAll(): void {
    clearImmediate(this.#soon)
    clearTimeout(this.#later)
    this.#soon = undefined
    this.#later = undefined
    this.#told = this.#durable
    this.#toldAt = performance.now()
    this.#tell(this.#told)
  }
}
