/** The key a request carries, and who it belongs to. Looks nothing up outside memory. */
import type { IncomingHttpHeaders } from 'node:http'
import type { KeyDirectory, Principal } from '../ports.ts'
import { Problem } from '../problem.ts'

/** The longest credential worth hashing. */
const MAX_SECRET = 256

/** Refuses with 401 when the key is missing or unknown, 403 when it may not be used from `address` or for calls. */
export function authenticate(keys: KeyDirectory, headers: IncomingHttpHeaders, address: string): Principal {
  const secret = secretOf(headers)
  if (secret === undefined) throw new Problem('missing_key')
  const found = secret.length > MAX_SECRET ? undefined : keys.find(secret, address)
  if (!found) throw new Problem('invalid_key')
  if (!found.ok) throw new Problem(found.reason)
  return found.principal
}

/** What holds for a session as for a key. */
export function checkScope(principal: Principal): void {
  if (!principal.scopes.includes('relay')) throw new Problem('scope_missing')
}

export function checkModel(principal: Principal, model: string): void {
  if (!mayUse(principal, model)) throw new Problem('model_not_allowed', { param: 'model' })
}

export function mayUse(principal: Principal, model: string): boolean {
  return principal.models?.includes(model) ?? true
}

function secretOf(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  return bearer ?? single(headers['x-api-key']) ?? single(headers['x-goog-api-key'])
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && header !== '' ? header : undefined
}
