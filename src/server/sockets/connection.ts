/** One client of the live socket: its messages, subscriptions and limits. Channels are the hub's. */

import type { Scope } from '../../contract/endpoint.ts'
import type { ServerCode } from '../../contract/errors.ts'
import {
  type ClientMessage,
  clientMessage,
  closeCodes,
  type OwnChannel,
  ownChannels,
  type RequestId,
  type ServerMessage,
} from '../../contract/socket.ts'
import type { Caller } from '../caller.ts'
import { asRefusal, titleOf } from '../problem.ts'
import type { Feed, FeedListener } from './feed.ts'
import { isBatch } from './order-entry.ts'

export interface ConnectionLimits {
  readonly subscriptions: number
  /** Bytes that may wait for a slow client before it is dropped. */
  readonly waitingBytes: number
  /** Unreadable messages before the connection is closed. */
  readonly badMessages: number
  /** Order batches in flight. */
  readonly batches: number
  /** Messages a second. */
  readonly messages: number
}

export const defaultLimits: ConnectionLimits = {
  subscriptions: 50,
  waitingBytes: 4 * 1024 * 1024,
  badMessages: 20,
  batches: 64,
  messages: 2000,
}

/** What a connection needs of a WebSocket. */
export interface ClientSocket {
  readonly readyState: number
  readonly OPEN: number
  readonly bufferedAmount: number
  on(event: 'message', listener: (data: Buffer, binary: boolean) => void): unknown
  on(event: 'close' | 'error', listener: () => void): unknown
  send(text: string): void
  close(code: number, reason: string): void
  terminate(): void
}

/** What a connection asks of the hub. */
export interface Channels {
  publicFeed(channel: string): Feed | undefined
  ownFeed(caller: Caller, channel: OwnChannel): Promise<Feed>
  /** Throws a refusal when the key may not be used. */
  authenticate(key: string): Promise<Caller>
  /** Throws a refusal when session or key has ended or may not trade any more. */
  enterOrders(caller: Caller, items: readonly unknown[]): Promise<unknown>
  now(): number
  dropped(reason: string): void
  sent(): void
}

/** A key needs one of these for an own channel; a session has them all. */
const channelScopes: Readonly<Record<OwnChannel, readonly Scope[]>> = {
  orders: ['read', 'trade'],
  balances: ['read', 'wallet', 'trade', 'earn', 'relay'],
  calls: ['read', 'relay'],
  margin: ['read', 'trade'],
  marginNotices: ['read', 'trade'],
  marginCloses: ['read', 'trade'],
  notifications: ['read'],
}

export class Connection implements FeedListener {
  readonly #socket: ClientSocket
  readonly #channels: Channels
  readonly #limits: ConnectionLimits
  readonly #feeds = new Map<string, Feed>()
  #caller: Caller | undefined
  #bad = 0
  #batches = 0
  #second = 0
  #messages = 0

  constructor(
    socket: ClientSocket,
    channels: Channels,
    { caller, limits }: { readonly caller: Caller | undefined; readonly limits: ConnectionLimits },
  ) {
    this.#socket = socket
    this.#channels = channels
    this.#limits = limits
    this.#caller = caller
    socket.on('message', (data: Buffer, binary: boolean) => this.#receive(data, binary))
    socket.on('close', () => this.#leaveAll())
    socket.on('error', () => socket.terminate())
  }

  get caller(): Caller | undefined {
    return this.#caller
  }

  /** Drops the client when it does not keep up: what it would read would be old anyway. */
  send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#socket.bufferedAmount > this.#limits.waitingBytes) return this.close('tooSlow')
    this.#socket.send(text)
    this.#channels.sent()
  }

  close(reason: keyof typeof closeCodes): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#channels.dropped(reason)
    this.#leaveAll()
    this.#socket.close(closeCodes[reason], reason)
    // A client that reads nothing does not read the close either.
    if (reason === 'tooSlow') this.#socket.terminate()
  }

  #say(message: ServerMessage): void {
    this.send(JSON.stringify(message))
  }

  #leaveAll(): void {
    for (const feed of this.#feeds.values()) feed.leave(this)
    this.#feeds.clear()
  }

  #receive(data: Buffer, binary: boolean): void {
    if (!this.#withinPace()) return this.close('badMessages')
    const message = binary ? undefined : parse(data)
    if (message === undefined) return this.#refuseMessage()
    const { op, id, items } = message
    // The hot path does without a schema; order-entry.ts checks every field.
    if (op === 'orders' && isBatch(items) && isRequestId(id)) return void this.#orders(id, items)
    const checked = clientMessage.safeParse(message)
    if (checked.success) void this.#answer(checked.data)
    else this.#refuseMessage(isRequestId(id) ? id : undefined)
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

  #refuseMessage(id?: RequestId): void {
    this.#error(id, 'validation_failed')
    this.#bad += 1
    if (this.#bad >= this.#limits.badMessages) this.close('badMessages')
  }

  #error(id: RequestId | undefined, code: ReturnType<typeof asRefusal>['code']): void {
    this.#say({ op: 'error', ...named(id), code, message: titleOf(code) })
  }

  async #answer(message: ClientMessage): Promise<void> {
    try {
      if (message.op === 'ping') this.#say({ op: 'pong', ...named(message.id), now: this.#channels.now() })
      else if (message.op === 'subscribe') await this.#subscribe(message)
      else if (message.op === 'unsubscribe') this.#unsubscribe(message)
      else if (message.op === 'auth') await this.#authenticate(message)
      else this.#refuseMessage(message.id)
    } catch (error) {
      this.#error(message.id, asRefusal(error).code)
    }
  }

  async #authenticate({ id, key }: Extract<ClientMessage, { op: 'auth' }>): Promise<void> {
    const caller = await this.#channels.authenticate(key)
    const changes = this.#caller !== undefined && this.#caller.account !== caller.account
    if (changes && ownChannels.some((channel) => this.#feeds.has(channel))) return this.#error(id, 'forbidden')
    this.#caller = caller
    this.#say({ op: 'authenticated', ...named(id), account: caller.account })
  }

  async #subscribe({ id, channel, since }: Extract<ClientMessage, { op: 'subscribe' }>): Promise<void> {
    if (this.#feeds.size >= this.#limits.subscriptions && !this.#feeds.has(channel))
      return this.#error(id, 'too_many_subscriptions')
    const own = ownChannels.find((name) => name === channel)
    const refusal = own && this.#mayNotHear(own)
    if (refusal) return this.#error(id, refusal)
    const caller = this.#caller
    const feed = own && caller ? await this.#channels.ownFeed(caller, own) : this.#channels.publicFeed(channel)
    if (!feed) return this.#error(id, 'unknown_channel')
    if (this.#socket.readyState !== this.#socket.OPEN || this.#caller !== caller) return
    this.#feeds.get(channel)?.leave(this)
    this.#feeds.set(channel, feed)
    this.#say({ op: 'subscribed', ...named(id), channel, seq: feed.seq })
    feed.join(this, since)
  }

  #mayNotHear(channel: OwnChannel): ServerCode | undefined {
    if (!this.#caller) return 'unauthorized'
    const { scopes } = this.#caller
    return channelScopes[channel].some((scope) => scopes.includes(scope)) ? undefined : 'scope_missing'
  }

  #unsubscribe({ id, channel }: Extract<ClientMessage, { op: 'unsubscribe' }>): void {
    this.#feeds.get(channel)?.leave(this)
    this.#feeds.delete(channel)
    this.#say({ op: 'unsubscribed', ...named(id), channel })
  }

  async #orders(id: RequestId | undefined, items: readonly unknown[]): Promise<void> {
    const caller = this.#caller
    if (!caller) return this.#error(id, 'unauthorized')
    if (!caller.scopes.includes('trade')) return this.#error(id, 'scope_missing')
    if (this.#batches >= this.#limits.batches) return this.#error(id, 'overloaded')
    this.#batches += 1
    try {
      const results = await this.#channels.enterOrders(caller, items)
      this.send(JSON.stringify({ op: 'orders', ...named(id), results }))
    } catch (error) {
      this.#error(id, asRefusal(error).code)
    } finally {
      this.#batches -= 1
    }
  }
}

interface LooseMessage {
  readonly op?: unknown
  readonly id?: unknown
  readonly items?: unknown
}

function parse(data: Buffer): LooseMessage | undefined {
  try {
    const value: unknown = JSON.parse(data.toString())
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function isRequestId(id: unknown): id is RequestId | undefined {
  return (
    id === undefined ||
    (typeof id === 'number' && Number.isSafeInteger(id)) ||
    (typeof id === 'string' && id.length <= 64)
  )
}

function named(id: RequestId | undefined): { readonly id?: RequestId } {
  return id === undefined ? {} : { id }
}
