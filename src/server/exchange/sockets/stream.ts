/** One public stream: a payload written once for all who listen, bare or with the stream's name around it. */

export interface StreamListener {
  /** `bare` for single streams, `named` for combined ones; may drop the listener. */
  event(bare: string, named: string): void
}

export class Stream {
  readonly name: string
  readonly #listeners = new Set<StreamListener>()

  constructor(name: string) {
    this.name = name
  }

  get idle(): boolean {
    return this.#listeners.size === 0
  }

  publish(data: unknown): void {
    if (this.idle) return
    const bare = JSON.stringify(data)
    const named = `{"stream":"${this.name}","data":${bare}}`
    for (const listener of this.#listeners) listener.event(bare, named)
  }

  join(listener: StreamListener): void {
    this.#listeners.add(listener)
  }

  leave(listener: StreamListener): void {
    this.#listeners.delete(listener)
  }
}
