/** An outlet that records, and lets any number of clients follow from the first byte at their own pace. For calls with an Idempotency-Key. */
import type { Headers, Outlet } from './outlet.ts'

interface Follower {
  readonly outlet: Outlet
  next: number
}

export interface Recording {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
  readonly complete: boolean
}

export class SharedOutlet implements Outlet {
  readonly #maxBytes: number
  readonly #followers = new Set<Follower>()
  #head: { readonly status: number; readonly headers: Headers } | undefined
  #chunks: Uint8Array[] = []
  #trailers: Headers | undefined
  #bytes = 0
  #state: 'open' | 'complete' | 'broken' = 'open'
  gone = false
  /** Never called: the recording takes everything at once. */
  onDrain: (() => void) | undefined
  onGone: (() => void) | undefined

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get started(): boolean {
    return this.#head !== undefined
  }

  start(status: number, headers: Headers): void {
    this.#head ??= { status, headers }
    this.#feedAll()
  }

  /** Breaks off for all followers once the recording is too large to keep. */
  write(bytes: Uint8Array): boolean {
    if (this.#state !== 'open') return true
    this.#push(bytes)
    if (this.#bytes > this.#maxBytes) {
      this.#state = 'broken'
      this.gone = true
      this.onGone?.()
    }
    this.#feedAll()
    return true
  }

  end(bytes: Uint8Array, trailers?: Headers): void {
    if (this.#state === 'open') this.#trailers = trailers
    this.#finish(bytes, 'complete')
  }

  breakOff(bytes: Uint8Array): void {
    this.#finish(bytes, 'broken')
  }

  follow(outlet: Outlet): void {
    const follower: Follower = { outlet, next: 0 }
    this.#followers.add(follower)
    const drained = (): void => this.#feed(follower)
    const gone = (): void => void this.#followers.delete(follower)
    outlet.onDrain = drained
    outlet.onGone = gone
    this.#feed(follower)
  }

  /** Undefined while it runs, and when it is too large to keep. */
  recording(): Recording | undefined {
    if (!this.#head || this.#state === 'open' || this.#bytes > this.#maxBytes) return undefined
    // A body that is there as a whole tells everything in its head.
    const { trailer: _names, ...headers } = { ...this.#head.headers, ...this.#trailers }
    return {
      status: this.#head.status,
      headers,
      body: Buffer.concat(this.#chunks),
      complete: this.#state === 'complete',
    }
  }

  #finish(bytes: Uint8Array, state: 'complete' | 'broken'): void {
    if (this.#state !== 'open') return
    this.#push(bytes)
    this.#state = state
    this.#feedAll()
  }

  #push(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#chunks.push(bytes)
    this.#bytes += bytes.length
  }

  #feedAll(): void {
    for (const follower of this.#followers) this.#feed(follower)
  }

  #feed(follower: Follower): void {
    const { outlet } = follower
    if (!this.#head) return
    if (!outlet.started) outlet.start(this.#head.status, this.#head.headers)
    while (follower.next < this.#chunks.length) {
      if (!outlet.write(this.#chunks[follower.next++]!)) return
    }
    if (this.#state === 'open') return
    this.#followers.delete(follower)
    if (this.#state === 'complete') outlet.end(new Uint8Array(), this.#trailers)
    else outlet.breakOff(new Uint8Array())
  }
}
