/** WebSockets to upstreams: the guards of addresses, the proxy and the headers of the relay's own transport. What is said on them is realtime's business. */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { Channel } from '../channels/channel.ts'
import { Problem } from '../problem.ts'
import { messageSocket } from '../stream/message-socket.ts'
import { connectorOf } from './dispatchers.ts'
import type { MessageSocket, SocketRequest, SocketSink } from './provider.ts'

/** Bytes of one message: an event may hold 15 MiB of sound. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024

/** `headers` say who asks; the channel's own go over them. Redirects are not followed. */
export function connectWebSocket(
  request: SocketRequest,
  sink: SocketSink,
  headers: Readonly<Record<string, string>>,
): MessageSocket {
  const { channel, path } = request
  const address = new URL(channel.baseUrl.replace(/\/+$/, '') + path)
  const socket = new WebSocket(address.href.replace(/^http/, 'ws'), {
    agent: agentFor(channel, address),
    headers: headersFor(request, headers),
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  })
  return new Opening(socket, sink)
}

function headersFor(request: SocketRequest, own: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'l-exchange', ...request.headers, ...own }
  for (const [name, value] of Object.entries(request.channel.headers)) headers[name.toLowerCase()] = value
  return headers
}

/** Until the socket is open there is nothing to pause, and what is sent has no place to go. */
class Opening implements MessageSocket {
  readonly #socket: WebSocket
  #open: MessageSocket | undefined
  #over = false

  constructor(socket: WebSocket, sink: SocketSink) {
    this.#socket = socket
    const once = (tell: () => void): void => {
      if (this.#over) return
      this.#over = true
      tell()
    }
    socket.on('open', () => {
      this.#open = messageSocket(socket, {
        message: (data, binary) => {
          if (binary) once(() => sink.fail(new Problem('upstream_malformed')))
          else if (!this.#over) sink.message(data)
        },
        drain: () => sink.drain(),
        closed: (code) => once(() => sink.closed(code)),
      })
      if (this.#over) this.#open.close(1000, '')
      else sink.open()
    })
    socket.on('unexpected-response', (handshake, response) => {
      response.resume()
      handshake.destroy()
      once(() => sink.refused(response.statusCode ?? 0, response.headers['retry-after']))
    })
    socket.on('error', () => {
      if (!this.#open) once(() => sink.fail(new Problem('upstream_unreachable')))
    })
  }

  send(data: Buffer | string): boolean {
    return this.#open?.send(data) ?? true
  }

  pause(): void {
    this.#open?.pause()
  }

  resume(): void {
    this.#open?.resume()
  }

  silentMs(): number {
    return this.#open?.silentMs() ?? 0
  }

  close(code: number, reason: string): void {
    this.#over = true
    if (this.#open) this.#open.close(code, reason)
    else this.#socket.terminate()
  }
}

type Connected = (error: Error | null, socket: Duplex) => void

/** One for each socket: it connects once and keeps nothing. */
function agentFor(channel: Channel, address: URL): HttpAgent {
  const secure = address.protocol === 'https:'
  const agent = secure ? new HttpsAgent() : new HttpAgent()
  agent.createConnection = (_options, callback) => {
    if (callback) connect(channel, address, callback)
    return undefined
  }
  return agent
}

function connect(channel: Channel, address: URL, connected: Connected): void {
  const { hostname, host, protocol, origin } = address
  const port = address.port || (protocol === 'https:' ? '443' : '80')
  connectorOf(channel, origin)({ hostname, host, protocol, port }, (...[error, socket]) => {
    if (socket) connected(null, socket)
    else failed(connected, error)
  })
}

/** Node's callback wants a socket beside every error, and does not look at it. */
function failed(connected: Connected, error: Error | null): void {
  const none: Partial<Duplex> = {}
  connected(error ?? new Error('not connected'), none as Duplex)
}
