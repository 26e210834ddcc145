/** The film itself, from the upstream's connection to the caller's piece by piece: neither is ever ahead of the other by more than a buffer. */
import type { Outlet } from '../outlet/outlet.ts'
import { Problem } from '../problem.ts'
import type { UpstreamControl, UpstreamSink } from '../providers/provider.ts'
import { failureOfStatus } from '../routing/failure.ts'
import type { RelaySettings } from '../settings.ts'
import type { Maker } from './jobs.ts'

export const variants = ['video', 'thumbnail', 'spritesheet'] as const

export interface ContentAsk {
  readonly maker: Maker
  readonly variant: (typeof variants)[number]
  readonly outlet: Outlet
  readonly settings: Pick<RelaySettings, 'headMs' | 'idleMs'>
}

/** Settles when all was sent or the caller has left. Throws a Problem while nothing was sent; later the connection is broken off. */
export function sendContent(ask: ContentAsk): Promise<void> {
  return new Promise((resolve, reject) => new Passing(ask, { resolve, reject }).start())
}

interface Settle {
  readonly resolve: () => void
  readonly reject: (problem: Problem) => void
}

const MAX_ERROR_BYTES = 64 * 1024

class Passing implements UpstreamSink {
  readonly #ask: ContentAsk
  readonly #settle: Settle
  #control: UpstreamControl | undefined
  #timer: NodeJS.Timeout | undefined
  #over = false
  #paused = false
  #refusal: { readonly status: number; readonly retryAfter: string | undefined } | undefined
  readonly #words: Buffer[] = []
  #wordBytes = 0

  constructor(ask: ContentAsk, settle: Settle) {
    this.#ask = ask
    this.#settle = settle
  }

  start(): void {
    const { maker, variant, outlet, settings } = this.#ask
    const { provider, channel, key, upstreamId } = maker
    const gone = (): void => this.#end(() => this.#settle.resolve())
    const drained = (): void => {
      this.#paused = false
      this.#control?.resume()
    }
    outlet.onGone = gone
    outlet.onDrain = drained
    this.#timer = setTimeout(() => this.#silent(), settings.headMs)
    const query = variant === 'video' ? '' : `?variant=${variant}`
    const path = `/videos/${encodeURIComponent(upstreamId)}/content${query}`
    this.#control = provider.send({ channel, key, method: 'GET', path, body: null, stream: false, accept: '*/*' }, this)
    if (outlet.gone) this.#end(() => this.#settle.resolve())
  }

  head(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void {
    this.#rearm()
    if (status >= 300) {
      this.#refusal = { status, retryAfter: single(headers['retry-after']) }
      return
    }
    const length = single(headers['content-length'])
    const type = single(headers['content-type'])
    this.#ask.outlet.start(200, {
      'content-type': type && plainType.test(type) ? type : 'application/octet-stream',
      ...(length !== undefined && /^\d{1,15}$/.test(length) ? { 'content-length': length } : {}),
      'content-disposition': 'attachment',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
  }

  data(chunk: Buffer): void {
    if (this.#over) return
    this.#timer?.refresh()
    if (this.#refusal) {
      this.#wordBytes += chunk.length
      if (this.#wordBytes <= MAX_ERROR_BYTES) this.#words.push(chunk)
      return
    }
    if (this.#ask.outlet.write(chunk)) return
    this.#paused = true
    this.#control?.pause()
  }

  end(): void {
    const { outlet, maker } = this.#ask
    if (!this.#refusal) return this.#end(() => this.#finish(() => outlet.end(new Uint8Array())))
    const { channel } = maker
    const { problem } = failureOfStatus({ ...this.#refusal, body: Buffer.concat(this.#words), channel })
    this.#end(() => this.#settle.reject(problem))
  }

  fail(problem: Problem): void {
    const { outlet } = this.#ask
    this.#end(() => {
      if (!outlet.started) this.#settle.reject(problem)
      else this.#finish(() => outlet.breakOff(new Uint8Array()))
    })
  }

  #finish(last: () => void): void {
    last()
    this.#settle.resolve()
  }

  /** Not while the caller keeps it waiting. */
  #silent(): void {
    if (this.#paused) return this.#rearm()
    this.fail(new Problem('upstream_timeout'))
  }

  #rearm(): void {
    clearTimeout(this.#timer)
    if (!this.#over) this.#timer = setTimeout(() => this.#silent(), this.#ask.settings.idleMs)
  }

  #end(told: () => void): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#timer)
    this.#control?.abort()
    this.#ask.outlet.onGone = undefined
    this.#ask.outlet.onDrain = undefined
    told()
  }
}

/** Nothing that a browser would run. */
const plainType = /^(video|image)\/(?!svg)[\w.+-]{1,60}$/i

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
