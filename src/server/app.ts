/** The Fastify app around the endpoint table: bodies, errors, headers, metrics. Which endpoints there are is the contract's. */
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { PROBLEM_TYPE } from '../contract/problem.ts'
import type { Log } from '../telemetry/log.ts'
import type { HttpMeter } from '../telemetry/metrics.ts'
import { requestIdFrom } from '../telemetry/request-id.ts'
import { boundBodies, TOTAL_BYTES } from './bodies.ts'
import { dataHeaders } from './headers.ts'
import { parseJson } from './json.ts'
import { asRefusal, problemBody, retryAfter, statusOf } from './problem.ts'

/** Of the largest body anywhere: a channel with 500 models. What each endpoint takes is in mount.ts. */
const BODY_BYTES = 256 * 1024

export interface AppOptions {
  /** Bytes of bodies that may be held at once. */
  readonly bodyBytes?: number
  readonly log: Log
  readonly meter: HttpMeter
}

/** An app that answers problems for everything; routes are added by the caller. */
export function createApp(options: AppOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_BYTES,
    genReqId: (request) => requestIdFrom(request.headers['x-request-id']),
    return503OnClosing: false,
    routerOptions: { maxParamLength: 400, caseSensitive: true, ignoreTrailingSlash: false },
    frameworkErrors: (error, request, reply) => sendProblem(error, request as FastifyRequest, reply as FastifyReply),
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : parseJson(body as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })
  boundBodies(app, options.bodyBytes ?? TOTAL_BYTES)
  app.addHook('onRequest', (request, reply, done) => {
    options.meter.inFlight(1)
    reply.headers(dataHeaders)
    reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    options.meter.inFlight(-1)
    options.meter.done({
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    })
    done()
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (asRefusal(error).code === 'internal_error') {
      options.log.error('a request failed', {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        error,
      })
    }
    return sendProblem(error, request, reply)
  })
  return app
}

/** Answers what was thrown as problem details. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, more } = asRefusal(error)
  const wait = retryAfter(code, more.retryAfterSeconds)
  reply.code(statusOf(code)).headers(dataHeaders).header('x-request-id', request.id)
  if (wait !== undefined) reply.header('retry-after', String(wait))
  if (more.headers) reply.headers(more.headers)
  return reply
    .type(PROBLEM_TYPE)
    .serializer(JSON.stringify)
    .send(problemBody(code, more, request.id))
}
