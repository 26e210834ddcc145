/** The relay's database: channels, their keys and models, replies kept for repeats, and what other folders keep. Migrations and row types; no queries. */
import type { Generated } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from '../../sql/migrate.ts'
import { type BatchTables, batchBytesMigration, batchMigration } from '../batches/schema.ts'
import { type FileTables, fileMigration } from '../files/schema.ts'
import { type ResponseTables, responseMigration } from '../responses/schema.ts'
import { deletedVideoMigration, settledVideoMigration, type VideoTables, videoMigration } from '../videos/schema.ts'
import { type WatchTables, watchMigration } from '../watch/schema.ts'
import type { ModelKind } from './channel.ts'

export interface ChannelRow {
  id: Generated<number>
  name: string
  provider: string
  baseUrl: string
  keyChoice: 'random' | 'round_robin'
  priority: number
  weight: number
  onClientGone: 'abort' | 'drain'
  streamUsage: number
  /** Sealed JSON: values may be secrets. */
  headers: string
  /** Sealed JSON of the settings that have no column: a proxy's address may hold a password. */
  more: string
  allowPrivate: number
  enabled: number
  createdAt: number
  /** Removed channels keep their row: cards and records name them. */
  removedAt: number | null
}

export interface ChannelKeyRow {
  id: string
  channelId: number
  position: number
  /** Sealed. */
  secret: string
}

export interface ChannelModelRow {
  channelId: number
  model: string
  upstream: string
  kind: ModelKind
  contextLength: number | null
  maxOutput: number | null
  imageTokens: number | null
}

export interface ReplyRow {
  account: number
  key: string
  hash: string
  callId: string
  status: number
  /** Sealed JSON. */
  headers: string
  /** Sealed, base64 inside. */
  body: string
  complete: number
  expiresAt: number
  /** On the disk: of the sealed texts. */
  bytes: number
}

export interface RelayTables extends BatchTables, FileTables, ResponseTables, VideoTables, WatchTables {
  channel: ChannelRow
  channelKey: ChannelKeyRow
  channelModel: ChannelModelRow
  reply: ReplyRow
}

export const relayMigrations: readonly Migration[] = [
  {
    name: '001-channels-and-replies',
    async up(db) {
      await sql`create table channel (
        id integer primary key autoincrement,
        name text not null,
        provider text not null,
        baseUrl text not null,
        keyChoice text not null,
        priority integer not null,
        weight integer not null,
        onClientGone text not null,
        streamUsage integer not null,
        headers text not null,
        more text not null,
        allowPrivate integer not null,
        enabled integer not null,
        createdAt integer not null,
        removedAt integer
      ) strict`.execute(db)
      await sql`create unique index channel_name on channel (name) where removedAt is null`.execute(db)
      await sql`create table channelKey (
        id text primary key,
        channelId integer not null references channel (id),
        position integer not null,
        secret text not null
      ) strict`.execute(db)
      await sql`create index channelKey_channel on channelKey (channelId, position)`.execute(db)
      await sql`create table channelModel (
        channelId integer not null references channel (id),
        model text not null,
        upstream text not null,
        kind text not null,
        contextLength integer,
        maxOutput integer,
        imageTokens integer,
        primary key (channelId, model)
      ) strict, without rowid`.execute(db)
      await sql`create table reply (
        account integer not null,
        key text not null,
        hash text not null,
        callId text not null,
        status integer not null,
        headers text not null,
        body text not null,
        complete integer not null,
        expiresAt integer not null,
        primary key (account, key)
      ) strict`.execute(db)
      await sql`create index reply_expiry on reply (expiresAt)`.execute(db)
    },
  },
  fileMigration,
  responseMigration,
  videoMigration,
  watchMigration,
  batchMigration,
  {
    name: '007-bytes-of-replies',
    async up(db) {
      await sql`alter table reply add column bytes integer not null default 0`.execute(db)
      await sql`update reply set bytes = length(headers) + length(body)`.execute(db)
      await sql`create index reply_account on reply (account, expiresAt, bytes, key)`.execute(db)
    },
  },
  settledVideoMigration,
  deletedVideoMigration,
  batchBytesMigration,
]
