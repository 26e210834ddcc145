/** Callers' files in SQL, in sealed pieces, within bounds for each account. What is done with them is elsewhere. */
import { randomBytes } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { RelayTables } from '../channels/schema.ts'
import type { Vault } from '../channels/vault.ts'
import type { Clock } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { RelaySettings } from '../settings.ts'
import type { FilePage, FileQuery, FileStore, NewFile, StoredFile } from './file.ts'
import type { FileRow } from './schema.ts'

export interface FileStoreOptions {
  readonly db: Kysely<RelayTables>
  readonly vault: Vault
  readonly clock: Clock
  readonly settings: Pick<RelaySettings, 'maxFiles' | 'maxFileBytes' | 'keepFilesMs'>
}

/** Of one row: what crosses to the database's thread at once. */
const PIECE_BYTES = 1024 * 1024
/** A file that is not ready after so long was cut off. */
const UNFINISHED_MS = 3_600_000

export function sqlFileStore(options: FileStoreOptions): FileStore {
  const { db, vault, clock } = options
  return {
    async put(file, content) {
      const row = newRow(options, file, content.length)
      await reserve(options, row)
      await writePieces(options, row.id, pieces(content))
      await db.updateTable('file').set({ ready: 1 }).where('id', '=', row.id).execute()
      return fileOf(vault, row)
    },
    async write(file, content) {
      const row = newRow(options, file, 0)
      await db.deleteFrom('file').where('id', '=', row.id).execute()
      await db.insertInto('file').values(row).execute()
      const bytes = await writePieces(options, row.id, content)
      await db.updateTable('file').set({ ready: 1, bytes }).where('id', '=', row.id).execute()
      return fileOf(vault, { ...row, bytes })
    },
    async get(account, id) {
      const row = await live(options, account).where('id', '=', id).executeTakeFirst()
      return row && fileOf(vault, row)
    },
    list: (account, query) => page(options, account, query),
    async *content({ id }) {
      for (let position = 0; ; position++) {
        const piece = await db
          .selectFrom('filePiece')
          .select('content')
          .where('fileId', '=', id)
          .where('position', '=', position)
          .executeTakeFirst()
        if (!piece) return
        yield vault.openBytes(piece.content, piecePlace(id, position))
      }
    },
    async remove(account, id) {
      const { numDeletedRows } = await db
        .deleteFrom('file')
        .where('account', '=', account)
        .where('id', '=', id)
        .where('ready', '=', 1)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
    async sweep() {
      const now = clock.now()
      await db.deleteFrom('file').where('expiresAt', '<=', now).execute()
      await db
        .deleteFrom('file')
        .where('ready', '=', 0)
        .where('createdAt', '<=', now - UNFINISHED_MS)
        .execute()
    },
  }
}

function newRow({ vault, clock, settings }: FileStoreOptions, file: NewFile, bytes: number): FileRow {
  const id = file.id ?? `file-${randomBytes(18).toString('base64url').replace(/[-_]/g, 'x')}`
  const { account, purpose, name, mediaType } = file
  const createdAt = clock.now()
  const label = vault.sealBytes(Buffer.from(JSON.stringify({ name, mediaType })), labelPlace(id))
  const expiresAt = createdAt + (file.keepMs ?? settings.keepFilesMs)
  return { id, account, purpose, label, bytes, createdAt, expiresAt, ready: 0 }
}

/** Counts the new file before its content is written, so that parallel uploads can not pass the bounds together. */
async function reserve({ db, settings }: FileStoreOptions, row: FileRow): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const { count, bytes } = await transaction
      .selectFrom('file')
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number | null>('bytes').as('bytes')])
      .where('account', '=', row.account)
      .executeTakeFirstOrThrow()
    if (Number(count) >= settings.maxFiles)
      throw new Problem('storage_full', {
        message: `An account keeps at most ${settings.maxFiles} files: delete some.`,
      })
    if (Number(bytes ?? 0) + row.bytes > settings.maxFileBytes)
      throw new Problem('storage_full', {
        message: `An account's files have at most ${settings.maxFileBytes} bytes together: delete some.`,
      })
    await transaction.insertInto('file').values(row).execute()
  })
}

/** Returns the bytes written. */
async function writePieces(
  { db, vault }: FileStoreOptions,
  fileId: string,
  content: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<number> {
  let position = 0
  let bytes = 0
  for await (const piece of content) {
    const sealed = vault.sealBytes(piece, piecePlace(fileId, position))
    await db.insertInto('filePiece').values({ fileId, position, content: sealed }).execute()
    position += 1
    bytes += piece.length
  }
  return bytes
}

function* pieces(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += PIECE_BYTES) yield content.subarray(at, at + PIECE_BYTES)
}

function live({ db, clock }: FileStoreOptions, account: AccountId) {
  return db
    .selectFrom('file')
    .selectAll()
    .where('account', '=', account)
    .where('ready', '=', 1)
    .where('expiresAt', '>', clock.now())
}

async function page(options: FileStoreOptions, account: AccountId, query: FileQuery): Promise<FilePage> {
  const { purpose, after, limit, order } = query
  let rows = live(options, account).where('purpose', '<>', 'hidden')
  if (purpose !== undefined) rows = rows.where('purpose', '=', purpose)
  if (after !== undefined) {
    const last = await live(options, account).where('id', '=', after).executeTakeFirst()
    if (!last) throw new Problem('invalid_field', { param: 'after', message: 'after names no file of yours.' })
    const beyond = order === 'asc' ? '>' : '<'
    rows = rows.where(({ or, and, eb }) =>
      or([
        eb('createdAt', beyond, last.createdAt),
        and([eb('createdAt', '=', last.createdAt), eb('id', beyond, last.id)]),
      ]),
    )
  }
  const found = await rows
    .orderBy('createdAt', order)
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  const files = found.slice(0, limit).map((row) => fileOf(options.vault, row))
  return { files, more: found.length > limit }
}

function fileOf(vault: Vault, row: Selectable<FileRow>): StoredFile {
  const { id, bytes, createdAt, expiresAt } = row
  const label = JSON.parse(vault.openBytes(row.label, labelPlace(id)).toString('utf8')) as Pick<
    StoredFile,
    'name' | 'mediaType'
  >
  const account = row.account as AccountId
  return { id, account, purpose: row.purpose as StoredFile['purpose'], ...label, bytes, createdAt, expiresAt }
}

function labelPlace(id: string): string {
  return `file/${id}`
}

function piecePlace(id: string, position: number): string {
  return `file/${id}/${position}`
}
