/** An upstream of ours, asked in any of three dialects, that does what its prompt says: fails at first, takes its time, never ends. Anything else it hands on as it came. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** `name` is counted; `fail 2 503` fails the first two times, `late 300` answers after so many ms, `forever` streams until the caller leaves. */
export const moody = (name: string, mood: string): string => `moody ${name}: ${mood}`

interface Form {
  readonly whole: object
  /** A piece of a stream. */
  piece(text: string): string
  error(message: string): object
}

const TEXT = 'At last.'
const tokens = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 }
const gemini = (text: string): object => ({ candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] } }] })
const data = (value: object): string => `data: ${JSON.stringify(value)}\n\n`
const named = (value: { readonly type: string }): string => `event: ${value.type}\n${data(value)}`

const forms: Readonly<Record<'openai' | 'anthropic' | 'gemini', Form>> = {
  openai: {
    whole: {
      ...{ id: 'm', object: 'chat.completion', created: 1, model: 'm', usage: tokens },
      choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, logprobs: null, finish_reason: 'stop' }],
    },
    piece: (content) =>
      data({
        ...{ id: 'm', object: 'chat.completion.chunk', created: 1, model: 'm' },
        choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }],
      }),
    error: (message) => ({ error: { message, type: 'server_error', param: null, code: null } }),
  },
  anthropic: {
    whole: {
      ...{ id: 'msg_m', type: 'message', role: 'assistant', model: 'm', stop_reason: 'end_turn', stop_sequence: null },
      ...{ content: [{ type: 'text', text: TEXT }], usage: { input_tokens: 11, output_tokens: 7 } },
    },
    piece: (text) => named({ type: 'content_block_delta', ...{ index: 0, delta: { type: 'text_delta', text } } }),
    error: (message) => ({ type: 'error', error: { type: 'overloaded_error', message } }),
  },
  gemini: {
    whole: {
      candidates: [{ index: 0, content: { role: 'model', parts: [{ text: TEXT }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 7, totalTokenCount: 18 },
    },
    piece: (text) => data(gemini(text)),
    error: (message) => ({ error: { code: 503, message, status: 'UNAVAILABLE' } }),
  },
}

/** Where a stream of Anthropic's begins. */
const opening = [
  {
    type: 'message_start',
    message: {
      ...{ id: 'msg_m', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null },
      ...{ stop_sequence: null, usage: { input_tokens: 11, output_tokens: 1 } },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
]

const MOOD = /moody (\w+): (fail|late|forever)(?: (\d+))?(?: (\d+))?/

export class MoodyUpstream {
  readonly #server: Server
  readonly #next: string
  readonly #asked = new Map<string, number>()
  readonly #left = new Set<string>()
  #last = ''

  private constructor(server: Server, next: string) {
    this.#server = server
    this.#next = next
  }

  /** `next` is asked what has no mood. */
  static async start(next: string): Promise<MoodyUpstream> {
    const server = createServer()
    const upstream = new MoodyUpstream(server, next)
    server.on('request', (request, response) => void upstream.#take(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return upstream
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The newest request's path and body, byte by byte. */
  get last(): string {
    return this.#last
  }

  /** How often it was asked under that name. */
  asked(name: string): number {
    return this.#asked.get(name) ?? 0
  }

  /** Whether a request of that name was left before its answer was over. */
  left(name: string): boolean {
    return this.#left.has(name)
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    const path = request.url ?? ''
    this.#last = `${path} ${body}`
    const mood = MOOD.exec(body)
    if (mood) return this.#answer(path, mood, response)
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(this.#next + path, { method: 'POST', headers, body })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    if (answer.body) await pipeline(Readable.fromWeb(answer.body as never), response)
  }

  async #answer(path: string, mood: RegExpExecArray, response: ServerResponse): Promise<void> {
    const form = forms[path.startsWith('/v1beta') ? 'gemini' : path.includes('/messages') ? 'anthropic' : 'openai']
    const [, name = '', kind, first, second] = mood
    const turn = this.asked(name) + 1
    this.#asked.set(name, turn)
    response.on('close', () => {
      if (!response.writableFinished) this.#left.add(name)
    })
    if (kind === 'forever') return this.#stream(form, response)
    if (kind === 'fail' && turn <= Number(first)) {
      const headers = { 'content-type': 'application/json', ...(second === '429' && { 'retry-after': '1' }) }
      response.writeHead(Number(second), headers).end(JSON.stringify(form.error('not in the mood')))
      return
    }
    if (kind === 'late') await sleep(Number(first))
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(form.whole))
  }

  async #stream(form: Form, response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (form === forms.anthropic) response.write(opening.map(named).join(''))
    while (!response.destroyed) {
      response.write(form.piece('on and on '))
      await sleep(10)
    }
  }
}
