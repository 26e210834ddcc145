/** Who a session cookie belongs to, cheap enough to ask on every request. Making and ending sessions is better-auth's. */
import type { IncomingHttpHeaders } from 'node:http'
import type { AccountId } from '../engine/ledger/chart.ts'
import type { Auth } from './auth.ts'
import { type Role, rolesOf } from './roles.ts'

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
  /** Forgets what is remembered of this person: their session ended or their rights changed. */
  forget(identityId: string): void
  /** Sessions in memory now. */
  readonly cached: number
}

/** A change that another process makes in the database is seen this late. */
const KEEP_MS = 30_000
const CAPACITY = 10_000
/** better-auth's cookie with the prefix of auth.ts. */
const cookiePattern = /(?:^|;\s*)(?:__Secure-)?lx\.session_token=([^;\s]{1,512})/

export function createSessions(options: {
  readonly auth: Auth
  readonly openAccount: OpenAccount
  readonly now: () => number
}): Sessions {
  const { auth, openAccount, now } = options
  const kept = new Map<string, { readonly session: Session; readonly until: number }>()
  const asking = new Map<string, Promise<Session | null>>()
  let changes = 0

  async function ask(cookie: string, token: string): Promise<Session | null> {
    const before = changes
    const found = await auth.api.getSession({ headers: new Headers({ cookie }) })
    if (!found || found.user.disabled) return null
    const roles = rolesOf(found.user.roles)
    const operator = roles.includes('operator')
    const identityId = found.user.id
    const session: Session = {
      sessionId: found.session.id,
      identityId,
      account: await openAccount({ identityId, operator }),
      email: found.user.email,
      name: found.user.name,
      roles,
      operator,
      createdAt: found.session.createdAt.getTime(),
      expiresAt: found.session.expiresAt.getTime(),
    }
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
      const token = cookiePattern.exec(headers.cookie ?? '')?.[1]
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
    forget(identityId) {
      changes++
      asking.clear()
      for (const [token, { session }] of kept) if (session.identityId === identityId) kept.delete(token)
    },
    get cached() {
      return kept.size
    },
  }
}
