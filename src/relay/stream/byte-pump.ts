/** Moves an answer that is no text, such as speech, to the client as it comes: counted, and without its last byte until the call is captured. */
import type { Outlet } from '../outlet/outlet.ts'
import type { Problem } from '../problem.ts'
import type { UpstreamControl } from '../providers/provider.ts'
import { fault } from '../routing/failure.ts'
import type { RelaySettings } from '../settings.ts'
import type { StreamEnd } from './pump.ts'

export interface BytePumpOptions {
  readonly outlet: Outlet
  readonly settings: Pick<RelaySettings, 'maxResponseBytes'>
  readonly control: UpstreamControl
  /** Sees every piece once, in order. */
  readonly take: (bytes: Buffer) => void
  /** The first byte: the response head leaves now. */
  readonly commit: () => void
  readonly finish: (end: StreamEnd) => void
}

export class BytePump {
  readonly #options: BytePumpOptions
  #bytes = 0
  /** The last byte so far; empty before the first. */
  #last: Buffer = Buffer.alloc(0)
  #ended = false
  #readerLags = false

  constructor(options: BytePumpOptions) {
    this.#options = options
    const drained = (): void => {
      this.#readerLags = false
      if (!this.#ended) options.control.resume()
    }
    options.outlet.onDrain = drained
  }

  get paused(): boolean {
    return this.#readerLags
  }

  data(chunk: Buffer): void {
    if (this.#ended || chunk.length === 0) return
    this.#options.take(chunk)
    if (this.#bytes === 0) this.#options.commit()
    this.#bytes += chunk.length
    if (this.#bytes > this.#options.settings.maxResponseBytes) return this.#broken('upstream_malformed')
    this.#write(this.#last)
    this.#write(chunk.subarray(0, -1))
    this.#last = chunk.subarray(-1)
  }

  end(): void {
    if (this.#ended) return
    if (this.#bytes === 0) return this.#broken('upstream_malformed')
    this.#close({ kind: 'done', last: this.#last, finish: 'stop' })
  }

  /** The upstream broke off. */
  fail(problem: Problem): void {
    if (!this.#ended) this.#broken(problem.code === 'upstream_timeout' ? 'upstream_timeout' : 'upstream_cut')
  }

  /** The client has left, and the upstream is not read on. */
  clientGone(): void {
    if (this.#ended) return
    this.#options.control.abort()
    this.#close({ kind: 'client_gone' })
  }

  /** The client has left, and the upstream is read on. */
  readerGone(): void {
    this.#readerLags = false
    if (!this.#ended) this.#options.control.resume()
  }

  #write(bytes: Buffer): void {
    if (bytes.length === 0 || this.#options.outlet.write(bytes) || this.#readerLags) return
    this.#readerLags = true
    this.#options.control.pause()
  }

  #broken(code: 'upstream_cut' | 'upstream_malformed' | 'upstream_timeout'): void {
    this.#options.control.abort()
    const failure = fault(code)
    this.#close(this.#bytes > 0 ? { kind: 'cut', problem: failure.problem } : { kind: 'failed', failure })
  }

  #close(end: StreamEnd): void {
    this.#ended = true
    this.#options.finish(end)
  }
}
