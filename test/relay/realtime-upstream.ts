/** A fake upstream of realtime sessions on loopback: says what a test's script says, remembers what it heard. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface Heard {
  readonly type: string
  readonly [name: string]: unknown
}

export class RealtimeUpstream {
  readonly #server: Server
  readonly #sockets = new WebSocketServer({ noServer: true })
  readonly requests: IncomingMessage[] = []
  readonly heard: Heard[] = []
  readonly sockets: WebSocket[] = []
  /** A status to answer with instead of a socket. */
  refuseWith: number | undefined
  /** Called for every event; the default answers response.create with a usual response. */
  script: (event: Heard, say: (event: object) => void, socket: WebSocket) => void = answer('Hello you.')

  constructor() {
    this.#server = createServer()
    this.#server.on('upgrade', (request, stream, head) => {
      this.requests.push(request)
      if (this.refuseWith !== undefined)
        return void stream.end(`HTTP/1.1 ${this.refuseWith} No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
      this.#sockets.handleUpgrade(request, stream, head, (socket) => this.#talk(socket))
    })
  }

  #talk(socket: WebSocket): void {
    this.sockets.push(socket)
    const say = (event: object): void => socket.send(JSON.stringify(event))
    socket.on('error', () => undefined)
    socket.on('message', (data) => {
      const event = JSON.parse(data.toString()) as Heard
      this.heard.push(event)
      this.script(event, say, socket)
    })
    say({ type: 'session.created', session: { type: 'realtime', max_output_tokens: 100 } })
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
  }

  close(): void {
    for (const socket of this.sockets) socket.terminate()
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

export const usage = (input: number, output: number) => ({
  total_tokens: input + output,
  input_tokens: input,
  output_tokens: output,
})

export const created = (id = 'r1') => ({ type: 'response.created', response: { id, status: 'in_progress' } })
export const delta = (text: string, id = 'r1') => ({ type: 'response.output_text.delta', response_id: id, delta: text })
export const done = (id = 'r1', more: object = { usage: usage(10, 5) }) => ({
  type: 'response.done',
  response: { id, status: 'completed', conversation_id: 'c', output: [], ...more },
})

/** Answers response.create with these words. */
export function answer(text: string, more: object = { usage: usage(10, 5) }): RealtimeUpstream['script'] {
  return ({ type }, say) => {
    if (type !== 'response.create') return
    say(created())
    for (const word of text.split(' ')) say(delta(`${word} `))
    say(done('r1', more))
  }
}
