/** One request from its route to its answer: preflights, unsupported endpoints, who asks; the rest is the endpoint's. */
import type { IncomingMessage } from 'node:http'
import { authenticate, checkScope } from './access/authenticate.ts'
import { preflightHeaders } from './call/headers.ts'
import type { AnswerParts } from './endpoints/endpoint.ts'
import type { ResponseOutlet } from './outlet/response.ts'
import type { Principal } from './ports.ts'
import { Problem } from './problem.ts'
import type { Route } from './routes.ts'

export interface Incoming {
  readonly request: IncomingMessage
  readonly outlet: ResponseOutlet
  readonly route: Route
  readonly session: Principal | undefined
  readonly startedAt: number
}

/** Throws, or rejects with, a Problem for every refusal before a call was authorised; a call's own end is answered in call/path.ts. */
export function answer(parts: AnswerParts, incoming: Incoming): Promise<void> {
  const { request, outlet, route, session, startedAt } = incoming
  const { endpoint, dialect, params } = route
  if (request.method === 'OPTIONS') {
    outlet.start(204, preflightHeaders)
    outlet.end(new Uint8Array())
    return Promise.resolve()
  }
  if (!endpoint) throw new Problem('endpoint_not_supported')
  const principal = session ?? authenticate(parts.keys, request, parts.addressOf(request))
  checkScope(principal)
  return endpoint.answer(parts, { request, outlet, dialect, principal, params, startedAt })
}
