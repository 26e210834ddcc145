/** An upstream that tells everything it was sent to everybody, in every form an answer can have, and refuses sessions likewise. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const json = { 'content-type': 'application/json' }

/** In turns, so that no two tries of a call end alike. */
const ways: readonly ((told: string, response: ServerResponse, body: string) => void)[] = [
  (told, response) => response.writeHead(401, json).end(errorOf(told)),
  (told, response) => response.writeHead(500, { 'content-type': 'text/html' }).end(`<pre>${told}</pre>`),
  (told, response) => response.writeHead(200, json).end(errorOf(told)),
  (told, response) => response.writeHead(302, { location: `http://127.0.0.1/?${encodeURIComponent(told)}` }).end(),
  (told, response) => response.writeHead(400, { ...json, 'x-request-id': told.slice(0, 200) }).end(errorOf(told)),
  (_told, response) => response.destroy(),
  // A whole answer goes through as it is, so no credentials here; but it counts absurdly and says more than figures.
  (_told, response, body) =>
    response.writeHead(200, json).end(JSON.stringify({ ...answered, usage: { ...absurd, note: body } })),
]

const message = { role: 'assistant', content: 'Hm.' }
const answered = { object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }] }
const absurd = { prompt_tokens: -5, completion_tokens: 1e12, total_tokens: 3 }
const errorOf = (told: string): string => JSON.stringify({ error: { message: told, type: told, code: told } })

export class CarelessUpstream {
  readonly #server: Server
  #turn = 0

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<CarelessUpstream> {
    const server = createServer()
    const upstream = new CarelessUpstream(server)
    server.on('request', (request, response) => void upstream.#answer(request, response))
    server.on('upgrade', (request, socket) => {
      const told = errorOf(JSON.stringify(request.headers))
      socket.end(`HTTP/1.1 403 Forbidden\r\ncontent-length: ${told.length}\r\n\r\n${told}`)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return upstream
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('latin1').slice(0, 4_000)
    const told = JSON.stringify([request.url, request.headers, body]).replace(/[^\x20-\x7e]/g, '.')
    this.#turn += 1
    // It takes every video, and none comes of it.
    if (request.url?.startsWith('/v1/videos')) {
      const error = { code: request.headers.authorization?.slice('Bearer '.length), message: told }
      const status = request.method === 'POST' ? 'queued' : 'failed'
      return void response.writeHead(200, json).end(JSON.stringify({ id: 'video_1', status, error }))
    }
    ways[this.#turn % ways.length]?.(told, response, body)
  }
}
