/** Responses that are made in the background, in SQL: begun, made, settled, canceled, found again after a crash. */
import { sql } from 'kysely'
import type { Credits } from '../../base/money.ts'
import type { KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { Problem } from '../problem.ts'
import type { NewRun, ResponseStore, StoredResponse } from './response.ts'
import { type ResponseStoreOptions, responseOf, type WriteContext, write } from './rows.ts'

/** Responses in the making, of one account. */
const MAX_RUNS = 100

export function runStore(
  options: ResponseStoreOptions,
): Pick<ResponseStore, 'begin' | 'runs' | 'run' | 'made' | 'settle' | 'cancel'> {
  const { db, vault } = options
  const inTransaction = <T>(work: (context: WriteContext) => Promise<T>): Promise<T> =>
    db.transaction().execute((transaction) => work({ ...options, db: transaction }))
  return {
    begin: (run) => inTransaction((context) => begin(context, run)),
    async runs() {
      const rows = await db
        .selectFrom('responseRun')
        .innerJoin('response', 'response.id', 'responseRun.responseId')
        .select(['response.id', 'response.account'])
        .orderBy('response.createdAt')
        .execute()
      return rows.map(({ id, account }) => ({ id, account: account as AccountId }))
    },
    async run({ account, id }) {
      const row = await db
        .selectFrom('responseRun')
        .innerJoin('response', 'response.id', 'responseRun.responseId')
        .selectAll('response')
        .select([
          'responseRun.keyId',
          'responseRun.request',
          'responseRun.canceled',
          'responseRun.madeBy',
          'responseRun.maxCost',
        ])
        .where('response.account', '=', account)
        .where('response.id', '=', id)
        .executeTakeFirst()
      return (
        row && {
          response: responseOf(options, row),
          keyId: row.keyId as KeyId | null,
          request: vault.openBytes(row.request, requestPlace(id)),
          canceled: row.canceled === 1,
          madeBy: row.madeBy ?? undefined,
          maxCost: row.maxCost === null ? undefined : (row.maxCost as Credits),
          retryKey: row.retryKey ?? undefined,
        }
      )
    },
    async made(response, madeBy) {
      const made = vault.sealBytes(Buffer.from(JSON.stringify(response)), madePlace(response.id))
      await db.updateTable('responseRun').set({ made, madeBy }).where('responseId', '=', response.id).execute()
    },
    settle: (otherwise, useMade) => inTransaction((context) => settle(context, otherwise, useMade)),
    cancel: (account, id) => inTransaction((context) => cancel(context, account, id)),
  }
}

async function begin(context: WriteContext, run: NewRun): Promise<StoredResponse | undefined> {
  const { db, vault } = context
  const { response, keyId, request, retry, maxCost = null } = run
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
  const { count, bytes } = await db
    .selectFrom('responseRun')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .select(sql<number | null>`sum(length(request))`.as('bytes'))
    .where('account', '=', account)
    .executeTakeFirstOrThrow()
  if (Number(count) >= MAX_RUNS)
    throw new Problem('too_many_calls', {
      message: `An account has at most ${MAX_RUNS} responses in the making.`,
      retryAfterMs: 5_000,
    })
  if (Number(bytes ?? 0) + request.length > context.settings.maxStoredBytes)
    throw new Problem('storage_full', {
      message: `Requests in the making have at most ${context.settings.maxStoredBytes} bytes together.`,
      retryAfterMs: 5_000,
    })
  await write(context, response)
  if (retry)
    await db.updateTable('response').set({ retryKey: retry.key, retryHash: retry.hash }).where('id', '=', id).execute()
  const sealed = vault.sealBytes(request, requestPlace(id))
  await db
    .insertInto('responseRun')
    .values({ responseId: id, account, keyId, request: sealed, made: null, madeBy: null, maxCost, canceled: 0 })
    .execute()
  return undefined
}

async function settle(context: WriteContext, otherwise: StoredResponse, useMade: boolean): Promise<void> {
  const { db, vault } = context
  const { id } = otherwise
  const run = await db.selectFrom('responseRun').selectAll().where('responseId', '=', id).executeTakeFirst()
  if (!run) return
  await db.deleteFrom('responseRun').where('responseId', '=', id).execute()
  if (run.canceled === 1) return
  const made = useMade && run.made ? vault.openBytes(run.made, madePlace(id)) : undefined
  await write(context, made ? (JSON.parse(made.toString('utf8')) as StoredResponse) : otherwise)
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
