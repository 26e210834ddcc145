/** One client of the dialect's request socket: requests by id, each signed or after a logon; user events beside the answers. */

import type { Millis } from '../../../base/money.ts'
import type { Wallet } from '../../../engine/command.ts'
import type { DialectDeps, DialectEndpoint } from '../endpoint.ts'
import { limitRows, type Weights } from '../limits.ts'
import { Params } from '../params.ts'
import { asDialectRefusal, DialectRefusal, internal, refusals, refuse } from '../refusal.ts'
import { socketEndpoints } from '../registry.ts'
import { weightOf } from '../rest.ts'
import type { Signatory } from '../signatory.ts'
import { checkSignature, checkTime, named, renewed, socketPayload } from '../signature.ts'
import { openingLimits } from './request-limits.ts'
import type { DialectSocket, SocketLimits } from './socket.ts'
import type { Audience, UserListener } from './user-streams.ts'

export interface RequestSources {
  readonly deps: DialectDeps
  readonly weights: Weights
  readonly address: string
  /** What weights are counted by. */
  readonly group: string
  readonly limits: SocketLimits
  readonly failed: (error: unknown) => void
}

interface Request {
  readonly id: string | number | null
  readonly method: string
  readonly values: ReadonlyMap<string, string>
}

interface Subscription {
  readonly signatory: Signatory
  readonly audience: Audience
  readonly listener: UserListener
}

type Session = { readonly signatory: Signatory; readonly since: Millis }
type Answer = { readonly result: unknown; readonly orders?: number }

/** Subscriptions to user events that one connection may have. */
const MOST_SUBSCRIPTIONS = 100

export class RequestClient {
  readonly #socket: DialectSocket
  readonly #sources: RequestSources
  readonly #subscriptions = new Map<number, Subscription>()
  #nextSubscription = 0
  #session: Session | undefined
  #underWay = 0

  constructor(socket: DialectSocket, sources: RequestSources) {
    this.#socket = socket
    this.#sources = sources
    socket.onMessage((message) => void this.#receive(message))
    socket.onEnd(() => this.#leaveAll())
  }

  /** Who may be told things here: each has to be usable still. */
  get signatories(): readonly Signatory[] {
    const listening = [...this.#subscriptions.values()].map(({ signatory }) => signatory)
    return this.#session ? [this.#session.signatory, ...listening] : listening
  }

  #leaveAll(): void {
    for (const { audience, listener } of this.#subscriptions.values())
      this.#sources.deps.users.leave(audience, listener)
    this.#subscriptions.clear()
  }

  async #receive(message: unknown): Promise<void> {
    const request = requestIn(message)
    if (!request) {
      this.#socket.send(JSON.stringify({ id: null, status: 400, error: { code: -1135, msg: 'Invalid request.' } }))
      return this.#socket.bad()
    }
    const { id } = request
    let used = 0
    try {
      if (this.#underWay >= this.#sources.limits.requests) throw refuse(-1008, 'Too many requests under way.', 503)
      this.#underWay += 1
      try {
        used = this.#weigh(request)
        const { result } = await this.#handle(request)
        this.#answer(request, { status: 200, result: result ?? {} }, used)
      } finally {
        this.#underWay -= 1
      }
    } catch (error) {
      const refusal = asDialectRefusal(error)
      if (!refusal) this.#sources.failed(error)
      const { status, body } = refusal ?? new DialectRefusal(500, internal)
      this.#answer({ ...request, id }, { status, error: body }, used)
    }
  }

  #answer({ id, values }: Request, body: object, used: number): void {
    const told = values.get('returnRateLimits') !== 'false'
    const rateLimits = told ? { rateLimits: openingLimits(limitRows(this.#sources.deps.orderCounts.limits), used) } : {}
    this.#socket.send(JSON.stringify({ id, ...body, ...rateLimits }))
  }

  #weigh({ method, values }: Request): number {
    const { weights, group } = this.#sources
    const endpoint = socketEndpoints.get(method)
    const weight = endpoint ? weightOf(endpoint, new Params(values)) : 2
    return weights.take(group, weight, performance.now())
  }

  async #handle(request: Request): Promise<Answer> {
    const own = this.#ownMethod(request)
    if (own) return own
    const endpoint = socketEndpoints.get(request.method)
    if (!endpoint) throw refuse(-1020, `Method '${request.method}' is not supported.`, 404)
    return { result: await this.#ask(endpoint, request) }
  }

  #ask(endpoint: DialectEndpoint, { values }: Request): unknown {
    const { deps } = this.#sources
    const params = new Params(values)
    const now = deps.core.now()
    if (endpoint.security === 'none') return endpoint.answer({ deps, params, now })
    const caller = this.#caller(values, endpoint.security !== 'key')
    if (endpoint.security === 'trade' && !caller.mayTrade) throw refusals.unknownKey()
    if (endpoint.orders) deps.orderCounts.take(caller.account, endpoint.orders, performance.now())
    return endpoint.answer({ deps, params, now, caller })
  }

  /** By the key that is named, or by the session's logon. */
  #caller(values: ReadonlyMap<string, string>, signed: boolean): Signatory {
    const { deps, address } = this.#sources
    const params = new Params(values)
    const now = deps.core.now()
    const apiKey = values.get('apiKey')
    if (apiKey === undefined && this.#session) {
      if (signed) checkTime(params, now)
      return renewed(deps.keys, this.#session.signatory)
    }
    const known = named(deps.keys, { apiKey, address })
    if (signed) checkSignature(known, params, { payload: socketPayload(values), now })
    return known.signatory
  }

  /** Methods that change the connection itself. */
  #ownMethod({ method, values }: Request): Answer | undefined {
    switch (method) {
      case 'session.logon':
        return this.#logon(values)
      case 'session.status':
        return { result: this.#sessionRow() }
      case 'session.logout':
        this.#session = undefined
        return { result: this.#sessionRow() }
      case 'session.subscriptions':
        return { result: [...this.#subscriptions.keys()].map((subscriptionId) => ({ subscriptionId })) }
      case 'userDataStream.subscribe':
      case 'userDataStream.subscribe.signature':
        return { result: this.#subscribe(this.#caller(values, method.endsWith('signature')), 'spot') }
      case 'userDataStream.subscribe.listenToken':
        return this.#subscribeByToken(new Params(values).needed('listenToken'))
      case 'userDataStream.unsubscribe':
        return this.#unsubscribe(new Params(values).id('subscriptionId'))
      default:
        return undefined
    }
  }

  #logon(values: ReadonlyMap<string, string>): Answer {
    const { deps, address } = this.#sources
    const known = named(deps.keys, { apiKey: values.get('apiKey'), address })
    if (known.signer.algorithm !== 'ed25519') throw refuse(-4056, 'HMAC_SHA256 API key is not supported.')
    const now = deps.core.now()
    checkSignature(known, new Params(values), { payload: socketPayload(values), now })
    this.#session = { signatory: known.signatory, since: now }
    return { result: this.#sessionRow() }
  }

  #sessionRow() {
    const { deps } = this.#sources
    const session = this.#session
    return {
      apiKey: session?.signatory.apiKey ?? null,
      authorizedSince: session?.since ?? null,
      connectedSince: null,
      returnRateLimits: true,
      serverTime: deps.core.now(),
      userDataStream: this.#subscriptions.size > 0,
    }
  }

  /** Tokens are how clients ask for what happens to the margin account. */
  #subscribeByToken(token: string): Answer {
    const { deps } = this.#sources
    const grant = deps.users.ofToken(token, deps.core.now())
    if (!grant) throw refuse(-1209, 'Invalid listen token.')
    const signatory = renewed(deps.keys, grant.signatory)
    return { result: { ...this.#subscribe(signatory, 'margin'), expirationTime: grant.expirationTime } }
  }

  #subscribe(signatory: Signatory, wallet: Wallet): { readonly subscriptionId: number } {
    if (this.#subscriptions.size >= MOST_SUBSCRIPTIONS)
      throw refuse(-1191, 'Too many subscriptions on this connection.')
    const subscriptionId = this.#nextSubscription++
    const listener: UserListener = {
      userEvent: (text) => this.#socket.send(`{"subscriptionId":${subscriptionId},"event":${text}}`),
    }
    const audience = { account: signatory.account, wallet }
    this.#subscriptions.set(subscriptionId, { signatory, audience, listener })
    // The answer goes out first: it is sent in this turn, events come in later ones.
    setImmediate(() => {
      if (this.#subscriptions.has(subscriptionId)) this.#sources.deps.users.join(audience, listener)
    })
    return { subscriptionId }
  }

  #unsubscribe(only: number | undefined): Answer {
    for (const [id, { audience, listener }] of [...this.#subscriptions]) {
      if (only !== undefined && id !== only) continue
      this.#sources.deps.users.leave(audience, listener)
      this.#subscriptions.delete(id)
    }
    return { result: {} }
  }
}

/** Lists of names are the deepest that any method takes: nothing of a caller's depth is walked through. */
function textOf(value: unknown): string | undefined {
  if (typeof value !== 'object') return String(value)
  if (!Array.isArray(value) || value.some((item) => typeof item === 'object' && item !== null)) return undefined
  return JSON.stringify(value)
}

/** Values as they are signed: texts as they are, numbers and flags as JSON writes them. */
function requestIn(message: unknown): Request | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const {
    id,
    method,
    params = {},
  } = message as { readonly id?: unknown; readonly method?: unknown; readonly params?: unknown }
  if (typeof method !== 'string' || typeof params !== 'object' || params === null) return undefined
  if (id !== undefined && id !== null && typeof id !== 'string' && typeof id !== 'number') return undefined
  const values = new Map<string, string>()
  for (const [name, value] of Object.entries(params)) {
    if (value === null || value === undefined) continue
    const text = textOf(value)
    if (text === undefined) return undefined
    values.set(name, text)
  }
  return { id: id ?? null, method, values }
}
