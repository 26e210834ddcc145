/** Where a data directory keeps the journal, and the journal's tables. */
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'

export const journalFile = (dir: string): string => join(dir, 'journal.db')
export const lockFile = (dir: string): string => join(dir, 'lock.db')
export const snapshotDir = (dir: string): string => join(dir, 'snapshots')

const SCHEMA_VERSION = 1

/** `payload` comes last so that headers are read without it. */
const tables = [
  `CREATE TABLE journal_group (
    number INTEGER PRIMARY KEY,
    first_seq INTEGER NOT NULL,
    count INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    rules INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    format INTEGER NOT NULL,
    state_hash TEXT,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    payload BLOB NOT NULL
  ) STRICT`,
  'CREATE TABLE journal_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID',
  "INSERT INTO journal_meta (key, value) VALUES ('epoch', '0')",
]

/** Creates the tables in a new file; throws when a newer version wrote it. */
export function prepareTables(database: DatabaseSync): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
  if (version > SCHEMA_VERSION) {
    throw new Error(
      `The journal was written by a newer version (schema ${version}, this program knows ${SCHEMA_VERSION}).`,
    )
  }
  if (version === SCHEMA_VERSION) return
  database.exec('BEGIN IMMEDIATE')
  for (const table of tables) database.exec(table)
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  database.exec('COMMIT')
}
