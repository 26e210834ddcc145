/** Calls of the web app's own pages: a session cookie instead of a key, on the relay's paths. Keys are the relay's business. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { accountView } from '../engine/views.ts'
import type { Identity } from '../identity/identity.ts'
import type { Session } from '../identity/sessions.ts'
import type { Principal } from '../relay/ports.ts'
import type { CallerSource } from './caller.ts'
import { isOwnSite } from './origin.ts'
import type { RouteDeps } from './ports.ts'

interface Options {
  readonly core: RouteDeps['core']
  readonly relay: Pick<RouteDeps['relay'], 'handle'>
  readonly sessions: CallerSource['sessions']
  readonly origins: Pick<Identity, 'trustsOrigin'>
  readonly groups: Pick<Identity['groups'], 'of'>
}

/** Hands a request to the relay, with its session when a page of ours sent it without a key. Never throws. */
export function relayWithSession(options: Options): (request: IncomingMessage, response: ServerResponse) => void {
  const { relay, sessions, origins } = options
  return (request, response) => {
    const { headers } = request
    // No browser: no cookie. Another site's page: its cookie counts for nothing.
    if (headers.cookie === undefined || hasKey(headers) || !isOwnSite(headers, origins)) {
      void relay.handle(request, response)
      return
    }
    sessions.find(headers).then(
      (session) => void relay.handle(request, response, ...(session ? principalOf(options, session) : [])),
      () => void relay.handle(request, response),
    )
  }
}

function hasKey(headers: IncomingMessage['headers']): boolean {
  return (
    headers.authorization !== undefined || headers['x-api-key'] !== undefined || headers['x-goog-api-key'] !== undefined
  )
}

/** Nobody while the account is suspended. */
function principalOf({ core, groups }: Options, session: Session): [Principal] | [] {
  const now = core.now()
  const view = core.peek((engine) => accountView(engine, session.account, now))
  if (!view || view.suspended) return []
  const principal: Principal = {
    account: session.account,
    keyId: null,
    operator: session.operator,
    tier: view.stake.tier,
    scopes: ['relay'],
    models: null,
    limits: { requestsPerMinute: null, tokensPerMinute: null, concurrent: null },
    groups: groups.of(session.account),
    fitToBalance: false,
  }
  return [principal]
}
