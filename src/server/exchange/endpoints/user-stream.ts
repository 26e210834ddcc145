/** Listen keys: the names of user streams, as older clients ask for them. */
import type { DialectEndpoint, OwnAsk } from '../endpoint.ts'
import { refuse } from '../refusal.ts'

const path = '/api/v3/userDataStream'

export const userStreamEndpoints: readonly DialectEndpoint[] = [
  { rest: [`POST ${path}`], socket: 'userDataStream.start', security: 'key', weight: 2, answer: start },
  { rest: [`PUT ${path}`], socket: 'userDataStream.ping', security: 'key', weight: 2, answer: extend },
  { rest: [`DELETE ${path}`], socket: 'userDataStream.stop', security: 'key', weight: 2, answer: stop },
]

function start({ deps, caller, now }: OwnAsk) {
  return { listenKey: deps.users.issueKey(caller, now) }
}

function extend({ deps, caller, params, now }: OwnAsk) {
  return known(deps.users.extendKey(caller, params.needed('listenKey'), now))
}

function stop({ deps, caller, params }: OwnAsk) {
  return known(deps.users.endKey(caller, params.needed('listenKey')))
}

function known(found: boolean): object {
  if (!found) throw refuse(-1125, 'This listenKey does not exist.')
  return {}
}
