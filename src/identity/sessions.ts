/** Who a session cookie belongs to, cheap enough to ask on every request, and sessions that last as long as they are used. Making them is better-auth's. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Kysely } from 'kysely'
import type { AccountId } from '../engine/ledger/chart.ts'
import { type Auth, SESSION_SECONDS } from './auth.ts'
import { type Role, rolesOf } from './roles.ts'
import type { IdentityTables } from './schema.ts'

/** A signed-in person with the account of the engine that is theirs. */
export interface Session {
  readonly sessionId: string
  readonly identityId: string
  readonly account: AccountId
  readonly email: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly operator: boolean
  /** Sign-in and end, UTC ms of the machine's clock. */
  readonly createdAt: number
  readonly expiresAt: number
}

/** Opens the engine account of a person or finds it; idempotent. */
export type OpenAccount = (person: { readonly identityId: string; readonly operator: boolean }) => Promise<AccountId>

export interface Sessions {
  /** null without a cookie, with a forged, ended or unknown one, and for disabled people. Rejects when the account can not be opened. */
  find(headers: Pick<IncomingHttpHeaders, 'cookie'>): Promise<Session | null>
  /** Moves the end of a session that is used, once a day at most. The Set-Cookie line that tells the browser; null when it is not due. */
  renew(headers: Pick<IncomingHttpHeaders, 'cookie'>, session: Session): Promise<string | null>
  /** Forgets what is remembered of this person: their session ended or their rights changed. */
  forget(identityId: string): void
  /** Told the person whenever something of them is forgotten. */
  onForget(listener: (identityId: string) => void): void
  /** Sessions in memory now. */
  readonly cached: number
}

/** A change that another process makes in the database is seen this late. */
const KEEP_MS = 30_000
const CAPACITY = 10_000
const DAY_MS = 86_400_000
const IDLE_MS = SESSION_SECONDS * 1_000
/** However much it is used: then a password is asked for again. */
export const LONGEST_SESSION_MS = 90 * DAY_MS
/** better-auth's cookie with the prefix of auth.ts. */
const cookiePattern = /(?:^|;\s*)((?:__Secure-)?lx\.session_token)=([^;\s]{1,512})/
/** Set when the person did not want to be remembered. */
const shortPattern = /(?:^|;\s*)(?:__Secure-)?lx\.dont_remember=/

interface SessionOptions {
  readonly db: Kysely<IdentityTables>
  readonly auth: Auth
  readonly openAccount: OpenAccount
  readonly now: () => number
}

export function createSessions(options: SessionOptions): Sessions {
  const { auth, openAccount, now } = options
  const listeners = new Set<(identityId: string) => void>()
  const kept = new Map<string, { readonly session: Session; readonly until: number }>()
  const asking = new Map<string, Promise<Session | null>>()
  let changes = 0

  async function ask(cookie: string, token: string): Promise<Session | null> {
    const before = changes
    const found = await auth.api.getSession({ headers: new Headers({ cookie }) })
    if (!found || found.user.disabled) return null
    if (found.session.createdAt.getTime() + LONGEST_SESSION_MS <= now()) return null
    const operator = rolesOf(found.user.roles).includes('operator')
    const session = sessionOf(found, await openAccount({ identityId: found.user.id, operator }))
    // Rights that changed while we were asking must not be remembered as they were.
    if (before === changes) keep(token, session)
    return session
  }

  function keep(token: string, session: Session): void {
    if (kept.size >= CAPACITY) kept.delete(kept.keys().next().value ?? '')
    kept.set(token, { session, until: Math.min(now() + KEEP_MS, session.expiresAt) })
  }

  return {
    find(headers) {
      const token = cookiePattern.exec(headers.cookie ?? '')?.[2]
      if (token === undefined) return Promise.resolve(null)
      const known = kept.get(token)
      if (known && known.until > now()) return Promise.resolve(known.session)
      kept.delete(token)
      const open = asking.get(token)
      if (open) return open
      const answer = ask(headers.cookie ?? '', token).finally(() => asking.delete(token))
      asking.set(token, answer)
      return answer
    },
    async renew(headers, session) {
      const cookie = headers.cookie ?? ''
      const [, name, token] = cookiePattern.exec(cookie) ?? []
      if (!name || !token || shortPattern.test(cookie)) return null
      // One of many requests at once renews.
      const known = kept.get(token)?.session
      const expiresAt = nextEnd(known ?? session, now())
      if (expiresAt === null) return null
      if (known) keep(token, { ...known, expiresAt })
      await moveEnd(options, session, expiresAt)
      return renewedCookie(name, token, Math.floor((expiresAt - now()) / 1_000))
    },
    onForget: (listener) => void listeners.add(listener),
    forget(identityId) {
      changes++
      asking.clear()
      for (const [token, { session }] of kept) if (session.identityId === identityId) kept.delete(token)
      for (const listener of listeners) listener(identityId)
    },
    get cached() {
      return kept.size
    },
  }
}

type Found = NonNullable<Awaited<ReturnType<Auth['api']['getSession']>>>

function sessionOf({ session, user }: Found, account: AccountId): Session {
  const roles = rolesOf(user.roles)
  return {
    sessionId: session.id,
    identityId: user.id,
    account,
    email: user.email,
    name: user.name,
    roles,
    operator: roles.includes('operator'),
    createdAt: session.createdAt.getTime(),
    expiresAt: session.expiresAt.getTime(),
  }
}

/** null when it would be less than a day later. */
function nextEnd({ createdAt, expiresAt }: Session, now: number): number | null {
  const next = Math.min(now + IDLE_MS, createdAt + LONGEST_SESSION_MS)
  return next - expiresAt < DAY_MS ? null : next
}

/** Later only: of two requests at once the second may be the older one. */
async function moveEnd({ db, now }: SessionOptions, { sessionId }: Session, expiresAt: number): Promise<void> {
  const end = new Date(expiresAt).toISOString()
  await db
    .updateTable('session')
    .set({ expiresAt: end, updatedAt: new Date(now()).toISOString() })
    .where('id', '=', sessionId)
    .where('expiresAt', '<', end)
    .execute()
}

/** The same signed token with a later end, with the attributes that auth.ts gives its cookies. */
function renewedCookie(name: string, token: string, seconds: number): string {
  const secure = name.startsWith('__Secure-') ? '; Secure' : ''
  return `${name}=${token}; Max-Age=${seconds}; Path=/; HttpOnly${secure}; SameSite=Lax`
}
