/** /healthz, /readyz and /metrics: for supervisors and scrapers. */
import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { clientAddress } from '../../identity/client-address.ts'
import type { Metrics } from '../../telemetry/metrics.ts'
import { isLoopback } from '../origin.ts'
import { Refusal } from '../problem.ts'

export interface HealthOptions {
  /** True when money commands are taken. */
  readonly ready: () => boolean
  readonly metrics: Metrics
  /** Bearer token for /metrics; null: only this machine may read them. */
  readonly metricsToken: string | null
  readonly trustProxy: number
}

export function mountHealth(app: FastifyInstance, options: HealthOptions): void {
  app.get('/healthz', () => ({ ok: true }))
  app.get('/readyz', (_request, reply) => {
    if (!options.ready()) throw new Refusal('maintenance', { retryAfterSeconds: 2 })
    return reply.send({ ok: true })
  })
  app.get('/metrics', async (request, reply) => {
    const address = clientAddress(request.raw.socket.remoteAddress, request.headers, options.trustProxy)
    if (!mayRead(options.metricsToken, request.headers.authorization, address)) throw new Refusal('unauthorized')
    const { contentType, text } = await options.metrics.page()
    return reply.type(contentType).send(text)
  })
}

function mayRead(token: string | null, authorization: string | undefined, address: string): boolean {
  if (token === null) return isLoopback(address)
  const given = Buffer.from(authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
