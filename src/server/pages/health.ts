/** /healthz, /readyz and /metrics: for supervisors and scrapers. */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { clientAddress } from '../../identity/client-address.ts'
import type { Metrics } from '../../telemetry/metrics.ts'
import { isLoopback } from '../origin.ts'
import type { HistoryState } from '../past.ts'
import { Refusal } from '../problem.ts'

/** Whether money commands are taken and everybody can see what they did; how far history has come. */
export type Readiness =
  | { readonly ok: true; readonly history: Omit<HistoryState, 'reason'> }
  | { readonly ok: false; readonly code: 'maintenance' | 'core_stopped' | 'history_stopped'; readonly detail?: string }

export interface HealthOptions {
  readonly readiness: () => Readiness
  readonly metrics: Metrics
  /** Bearer token for /metrics; null: only programs on this machine may read them, and not through a proxy. */
  readonly metricsToken: string | null
}

export function mountHealth(app: FastifyInstance, options: HealthOptions): void {
  app.get('/healthz', () => ({ ok: true }))
  app.get('/readyz', (_request, reply) => {
    const readiness = options.readiness()
    if (readiness.ok) return reply.send(readiness)
    const { code, detail } = readiness
    throw new Refusal(code, { detail, retryAfterSeconds: code === 'maintenance' ? 2 : 30 })
  })
  app.get('/metrics', async (request, reply) => {
    const mayRead =
      options.metricsToken === null
        ? isThisMachine(request.raw.socket.remoteAddress, request.headers)
        : hasToken(request.headers.authorization, options.metricsToken)
    if (!mayRead) throw new Refusal('unauthorized')
    const { contentType, text } = await options.metrics.page()
    return reply.type(contentType).send(text)
  })
}

/** What proxies add: with any of these a request was made by somebody further away than its socket says. */
const forwarding = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'] as const

/** A program here that called this machine by a name of its own; a proxy's or a rebound page's request is neither. */
function isThisMachine(socketAddress: string | undefined, headers: IncomingHttpHeaders): boolean {
  if (forwarding.some((name) => headers[name] !== undefined)) return false
  const host = headers.host?.replace(/:\d+$/, '').replace(/^\[|\]$/g, '') ?? ''
  return isLoopback(clientAddress(socketAddress, headers, 0)) && (host === 'localhost' || isLoopback(host))
}

function hasToken(authorization: string | undefined, token: string): boolean {
  const given = Buffer.from(authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
