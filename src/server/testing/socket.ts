/** A client of the live socket for tests: sends messages, keeps what comes, waits for what is expected. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { SOCKET_PATH } from '../../contract/socket.ts'

export interface Message {
  readonly op?: string
  readonly id?: number | string
  readonly channel?: string
  readonly seq?: number
  readonly kind?: 'snapshot' | 'update'
  readonly data?: unknown
  readonly code?: string
  readonly results?: readonly unknown[]
  readonly account?: number
}

export class SocketClient {
  readonly #socket: WebSocket
  readonly received: Message[] = []
  closed: { readonly code: number; readonly reason: string } | undefined

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#socket = new WebSocket(url.replace('http', 'ws') + SOCKET_PATH, { headers })
    this.#socket.on('message', (data) => this.received.push(JSON.parse(String(data)) as Message))
    this.#socket.on('error', () => undefined)
    this.#socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) }
    })
  }

  static async open(url: string, headers?: Readonly<Record<string, string>>): Promise<SocketClient> {
    const client = new SocketClient(url, headers)
    await once(client.#socket, 'open')
    return client
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))
  }

  /** The first message that fits, also one that came before; rejects after 3 s. */
  async find(fits: (message: Message) => boolean): Promise<Message> {
    return until(
      () => this.received.find(fits),
      () => JSON.stringify(this.received).slice(-500),
    )
  }

  /** Sends a request and gives the answer with its id. */
  async ask(message: object): Promise<Message> {
    const id = Math.random().toString(36).slice(2)
    this.send({ ...message, id })
    return this.find((answer) => answer.id === id)
  }

  /** The first message of a channel whose data fits. */
  hear(channel: string, fits: (message: Message) => boolean = () => true): Promise<Message> {
    return this.find((message) => message.channel === channel && message.kind !== undefined && fits(message))
  }

  /** Messages of a channel so far. */
  of(channel: string): readonly Message[] {
    return this.received.filter((message) => message.channel === channel && message.kind !== undefined)
  }

  async ended(): Promise<{ readonly code: number; readonly reason: string }> {
    return until(
      () => this.closed,
      () => 'still open',
    )
  }

  /** Stops reading: a client that is too slow. */
  stall(): void {
    this.#socket.pause()
  }

  close(): void {
    this.#socket.terminate()
  }
}

async function until<T>(look: () => T | undefined, otherwise: () => string): Promise<T> {
  const deadline = performance.now() + 3000
  for (;;) {
    const found = look()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error(`nothing came: ${otherwise()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
