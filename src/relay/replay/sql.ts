/** Stored replies in SQL for 24 h, sealed, within bounds for each account: they hold what people asked and were answered. */
import type { Kysely } from 'kysely'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { RelayTables } from '../channels/schema.ts'
import type { Vault } from '../channels/vault.ts'
import type { Clock, ReplayStore } from '../ports.ts'
import { makeRoom, type Shelf } from '../room.ts'
import type { RelaySettings } from '../settings.ts'

const KEEP_MS = 24 * 3_600_000

export interface SqlReplayOptions {
  readonly db: Kysely<RelayTables>
  readonly vault: Vault
  readonly clock: Clock
  readonly settings: Pick<RelaySettings, 'maxReplies' | 'maxRepliesBytes'>
}

export interface SqlReplayStore extends ReplayStore {
  /** Deletes what has expired; the caller runs it now and then. */
  sweep(): Promise<void>
}

export function sqlReplayStore({ db, vault, clock, settings }: SqlReplayOptions): SqlReplayStore {
  const bounds = { count: settings.maxReplies, bytes: settings.maxRepliesBytes }
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
      const headers = vault.seal(JSON.stringify(reply.headers), place)
      const body = vault.seal(Buffer.from(reply.body).toString('base64'), place)
      const row = {
        account,
        key,
        hash: reply.hash,
        callId: reply.callId,
        status: reply.status,
        headers,
        body,
        complete: Number(reply.complete),
        expiresAt: clock.now() + KEEP_MS,
        bytes: headers.length + body.length,
      }
      await db.transaction().execute(async (transaction) => {
        // What finds no room is not kept: its repeat is refused, as is one of what went for it.
        if (await makeRoom(shelfOf(transaction, account, key), bounds, row.bytes))
          await transaction.replaceInto('reply').values(row).execute()
      })
    },
    async sweep() {
      await db.deleteFrom('reply').where('expiresAt', '<=', clock.now()).execute()
    },
  }
}

/** The oldest go first. */
function shelfOf(db: Kysely<RelayTables>, account: AccountId, key: string): Shelf {
  const others = db.selectFrom('reply').where('account', '=', account).where('key', '<>', key)
  return {
    async held() {
      const { count, bytes } = await others
        .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number | null>('bytes').as('bytes')])
        .executeTakeFirstOrThrow()
      return { count: Number(count), bytes: Number(bytes ?? 0) }
    },
    first: (limit) => others.select(['key as id', 'bytes']).orderBy('expiresAt').limit(limit).execute(),
    remove: (keys) => db.deleteFrom('reply').where('account', '=', account).where('key', 'in', keys).execute(),
  }
}
