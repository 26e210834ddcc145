/** Batches in SQL, sealed: made, listed, canceled, brought to their end. Their lines are in line-store.ts. */
import { randomBytes } from 'node:crypto'
import type { Kysely, Selectable, Transaction } from 'kysely'
import type { KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { RelayTables } from '../channels/schema.ts'
import type { Vault } from '../channels/vault.ts'
import type { Clock } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { RelaySettings } from '../settings.ts'
import type { Batch, BatchCounts, BatchFault, BatchPage, BatchQuery, BatchStore, FormName, NewBatch } from './batch.ts'
import { lineStore } from './line-store.ts'
import type { BatchRow } from './schema.ts'

export interface BatchStoreOptions {
  readonly db: Kysely<RelayTables>
  readonly vault: Vault
  readonly clock: Clock
  readonly settings: Pick<RelaySettings, 'batches' | 'keepFilesMs'>
}

type Label = Pick<Batch, 'metadata' | 'faults'>

export function sqlBatchStore(options: BatchStoreOptions): BatchStore {
  const { db, clock, vault } = options
  return {
    create: (batch) => db.transaction().execute((transaction) => create({ ...options, db: transaction }, batch)),
    async get(account, id) {
      const row = await live(options, account).where('id', '=', id).executeTakeFirst()
      return row && batchOf(vault, row)
    },
    list: (account, query) => page(options, account, query),
    counts: (batch) => countsOf(options, batch),
    async cancel(account, id) {
      const { numUpdatedRows } = await db
        .updateTable('batch')
        .set({ status: 'cancelling', cancelingAt: clock.now() })
        .where('account', '=', account)
        .where('id', '=', id)
        .where('status', 'in', ['validating', 'in_progress'])
        .executeTakeFirst()
      return numUpdatedRows > 0n ? byId(options, id) : undefined
    },
    async remove(account, id) {
      const { numDeletedRows } = await db
        .deleteFrom('batch')
        .where('account', '=', account)
        .where('id', '=', id)
        .where('endedAt', 'is not', null)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
    async sweep() {
      await db.deleteFrom('batch').where('keepUntil', '<=', clock.now()).where('endedAt', 'is not', null).execute()
    },
    ...course(options),
    ...lineStore(options),
  }
}

async function byId({ db, vault }: BatchStoreOptions, id: string): Promise<Batch | undefined> {
  const row = await db.selectFrom('batch').selectAll().where('id', '=', id).executeTakeFirst()
  return row && batchOf(vault, row)
}

/** What the one who works batches off writes down. */
function course(options: BatchStoreOptions): Pick<BatchStore, 'open' | 'begin' | 'fail' | 'finalize' | 'finish'> {
  const { db, clock, vault } = options
  const change = async (id: string, set: Partial<BatchRow>): Promise<Batch | undefined> => {
    await db.updateTable('batch').set(set).where('id', '=', id).where('endedAt', 'is', null).execute()
    return byId(options, id)
  }
  return {
    async open() {
      const rows = await db.selectFrom('batch').selectAll().where('endedAt', 'is', null).orderBy('createdAt').execute()
      return rows.map((row) => batchOf(vault, row))
    },
    async begin(id, total) {
      await db.updateTable('batch').set({ total, startedAt: clock.now() }).where('id', '=', id).execute()
      await db
        .updateTable('batch')
        .set({ status: 'in_progress' })
        .where('id', '=', id)
        .where('status', '=', 'validating')
        .execute()
      return byId(options, id)
    },
    async fail(id, faults) {
      const batch = await byId(options, id)
      if (!batch) return
      await db.deleteFrom('batchLine').where('batchId', '=', id).execute()
      const label = sealed(vault, id, { metadata: batch.metadata, faults })
      await change(id, { status: 'failed', label, endedAt: clock.now() })
    },
    async finalize(id) {
      await db
        .updateTable('batch')
        .set({ status: 'finalizing' })
        .where('id', '=', id)
        .where('status', '=', 'in_progress')
        .execute()
      return change(id, { finalizingAt: clock.now() })
    },
    finish: (id, end) =>
      db.transaction().execute(async (transaction) => {
        const counts = await lineCounts(transaction, id)
        const over = end.ending === 'cancelled' ? { canceled: counts.waiting } : { expired: counts.waiting }
        await transaction
          .updateTable('batch')
          .set({
            ...{
              status: end.ending,
              endedAt: clock.now(),
              completed: counts.completed,
              failed: counts.failed,
              ...over,
            },
            ...(end.output && { outputFileId: outputId(id) }),
            ...(end.errors && { errorFileId: errorsId(id) }),
          })
          .where('id', '=', id)
          .execute()
        await transaction.deleteFrom('batchLine').where('batchId', '=', id).execute()
      }),
  }
}

/** Ids of the files that a batch leaves: the same in every try to write them. */
export function outputId(batchId: string): string {
  return `file-${batchId.replace(/^\w+?_/, '')}o`
}

export function errorsId(batchId: string): string {
  return `file-${batchId.replace(/^\w+?_/, '')}e`
}

type Context = Omit<BatchStoreOptions, 'db'> & { readonly db: Transaction<RelayTables> }

async function create(context: Context, given: NewBatch): Promise<Batch & { readonly isNew: boolean }> {
  const { db, vault, clock, settings } = context
  const { retry, metadata, ...what } = given
  const { account } = what
  if (retry) {
    const known = await db
      .selectFrom('batch')
      .selectAll()
      .where('account', '=', account)
      .where('retryKey', '=', retry.key)
      .executeTakeFirst()
    if (known && known.retryHash !== retry.hash)
      throw new Problem('idempotency_key_reused', { param: 'Idempotency-Key' })
    if (known) return { ...batchOf(vault, known), isNew: false }
  }
  const { count } = await db
    .selectFrom('batch')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account', '=', account)
    .where('endedAt', 'is', null)
    .executeTakeFirstOrThrow()
  const { maxOpen, windowMs } = settings.batches
  if (Number(count) >= maxOpen)
    throw new Problem('too_many_calls', {
      message: `An account has at most ${maxOpen} batches that are not over.`,
      retryAfterMs: 60_000,
    })
  const id = `${what.form === 'openai' ? 'batch' : 'msgbatch'}_${randomBytes(18).toString('hex')}`
  const createdAt = clock.now()
  const row: BatchRow = {
    ...{ ...what, id, status: 'validating', outputFileId: null, errorFileId: null },
    label: sealed(vault, id, { metadata, faults: [] }),
    ...{ total: 0, completed: 0, failed: 0, canceled: 0, expired: 0 },
    ...{ createdAt, startedAt: null, cancelingAt: null, finalizingAt: null, endedAt: null },
    ...{ expiresAt: createdAt + windowMs, keepUntil: createdAt + windowMs + settings.keepFilesMs },
    ...{ retryKey: retry?.key ?? null, retryHash: retry?.hash ?? null, inputBytes: 0, resultBytes: 0 },
  }
  await db.insertInto('batch').values(row).execute()
  await trim(db, { account, most: settings.batches.maxEnded, before: createdAt - settings.batches.windowMs })
  return { ...batchOf(vault, row), isNew: true }
}

interface Trimming {
  readonly account: AccountId
  readonly most: number
  /** UTC ms: what was made later may still be repeated under its Idempotency-Key. */
  readonly before: number
}

/** Of an account's batches that are over, those that ended first go. */
async function trim(db: Transaction<RelayTables>, { account, most, before }: Trimming): Promise<void> {
  const all = db.selectFrom('batch').where('account', '=', account)
  const over = all.where('endedAt', 'is not', null).where('createdAt', '<', before)
  const { count } = await over.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  if (Number(count) <= most) return
  const going = over
    .select('id')
    .orderBy('endedAt')
    .limit(Number(count) - most)
  await db.deleteFrom('batch').where('id', 'in', going).execute()
}

function live({ db, clock }: BatchStoreOptions, account: AccountId) {
  return db
    .selectFrom('batch')
    .selectAll()
    .where('account', '=', account)
    .where(({ or, eb }) => or([eb('keepUntil', '>', clock.now()), eb('endedAt', 'is', null)]))
}

async function page(options: BatchStoreOptions, account: AccountId, query: BatchQuery): Promise<BatchPage> {
  const { form, after, before, limit } = query
  const back = before !== undefined
  let rows = live(options, account).where('form', '=', form)
  const edge = before ?? after
  if (edge !== undefined) {
    const last = await live(options, account).where('form', '=', form).where('id', '=', edge).executeTakeFirst()
    if (!last)
      throw new Problem('invalid_field', { param: back ? 'before' : 'after', message: 'It names no batch of yours.' })
    const beyond = back ? '>' : '<'
    rows = rows.where(({ or, and, eb }) =>
      or([
        eb('createdAt', beyond, last.createdAt),
        and([eb('createdAt', '=', last.createdAt), eb('id', beyond, last.id)]),
      ]),
    )
  }
  const order = back ? 'asc' : 'desc'
  const found = await rows
    .orderBy('createdAt', order)
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  const batches = found.slice(0, limit).map((row) => batchOf(options.vault, row))
  return { batches: back ? batches.reverse() : batches, more: found.length > limit }
}

/** Counted from the lines until these are gone. */
async function countsOf({ db }: BatchStoreOptions, { id, endedAt }: Batch): Promise<BatchCounts> {
  const row = await db
    .selectFrom('batch')
    .select(['total', 'completed', 'failed', 'canceled', 'expired'])
    .where('id', '=', id)
    .executeTakeFirst()
  const known: BatchCounts = row ?? { total: 0, completed: 0, failed: 0, canceled: 0, expired: 0 }
  if (endedAt !== null) return known
  const { completed, failed } = await lineCounts(db, id)
  return { ...known, completed, failed }
}

async function lineCounts(db: Kysely<RelayTables>, id: string) {
  const rows = await db
    .selectFrom('batchLine')
    .select(['state', ({ fn }) => fn.countAll<number>().as('count')])
    .where('batchId', '=', id)
    .groupBy('state')
    .execute()
  const of = (state: number): number => Number(rows.find((row) => row.state === state)?.count ?? 0)
  return { waiting: of(0) + of(1), completed: of(2), failed: of(3) }
}

function sealed(vault: Vault, id: string, label: Label): Buffer {
  return vault.sealBytes(Buffer.from(JSON.stringify(label)), `batch/${id}`)
}

function batchOf(vault: Vault, row: Selectable<BatchRow>): Batch {
  const { id, endpoint, inputFileId, outputFileId, errorFileId } = row
  const label = JSON.parse(vault.openBytes(row.label, `batch/${id}`).toString('utf8')) as {
    readonly metadata: Batch['metadata']
    readonly faults: readonly BatchFault[]
  }
  return {
    ...{ id, endpoint, inputFileId, outputFileId, errorFileId, ...label },
    account: row.account as AccountId,
    keyId: row.keyId as KeyId | null,
    form: row.form as FormName,
    status: row.status as Batch['status'],
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    cancelingAt: row.cancelingAt,
    finalizingAt: row.finalizingAt,
    endedAt: row.endedAt,
    expiresAt: row.expiresAt,
  }
}
