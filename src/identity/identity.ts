/** Identity as the rest of the program sees it: one port over sign-in, sessions, people and first setup. Virtual keys are in keys/. */
import type { IncomingHttpHeaders } from 'node:http'
import { type Kysely, sql } from 'kysely'
import type { Log } from '../telemetry/log.ts'
import type { IdentityMeter } from '../telemetry/metrics.ts'
import { type AccountGroups, openAccountGroups } from './account-groups.ts'
import { type Acts, createActs } from './acts.ts'
import { Attempts } from './attempts.ts'
import { AUTH_BASE, createAuth, sameOrigins } from './auth.ts'
import { type AuthAnswer, type AuthRequest, createEntrance } from './entrance.ts'
import { createImports, type Imports } from './imports.ts'
import { type Names, openNames } from './names.ts'
import { createNoticeMarks, type NoticeMarkStore } from './notice-marks.ts'
import { type PasswordHashing, passwordHashing } from './password.ts'
import { createPasswordResets, type PasswordResets } from './password-reset.ts'
import { createPeople, type NewPerson, type People, type Person } from './people.ts'
import type { Result } from './result.ts'
import { type IdentityTables, migrateIdentity } from './schema.ts'
import { createSessionList, type SessionList } from './session-list.ts'
import { createSessions, type OpenAccount, type Sessions } from './sessions.ts'
import { createSetup, type Setup, type SetupRefusal } from './setup.ts'

export interface IdentityOptions {
  /** identity.db; its schema is brought forward here. */
  readonly db: Kysely<IdentityTables>
  /** Signs session cookies: deriveKey(master, 'sessions'). */
  readonly sessionKey: Uint8Array
  /** Makes pseudonyms: deriveKey(master, 'pseudonyms'). */
  readonly nameKey: Uint8Array
  readonly publicUrl: string | null
  readonly trustedOrigins: readonly string[]
  readonly openAccount: OpenAccount
  readonly log: Log
  readonly meter: IdentityMeter
  /** The machine's clock; sessions and lock-outs do not follow a test clock. */
  readonly now?: () => number
  /** scrypt when left out. */
  readonly hashing?: PasswordHashing
}

/** A finished setup: the operator and the cookies that sign them in. */
export interface SetUp {
  readonly person: Person
  readonly cookies: readonly string[]
}

export interface Identity {
  /** Answers a request under /api/auth. */
  handle(request: AuthRequest): Promise<AuthAnswer>
  readonly sessions: Sessions
  readonly people: People
  readonly setup: Pick<Setup, 'needed' | 'issue'>
  readonly acts: Acts
  readonly groups: AccountGroups
  readonly names: Names
  readonly sessionList: SessionList
  readonly passwordResets: PasswordResets
  readonly imports: Imports
  readonly noticeMarks: NoticeMarkStore
  /** Forgets what has run out: sessions, links, lock-outs. Worth doing now and then. */
  sweep(): Promise<void>
  completeSetup(
    token: string,
    person: NewPerson,
    request: Omit<AuthRequest, 'method' | 'path' | 'body'>,
  ): Promise<Result<SetUp, SetupRefusal>>
  /** Whether a page of this origin may act with a session cookie: CSRF protection for other paths. */
  trustsOrigin(origin: string, host: string | undefined): boolean
}

export async function createIdentity(options: IdentityOptions): Promise<Identity> {
  const {
    db,
    log,
    meter,
    publicUrl,
    trustedOrigins,
    openAccount,
    now = Date.now,
    hashing = passwordHashing(),
  } = options
  await migrateIdentity(db)
  await sweepHalfMade(db)
  const secret = Buffer.from(options.sessionKey).toString('hex')
  const auth = createAuth({ db, secret, publicUrl, trustedOrigins, hashing, log })
  const attempts = await Attempts.open(db, now)
  const sessions = createSessions({ db, auth, openAccount, now })
  const sessionList = createSessionList({ db, sessions, now })
  const people = createPeople({ db, auth, openAccount, forget: sessions.forget })
  const setup = createSetup({ db, people, attempts, now })
  const passwordResets = createPasswordResets({ db, people, attempts, now })
  const parts = [sessionList, passwordResets, attempts]
  const sweep = async (): Promise<void> => {
    for (const part of parts) await part.sweep()
  }
  await sweep()
  const handle = createEntrance({ auth, sessions, attempts, log, meter })
  return {
    handle,
    sessions,
    people,
    setup,
    acts: createActs(db),
    groups: await openAccountGroups(db),
    names: await openNames({ db, key: options.nameKey, now }),
    sessionList,
    passwordResets,
    imports: createImports({ db, people }),
    noticeMarks: createNoticeMarks(db),
    sweep,
    trustsOrigin: (origin, host) => sameOrigins({ publicUrl, trustedOrigins }, host ?? null).includes(origin),
    async completeSetup(token, person, request) {
      const made = await setup.complete(token, person, request.address)
      if (!made.ok) return made
      const headers: IncomingHttpHeaders = { ...request.headers, 'content-type': 'application/json' }
      const body = JSON.stringify({ email: person.email, password: person.password })
      const { cookies } = await handle({
        method: 'POST',
        path: `${AUTH_BASE}/sign-in/email`,
        headers,
        body,
        address: request.address,
      })
      return { ok: true, value: { person: made.value, cookies } }
    },
  }
}

/** What a crash in the middle of a sign-up left behind. */
async function sweepHalfMade(db: Kysely<IdentityTables>): Promise<void> {
  await sql`delete from "user" where "id" not in (select "userId" from "account")`.execute(db)
}
