/** What sessions a person has, and ending them. Whose session a cookie is, is in sessions.ts. */
import type { Kysely } from 'kysely'
import type { IdentityTables } from './schema.ts'
import { LONGEST_SESSION_MS, type Sessions } from './sessions.ts'

/** Times are UTC ms of the machine's clock. */
export interface SessionInfo {
  readonly sessionId: string
  /** Sign-in. */
  readonly createdAt: number
  /** To within a day. */
  readonly usedAt: number
  readonly expiresAt: number
  readonly address: string | null
  readonly userAgent: string | null
}

export interface SessionList {
  /** Newest first, at most 200. */
  of(identityId: string): Promise<readonly SessionInfo[]>
  /** False when this person has no such session. */
  end(identityId: string, sessionId: string): Promise<boolean>
  /** All of them, or all but one; how many ended. */
  endAll(identityId: string, except?: string): Promise<number>
  /** Forgets those that have run out. */
  sweep(): Promise<void>
}

const MOST = 200

export function createSessionList(options: {
  readonly db: Kysely<IdentityTables>
  readonly sessions: Pick<Sessions, 'forget'>
  readonly now: () => number
}): SessionList {
  const { db, sessions, now } = options
  const text = (ms: number): string => new Date(ms).toISOString()
  return {
    async of(identityId) {
      const rows = await db
        .selectFrom('session')
        .selectAll()
        .where('userId', '=', identityId)
        .where('expiresAt', '>', text(now()))
        .orderBy('createdAt', 'desc')
        .limit(MOST)
        .execute()
      return rows.map(({ id, createdAt, updatedAt, expiresAt, ipAddress, userAgent }) => ({
        sessionId: id,
        createdAt: Date.parse(createdAt),
        usedAt: Date.parse(updatedAt),
        expiresAt: Date.parse(expiresAt),
        address: ipAddress || null,
        userAgent: userAgent || null,
      }))
    },
    async end(identityId, sessionId) {
      const mine = db.deleteFrom('session').where('id', '=', sessionId).where('userId', '=', identityId)
      const { numDeletedRows } = await mine.executeTakeFirst()
      sessions.forget(identityId)
      return numDeletedRows > 0n
    },
    async endAll(identityId, except) {
      let all = db.deleteFrom('session').where('userId', '=', identityId)
      if (except !== undefined) all = all.where('id', '<>', except)
      const { numDeletedRows } = await all.executeTakeFirst()
      sessions.forget(identityId)
      return Number(numDeletedRows)
    },
    async sweep() {
      await db
        .deleteFrom('session')
        .where((eb) =>
          eb.or([eb('expiresAt', '<=', text(now())), eb('createdAt', '<=', text(now() - LONGEST_SESSION_MS))]),
        )
        .execute()
    },
  }
}
