/** A WebSocket of the dialect with its limits: paced reading, bounded waiting, orderly ends. What is said is its user's. */
export interface SocketLimits {
  readonly subscriptions: number
  /** Messages a second. */
  readonly messages: number
  /** Unreadable messages before the connection is closed. */
  readonly badMessages: number
  /** Bytes that may wait for a slow client before it is let go. */
  readonly waitingBytes: number
  /** Requests of a client that may be under way. */
  readonly requests: number
}

export const socketLimits: SocketLimits = {
  subscriptions: 1024,
  messages: 500,
  badMessages: 20,
  waitingBytes: 4 * 1024 * 1024,
  requests: 200,
}

const asText = { binary: false } as const
const POLICY = 1008
const GOING_AWAY = 1001

/** What it needs of a WebSocket. */
export interface BareSocket {
  readonly readyState: number
  readonly OPEN: number
  readonly bufferedAmount: number
  on(event: 'message', listener: (data: Buffer, binary: boolean) => void): unknown
  on(event: 'close' | 'error' | 'pong', listener: () => void): unknown
  send(text: string | Buffer, options: { readonly binary: false }): void
  close(code: number, reason: string): void
  terminate(): void
  ping(): void
}

export class DialectSocket {
  readonly #socket: BareSocket
  readonly #limits: SocketLimits
  readonly #dropped: (reason: string) => void
  #second = 0
  #messages = 0
  #bad = 0
  answered = true

  constructor(socket: BareSocket, limits: SocketLimits, dropped: (reason: string) => void) {
    this.#socket = socket
    this.#limits = limits
    this.#dropped = dropped
    socket.on('error', () => socket.terminate())
    socket.on('pong', () => {
      this.answered = true
    })
  }

  onEnd(listener: () => void): void {
    this.#socket.on('close', listener)
  }

  /** Each message parsed; undefined for what is no JSON text. */
  onMessage(listener: (message: unknown) => void): void {
    this.#socket.on('message', (data: Buffer, binary: boolean) => {
      if (!this.#withinPace()) return this.end('badMessages')
      listener(binary ? undefined : parsed(data))
    })
  }

  send(text: string | Buffer): void {
    const socket = this.#socket
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > this.#limits.waitingBytes) return this.end('tooSlow')
    socket.send(text, asText)
  }

  /** Counts an unreadable message. */
  bad(): void {
    this.#bad += 1
    if (this.#bad >= this.#limits.badMessages) this.end('badMessages')
  }

  end(reason: 'tooSlow' | 'badMessages' | 'sessionEnded' | 'goingAway'): void {
    const socket = this.#socket
    if (socket.readyState !== socket.OPEN) return
    this.#dropped(reason)
    socket.close(reason === 'goingAway' ? GOING_AWAY : POLICY, reason)
    // A client that reads nothing does not read the close either.
    if (reason === 'tooSlow') socket.terminate()
  }

  /** Asks whether it is still there; one that did not answer the last time is let go. */
  beat(): void {
    if (!this.answered) return this.#socket.terminate()
    this.answered = false
    this.#socket.ping()
  }

  terminate(): void {
    this.#socket.terminate()
  }

  #withinPace(): boolean {
    const second = Math.floor(performance.now() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#messages = 0
    }
    this.#messages += 1
    return this.#messages <= this.#limits.messages
  }
}

function parsed(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString())
  } catch {
    return undefined
  }
}
