/** Tables of stored responses and the items in them. Row types and migration; no queries. */
import { sql } from 'kysely'
import type { Migration } from '../../sql/migrate.ts'

export interface ResponseRow {
  id: string
  account: number
  /** The response that it goes on from. */
  previousId: string | null
  status: string
  /** Sealed JSON: the response as callers see it, what this request added, who made it. */
  content: Uint8Array
  /** Of the content before sealing. */
  bytes: number
  createdAt: number
  expiresAt: number
  /** The caller's Idempotency-Key with the hash of what it was sent with; only of those made in the background. */
  retryKey: string | null
  retryHash: string | null
}

export interface ResponseItemRow {
  account: number
  itemId: string
  responseId: string
}

/** A response that is made in the background and whose bill is not settled yet. */
export interface ResponseRunRow {
  responseId: string
  account: number
  /** null: the web app's session. */
  keyId: number | null
  /** Sealed body of the request. */
  request: Uint8Array
  /** Sealed JSON of the response as it will be once its bill is settled; null until it is made. */
  made: Uint8Array | null
  /** The call that made it. */
  madeBy: string | null
  /** µCR. */
  maxCost: number | null
  canceled: number
}

export interface ResponseTables {
  response: ResponseRow
  responseItem: ResponseItemRow
  responseRun: ResponseRunRow
}

export const responseMigration: Migration = {
  name: '003-responses',
  async up(db) {
    await sql`create table response (
      id text primary key,
      account integer not null,
      previousId text,
      status text not null,
      content blob not null,
      bytes integer not null,
      createdAt integer not null,
      expiresAt integer not null,
      retryKey text,
      retryHash text
    ) strict, without rowid`.execute(db)
    await sql`create unique index response_retry on response (account, retryKey) where retryKey is not null`.execute(db)
    await sql`create index response_account on response (account, expiresAt, bytes)`.execute(db)
    await sql`create index response_expiry on response (expiresAt)`.execute(db)
    await sql`create table responseItem (
      account integer not null,
      itemId text not null,
      responseId text not null references response (id) on delete cascade,
      primary key (account, itemId)
    ) strict, without rowid`.execute(db)
    await sql`create index responseItem_response on responseItem (responseId)`.execute(db)
    await sql`create table responseRun (
      responseId text primary key references response (id) on delete cascade,
      account integer not null,
      keyId integer,
      request blob not null,
      made blob,
      madeBy text,
      maxCost integer,
      canceled integer not null
    ) strict, without rowid`.execute(db)
  },
}
