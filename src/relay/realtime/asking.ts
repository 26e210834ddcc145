/** What a client asks for when it opens a session: whose key, which model, which form of events. */
import type { IncomingMessage } from 'node:http'
import { checkScope, principalOf, secretOf } from '../access/authenticate.ts'
import type { JsonObject } from '../body/parse.ts'
import type { KeyDirectory, Principal } from '../ports.ts'
import { Problem } from '../problem.ts'
import { ClientSecrets } from './secrets.ts'

export interface AskingParts {
  readonly keys: KeyDirectory
  readonly secrets: ClientSecrets
  readonly addressOf: (request: IncomingMessage) => string
}

export interface SessionAsk {
  readonly principal: Principal
  readonly model: string
  /** To be passed on. */
  readonly headers: Readonly<Record<string, string>>
  /** Settings that a client secret brings. */
  readonly session: JsonObject | undefined
  /** Throws the Problem for which the key may not be used any more. */
  readonly checkKey: () => void
}

const KEY_PROTOCOL = 'openai-insecure-api-key.'
const BETA_PROTOCOL = 'openai-beta.realtime-v1'

/** Refuses what can not become a session. */
export function readAsk(parts: AskingParts, request: IncomingMessage): SessionAsk {
  const protocols = protocolsOf(request)
  const token = secretOf(request) ?? keyIn(protocols)
  if (token === undefined) throw new Problem('missing_key')
  const secret = ClientSecrets.is(token) ? parts.secrets.find(token) : undefined
  if (ClientSecrets.is(token) && !secret) throw new Problem('invalid_key')
  const [key, address] = secret ? [secret.key, secret.address] : [token, parts.addressOf(request)]
  const principal = principalOf(parts.keys, key, address)
  checkScope(principal)
  return {
    principal,
    model: modelOf(request, secret?.model),
    headers: betaOf(request, protocols),
    session: secret?.session,
    checkKey: () => checkScope(principalOf(parts.keys, key, address)),
  }
}

/** Browsers can set no header: their clients put the key into a subprotocol. */
function keyIn(protocols: readonly string[]): string | undefined {
  return protocols.find((name) => name.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length)
}

function protocolsOf({ headers }: IncomingMessage): readonly string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
}

function modelOf({ url = '' }: IncomingMessage, ofSecret: string | undefined): string {
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1 || url.length))
  if (query.has('call_id') || query.get('intent') === 'transcription')
    throw new Problem('endpoint_not_supported', { message: 'Only sessions with ?model= are offered here.' })
  const model = query.get('model') ?? ofSecret
  if (model === undefined || model === '' || model.length > 256)
    throw new Problem('invalid_field', { param: 'model', message: 'Name the model in ?model=.' })
  if (ofSecret !== undefined && model !== ofSecret) throw new Problem('model_not_allowed', { param: 'model' })
  return model
}

function betaOf({ headers }: IncomingMessage, protocols: readonly string[]): Readonly<Record<string, string>> {
  const beta = headers['openai-beta']
  if (protocols.includes(BETA_PROTOCOL)) return { 'openai-beta': 'realtime=v1' }
  return typeof beta === 'string' && /^[\w=.,; -]{1,200}$/.test(beta) ? { 'openai-beta': beta } : {}
}
