/** All sockets of the dialect: who may connect, which kind a path is, when changes are sent, who is let go. */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { addressGroup, clientAddress } from '../../../identity/client-address.ts'
import type { Log } from '../../../telemetry/log.ts'
import type { SocketMeter } from '../../../telemetry/metrics.ts'
import { refuseRaw } from '../../http.ts'
import type { DialectDeps } from '../endpoint.ts'
import type { Weights } from '../limits.ts'
import type { Signatory } from '../signatory.ts'
import { renewed } from '../signature.ts'
import { MarketStreams } from './market-streams.ts'
import { RequestClient } from './request-client.ts'
import { DialectSocket, type SocketLimits, socketLimits } from './socket.ts'
import { openingOf, StreamClient } from './stream-client.ts'

export interface HubOptions {
  readonly deps: DialectDeps
  readonly weights: Weights
  readonly trustProxy: number
  readonly log: Log
  readonly meter: SocketMeter
  readonly limits?: Partial<DialectHubLimits>
}

export interface DialectHubLimits extends SocketLimits {
  readonly connections: number
  readonly perAddress: number
  /** Between two events of the fast streams; 0: one after each durable batch of commands. The slow streams take ten of it. */
  readonly flushMs: number
}

const hubLimits: DialectHubLimits = { ...socketLimits, connections: 10_000, perAddress: 2_000, flushMs: 100 }
const MESSAGE_BYTES = 64 * 1024
const HEARTBEAT_MS = 20_000

const REQUEST_PATH = /^\/ws-api\/v3\/?$/
const STREAM_PATH = /^\/(?:ws|stream)(?:\/|$)/

/** True for paths whose upgrades belong here. */
export function isDialectSocket(path: string): boolean {
  return REQUEST_PATH.test(path) || STREAM_PATH.test(path)
}

interface Client {
  readonly socket: DialectSocket
  readonly signatories: () => readonly Signatory[]
}

export class DialectHub {
  readonly #options: HubOptions
  readonly #limits: DialectHubLimits
  readonly #market: MarketStreams
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  })
  readonly #clients = new Set<Client>()
  readonly #perAddress = new Map<string, number>()
  readonly #timers: readonly NodeJS.Timeout[]

  constructor(options: HubOptions) {
    this.#options = options
    this.#limits = { ...hubLimits, ...options.limits }
    const { core, tape } = options.deps
    this.#market = new MarketStreams(tape, () => core.now())
    const { flushMs } = this.#limits
    const heartbeat = setInterval(() => this.#heartbeat(), HEARTBEAT_MS)
    this.#timers = flushMs > 0 ? [heartbeat, setInterval(() => this.#market.flush(), flushMs)] : [heartbeat]
    for (const timer of this.#timers) timer.unref()
  }

  get size(): number {
    return this.#clients.size
  }

  /** The tape has taken a batch of commands. */
  batch(): void {
    if (this.#limits.flushMs === 0) this.#market.flush()
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { trustProxy, meter } = this.#options
    const address = clientAddress(request.socket.remoteAddress, request.headers, trustProxy)
    const group = addressGroup(address)
    const used = this.#perAddress.get(group) ?? 0
    if (this.#clients.size >= this.#limits.connections || used >= this.#limits.perAddress) {
      meter.dropped('tooManyConnections')
      return refuseRaw(stream, 'overloaded')
    }
    this.#perAddress.set(group, used + 1)
    stream.once('close', () => {
      const left = (this.#perAddress.get(group) ?? 1) - 1
      if (left <= 0) this.#perAddress.delete(group)
      else this.#perAddress.set(group, left)
    })
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#welcome(socket, request.url ?? '/', address))
  }

  #welcome(bare: WebSocket, url: string, address: string): void {
    const { meter } = this.#options
    const socket = new DialectSocket(bare, this.#limits, (reason) => meter.dropped(reason))
    const client = { socket, signatories: this.#serve(socket, url, address) }
    this.#clients.add(client)
    meter.connected(1)
    socket.onEnd(() => {
      this.#clients.delete(client)
      meter.connected(-1)
    })
  }

  #serve(socket: DialectSocket, url: string, address: string): Client['signatories'] {
    const { deps, weights, log } = this.#options
    const { users, core } = deps
    const limits = this.#limits
    if (REQUEST_PATH.test(url.split('?', 1)[0] ?? '')) {
      const failed = (error: unknown): void => log.error('a request over a socket of the dialect failed', { error })
      const group = addressGroup(address)
      const client = new RequestClient(socket, { deps, weights, address, group, limits, failed })
      return () => client.signatories
    }
    const sources = { market: this.#market, users, now: () => core.now() }
    const client = new StreamClient(socket, sources, { ...openingOf(url), limits })
    return () => client.keys.flatMap((key) => users.ofKey(key, core.now()) ?? [])
  }

  #heartbeat(): void {
    for (const { socket } of [...this.#clients]) socket.beat()
    this.dropEnded()
  }

  /** Lets go of clients whose key has ended. */
  dropEnded(): void {
    const { keys } = this.#options.deps
    for (const { socket, signatories } of [...this.#clients]) {
      try {
        for (const signatory of signatories()) renewed(keys, signatory)
      } catch {
        socket.end('sessionEnded')
      }
    }
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer)
    for (const { socket } of this.#clients) socket.end('goingAway')
    this.#server.close()
    setTimeout(() => {
      for (const { socket } of this.#clients) socket.terminate()
    }, 1000).unref()
  }
}
