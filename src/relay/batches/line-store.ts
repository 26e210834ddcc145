/** Lines of batches in SQL, sealed: read in, kept, done, refused, read out. */
import type { Kysely, Selectable } from 'kysely'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { RelayTables } from '../channels/schema.ts'
import type { Vault } from '../channels/vault.ts'
import type { BatchStore, EndedLine, LineName, LineResult, NewLine, OpenLine } from './batch.ts'
import type { BatchLineRow, LineState } from './schema.ts'

export interface LineStoreOptions {
  readonly db: Kysely<RelayTables>
  readonly vault: Vault
}

type Lines = Pick<
  BatchStore,
  'clear' | 'add' | 'waiting' | 'keep' | 'kept' | 'done' | 'refused' | 'lines' | 'inputBytes' | 'resultBytes'
>

/** Rows of one statement. */
const ROWS = 100

export function lineStore(options: LineStoreOptions): Lines {
  const { db, vault } = options
  const set = async ({ batchId, position }: LineName, change: Partial<BatchLineRow>): Promise<void> => {
    await db
      .updateTable('batchLine')
      .set(change)
      .where('batchId', '=', batchId)
      .where('position', '=', position)
      .execute()
  }
  const resultOf = ({ batchId, position }: LineName, state: LineState, { status, callId, body }: LineResult) => ({
    ...{ state, status, callId },
    result: vault.sealBytes(body, placeOf(batchId, position, 'result')),
  })
  return {
    async clear(id) {
      await db.deleteFrom('batchLine').where('batchId', '=', id).execute()
      await db.updateTable('batch').set({ inputBytes: 0 }).where('id', '=', id).execute()
    },
    add: (id, lines) =>
      db.transaction().execute((transaction) => insertLines({ ...options, db: transaction }, id, lines)),
    async waiting(id, after, limit) {
      const rows = await db
        .selectFrom('batchLine')
        .selectAll()
        .where('batchId', '=', id)
        .where('state', 'in', [0, 1])
        .where('position', '>', after)
        .orderBy('position')
        .limit(limit)
        .execute()
      return rows.map((row) => openLine(vault, row))
    },
    async keep(line, result) {
      await set(line, resultOf(line, 1, result))
      await db
        .updateTable('batch')
        .set(({ eb }) => ({ resultBytes: eb('resultBytes', '+', result.body.length) }))
        .where('id', '=', line.batchId)
        .execute()
    },
    inputBytes: (account) => openBytes(db, account, 'inputBytes'),
    resultBytes: (account) => resultBytes(db, account),
    async kept(id) {
      const rows = await db
        .selectFrom('batchLine')
        .select(['position', 'callId'])
        .where('batchId', '=', id)
        .where('state', '=', 1)
        .execute()
      return rows.map(({ position, callId }) => ({ position, callId: callId ?? '' }))
    },
    done: (line) => set(line, { state: 2 }),
    refused: (line, result) => set(line, resultOf(line, 3, result)),
    async lines(id, after, limit) {
      const rows = await db
        .selectFrom('batchLine')
        .select(['batchId', 'position', 'state', 'customId', 'result', 'status', 'callId'])
        .where('batchId', '=', id)
        .where('position', '>', after)
        .orderBy('position')
        .limit(limit)
        .execute()
      return rows.map((row) => endedLine(vault, row))
    },
  }
}

async function resultBytes(db: LineStoreOptions['db'], account: AccountId): Promise<number> {
  const going = await openBytes(db, account, 'resultBytes')
  const { kept } = await db
    .selectFrom('file')
    .select(({ fn }) => fn.sum<number | null>('bytes').as('kept'))
    .where('account', '=', account)
    .where('purpose', 'in', ['batch_output', 'hidden'])
    .executeTakeFirstOrThrow()
  return going + Number(kept ?? 0)
}

async function openBytes(
  db: LineStoreOptions['db'],
  account: AccountId,
  column: 'inputBytes' | 'resultBytes',
): Promise<number> {
  const { bytes } = await db
    .selectFrom('batch')
    .select(({ fn }) => fn.sum<number | null>(column).as('bytes'))
    .where('account', '=', account)
    .where('endedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(bytes ?? 0)
}

/** Part of a transaction. */
async function insertLines({ db, vault }: LineStoreOptions, batchId: string, lines: readonly NewLine[]): Promise<void> {
  const bytes = lines.reduce((sum, { request }) => sum + request.length, 0)
  await db
    .updateTable('batch')
    .set(({ eb }) => ({ inputBytes: eb('inputBytes', '+', bytes) }))
    .where('id', '=', batchId)
    .execute()
  for (let at = 0; at < lines.length; at += ROWS) {
    const rows = lines.slice(at, at + ROWS).map(
      ({ position, customId, request }): BatchLineRow => ({
        ...{ batchId, position, state: 0, result: null, status: null, callId: null },
        customId: vault.sealBytes(Buffer.from(customId), placeOf(batchId, position, 'name')),
        request: vault.sealBytes(request, placeOf(batchId, position, 'request')),
      }),
    )
    await db.insertInto('batchLine').values(rows).execute()
  }
}

function openLine(vault: Vault, row: Selectable<BatchLineRow>): OpenLine {
  const { batchId, position } = row
  return {
    position,
    customId: nameOf(vault, row),
    request: vault.openBytes(row.request, placeOf(batchId, position, 'request')),
    keptBy: row.state === 1 ? row.callId : null,
  }
}

function endedLine(vault: Vault, row: Omit<Selectable<BatchLineRow>, 'request'>): EndedLine {
  const { batchId, position, state, status, callId } = row
  const over = (state === 2 || state === 3) && row.result !== null
  const body = over && row.result ? vault.openBytes(row.result, placeOf(batchId, position, 'result')) : undefined
  const result = body && { status: status ?? 200, callId, body }
  return { position, customId: nameOf(vault, row), result, ok: state === 2 }
}

function nameOf(vault: Vault, { batchId, position, customId }: Omit<Selectable<BatchLineRow>, 'request'>): string {
  return vault.openBytes(customId, placeOf(batchId, position, 'name')).toString('utf8')
}

function placeOf(batchId: string, position: number, what: string): string {
  return `batch/${batchId}/${position}/${what}`
}
