/** Who makes a request: from a bearer key or a session cookie to an account with rights. Decides nothing about money. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Role } from '../contract/account.ts'
import { type Access, type Scope, scopes } from '../contract/endpoint.ts'
import type { KeyId } from '../engine/command.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import type { Keys } from '../identity/keys/keys.ts'
import type { Session, Sessions } from '../identity/sessions.ts'
import { Refusal } from './problem.ts'

/** The account that acts: a person's session, or a key that stands for its account. */
export interface Caller {
  readonly account: AccountId
  readonly session: Session | null
  readonly keyId: KeyId | null
  readonly operator: boolean
  readonly scopes: readonly Scope[]
}

export interface CallerSource {
  readonly sessions: Pick<Sessions, 'find' | 'renew'>
  readonly keys: Pick<Keys['directory'], 'find'>
  /** The roles of the person behind an account; asked for keys with the scope admin only. */
  readonly rolesOf: (account: AccountId) => Promise<readonly Role[]>
}

const userScopes: readonly Scope[] = scopes.filter((scope) => scope !== 'admin')

/** The caller, or undefined when the request carries neither key nor session. Throws on a key that may not be used. */
export async function identify(
  source: CallerSource,
  headers: IncomingHttpHeaders,
  address: string,
): Promise<Caller | undefined> {
  const { authorization } = headers
  if (authorization !== undefined) return byKey(source, secretIn(authorization), address)
  if (headers.cookie === undefined) return undefined
  const session = await source.sessions.find(headers)
  return session ? ofSession(session) : undefined
}

export function ofSession(session: Session): Caller {
  const { account, operator } = session
  return { account, session, keyId: null, operator, scopes: operator ? scopes : userScopes }
}

/** A key that is presented must be good: there is no falling back to a cookie. */
export async function byKey(source: CallerSource, secret: string, address: string): Promise<Caller> {
  const found = source.keys.find(secret, address)
  if (!found.ok) throw new Refusal(found.reason, found.reason === 'ip_not_allowed' ? {} : challenge)
  const { account, keyId, scopes: granted } = found.key
  const operator = granted.includes('admin') && (await source.rolesOf(account)).includes('operator')
  return { account, session: null, keyId, operator, scopes: granted }
}

function secretIn(authorization: string): string {
  const secret = /^Bearer +(\S{1,200})$/i.exec(authorization)?.[1]
  if (secret === undefined) throw new Refusal('unauthorized', challenge)
  return secret
}

const challenge = { headers: { 'www-authenticate': 'Bearer realm="L-Exchange"' } }

/** Throws unless the caller may use an endpoint with this access. */
export function requireAccess(access: Access, caller: Caller | undefined): void {
  if (access === 'public') return
  if (!caller) throw new Refusal('unauthorized', challenge)
  if (access === 'session') {
    if (!caller.session) throw new Refusal('session_required')
  } else if (access === 'operator') {
    if (!caller.scopes.includes('admin')) throw caller.session ? new Refusal('forbidden') : missing('admin')
    if (!caller.operator) throw new Refusal('forbidden')
  } else if (!access.some((scope) => caller.scopes.includes(scope))) {
    throw missing(access.join(' or '))
  }
}

function missing(scope: string): Refusal {
  return new Refusal('scope_missing', { context: { scope } })
}
