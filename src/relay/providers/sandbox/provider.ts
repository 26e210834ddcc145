/** An upstream inside the process: answers deterministically, streams at a readable pace, and fails on demand. Never touches the network. */
import { isLong, parseJson } from '../../body/long.ts'
import { isObject, type JsonObject } from '../../body/parse.ts'
import type { ModelKind } from '../../channels/channel.ts'
import { Problem } from '../../problem.ts'
import type { WireName } from '../../wires/names.ts'
import type { Provider, UpstreamControl, UpstreamRequest, UpstreamSink } from '../provider.ts'
import { answerChat, chatFrames, chatJson, type StreamFrame } from './chat.ts'
import { answerEmbeddings } from './embeddings.ts'
import type { Magic } from './magic.ts'
import { isMediaPath, MediaExchange } from './media/exchange.ts'
import { isSandboxModel } from './models.ts'
import { answerModeration } from './moderation.ts'
import { SandboxSocket } from './realtime/socket.ts'
import { answerRerank } from './rerank.ts'
import { videoExchange } from './video/exchange.ts'
import { SandboxVideos } from './video/jobs.ts'

export interface SandboxOptions {
  /** Between two pieces of a stream, ms. */
  readonly pieceMs?: number
  /** UTC ms: what films take their time by. */
  readonly now?: () => number
  /** From the beginning of a film's making to its end. */
  readonly filmMs?: number
}

const speaks: readonly WireName[] = [
  'openai.chat',
  'openai.embeddings',
  'openai.moderations',
  'cohere.rerank',
  'openai.realtime',
  'openai.videos',
  'openai.images',
  'openai.speech',
  'openai.transcriptions',
]

/** What is answered at once and whole, by path; undefined when the request is too large. */
const answers: Readonly<Record<string, { readonly kind: ModelKind; of(value: JsonObject): JsonObject | undefined }>> = {
  '/embeddings': { kind: 'embedding', of: answerEmbeddings },
  '/moderations': { kind: 'moderation', of: answerModeration },
  '/rerank': { kind: 'rerank', of: answerRerank },
}

/** A pace at which text can be read while it appears. */
const PIECE_MS = 12
const MAX_PIECE_MS = 5_000
const STALL_AFTER = 2
const FILM_MS = 4_000

export function sandboxProvider(options: SandboxOptions = {}): Provider {
  const { pieceMs = PIECE_MS, now = Date.now, filmMs = FILM_MS } = options
  const videos = new SandboxVideos({ now, takesMs: filmMs })
  return {
    name: 'sandbox',
    title: 'Sandbox',
    speaks: () => speaks,
    needsBaseUrl: false,
    needsKey: false,
    failsOnDemand: true,
    send(request, sink) {
      if (request.path.startsWith('/videos')) return videoExchange(videos, request, sink)
      if (isMediaPath(request.path)) {
        const exchange = new MediaExchange(sink, pieceMs)
        setImmediate(() => void exchange.run(request))
        return exchange
      }
      const exchange = new Exchange(sink, pieceMs)
      setImmediate(() => void exchange.begin(request))
      return exchange
    },
    connect(request, sink) {
      const model = new URLSearchParams(request.path.slice(request.path.indexOf('?'))).get('model') ?? ''
      return new SandboxSocket(request, sink, { pieceMs, known: isSandboxModel(model, 'realtime') })
    },
    forget: () => undefined,
    close: async () => undefined,
  }
}

/** One request and its response in time. */
class Exchange implements UpstreamControl {
  readonly #sink: UpstreamSink
  #pieceMs: number
  #frames: Iterator<StreamFrame> | undefined
  #magic: Magic = {}
  #pieces = 0
  #timer: NodeJS.Timeout | undefined
  #paused = false
  #over = false

  constructor(sink: UpstreamSink, pieceMs: number) {
    this.#sink = sink
    this.#pieceMs = pieceMs
  }

  pause(): void {
    this.#paused = true
    clearTimeout(this.#timer)
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#schedule()
  }

  abort(): void {
    this.#over = true
    clearTimeout(this.#timer)
  }

  /** Never rejects. */
  async begin(request: UpstreamRequest): Promise<void> {
    const { body } = request
    const value = body && isLong(body) ? objectOf(await parseJson(body)) : parsed(body)
    if (this.#over) return
    if (!value) return this.#json(400, errorBody('The body is not a JSON object.', 'invalid_request_error'))
    const model = String(value['model'])
    const answer = answers[request.path]
    if (answer && isSandboxModel(model, answer.kind)) return this.#whole(answer.of(value))
    if (request.path === '/chat/completions' && isSandboxModel(model, 'chat')) return this.#chat(value)
    this.#json(404, errorBody(`The sandbox has no model ${model.slice(0, 100)} here.`, 'invalid_request_error'))
  }

  #whole(answer: JsonObject | undefined): void {
    if (answer) return this.#json(200, answer)
    const most = 'at most 2,048 texts, 10,000 documents and vectors of 1,000,000 numbers together'
    this.#json(400, errorBody(`The sandbox takes ${most} in one request.`, 'invalid_request_error'))
  }

  #chat(value: JsonObject): void {
    const answer = answerChat(value)
    const { magic, stream } = answer.ask
    this.#magic = magic
    if (magic.slow) this.#pieceMs = Math.min(magic.slow[0] ?? 200, MAX_PIECE_MS)
    if (magic.error) {
      const [status = 500, retryAfter] = magic.error
      const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
      return this.#json(clampStatus(status), errorBody('The prompt asked for this error.', 'sandbox_error'), headers)
    }
    if (stream) {
      this.#sink.head(200, { 'content-type': 'text/event-stream' })
      this.#frames = chatFrames(answer)
      return this.#schedule()
    }
    if (magic.stall) return
    if (magic.cut) {
      this.#sink.head(200, { 'content-type': 'application/json' })
      this.#over = true
      return this.#sink.fail(new Problem('upstream_cut'))
    }
    this.#json(200, magic.malformed ? undefined : chatJson(answer))
  }

  #schedule(): void {
    if (this.#over || this.#paused || !this.#frames) return
    this.#timer = setTimeout(() => this.#next(), this.#pieceMs)
  }

  /** Sends frames up to and with the next piece of content. */
  #next(): void {
    const texts: string[] = []
    let content = false
    let done = false
    while (!content && !done) {
      const step = this.#frames!.next()
      if (step.done) done = true
      else {
        texts.push(step.value.text)
        content = step.value.content
      }
    }
    if (texts.length > 0) this.#sink.data(Buffer.from(texts.join('')))
    if (this.#over) return
    if (done) {
      this.#over = true
      return this.#sink.end()
    }
    this.#pieces++
    if (!this.#fails()) this.#schedule()
  }

  /** True when the prompt wanted the stream to go no further. */
  #fails(): boolean {
    const { cut, stall, malformed } = this.#magic
    if (malformed && this.#pieces >= STALL_AFTER)
      this.#sink.data(Buffer.from('data: {"choices": [{"delta": {"cont\n\n'))
    if (cut && this.#pieces >= (cut[0] ?? 1)) {
      this.#over = true
      this.#sink.fail(new Problem('upstream_cut'))
    }
    return this.#over || (stall !== undefined && this.#pieces >= STALL_AFTER)
  }

  /** `undefined` sends a body that is cut short. */
  #json(status: number, value: JsonObject | undefined, headers: Readonly<Record<string, string>> = {}): void {
    this.#over = true
    this.#sink.head(status, { 'content-type': 'application/json', ...headers })
    this.#sink.data(Buffer.from(value ? JSON.stringify(value) : '{"choices": ['))
    this.#sink.end()
  }
}

function parsed(body: Buffer | null): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(body?.toString('utf8') ?? ''))
  } catch {
    return undefined
  }
}

function objectOf(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined
}

function errorBody(message: string, type: string): JsonObject {
  return { error: { message, type, param: null, code: null } }
}

function clampStatus(status: number): number {
  return status >= 400 && status <= 599 ? status : 500
}
