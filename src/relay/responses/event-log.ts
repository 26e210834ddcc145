/** The events of one response in the making, numbered, for any number of readers from any number on, each at its own pace. Which responses have one is in event-logs.ts. */
import type { JsonObject } from '../body/parse.ts'
import type { Outlet } from '../outlet/outlet.ts'

interface Follower {
  readonly outlet: Outlet
  readonly left: () => void
  /** Place of the next event in the log. */
  next: number
}

const nothing = new Uint8Array()
const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
}

export class EventLog {
  readonly #first: number
  /** Undefined: there are too many to keep. */
  #events: Buffer[] | undefined = []
  #count = 0
  /** The event that ends it. */
  #last: Buffer | undefined
  #over = false
  readonly #followers = new Set<Follower>()

  /** The number of the first event: 0, but above all earlier ones where a response is made again. */
  constructor(first: number) {
    this.#first = first
  }

  /** Bytes that it takes to keep. */
  append(event: JsonObject): number {
    const bytes = this.#numbered(event)
    if (this.#over || !this.#events) return 0
    this.#events.push(bytes)
    this.#feedAll()
    return bytes.length
  }

  /** Keeps no events any more: those who follow are to come again when it is over. */
  forget(): void {
    this.#events = undefined
    if (!this.#over) this.#breakOff()
  }

  end(event: JsonObject): void {
    if (this.#over) return
    this.#last = this.#numbered(event)
    this.#over = true
    this.#feedAll()
  }

  /** It goes on elsewhere or nowhere: nobody takes it for whole. */
  cut(): void {
    this.#over = true
    this.#breakOff()
  }

  /** Tells the events above a number, and the end in any case. Settles when all was written or the reader has left. */
  follow(outlet: Outlet, after: number): Promise<void> {
    return new Promise((left) => {
      outlet.start(200, headers)
      const next = Math.max(0, after + 1 - this.#first)
      const follower: Follower = { outlet, left, next }
      this.#followers.add(follower)
      const drained = (): void => this.#feed(follower)
      const gone = (): void => this.#leave(follower)
      outlet.onDrain = drained
      outlet.onGone = gone
      if (outlet.gone) this.#leave(follower)
      else this.#feed(follower)
    })
  }

  #numbered(event: JsonObject): Buffer {
    const sequence_number = this.#first + this.#count++
    const data = JSON.stringify({ ...event, sequence_number })
    return Buffer.from(`event: ${String(event['type'])}\ndata: ${data}\n\n`)
  }

  #feedAll(): void {
    for (const follower of this.#followers) this.#feed(follower)
  }

  #feed(follower: Follower): void {
    const { outlet } = follower
    for (let event = this.#events?.[follower.next]; event; event = this.#events?.[follower.next]) {
      follower.next++
      if (!outlet.write(event)) return
    }
    if (!this.#over) return
    if (this.#last) outlet.end(this.#last)
    else outlet.breakOff(nothing)
    this.#leave(follower)
  }

  #breakOff(): void {
    for (const follower of this.#followers) {
      follower.outlet.breakOff(nothing)
      this.#leave(follower)
    }
  }

  #leave(follower: Follower): void {
    if (this.#followers.delete(follower)) follower.left()
  }
}
