/** The key a request carries, and who it belongs to. Looks nothing up outside memory. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { KeyDirectory, Principal } from '../ports.ts'
import { Problem } from '../problem.ts'

/** The longest credential worth hashing. */
const MAX_SECRET = 256

type Asking = Pick<IncomingMessage, 'headers' | 'url'>

/** Refuses with 401 when the key is missing or unknown, 403 when it may not be used from `address` or for calls. */
export function authenticate(keys: KeyDirectory, { headers, url = '' }: Asking, address: string): Principal {
  const secret = secretOf({ headers, url })
  if (secret === undefined) throw new Problem('missing_key')
  return principalOf(keys, secret, address)
}

/** Refuses as `authenticate` does. */
export function principalOf(keys: KeyDirectory, secret: string, address: string): Principal {
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

/** The key as it was sent, wherever a dialect puts it. */
export function secretOf({ headers, url = '' }: Asking): string | undefined {
  return headerKey(headers) ?? queryKey(url)
}

function headerKey(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  return bearer ?? single(headers['x-api-key']) ?? single(headers['x-goog-api-key'])
}

/** `?key=`, as Google's clients may send it. */
function queryKey(url: string): string | undefined {
  const query = url.indexOf('?')
  return query < 0 ? undefined : (new URLSearchParams(url.slice(query)).get('key') ?? undefined)
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && header !== '' ? header : undefined
}
