/** The table of video jobs. Row type and migrations; no queries. */
import { sql } from 'kysely'
import type { Migration } from '../../sql/migrate.ts'

export interface VideoRow {
  id: string
  account: number
  keyId: number | null
  callId: string
  model: string
  size: string
  seconds: number
  status: string
  progress: number
  settled: number
  channelId: number | null
  channelKeyId: string | null
  priced: string | null
  cardId: number | null
  upstreamId: string | null
  remixedFrom: string | null
  /** Sealed JSON: prompt, error, bill. */
  words: Uint8Array
  createdAt: number
  until: number
  completedAt: number | null
  contentUntil: number | null
  expiresAt: number
  deletedAt: number | null
  retryKey: string | null
  retryHash: string | null
}

export interface VideoTables {
  video: VideoRow
}

export const videoMigration: Migration = {
  name: '004-videos',
  async up(db) {
    await sql`create table video (
      id text primary key,
      account integer not null,
      keyId integer,
      callId text not null unique,
      model text not null,
      size text not null,
      seconds integer not null,
      status text not null,
      progress integer not null,
      settled integer not null,
      channelId integer,
      channelKeyId text,
      priced text,
      cardId integer,
      upstreamId text,
      remixedFrom text,
      words blob not null,
      createdAt integer not null,
      until integer not null,
      completedAt integer,
      contentUntil integer,
      expiresAt integer not null,
      retryKey text,
      retryHash text
    ) strict, without rowid`.execute(db)
    await sql`create index video_account on video (account, createdAt, id)`.execute(db)
    await sql`create index video_open on video (account) where settled = 0`.execute(db)
    await sql`create index video_expiry on video (expiresAt)`.execute(db)
    await sql`create unique index video_retry on video (account, retryKey) where retryKey is not null`.execute(db)
  },
}

/** For the bound of settled jobs. */
export const settledVideoMigration: Migration = {
  name: '008-settled-videos',
  async up(db) {
    await sql`create index video_settled on video (account, completedAt) where settled = 1`.execute(db)
  },
}

/** Of running videos that their owners have deleted. */
export const deletedVideoMigration: Migration = {
  name: '009-deleted-videos',
  async up(db) {
    await sql`alter table video add column deletedAt integer`.execute(db)
  },
}
