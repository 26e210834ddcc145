/** Where a data directory keeps history, and how its file is opened for writing and reading. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { migrate } from '../sql/migrate.ts'
import { type OpenDatabase, openDatabase, openLocal } from '../sql/open.ts'
import { historyMigrations } from './migrations.ts'
import type { HistorySchema } from './schema.ts'

export const historyFile = (dir: string): string => join(dir, 'history.db')

/** Page cache of the connection that writes, and of the one that reads, KiB. */
const WRITER_CACHE_KIB = 65_536
const READER_CACHE_KIB = 32_768

/** Pages that gather in the write-ahead log before they move to the file: a page that changes often moves once for all. 16 MiB. */
const CHECKPOINT_PAGES = 4_096

/**
 * For the thread that projects; creates and migrates the file. Commits without waiting for the disk: a power loss takes
 * back whole transactions, rows and cursor together, and the journal gives them again.
 */
export async function openForWriting(dir: string): Promise<OpenDatabase<HistorySchema>> {
  const db = openLocal<HistorySchema>({ file: historyFile(dir) })
  await sql`pragma synchronous = normal`.execute(db)
  await sql`pragma cache_size = ${sql.lit(-WRITER_CACHE_KIB)}`.execute(db)
  await sql`pragma wal_autocheckpoint = ${sql.lit(CHECKPOINT_PAGES)}`.execute(db)
  await migrate<HistorySchema>(db, historyMigrations)
  return db
}

/** Reads in a worker of its own. The file must exist. */
export async function openForReading(dir: string): Promise<OpenDatabase<HistorySchema>> {
  const db = await openDatabase<HistorySchema>({ file: historyFile(dir), readOnly: true })
  await sql`pragma cache_size = ${sql.lit(-READER_CACHE_KIB)}`.execute(db)
  return db
}

/** The last command that history has on record: what recovery must find in the journal. 0 without a file. */
export async function historyCursor(dir: string): Promise<number> {
  if (!existsSync(historyFile(dir))) return 0
  const db = await openForWriting(dir)
  try {
    const row = await db.selectFrom('projection').select('seq').where('id', '=', 1).executeTakeFirstOrThrow()
    return row.seq
  } finally {
    await db.close()
  }
}
