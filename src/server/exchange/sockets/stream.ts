/** One public stream: a payload written once for all who listen, bare or with the stream's name around it. */

export interface StreamListener {
  /** The bytes of a text: `bare` for single streams, `named` for combined ones. May drop the listener. */
  event(bare: Buffer, named: Buffer): void
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
    const text = JSON.stringify(data)
    // Bytes once for all: a text would be encoded again for each of a thousand sockets.
    const bare = Buffer.from(text)
    const named = Buffer.from(`{"stream":"${this.name}","data":${text}}`)
    for (const listener of this.#listeners) listener.event(bare, named)
  }

  join(listener: StreamListener): void {
    this.#listeners.add(listener)
  }

  leave(listener: StreamListener): void {
    this.#listeners.delete(listener)
  }
}
