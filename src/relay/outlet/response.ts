/** The outlet of one client: a node:http response. */
import type { ServerResponse } from 'node:http'
import type { Headers, Outlet } from './outlet.ts'

export class ResponseOutlet implements Outlet {
  readonly #response: ServerResponse
  readonly #slowReaderMs: number
  #always: Headers | undefined
  #slow: NodeJS.Timeout | undefined
  gone = false
  onDrain: (() => void) | undefined
  onGone: (() => void) | undefined

  /** `always` go with every answer. */
  constructor(response: ServerResponse, slowReaderMs: number, always?: Headers) {
    this.#response = response
    this.#always = always
    this.#slowReaderMs = slowReaderMs
    response.on('close', () => this.#closed())
    response.on('drain', () => {
      clearTimeout(this.#slow)
      this.onDrain?.()
    })
    // A broken pipe also closes; without a listener it would be thrown.
    response.on('error', () => undefined)
  }

  /** More headers that go with whatever answer comes. */
  also(headers: Headers): void {
    this.#always = { ...headers, ...this.#always }
  }

  get started(): boolean {
    return this.#response.headersSent
  }

  start(status: number, headers: Headers): void {
    if (this.gone || this.started) return
    this.#response.writeHead(status, this.#always ? { ...headers, ...this.#always } : headers)
  }

  write(bytes: Uint8Array): boolean {
    if (this.gone || this.#response.writableEnded) return true
    if (this.#response.write(bytes)) return true
    clearTimeout(this.#slow)
    this.#slow = setTimeout(() => this.#response.destroy(), this.#slowReaderMs)
    return false
  }

  end(bytes: Uint8Array, trailers?: Headers): void {
    if (this.gone || this.#response.writableEnded) return
    if (trailers) this.#response.addTrailers(trailers)
    this.#response.end(bytes)
  }

  /** The socket is ended after the bytes and without the closing chunk. */
  breakOff(bytes: Uint8Array): void {
    if (this.gone || this.#response.writableEnded) return
    this.#response.write(bytes, () => this.#response.socket?.destroySoon())
  }

  #closed(): void {
    clearTimeout(this.#slow)
    if (this.#response.writableFinished) return
    this.gone = true
    this.onGone?.()
  }
}
