/** A process of its own: the least a gateway can do. Bare node:http in front, undici behind, bytes as they come; with `tap`, usage is looked for in every event. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Dispatcher, Pool } from 'undici'

const [upstream = '', mode = ''] = process.argv.slice(2)
const tap = mode === 'tap'
const pool = new Pool(upstream, { connections: 256, pipelining: 1 })

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (piece: Buffer) => chunks.push(piece))
  request.on('end', () => {
    const options = {
      path: request.url ?? '/',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.concat(chunks),
    } as const
    pool.dispatch(options, new Piping(response))
  })
})

class Piping implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse
  #tail = ''
  tokens = 0

  constructor(response: ServerResponse) {
    this.#response = response
  }

  onRequestStart(): void {}

  onResponseStart(_controller: unknown, status: number, headers: Record<string, string | string[] | undefined>): void {
    this.#response.writeHead(status, { 'content-type': headers['content-type'] as string })
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    if (tap) this.#tap(piece)
    if (this.#response.write(piece)) return
    controller.pause()
    this.#response.once('drain', () => controller.resume())
  }

  onResponseEnd(): void {
    this.#response.end()
  }

  onResponseError(): void {
    this.#response.destroy()
  }

  #tap(piece: Buffer): void {
    const events = (this.#tail + piece.toString('utf8')).split('\n\n')
    this.#tail = events.pop() ?? ''
    for (const event of events) {
      if (!event.startsWith('data: {')) continue
      const { usage } = JSON.parse(event.slice(6)) as { usage?: { completion_tokens: number } }
      if (usage) this.tokens = usage.completion_tokens
    }
  }
}

server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('disconnect', () => process.exit(0))
