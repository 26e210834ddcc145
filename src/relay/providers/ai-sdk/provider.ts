/** Drives upstreams through the AI SDK's provider packages: what they say is theirs, how a response moves is the relay's. */
import {
  APICallError,
  InvalidArgumentError,
  type LanguageModelV4,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider'
import { parseJson } from '../../body/long.ts'
import type { JsonObject } from '../../body/parse.ts'
import type { Channel } from '../../channels/channel.ts'
import { Problem } from '../../problem.ts'
import type { PartsRequest } from '../../wires/lx-parts/wire.ts'
import type { WireName } from '../../wires/names.ts'
import { guardedFetch } from '../fetch.ts'
import type { Provider, UpstreamControl, UpstreamRequest, UpstreamSink } from '../provider.ts'
import { embed } from './embed.ts'
import type { MediaAnswer } from './heard.ts'
import { mediaTasks } from './media.ts'
import type { Models, Task } from './models.ts'
import { streamParts, wholeParts } from './parts.ts'
import { callOptions } from './prompt.ts'
import { rerank } from './rerank.ts'

/** What a package is opened with. */
export interface Opening {
  readonly channel: Channel
  /** Empty where the channel has no keys. */
  readonly secret: string
  /** Keeps to the channel's guards of addresses, its proxy and its headers. */
  readonly fetch: typeof globalThis.fetch
}

export interface AiSdkOptions {
  readonly name: string
  readonly title: string
  readonly needsBaseUrl: boolean
  readonly needsKey: boolean
  /** Wires beside `lx.parts`, for the models that the package has. */
  readonly also?: readonly WireName[]
  /** Loads the package; throws when the channel's secret or address can not be what it needs. Opened once for each key. */
  open(opening: Opening): Promise<Models>
}

/** What is no language model's, by its path. */
const tasks: Readonly<Record<string, Task>> = { '/embeddings': embed, '/rerank': rerank }

export function aiSdkProvider(options: AiSdkOptions): Provider {
  const { name, title, needsBaseUrl, needsKey, also = [] } = options
  const http = guardedFetch()
  const speaks: readonly WireName[] = ['lx.parts', ...also]
  const opened = new WeakMap<Channel, Map<string, Promise<Models>>>()

  function openFor({ channel, key }: UpstreamRequest): Promise<Models> {
    const keys = opened.get(channel) ?? new Map<string, Promise<Models>>()
    opened.set(channel, keys)
    const id = key?.id ?? ''
    const known = keys.get(id)
    if (known) return known
    const opening = options.open({ channel, secret: key?.secret ?? '', fetch: http.fetch(channel) })
    keys.set(id, opening)
    return opening
  }

  return {
    name,
    title,
    needsBaseUrl,
    needsKey,
    failsOnDemand: false,
    speaks: () => speaks,
    send(request, sink) {
      const exchange = new Exchange(sink)
      setImmediate(() => void exchange.run(request, openFor))
      return exchange
    },
    forget: http.forget,
    close: http.close,
  }
}

type Open = (request: UpstreamRequest) => Promise<Models>

/** One request and its response. */
class Exchange implements UpstreamControl {
  readonly #sink: UpstreamSink
  readonly #abort = new AbortController()
  #headed = false
  #resume: (() => void) | undefined
  #paused: Promise<void> | undefined

  constructor(sink: UpstreamSink) {
    this.#sink = sink
  }

  pause(): void {
    if (this.#paused) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#paused = promise
    this.#resume = resolve
  }

  resume(): void {
    this.#paused = undefined
    this.#resume?.()
  }

  abort(): void {
    this.#abort.abort()
    this.resume()
  }

  /** Never rejects. */
  async run(request: UpstreamRequest, open: Open): Promise<void> {
    if (this.#gone) return
    try {
      const models = await open(request)
      const media = mediaTasks[request.path]
      if (media) return this.#say(await media(request, models, this.#abort.signal))
      const body = await parseJson(request.body ?? Buffer.alloc(0))
      const task = tasks[request.path]
      if (task) return this.#answer(await task(body as JsonObject, models, this.#abort.signal))
      const asked = body as PartsRequest
      const model = models.language(asked.model)
      const options = { ...callOptions(asked.generation, asked.maxOutput), abortSignal: this.#abort.signal }
      if (asked.stream) await this.#stream(model, options)
      else this.#answer({ ...wholeParts(await model.doGenerate(options)) })
    } catch (error) {
      this.#failed(error)
    }
  }

  get #gone(): boolean {
    return this.#abort.signal.aborted
  }

  #answer(answer: JsonObject): void {
    this.#say({ contentType: 'application/json', body: Buffer.from(JSON.stringify(answer)) })
  }

  #say({ contentType, body }: MediaAnswer): void {
    if (this.#gone) return
    this.#head(200, contentType)
    this.#sink.data(body)
    if (!this.#gone) this.#sink.end()
  }

  async #stream(model: LanguageModelV4, options: Parameters<LanguageModelV4['doStream']>[0]): Promise<void> {
    const { stream } = await model.doStream(options)
    const read = streamParts()
    const reader = stream.getReader()
    if (!this.#gone) this.#head(200, 'text/event-stream')
    for (let step = await reader.read(); !step.done && !this.#gone; step = await reader.read()) {
      const said = read(step.value)
      if (said) this.#sink.data(Buffer.from(`data: ${JSON.stringify(said)}\n\n`))
      await this.#paused
    }
    if (this.#gone) await reader.cancel().catch(() => undefined)
    else this.#sink.end()
  }

  #head(status: number, contentType: string, retryAfter?: string): void {
    this.#headed = true
    this.#sink.head(status, { 'content-type': contentType, ...(retryAfter ? { 'retry-after': retryAfter } : {}) })
  }

  /** An answer with an error status is told as such; all else was not reached, or broke off. */
  #failed(error: unknown): void {
    if (this.#gone) return
    const refused = InvalidArgumentError.isInstance(error) || UnsupportedFunctionalityError.isInstance(error)
    if (refused && !this.#headed) return this.#refuse(400, error.message)
    if (this.#headed || !APICallError.isInstance(error) || error.statusCode === undefined)
      return this.#sink.fail(new Problem(this.#headed ? 'upstream_cut' : 'upstream_unreachable'))
    if (error.statusCode < 300) return this.#sink.fail(new Problem('upstream_malformed'))
    this.#refuse(error.statusCode, error.message, error.responseHeaders?.['retry-after'])
  }

  #refuse(status: number, message: string, retryAfter?: string): void {
    this.#head(status, 'application/json', retryAfter)
    this.#sink.data(Buffer.from(JSON.stringify({ error: { message } })))
    this.#sink.end()
  }
}
