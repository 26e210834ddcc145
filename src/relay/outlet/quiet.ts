/** An outlet without a client: keeps the end of the answer for whoever asked for it, up to a size. */
import type { Headers, Outlet } from './outlet.ts'

export class QuietOutlet implements Outlet {
  readonly #maxBytes: number
  #chunks: Uint8Array[] = []
  #bytes = 0
  status: number | undefined
  gone = false
  /** Never called: what is not kept is dropped at once. */
  onDrain: (() => void) | undefined
  onGone: (() => void) | undefined

  /** Of a successful answer at most so many bytes are kept; 0 drops it, for answers that are kept elsewhere. Refusals are kept. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get started(): boolean {
    return this.status !== undefined
  }

  /** What was kept; of an answer that was larger nothing is. */
  get body(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  start(status: number, _headers: Headers): void {
    this.status ??= status
  }

  write(bytes: Uint8Array): boolean {
    this.#keep(bytes)
    return true
  }

  end(bytes: Uint8Array): void {
    this.#keep(bytes)
  }

  breakOff(bytes: Uint8Array): void {
    this.#keep(bytes)
  }

  /** Nobody wants the answer any more. */
  leave(): void {
    if (this.gone) return
    this.gone = true
    this.onGone?.()
  }

  #keep(bytes: Uint8Array): void {
    if ((this.status ?? 200) < 300 && this.#bytes + bytes.length > this.#maxBytes) {
      this.#chunks = []
      this.#bytes = this.#maxBytes + 1
      return
    }
    this.#chunks.push(bytes)
    this.#bytes += bytes.length
  }
}
