/** Stored replies in SQL for 24 h, sealed: they hold what people asked and were answered. */
import type { Kysely } from 'kysely'
import type { RelayTables } from '../channels/schema.ts'
import type { Vault } from '../channels/vault.ts'
import type { Clock, ReplayStore } from '../ports.ts'

const KEEP_MS = 24 * 3_600_000

export interface SqlReplayOptions {
  readonly db: Kysely<RelayTables>
  readonly vault: Vault
  readonly clock: Clock
}

export interface SqlReplayStore extends ReplayStore {
  /** Deletes what has expired; the caller runs it now and then. */
  sweep(): Promise<void>
}

export function sqlReplayStore({ db, vault, clock }: SqlReplayOptions): SqlReplayStore {
  const placeOf = (account: number, key: string): string => `reply/${account}/${key}`
  return {
    async get(account, key) {
      const row = await db
        .selectFrom('reply')
        .selectAll()
        .where('account', '=', account)
        .where('key', '=', key)
        .where('expiresAt', '>', clock.now())
        .executeTakeFirst()
      if (!row) return undefined
      const place = placeOf(account, key)
      return {
        hash: row.hash,
        callId: row.callId,
        status: row.status,
        headers: JSON.parse(vault.open(row.headers, place)) as [string, string][],
        body: Buffer.from(vault.open(row.body, place), 'base64'),
        complete: row.complete === 1,
      }
    },
    async put(account, key, reply) {
      const place = placeOf(account, key)
      const row = {
        account,
        key,
        hash: reply.hash,
        callId: reply.callId,
        status: reply.status,
        headers: vault.seal(JSON.stringify(reply.headers), place),
        body: vault.seal(Buffer.from(reply.body).toString('base64'), place),
        complete: Number(reply.complete),
        expiresAt: clock.now() + KEEP_MS,
      }
      await db.replaceInto('reply').values(row).execute()
    },
    async sweep() {
      await db.deleteFrom('reply').where('expiresAt', '<=', clock.now()).execute()
    },
  }
}
