/** The endpoint table on Fastify: identify, limit, validate, call the route, answer. What a route does is in routes/. */
import { isDeepStrictEqual } from 'node:util'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Endpoint } from '../contract/endpoint.ts'
import { API_BASE, endpoints } from '../contract/index.ts'
import { addressGroup, clientAddress } from '../identity/client-address.ts'
import type { Identity } from '../identity/identity.ts'
import type { Log } from '../telemetry/log.ts'
import { type Caller, type CallerSource, identify, requireAccess } from './caller.ts'
import { csvOf, sendCsv, wantsCsv } from './csv-export.ts'
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
  readonly log: Log
  /** Milliseconds of a steady clock, for limits. */
  readonly steadyNow: () => number
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
  readonly setHeader: (name: string, value: string | string[]) => void
}) => unknown

/** Puts every endpoint of the contract on the app. */
export function mountEndpoints(app: FastifyInstance, routes: Routes, options: MountOptions): void {
  for (const endpoint of Object.values(endpoints) as readonly Endpoint[]) {
    const route = routes[endpoint.id as keyof Routes] as AnyRoute
    app.route({
      method: endpoint.method,
      url: API_BASE + endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
      handler: (request, reply) => answer(endpoint, route, { request, reply, options }),
    })
  }
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly options: MountOptions
}

async function answer(endpoint: Endpoint, route: AnyRoute, exchange: Exchange): Promise<unknown> {
  const { request, reply, options } = exchange
  const address = clientAddress(request.raw.socket.remoteAddress, request.headers, options.trustProxy)
  const caller = await identified(exchange, address)
  requireAccess(endpoint.auth, caller)
  if (endpoint.method !== 'GET' && !caller?.keyId) requireOwnSite(request.headers, options.origins)
  const parts = validated(endpoint, { params: request.params, query: request.query, body: request.body })
  const ask = (query: unknown) =>
    route({
      ...parts,
      query,
      caller,
      idempotency: idempotency(endpoint, request, { caller, parts }),
      address,
      headers: request.headers,
      setHeader: (name, value) => void reply.header(name, value),
    })
  if (wantsCsv(endpoint, parts.query)) return sendCsv(reply, endpoint, await csvOf(ask, parts.query))
  const result = await ask(parts.query)
  if (options.checkAnswers) check(endpoint, result)
  if (endpoint.auth === 'operator' && endpoint.method !== 'GET') record(exchange, endpoint, { caller, parts })
  if (endpoint.status) reply.code(endpoint.status)
  return result
}

interface Judged {
  readonly caller: Caller | undefined
  readonly parts: { readonly params: unknown; readonly body: unknown }
}

/** What operators do outside the journal is in the log at least; bodies are not, they can hold secrets. */
function record({ request, options }: Exchange, endpoint: Endpoint, { caller, parts }: Judged): void {
  const { reason } = (parts.body ?? {}) as { readonly reason?: string }
  const who = { account: caller?.account, keyId: caller?.keyId ?? null }
  options.log.info('an operator acted', {
    requestId: request.id,
    action: endpoint.id,
    ...who,
    params: parts.params,
    reason,
  })
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
