/** A fake OpenAI-compatible upstream on loopback: answers by script, remembers every request. */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly bytes: Buffer
  readonly body: Record<string, unknown>
}

export type Script = (request: SeenRequest, response: ServerResponse) => void | Promise<void>

export class FakeUpstream {
  readonly #server: Server
  readonly requests: SeenRequest[] = []
  /** Requests whose connection the relay closed before the answer was complete. */
  aborted = 0
  script: Script = completion('Hello from upstream.')

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const bytes = Buffer.concat(chunks)
        const text = bytes.toString('utf8')
        const isJson = request.headers['content-type']?.includes('json') ?? true
        const seen = {
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          text,
          bytes,
          body: JSON.parse((isJson && text) || '{}') as Record<string, unknown>,
        }
        this.requests.push(seen)
        response.on('close', () => {
          if (!response.writableFinished) this.aborted++
        })
        void this.script(seen, response)
      })
    })
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

export const usage = (prompt: number, written: number, more: object = {}) => ({
  prompt_tokens: prompt,
  completion_tokens: written,
  total_tokens: prompt + written,
  ...more,
})

/** An unstreamed chat completion. */
export function completion(text: string, used: object | null = usage(10, 5)): Script {
  return (_request, response) => {
    const choices = [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }]
    sendJson(response, 200, {
      id: 'x',
      object: 'chat.completion',
      created: 1,
      model: 'up',
      choices,
      ...(used ? { usage: used } : {}),
    })
  }
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

export const event = (value: unknown): string =>
  `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`

export const delta = (content: string): string =>
  event({
    id: 'x',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'up',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  })

export const finish = (reason = 'stop'): string =>
  event({
    id: 'x',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'up',
    choices: [{ index: 0, delta: {}, finish_reason: reason }],
  })

export const usageEvent = (used: object): string =>
  event({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'up', choices: [], usage: used })

export const done = event('[DONE]')

/** The frames of a usual stream of these words. */
export function frames(words: readonly string[], used: object | null = usage(10, words.length)): string[] {
  return [...words.map(delta), finish(), ...(used ? [usageEvent(used)] : []), done]
}

export interface StreamOptions {
  /** Breaks the connection off instead of ending. */
  readonly cut?: boolean
  /** Between frames, ms; 0 sends each in a tick of its own. */
  readonly gapMs?: number
}

/** Sends each frame as a chunk of its own. */
export function stream(list: readonly string[], { cut = false, gapMs = 0 }: StreamOptions = {}): Script {
  return async (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    for (const frame of list) {
      if (response.destroyed) return
      response.write(frame)
      await new Promise((resolve) => (gapMs > 0 ? setTimeout(resolve, gapMs) : setImmediate(resolve)))
    }
    if (cut) response.socket?.destroy()
    else response.end()
  }
}
