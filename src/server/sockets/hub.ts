/** All live sockets: who may connect, which channels exist, when changes are flushed, who is let go. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { OwnChannel } from '../../contract/socket.ts'
import { addressGroup, clientAddress } from '../../identity/client-address.ts'
import type { Published } from '../../sequencer/core.ts'
import type { Log } from '../../telemetry/log.ts'
import type { SocketMeter } from '../../telemetry/metrics.ts'
import { byKey, type Caller, type CallerSource, ofSession, requireAccess } from '../caller.ts'
import { refuseRaw } from '../http.ts'
import { isOwnSite } from '../origin.ts'
import type { RouteDeps } from '../ports.ts'
import { asRefusal } from '../problem.ts'
import { type Channels, Connection, type ConnectionLimits, defaultLimits } from './connection.ts'
import { type MarketFeeds, openMarketFeeds } from './market-feeds.ts'
import { enterOrders } from './order-entry.ts'
import { OwnFeeds } from './own-feeds.ts'

export interface HubOptions {
  readonly deps: RouteDeps
  readonly callers: CallerSource
  readonly trustProxy: number
  readonly log: Log
  readonly meter: SocketMeter
  readonly limits?: Partial<HubLimits>
}

export interface HubLimits extends ConnectionLimits {
  readonly connections: number
  readonly perAddress: number
}

export interface Hub {
  /** Takes an upgrade request. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void
  readonly size: number
  statusChanged(): void
  /** Tells every client that the server goes away. */
  close(): void
}

const MESSAGE_BYTES = 128 * 1024
/** Public channels change 10 times a second at most, own ones 40 times. */
const OWN_FLUSH_MS = 25
const MARKET_FLUSHES = 4
const HEARTBEAT_MS = 30_000

const hubLimits: HubLimits = { ...defaultLimits, connections: 10_000, perAddress: 2_000 }

interface Client {
  readonly connection: Connection
  readonly socket: WebSocket
  /** False when the session or key of the client has ended. */
  readonly stillValid: () => Promise<boolean>
  answered: boolean
}

/** Reads the present state of the core, then follows it. */
export async function openHub(options: HubOptions): Promise<Hub> {
  const { deps, log } = options
  const failed = (error: unknown): void => log.warn('a live channel could not be read', { error })
  const own = new OwnFeeds(deps, failed)
  const waiting: Published[] = []
  let feeds: MarketFeeds | undefined
  let hub: SocketHub | undefined
  const unsubscribe = deps.core.subscribe((batch) => {
    own.take(batch)
    if (feeds) feeds.take(batch)
    else waiting.push(...batch)
    if (batch.some(({ events }) => events.some(({ type }) => type === 'key.revoked'))) void hub?.dropEnded()
  })
  deps.identity.sessions.onForget((identityId) => void hub?.dropEnded(identityId))
  const market = await openMarketFeeds(deps, failed)
  feeds = market
  market.take(waiting.splice(0))
  hub = new SocketHub(options, { market, own, unsubscribe })
  return hub
}

interface Sources {
  readonly market: MarketFeeds
  readonly own: OwnFeeds
  readonly unsubscribe: () => void
}

class SocketHub implements Hub {
  readonly #options: HubOptions
  readonly #limits: HubLimits
  readonly #sources: Sources
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  })
  readonly #clients = new Set<Client>()
  readonly #perAddress = new Map<string, number>()
  readonly #timers: readonly NodeJS.Timeout[]
  #flushes = 0

  constructor(options: HubOptions, sources: Sources) {
    this.#options = options
    this.#limits = { ...hubLimits, ...options.limits }
    this.#sources = sources
    this.#timers = [
      setInterval(() => this.#flush(), OWN_FLUSH_MS),
      setInterval(() => void this.#heartbeat(), HEARTBEAT_MS),
    ]
    for (const timer of this.#timers) timer.unref()
  }

  get size(): number {
    return this.#clients.size
  }

  statusChanged(): void {
    this.#sources.market.statusChanged()
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { trustProxy } = this.#options
    const address = clientAddress(request.socket.remoteAddress, request.headers, trustProxy)
    const group = addressGroup(address)
    const used = this.#perAddress.get(group) ?? 0
    if (this.#clients.size >= this.#limits.connections || used >= this.#limits.perAddress) {
      this.#options.meter.dropped('tooManyConnections')
      refuseRaw(stream, 'overloaded')
      return
    }
    this.#perAddress.set(group, used + 1)
    const release = (): void => {
      const left = (this.#perAddress.get(group) ?? 1) - 1
      if (left <= 0) this.#perAddress.delete(group)
      else this.#perAddress.set(group, left)
    }
    stream.once('close', release)
    this.#accept({ request, stream, head, address }).catch((error: unknown) => refuseRaw(stream, asRefusal(error).code))
  }

  async #accept(upgrade: Upgrade): Promise<void> {
    const { request, stream, head, address } = upgrade
    const caller = await this.#callerOf(request, address)
    if (stream.destroyed) return
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#welcome(socket, caller, upgrade))
  }

  /** Keys come with the handshake of programs or in a message; cookies only from our own pages. */
  async #callerOf({ headers }: IncomingMessage, address: string): Promise<Caller | undefined> {
    const { callers, deps } = this.#options
    const secret = /^Bearer +(\S{1,200})$/i.exec(headers.authorization ?? '')?.[1]
    if (secret !== undefined) return byKey(callers, secret, address)
    if (headers.cookie === undefined || !isOwnSite(headers, deps.identity)) return undefined
    const session = await callers.sessions.find(headers)
    return session ? ofSession(session) : undefined
  }

  #welcome(socket: WebSocket, caller: Caller | undefined, { request, address }: Upgrade): void {
    const { callers, meter } = this.#options
    let presented: string | undefined
    const current = async (): Promise<Caller | undefined> =>
      presented === undefined ? this.#callerOf(request, address) : byKey(callers, presented, address)
    const channels = this.#channelsFor(current, async (key) => {
      const found = await byKey(callers, key, address)
      presented = key
      return found
    })
    const connection = new Connection(socket, channels, { caller, limits: this.#limits })
    const client: Client = {
      connection,
      socket,
      answered: true,
      stillValid: async () => !connection.caller || (await current().catch(() => undefined)) !== undefined,
    }
    this.#clients.add(client)
    meter.connected(1)
    socket.on('pong', () => {
      client.answered = true
    })
    socket.on('close', () => {
      this.#clients.delete(client)
      meter.connected(-1)
    })
  }

  /** `current`: who the client is now; throws when its key has ended. */
  #channelsFor(current: () => Promise<Caller | undefined>, authenticate: Channels['authenticate']): Channels {
    const { deps, meter } = this.#options
    const { market, own } = this.#sources
    return {
      publicFeed: (channel) => market.find(channel),
      ownFeed: ({ account }: Caller, channel: OwnChannel) => own.find(account, channel),
      authenticate,
      // Asked again for each batch: keys are revoked and sessions end while sockets stay open.
      enterOrders: async ({ account }, items) => {
        requireAccess(['trade'], await current())
        return enterOrders(deps.core, account, items)
      },
      now: () => deps.core.now(),
      dropped: (reason) => meter.dropped(reason),
      sent: () => meter.sent(1),
    }
  }

  #flush(): void {
    const { market, own } = this.#sources
    own.flush()
    this.#flushes += 1
    if (this.#flushes % MARKET_FLUSHES === 0) market.flush()
  }

  /** Lets go of clients that are gone or whose session or key has ended. */
  async #heartbeat(): Promise<void> {
    this.#sources.own.sweep(performance.now())
    for (const client of [...this.#clients]) {
      if (!client.answered) client.socket.terminate()
      else if (await client.stillValid()) {
        client.answered = false
        client.socket.ping()
      } else client.connection.close('sessionEnded')
    }
  }

  /** Lets go of clients whose session or key has ended: all, or those of one person's sessions. */
  async dropEnded(identityId?: string): Promise<void> {
    for (const client of [...this.#clients]) {
      if (identityId !== undefined && client.connection.caller?.session?.identityId !== identityId) continue
      if (!(await client.stillValid())) client.connection.close('sessionEnded')
    }
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#sources.unsubscribe()
    for (const { connection } of this.#clients) connection.close('goingAway')
    this.#server.close()
    setTimeout(() => {
      for (const { socket } of this.#clients) socket.terminate()
    }, 1000).unref()
  }
}

interface Upgrade {
  readonly request: IncomingMessage
  readonly stream: Duplex
  readonly head: Buffer
  readonly address: string
}
