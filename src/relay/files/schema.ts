/** Tables of callers' files. Row types and migration; no queries. */
import { sql } from 'kysely'
import type { Migration } from '../../sql/migrate.ts'

export interface FileRow {
  id: string
  account: number
  purpose: string
  /** Sealed JSON of what the caller calls it: name and media type. */
  label: Uint8Array
  /** Of the content. */
  bytes: number
  createdAt: number
  expiresAt: number
  /** 0 until all of its content is here. */
  ready: number
}

export interface FilePieceRow {
  fileId: string
  position: number
  /** Sealed. */
  content: Uint8Array
}

export interface FileTables {
  file: FileRow
  filePiece: FilePieceRow
}

export const fileMigration: Migration = {
  name: '002-files',
  async up(db) {
    await sql`create table file (
      id text primary key,
      account integer not null,
      purpose text not null,
      label blob not null,
      bytes integer not null,
      createdAt integer not null,
      expiresAt integer not null,
      ready integer not null
    ) strict, without rowid`.execute(db)
    await sql`create index file_account on file (account, createdAt, id)`.execute(db)
    await sql`create index file_expiry on file (expiresAt)`.execute(db)
    await sql`create table filePiece (
      fileId text not null references file (id) on delete cascade,
      position integer not null,
      content blob not null,
      primary key (fileId, position)
    ) strict`.execute(db)
  },
}
