/** One client of the dialect's streams: what its address asks for, its subscriptions, its limits. */
import type { AccountId } from '../../../engine/ledger/chart.ts'
import type { MarketStreams } from './market-streams.ts'
import type { DialectSocket, SocketLimits } from './socket.ts'
import type { Stream, StreamListener } from './stream.ts'
import type { UserListener, UserStreams } from './user-streams.ts'

export interface StreamSources {
  readonly market: MarketStreams
  readonly users: UserStreams
  readonly now: () => number
}

/** What follows from the address that was opened. */
export interface Opening {
  /** Events come with their stream's name around them. */
  readonly combined: boolean
  readonly names: readonly string[]
}

/** `/ws/<name>`, `/stream/ws/<name>`, `/stream?streams=<name>/<name>`; names that are none are left out, as clients number their sockets so. */
export function openingOf(url: string): Opening {
  const { pathname, searchParams } = new URL(url, 'ws://exchange')
  const combined = pathname === '/stream'
  const names = combined ? (searchParams.get('streams') ?? '') : pathname.replace(/^\/(stream\/)?ws\/?/, '')
  return { combined, names: names.split('/').filter((name) => name !== '') }
}

type RequestId = string | number | null

export class StreamClient implements StreamListener, UserListener {
  readonly #socket: DialectSocket
  readonly #sources: StreamSources
  readonly #limits: SocketLimits
  readonly #streams = new Map<string, Stream>()
  /** Accounts by the names they are listened to by. */
  readonly #users = new Map<string, AccountId>()
  #combined: boolean

  constructor(
    socket: DialectSocket,
    sources: StreamSources,
    { combined, names, limits }: Opening & { readonly limits: SocketLimits },
  ) {
    this.#socket = socket
    this.#sources = sources
    this.#limits = limits
    this.#combined = combined
    for (const name of names) this.#subscribe(name)
    socket.onMessage((message) => this.#receive(message))
    socket.onEnd(() => this.#leaveAll())
  }

  /** Names of listen keys and tokens whose key has to be usable still. */
  get keys(): readonly string[] {
    return [...this.#users.keys()]
  }

  event(bare: Buffer, named: Buffer): void {
    this.#socket.send(this.#combined ? named : bare)
  }

  userEvent(text: string): void {
    const [name] = this.#users.keys()
    this.#socket.send(this.#combined ? `{"stream":"${name}","data":${text}}` : text)
  }

  #leaveAll(): void {
    for (const stream of this.#streams.values()) stream.leave(this)
    for (const account of this.#users.values()) this.#sources.users.leave({ account, wallet: 'spot' }, this)
    this.#streams.clear()
    this.#users.clear()
  }

  #receive(message: unknown): void {
    if (typeof message !== 'object' || message === null) return this.#refuse(null, 'Invalid request: not an object.')
    const { id, method, params } = message as {
      readonly id?: unknown
      readonly method?: unknown
      readonly params?: unknown
    }
    const requestId = typeof id === 'string' || typeof id === 'number' ? id : null
    switch (method) {
      case 'SUBSCRIBE':
        return this.#change(requestId, params, (name) => this.#subscribe(name))
      case 'UNSUBSCRIBE':
        return this.#change(requestId, params, (name) => this.#unsubscribe(name))
      case 'LIST_SUBSCRIPTIONS':
        return this.#answer(requestId, [...this.#streams.keys(), ...this.#users.keys()])
      case 'SET_PROPERTY':
        return this.#setProperty(requestId, params)
      case 'GET_PROPERTY':
        return this.#answer(requestId, this.#combined)
      default:
        return this.#refuse(requestId, 'Invalid request: unknown method.')
    }
  }

  /** The reply goes out before the first event. */
  #change(id: RequestId, params: unknown, apply: (name: string) => void): void {
    const names = Array.isArray(params) ? params.filter((name) => typeof name === 'string') : []
    if (!Array.isArray(params) || names.length !== params.length || names.length === 0)
      return this.#refuse(id, 'Invalid request: params must be a list of stream names.')
    if (this.#streams.size + names.length > this.#limits.subscriptions)
      return this.#refuse(id, `Invalid request: more than ${this.#limits.subscriptions} streams.`)
    this.#answer(id, null)
    for (const name of names) apply(name)
  }

  #setProperty(id: RequestId, params: unknown): void {
    const [name, value] = Array.isArray(params) ? params : []
    if (name !== 'combined' || typeof value !== 'boolean') return this.#refuse(id, 'Invalid request: unknown property.')
    this.#combined = value
    this.#answer(id, null)
  }

  #subscribe(name: string): void {
    const stream = this.#sources.market.find(name)
    if (stream) {
      this.#streams.set(name, stream)
      stream.join(this)
      return
    }
    const { users, now } = this.#sources
    const signatory = users.ofKey(name, now())
    if (!signatory || this.#users.size > 0) return
    this.#users.set(name, signatory.account)
    users.join({ account: signatory.account, wallet: 'spot' }, this)
  }

  #unsubscribe(name: string): void {
    const stream = this.#streams.get(name)
    this.#streams.delete(name)
    stream?.leave(this)
    const account = this.#users.get(name)
    if (account !== undefined) this.#sources.users.leave({ account, wallet: 'spot' }, this)
    this.#users.delete(name)
  }

  #answer(id: RequestId, result: unknown): void {
    this.#socket.send(JSON.stringify({ result, id }))
  }

  #refuse(id: RequestId, msg: string): void {
    this.#socket.send(JSON.stringify({ error: { code: 2, msg }, id }))
    this.#socket.bad()
  }
}
