/** An outlet that makes one JSON array of the events of a stream, element by element as they come: how Gemini streams to clients that do not ask for events. */
import { EventSplitter } from '../stream/sse.ts'
import type { Headers, Outlet } from './outlet.ts'

export class ArrayOutlet implements Outlet {
  readonly #inner: Outlet
  /** What passes here was bounded where it came from. */
  readonly #splitter = new EventSplitter(Number.MAX_SAFE_INTEGER)
  /** Undefined: what passes is no stream of events, and stays as it is. */
  #elements: number | undefined

  constructor(inner: Outlet) {
    this.#inner = inner
  }

  get gone(): boolean {
    return this.#inner.gone
  }

  get started(): boolean {
    return this.#inner.started
  }

  get onDrain(): (() => void) | undefined {
    return this.#inner.onDrain
  }

  set onDrain(listener: (() => void) | undefined) {
    this.#inner.onDrain = listener
  }

  get onGone(): (() => void) | undefined {
    return this.#inner.onGone
  }

  set onGone(listener: (() => void) | undefined) {
    this.#inner.onGone = listener
  }

  start(status: number, headers: Headers): void {
    if (this.started) return
    const isStream = headers['content-type']?.startsWith('text/event-stream') ?? false
    if (isStream) this.#elements = 0
    this.#inner.start(status, isStream ? { ...headers, 'content-type': 'application/json; charset=utf-8' } : headers)
  }

  write(bytes: Uint8Array): boolean {
    const written = this.#written(bytes)
    return written.length === 0 || this.#inner.write(written)
  }

  end(bytes: Uint8Array, trailers?: Headers): void {
    const written = this.#written(bytes)
    if (this.#elements === undefined) return this.#inner.end(written, trailers)
    const close = Buffer.from(this.#elements === 0 ? '[]' : ']')
    this.#inner.end(Buffer.concat([written, close]), trailers)
  }

  /** The array is closed after the error, but the response is broken off: no client takes it for whole. */
  breakOff(bytes: Uint8Array): void {
    const written = this.#written(bytes)
    if (this.#elements === undefined) return this.#inner.breakOff(written)
    const close = Buffer.from(this.#elements === 0 ? '[]' : ']')
    this.#inner.breakOff(Buffer.concat([written, close]))
  }

  #written(bytes: Uint8Array): Uint8Array {
    if (this.#elements === undefined || bytes.length === 0) return bytes
    const { frames } = this.#splitter.push(Buffer.from(bytes))
    let text = ''
    for (const { data } of frames) {
      if (!data?.startsWith('{')) continue
      text += `${this.#elements === 0 ? '[' : ',\r\n'}${data}`
      this.#elements++
    }
    return Buffer.from(text)
  }
}
