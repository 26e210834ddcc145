/** The endpoint table on Fastify: identify, limit, validate, call the route, answer. What a route does is in routes/. */
import { isDeepStrictEqual } from 'node:util'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Endpoint } from '../contract/endpoint.ts'
import { API_BASE, endpoints } from '../contract/index.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import { addressGroup, clientAddress } from '../identity/client-address.ts'
import type { Identity } from '../identity/identity.ts'
import type { ActRecord, Auditor, Note } from './audit.ts'
import { type Caller, type CallerSource, identify, requireAccess } from './caller.ts'
import { sendCsv, wantsCsv } from './csv-export.ts'
import type { Exports } from './exports.ts'
import { idempotencyOf } from './idempotency.ts'
import { limitHeaders, type RateLimit } from './limits.ts'
import { requireOwnSite } from './origin.ts'
import { Refusal } from './problem.ts'
import type { Routes } from './request.ts'
import { validated } from './validate.ts'

export interface MountOptions {
  readonly callers: CallerSource
  readonly origins: Pick<Identity, 'trustsOrigin'>
  /** Hops of X-Forwarded-For to believe. */
  readonly trustProxy: number
  readonly byAddress: RateLimit
  readonly byAccount: RateLimit
  readonly auditor: Auditor
  /** The person behind an account, for the record. */
  readonly identityOf: (account: AccountId) => string | null
  /** Milliseconds of a steady clock, for limits. */
  readonly steadyNow: () => number
  /** Files on their way. */
  readonly exports: Exports
  /** Holds every answer against the contract: tests. */
  readonly checkAnswers: boolean
}

/** A route as the table sees it: the types are checked where `Routes` is made. */
type AnyRoute = (request: {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly caller: Caller | undefined
  readonly idempotency: ReturnType<typeof idempotencyOf>
  readonly address: string
  readonly headers: FastifyRequest['headers']
  readonly note: (note: Note) => void
  readonly setHeader: (name: string, value: string | string[]) => void
}) => unknown

/** Puts every endpoint of the contract on the app. */
export function mountEndpoints(app: FastifyInstance, routes: Routes, options: MountOptions): void {
  for (const endpoint of Object.values(endpoints) as readonly Endpoint[]) {
    const route = routes[endpoint.id as keyof Routes] as AnyRoute
    app.route({
      method: endpoint.method,
      url: API_BASE + endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
      bodyLimit: bodyLimits[typeof endpoint.auth === 'string' ? endpoint.auth : 'scopes'],
      handler: (request, reply) => answer(endpoint, route, { request, reply, options }),
    })
  }
}

/** Reading a body takes the thread up to a third of a millisecond a KB: less from strangers. A batch of 100 orders has 30 KB. */
const bodyLimits = { public: 16_384, session: 65_536, scopes: 65_536, operator: 262_144 } as const

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly options: MountOptions
}

async function answer(endpoint: Endpoint, route: AnyRoute, exchange: Exchange): Promise<unknown> {
  const { request, options } = exchange
  const address = clientAddress(request.raw.socket.remoteAddress, request.headers, options.trustProxy)
  const caller = await identified(exchange, address)
  requireAccess(endpoint.auth, caller)
  if (endpoint.method !== 'GET' && !caller?.keyId) requireOwnSite(request.headers, options.origins)
  const call: Call = { endpoint, route, caller, address }
  const { audit } = endpoint
  if (!audit) return serve(call, exchange, unrecorded)
  const identityId = caller ? options.identityOf(caller.account) : null
  const actor = { account: caller?.account ?? null, identityId, keyId: caller?.keyId ?? null, address }
  return options.auditor.run({ audit, actor, params: request.params }, (record) => serve(call, exchange, record))
}

const unrecorded: ActRecord = { begin: async () => undefined, note: () => undefined }

interface Call {
  readonly endpoint: Endpoint
  readonly route: AnyRoute
  readonly caller: Caller | undefined
  readonly address: string
}

/** Validates, does what the endpoint is for, and answers. */
async function serve(call: Call, exchange: Exchange, record: ActRecord): Promise<unknown> {
  const { endpoint, route, caller, address } = call
  const { request, reply, options } = exchange
  const parts = validated(endpoint, { params: request.params, query: request.query, body: request.body })
  const key = idempotency(endpoint, request, { caller, parts })
  if (endpoint.audit) await record.begin(parts)
  const ask = (query: unknown) =>
    route({
      ...parts,
      query,
      caller,
      idempotency: key,
      address,
      headers: request.headers,
      note: (note) => record.note(note),
      setHeader: (name, value) => void reply.header(name, value),
    })
  if (wantsCsv(endpoint, parts.query)) {
    const leave = options.exports.enter(caller ? `account ${caller.account}` : addressGroup(address))
    return sendCsv(reply, endpoint, { read: ask, query: parts.query as object, leave })
  }
  const result = await ask(parts.query)
  if (options.checkAnswers) check(endpoint, result)
  if (endpoint.status) reply.code(endpoint.status)
  return result
}

interface Judged {
  readonly caller: Caller | undefined
  readonly parts: { readonly params: unknown; readonly body: unknown }
}

/** The caller, counted: by account when known, by address for visitors and for keys that are refused. */
async function identified({ request, reply, options }: Exchange, address: string): Promise<Caller | undefined> {
  const now = options.steadyNow()
  const byAddress = () => options.byAddress.take(addressGroup(address), now)
  const caller = await identify(options.callers, request.headers, address).catch((error: unknown) => {
    byAddress()
    throw error
  })
  reply.headers(limitHeaders(caller ? options.byAccount.take(String(caller.account), now) : byAddress()))
  // Only answers that reach a browser's cookie jar move the end of a session: not the relay's, not the sockets'.
  const renewed = caller?.session ? await options.callers.sessions.renew(request.headers, caller.session) : null
  if (renewed !== null) reply.header('set-cookie', renewed)
  return caller
}

function idempotency(endpoint: Endpoint, request: FastifyRequest, { caller, parts }: Judged) {
  if (!endpoint.idempotent || !caller) return undefined
  return idempotencyOf(request.headers['idempotency-key'], caller.account, { endpoint, ...parts })
}

/** Our own mistake when it fails: an answer that the document does not describe. */
function check(endpoint: Endpoint, result: unknown): void {
  const parsed = endpoint.response.safeParse(result)
  if (!parsed.success) throw new Error(`${endpoint.id} answered outside its contract: ${parsed.error.message}`)
  if (!isDeepStrictEqual(parsed.data, result)) throw new Error(`${endpoint.id} answered more than its contract says`)
}

/** The methods a path takes; empty when it is no path of the contract. */
export function methodsOf(path: string): string[] {
  const parts = path.split('/')
  return pathPatterns.filter(({ pattern }) => matches(pattern, parts)).map(({ method }) => method)
}

const pathPatterns = (Object.values(endpoints) as readonly Endpoint[]).map((endpoint) => ({
  method: endpoint.method,
  pattern: (API_BASE + endpoint.path).split('/'),
}))

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  return pattern.length === parts.length && pattern.every((part, i) => part.startsWith('{') || part === parts[i])
}

/** 405 with Allow for a known path, 404 for any other. */
export function nothingHere(path: string): Refusal {
  const methods = methodsOf(path)
  if (methods.length === 0) return new Refusal('not_found')
  return new Refusal('method_not_allowed', { headers: { allow: methods.join(', ') } })
}
