/** Responses that are made in the background, in SQL: begun, made, settled, canceled, found again after a crash. */
import type { KeyId } from '../../engine/command.ts'
import { Problem } from '../problem.ts'
import type { NewRun, ResponseRun, ResponseStore, StoredResponse } from './response.ts'
import { type ResponseStoreOptions, responseOf, type WriteContext, write } from './rows.ts'

export function runStore(
  options: ResponseStoreOptions,
): Pick<ResponseStore, 'begin' | 'runs' | 'made' | 'settle' | 'cancel'> {
  const { db, vault } = options
  const inTransaction = <T>(work: (context: WriteContext) => Promise<T>): Promise<T> =>
    db.transaction().execute((transaction) => work({ ...options, db: transaction }))
  return {
    begin: (run) => inTransaction((context) => begin(context, run)),
    async runs() {
      const rows = await db
        .selectFrom('responseRun')
        .innerJoin('response', 'response.id', 'responseRun.responseId')
        .selectAll('response')
        .select(['responseRun.keyId', 'responseRun.request', 'responseRun.canceled'])
        .orderBy('response.createdAt')
        .execute()
      return rows.map(
        (row): ResponseRun => ({
          response: responseOf(options, row),
          keyId: row.keyId as KeyId | null,
          request: vault.openBytes(row.request, requestPlace(row.id)),
          canceled: row.canceled === 1,
        }),
      )
    },
    async made(response) {
      const made = vault.sealBytes(Buffer.from(JSON.stringify(response)), madePlace(response.id))
      await db.updateTable('responseRun').set({ made }).where('responseId', '=', response.id).execute()
    },
    settle: (otherwise) => inTransaction((context) => settle(context, otherwise)),
    cancel: (account, id) => inTransaction((context) => cancel(context, account, id)),
  }
}

async function begin(context: WriteContext, run: NewRun): Promise<StoredResponse | undefined> {
  const { db, vault } = context
  const { response, keyId, request, retry } = run
  const { id, account } = response
  if (retry) {
    const known = await db
      .selectFrom('response')
      .selectAll()
      .where('account', '=', account)
      .where('retryKey', '=', retry.key)
      .executeTakeFirst()
    if (known && known.retryHash !== retry.hash)
      throw new Problem('idempotency_key_reused', { param: 'Idempotency-Key' })
    if (known) return responseOf(context, known)
  }
  await write(context, response)
  if (retry)
    await db.updateTable('response').set({ retryKey: retry.key, retryHash: retry.hash }).where('id', '=', id).execute()
  const sealed = vault.sealBytes(request, requestPlace(id))
  await db
    .insertInto('responseRun')
    .values({ responseId: id, account, keyId, request: sealed, made: null, canceled: 0 })
    .execute()
  return undefined
}

async function settle(context: WriteContext, otherwise: StoredResponse): Promise<void> {
  const { db, vault } = context
  const { id } = otherwise
  const run = await db.selectFrom('responseRun').selectAll().where('responseId', '=', id).executeTakeFirst()
  if (!run) return
  await db.deleteFrom('responseRun').where('responseId', '=', id).execute()
  if (run.canceled === 1) return
  const made = run.made && (JSON.parse(vault.openBytes(run.made, madePlace(id)).toString('utf8')) as StoredResponse)
  await write(context, made ?? otherwise)
}

async function cancel(
  context: WriteContext,
  account: StoredResponse['account'],
  id: string,
): Promise<StoredResponse | undefined> {
  const { db } = context
  const run = await db
    .selectFrom('responseRun')
    .innerJoin('response', 'response.id', 'responseRun.responseId')
    .selectAll('response')
    .where('response.id', '=', id)
    .where('response.account', '=', account)
    .executeTakeFirst()
  if (!run) return undefined
  const before = responseOf(context, run)
  const body = { ...before.body, status: 'cancelled' }
  const response: StoredResponse = { ...before, status: 'cancelled', body }
  await db.updateTable('responseRun').set({ canceled: 1 }).where('responseId', '=', id).execute()
  await write(context, response)
  return response
}

function requestPlace(id: string): string {
  return `response/${id}/request`
}

function madePlace(id: string): string {
  return `response/${id}/made`
}
