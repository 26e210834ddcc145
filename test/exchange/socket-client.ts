/** A plain WebSocket client of the exchange dialect for tests: what it heard, in order, and waiting for what comes. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { eventually } from './market.ts'

export interface Message {
  readonly id?: unknown
  readonly result?: unknown
  readonly error?: { readonly code: number }
  readonly status?: number
  readonly stream?: string
  readonly data?: Message
  readonly e?: string
  readonly [field: string]: unknown
}

export class SocketClient {
  readonly #socket: WebSocket
  readonly heard: Message[] = []
  closed: string | undefined

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => this.heard.push(JSON.parse(String(data)) as Message))
    socket.on('close', (_code, reason) => {
      this.closed = String(reason)
    })
  }

  /** `url`: of the server, http. */
  static async open(url: string, path: string): Promise<SocketClient> {
    const client = new SocketClient(new WebSocket(url.replace('http', 'ws') + path))
    await once(client.#socket, 'open')
    return client
  }

  say(message: object): void {
    this.sayText(JSON.stringify(message))
  }

  sayText(text: string): void {
    this.#socket.send(text)
  }

  find(fits: (message: Message) => boolean): Promise<Message> {
    return eventually(() => this.heard.find(fits))
  }

  close(): void {
    this.#socket.terminate()
  }
}
