/** Tables of batches and their lines. Row types and migration; no queries. */
import { sql } from 'kysely'
import type { Migration } from '../../sql/migrate.ts'

export interface BatchRow {
  id: string
  account: number
  /** null: the web app's session. */
  keyId: number | null
  /** In whose words it was asked for. */
  form: string
  endpoint: string
  status: string
  inputFileId: string | null
  outputFileId: string | null
  errorFileId: string | null
  /** Sealed JSON: the caller's metadata, faults of the input. */
  label: Uint8Array
  total: number
  /** Final counts, once the lines are gone. */
  completed: number
  failed: number
  canceled: number
  expired: number
  createdAt: number
  startedAt: number | null
  cancelingAt: number | null
  finalizingAt: number | null
  endedAt: number | null
  /** When it stops, done or not. */
  expiresAt: number
  /** When it is forgotten. */
  keepUntil: number
  retryKey: string | null
  retryHash: string | null
  /** Of its requests, and of its results so far, while it is not over. */
  inputBytes: number
  resultBytes: number
}

/** 0 waits, 1 is kept and its bill not known to be booked, 2 done, 3 failed. */
export type LineState = 0 | 1 | 2 | 3

export interface BatchLineRow {
  batchId: string
  position: number
  state: LineState
  /** Sealed: the caller's name of it. */
  customId: Uint8Array
  /** Sealed body of the request. */
  request: Uint8Array
  /** Sealed body of the answer or refusal. */
  result: Uint8Array | null
  status: number | null
  callId: string | null
}

export interface BatchTables {
  batch: BatchRow
  batchLine: BatchLineRow
}

export const batchMigration: Migration = {
  name: '006-batches',
  async up(db) {
    await sql`create table batch (
      id text primary key,
      account integer not null,
      keyId integer,
      form text not null,
      endpoint text not null,
      status text not null,
      inputFileId text,
      outputFileId text,
      errorFileId text,
      label blob not null,
      total integer not null,
      completed integer not null,
      failed integer not null,
      canceled integer not null,
      expired integer not null,
      createdAt integer not null,
      startedAt integer,
      cancelingAt integer,
      finalizingAt integer,
      endedAt integer,
      expiresAt integer not null,
      keepUntil integer not null,
      retryKey text,
      retryHash text
    ) strict, without rowid`.execute(db)
    await sql`create index batch_account on batch (account, form, createdAt, id)`.execute(db)
    await sql`create index batch_open on batch (createdAt) where endedAt is null`.execute(db)
    await sql`create index batch_expiry on batch (keepUntil)`.execute(db)
    await sql`create unique index batch_retry on batch (account, retryKey) where retryKey is not null`.execute(db)
    await sql`create table batchLine (
      batchId text not null references batch (id) on delete cascade,
      position integer not null,
      state integer not null,
      customId blob not null,
      request blob not null,
      result blob,
      status integer,
      callId text,
      primary key (batchId, position)
    ) strict`.execute(db)
    await sql`create index batchLine_state on batchLine (batchId, state, position)`.execute(db)
  },
}

/** For the bounds of requests and results. */
export const batchBytesMigration: Migration = {
  name: '010-bytes-of-batches',
  async up(db) {
    await sql`alter table batch add column inputBytes integer not null default 0`.execute(db)
    await sql`alter table batch add column resultBytes integer not null default 0`.execute(db)
  },
}
