/** One try at one upstream: sends the request, watches the clock and the client, and ends in exactly one result. */
import { isUtf8 } from 'node:buffer'
import { isLong, parseJson } from '../body/long.ts'
import { isObject, type JsonObject } from '../body/parse.ts'
import type { PassingBytes, Sending, WholeAnswer, WholeReading } from '../call/kind.ts'
import type { Outlet } from '../outlet/outlet.ts'
import { asProblem, Problem } from '../problem.ts'
import type { Provider, UpstreamControl, UpstreamRequest, UpstreamSink } from '../providers/provider.ts'
import type { RelaySettings } from '../settings.ts'
import { BytePump } from '../stream/byte-pump.ts'
import { type StreamEnd, type StreamGuard, StreamPump } from '../stream/pump.ts'
import type { CallMeter } from '../usage/meter.ts'
import { failureOfStatus, fault, faultOf, type UpstreamFailure } from './failure.ts'

export type AttemptResult =
  /** Nothing has left; another upstream may be tried. */
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure }
  | { readonly kind: 'json'; readonly body: Buffer; readonly contentType: string; readonly reading: WholeReading }
  | { readonly kind: 'stream'; readonly end: Exclude<StreamEnd, { kind: 'failed' }>; readonly form: 'events' | 'bytes' }
  /** The client left before the upstream had answered, and the upstream was cancelled. */
  | { readonly kind: 'abandoned' }

export interface AttemptOptions {
  readonly provider: Provider
  readonly request: UpstreamRequest
  readonly sending: Sending
  readonly outlet: Outlet
  readonly meter: CallMeter
  readonly guard: StreamGuard
  readonly settings: RelaySettings
  /** The response head leaves; with the content type of what passes as bytes. */
  readonly commit: (contentType?: string) => void
}

/** Bytes of an upstream's error that are read. */
const MAX_ERROR_BYTES = 64 * 1024

export function attempt(options: AttemptOptions): Promise<AttemptResult> {
  return new Promise((resolve) => new Attempt(options, resolve).start())
}

class Attempt implements UpstreamSink {
  readonly #options: AttemptOptions
  readonly #resolve: (result: AttemptResult) => void
  #control: UpstreamControl | undefined
  #timer: NodeJS.Timeout | undefined
  #drainTimer: NodeJS.Timeout | undefined
  #settled = false
  #status = 0
  #contentType = ''
  #retryAfter: string | undefined
  #pump: StreamPump | BytePump | undefined
  #chunks: Buffer[] = []
  #bytes = 0

  constructor(options: AttemptOptions, resolve: (result: AttemptResult) => void) {
    this.#options = options
    this.#resolve = resolve
  }

  start(): void {
    const { provider, request, outlet, settings } = this.#options
    this.#timer = setTimeout(() => this.#timedOut(), settings.headMs)
    const gone = (): void => this.#clientGone()
    outlet.onGone = gone
    this.#control = provider.send(request, this)
    if (outlet.gone) this.#clientGone()
  }

  head(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void {
    if (this.#settled) return
    this.#status = status
    this.#contentType = text(headers['content-type'])
    this.#retryAfter = text(headers['retry-after']) || undefined
    this.#rearm()
    if (status >= 300) return
    const encoding = text(headers['content-encoding'])
    if (encoding !== '' && encoding !== 'identity')
      return this.#fail(fault('upstream_malformed', 'The upstream compressed its response unasked.'))
    const { stream, passes } = this.#options.sending
    const isStream = this.#contentType.includes('text/event-stream')
    if (isStream && stream) this.#pump = this.#openPump()
    else if (!isStream && !stream && passes && isOneOf(this.#contentType, passes.types))
      this.#pump = this.#openBytePump(passes)
    else if (isStream || !this.#isWhole())
      this.#fail(fault('upstream_malformed', 'The upstream answered with another content type than asked for.'))
  }

  /** A whole answer is expected in JSON unless its kind accepts other types. */
  #isWhole(): boolean {
    const { accepts } = this.#options.sending
    return this.#contentType.includes('json') || isOneOf(this.#contentType, accepts ?? [])
  }

  data(chunk: Buffer): void {
    if (this.#settled) return
    this.#timer?.refresh()
    if (this.#pump) return this.#pump.data(chunk)
    this.#bytes += chunk.length
    const limit = this.#status >= 300 ? MAX_ERROR_BYTES : this.#options.settings.maxResponseBytes
    if (this.#bytes <= limit) this.#chunks.push(chunk)
    else if (this.#status >= 300) this.#failStatus()
    else this.#fail(fault('upstream_malformed', 'The upstream sent a response that is too large.'))
  }

  end(): void {
    if (this.#settled) return
    if (this.#pump) this.#pump.end()
    else if (this.#status >= 300) this.#failStatus()
    else this.#endWhole()
  }

  fail(problem: Problem): void {
    if (this.#settled) return
    if (this.#pump) this.#pump.fail(problem)
    else if (this.#status >= 300) this.#failStatus()
    else this.#fail(faultOf(problem))
  }

  #openPump(): StreamPump {
    const { outlet, meter, guard, sending, settings, commit } = this.#options
    return new StreamPump({
      outlet,
      meter,
      guard,
      reader: sending.streamReader(),
      settings,
      control: this.#control!,
      commit: () => commit(),
      finish: (end) => this.#settle(end.kind === 'failed' ? end : { kind: 'stream', end, form: 'events' }),
    })
  }

  #openBytePump({ take }: PassingBytes): BytePump {
    const { outlet, settings, commit } = this.#options
    return new BytePump({
      outlet,
      settings,
      control: this.#control!,
      take,
      commit: () => commit(this.#contentType),
      finish: (end) => this.#settle(end.kind === 'failed' ? end : { kind: 'stream', end, form: 'bytes' }),
    })
  }

  #endWhole(): void {
    clearTimeout(this.#timer)
    const [only] = this.#chunks
    const body = only && this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks, this.#bytes)
    const whole = new Whole(this.#contentType, body)
    if (whole.isJson && isLong(body)) void this.#endLong(whole)
    else this.#endRead(whole)
  }

  /** Never rejects. A long answer is read in turns of the event loop. */
  async #endLong(whole: Whole): Promise<void> {
    try {
      await whole.load()
    } catch (error) {
      return this.#fail(faultOf(asProblem(error)))
    }
    this.#endRead(whole)
  }

  #endRead(whole: Whole): void {
    try {
      if (!this.#settled) this.#endJson(whole)
    } catch (error) {
      this.#fail(faultOf(asProblem(error)))
    }
  }

  #endJson(whole: Whole): void {
    const { sending } = this.#options
    const { body } = whole
    const reading = sending.whole(whole)
    if (!reading || (sending.stream && !sending.orWhole)) {
      const error = reading?.error
      return this.#fail(fault(error ? 'upstream_error' : 'upstream_malformed'))
    }
    const { meter } = this.#options
    if (reading.usage) meter.addUsage(reading.usage)
    if (reading.service) meter.served(reading.service)
    if (reading.error) return this.#fail(fault('upstream_error'))
    meter.addText(reading.text)
    meter.addReasoning(reading.reasoning)
    const contentType = reading.body ? 'application/json' : this.#contentType || 'application/json'
    this.#settle({ kind: 'json', body: reading.body ?? body, contentType, reading })
  }

  #failStatus(): void {
    const { channel } = this.#options.request
    const body = Buffer.concat(this.#chunks)
    this.#fail(failureOfStatus({ status: this.#status, retryAfter: this.#retryAfter, body, channel }))
  }

  #fail(failure: UpstreamFailure): void {
    this.#control?.abort()
    this.#settle({ kind: 'failed', failure })
  }

  /** Silence of an upstream that is not being kept waiting by us. */
  #timedOut(): void {
    if (this.#pump?.paused) return this.#rearm()
    this.#control?.abort()
    this.fail(new Problem('upstream_timeout'))
  }

  #rearm(): void {
    if (this.#settled) return
    const { headMs, idleMs } = this.#options.settings
    if (headMs === idleMs) return void this.#timer?.refresh()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#timedOut(), idleMs)
  }

  #clientGone(): void {
    if (this.#settled || this.#drainTimer) return
    if (this.#options.request.channel.onClientGone === 'abort') return this.#abandon()
    this.#drainTimer = setTimeout(() => this.#abandon(), this.#options.settings.drainMs)
    this.#pump?.readerGone()
  }

  #abandon(): void {
    if (this.#settled) return
    if (this.#pump) return this.#pump.clientGone()
    this.#control?.abort()
    this.#settle({ kind: 'abandoned' })
  }

  #settle(result: AttemptResult): void {
    if (this.#settled) return
    this.#settled = true
    clearTimeout(this.#timer)
    clearTimeout(this.#drainTimer)
    this.#options.outlet.onGone = undefined
    this.#resolve(result)
  }
}

/** Parsed at most once, and only for who asks: some bodies are nothing but pictures. */
class Whole implements WholeAnswer {
  readonly contentType: string
  readonly body: Buffer
  #value: JsonObject | undefined
  #parsed = false

  constructor(contentType: string, body: Buffer) {
    this.contentType = contentType
    this.body = body
  }

  get isJson(): boolean {
    return this.contentType === '' || this.contentType.includes('json')
  }

  get value(): JsonObject | undefined {
    if (!this.#parsed && this.isJson) this.#value = parsedObject(this.body)
    this.#parsed = true
    return this.#value
  }

  /** So that `value` takes no time. */
  async load(): Promise<void> {
    const value = await parseJson(this.body)
    this.#value = isObject(value) ? value : undefined
    this.#parsed = true
  }
}

function isOneOf(contentType: string, types: readonly string[]): boolean {
  return types.some((type) => contentType.startsWith(type))
}

function text(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header)?.toLowerCase() ?? ''
}

function parsedObject(body: Buffer): JsonObject | undefined {
  if (!isUtf8(body)) return undefined
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
