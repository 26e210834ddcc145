/** One live channel: contiguous sequence numbers, messages written once for all who listen, a bounded past to resume from. */

/** Who gets messages. `send` takes a finished text and may drop the listener. */
export interface FeedListener {
  send(text: string): void
}

export interface FeedOptions {
  readonly name: string
  /** Above every number this channel gave out before, also in an earlier process. */
  readonly firstSeq: number
  /** The whole truth at the present sequence, for those who can not resume. */
  readonly snapshot: () => unknown
  /** Updates kept for resuming; 0 for channels whose every message is the whole truth. */
  readonly keep: number
}

export class Feed {
  readonly name: string
  readonly #snapshot: () => unknown
  readonly #keep: number
  readonly #listeners = new Set<FeedListener>()
  /** Texts of the updates #seq − length + 1 … #seq. */
  #past: string[] = []
  #seq: number
  #snapshotText: string | undefined

  constructor({ name, firstSeq, snapshot, keep }: FeedOptions) {
    this.name = name
    this.#seq = firstSeq
    this.#snapshot = snapshot
    this.#keep = keep
  }

  get seq(): number {
    return this.#seq
  }

  get listeners(): number {
    return this.#listeners.size
  }

  /** The next update, to everybody. */
  publish(data: unknown): void {
    this.#seq += 1
    this.#snapshotText = undefined
    if (this.#listeners.size === 0 && this.#keep === 0) return
    const text = `{"channel":"${this.name}","seq":${this.#seq},"kind":"update","data":${JSON.stringify(data)}}`
    if (this.#keep > 0) {
      this.#past.push(text)
      // Cut in large steps: shifting one by one costs as much as the array is long.
      if (this.#past.length > this.#keep * 2) this.#past = this.#past.slice(-this.#keep)
    }
    for (const listener of this.#listeners) listener.send(text)
  }

  /** Sends what was missed since `since`, or a snapshot, and everything from now on. */
  join(listener: FeedListener, since: number | undefined): void {
    this.#listeners.add(listener)
    const missed = since === undefined ? -1 : this.#seq - since
    if (missed >= 0 && missed <= this.#past.length && this.#keep > 0) {
      if (missed > 0) for (const text of this.#past.slice(-missed)) listener.send(text)
      return
    }
    listener.send(this.#snapshotMessage())
  }

  leave(listener: FeedListener): void {
    this.#listeners.delete(listener)
  }

  /** What changes between updates makes the kept snapshot stale. */
  changed(): void {
    this.#snapshotText = undefined
  }

  #snapshotMessage(): string {
    this.#snapshotText ??= `{"channel":"${this.name}","seq":${this.#seq},"kind":"snapshot","data":${JSON.stringify(this.#snapshot())}}`
    return this.#snapshotText
  }
}
