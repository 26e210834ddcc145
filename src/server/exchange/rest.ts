/** The exchange dialect over HTTP: raw bytes in, weights counted, key and signature checked, the endpoint asked. Which endpoints there are is registry.ts. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addressGroup, clientAddress } from '../../identity/client-address.ts'
import type { Log } from '../../telemetry/log.ts'
import type { DialectDeps, DialectEndpoint } from './endpoint.ts'
import { orderHeaders, type Weights } from './limits.ts'
import { Params } from './params.ts'
import { asDialectRefusal, DialectRefusal, internal, refusals } from './refusal.ts'
import { prefixes, restEndpoints } from './registry.ts'
import { checkSignature, named, restPayload } from './signature.ts'

const BODY_BYTES = 16 * 1024

export interface RestOptions {
  readonly deps: DialectDeps
  readonly weights: Weights
  readonly trustProxy: number
  readonly log: Log
}

export async function mountRest(app: FastifyInstance, options: RestOptions): Promise<void> {
  await app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_BYTES }, (_request, body, next) =>
      next(null, body),
    )
    scope.setErrorHandler((error, request, reply) => {
      const refusal = asDialectRefusal(error)
      if (!refusal)
        options.log.error('a request of the exchange dialect failed', { route: request.routeOptions.url, error })
      return sendRefusal(refusal ?? new DialectRefusal(500, internal), reply)
    })
    for (const [method, path, endpoint] of restEndpoints) {
      scope.route({ method, url: path, handler: (request, reply) => serve(endpoint, { request, reply, options }) })
    }
    for (const prefix of prefixes) {
      scope.all(`${prefix}/*`, (_request, reply) => sendRefusal(refusals.nothingHere(), reply))
    }
    done()
  })
}

function sendRefusal({ status, body, headers }: DialectRefusal, reply: FastifyReply): FastifyReply {
  return reply
    .code(status)
    .headers({ ...headers })
    .send(body)
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly options: RestOptions
}

async function serve(endpoint: DialectEndpoint, exchange: Exchange): Promise<unknown> {
  const { request, reply, options } = exchange
  const { deps } = options
  const { url } = request.raw
  const query = url?.includes('?') ? url.slice(url.indexOf('?') + 1) : ''
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const params = Params.ofTexts(query, body.toString('utf8'))
  const address = clientAddress(request.raw.socket.remoteAddress, request.headers, options.trustProxy)
  const used = options.weights.take(addressGroup(address), weightOf(endpoint, params), performance.now())
  reply.header('x-mbx-used-weight-1m', String(used)).header('x-mbx-used-weight', String(used))
  const now = deps.core.now()
  const answer =
    endpoint.security === 'none'
      ? endpoint.answer({ deps, params, now })
      : own(endpoint, exchange, {
          ...{ params, now, address },
          payload: () => restPayload(query, body),
        })
  return reply.send((await answer) ?? {})
}

export function weightOf({ weight }: DialectEndpoint, params: Params): number {
  return typeof weight === 'number' ? weight : weight(params)
}

interface Signed {
  readonly params: Params
  readonly now: ReturnType<DialectDeps['core']['now']>
  readonly address: string
  readonly payload: () => Buffer
}

function own(
  endpoint: Exclude<DialectEndpoint, { readonly security: 'none' }>,
  { request, reply, options: { deps } }: Exchange,
  { params, now, address, payload }: Signed,
): unknown {
  const header = request.headers['x-mbx-apikey']
  const known = named(deps.keys, { apiKey: typeof header === 'string' ? header : undefined, address })
  if (endpoint.security !== 'key') checkSignature(known, params, { payload: payload(), now })
  const caller = known.signatory
  if (endpoint.security === 'trade' && !caller.mayTrade) throw refusals.unknownKey()
  if (endpoint.orders) {
    reply.headers(orderHeaders(deps.orderCounts.take(caller.account, endpoint.orders, performance.now())))
  }
  return endpoint.answer({ deps, params, now, caller })
}
