/** Rows of stored responses: written within the account's bounds, sealed, read back. What is asked of them is in store.ts and run-store.ts. */
import type { Kysely, Selectable, Transaction } from 'kysely'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { RelayTables } from '../channels/schema.ts'
import type { Vault } from '../channels/vault.ts'
import type { Clock } from '../ports.ts'
import { Problem } from '../problem.ts'
import { makeRoom, type Shelf } from '../room.ts'
import type { RelaySettings } from '../settings.ts'
import { objectsIn, stringIn } from '../wires/members.ts'
import type { StoredResponse } from './response.ts'
import type { ResponseRow } from './schema.ts'

export interface ResponseStoreOptions {
  readonly db: Kysely<RelayTables>
  readonly vault: Vault
  readonly clock: Clock
  readonly settings: Pick<RelaySettings, 'maxResponses' | 'maxStoredBytes' | 'keepResponsesMs'>
}

/** Rows of one statement. */
const ROWS = 200

export type WriteContext = Omit<ResponseStoreOptions, 'db'> & { readonly db: Transaction<RelayTables> }

/** Part of a transaction. */
export async function write(context: WriteContext, response: StoredResponse): Promise<void> {
  const { db, settings } = context
  const { id, account, previousId, createdAt, body } = response
  const columns = columnsOf(context, response)
  const bounds = { count: settings.maxResponses, bytes: settings.maxStoredBytes }
  if (!(await makeRoom(shelfOf(context, response), bounds, columns.bytes))) throw new Problem('storage_full')
  await db
    .insertInto('response')
    .values({ id, account, previousId, createdAt, retryKey: null, retryHash: null, ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute()
  const itemIds = new Set(objectsIn(body, 'output').flatMap((item) => stringIn(item, 'id') ?? []))
  await inRows([...itemIds], (some) =>
    db
      .insertInto('responseItem')
      .values(some.map((itemId) => ({ account, itemId, responseId: id })))
      .onConflict((conflict) => conflict.columns(['account', 'itemId']).doUpdateSet({ responseId: id }))
      .execute()
      .then(() => []),
  )
}

function columnsOf({ vault }: Pick<ResponseStoreOptions, 'vault'>, response: StoredResponse) {
  const { id, status, expiresAt, body, input, maker } = response
  const content = Buffer.from(JSON.stringify({ body, input, maker }))
  return { status, content: vault.sealBytes(content, placeOf(id)), bytes: content.length, expiresAt }
}

/** What expires first goes first; what still runs stays. */
function shelfOf({ db }: WriteContext, { id, account }: StoredResponse): Shelf {
  const others = db.selectFrom('response').where('account', '=', account).where('id', '<>', id)
  return {
    async held() {
      const { count, bytes } = await others
        .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number | null>('bytes').as('bytes')])
        .executeTakeFirstOrThrow()
      return { count: Number(count), bytes: Number(bytes ?? 0) }
    },
    first: (limit) =>
      others
        .select(['id', 'bytes'])
        .where('id', 'not in', db.selectFrom('responseRun').select('responseId'))
        .orderBy('expiresAt')
        .limit(limit)
        .execute(),
    remove: (ids) => db.deleteFrom('response').where('id', 'in', ids).execute(),
  }
}

export function responseOf(
  { vault }: Pick<ResponseStoreOptions, 'vault'>,
  row: Selectable<ResponseRow>,
): StoredResponse {
  const { id, previousId, createdAt, expiresAt } = row
  const content = JSON.parse(vault.openBytes(row.content, placeOf(id)).toString('utf8')) as Pick<
    StoredResponse,
    'body' | 'input' | 'maker'
  >
  const status = row.status as StoredResponse['status']
  return { id, account: row.account as AccountId, previousId, status, createdAt, expiresAt, ...content }
}

export async function inRows<T>(ids: readonly string[], each: (some: readonly string[]) => Promise<T[]>): Promise<T[]> {
  const found: T[] = []
  for (let at = 0; at < ids.length; at += ROWS) found.push(...(await each(ids.slice(at, at + ROWS))))
  return found
}

function placeOf(id: string): string {
  return `response/${id}`
}
