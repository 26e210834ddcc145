/** Tables of what operators look after: alerts, and reviews of calls in quarantine. Row types and migration; no queries. */
import { type Generated, sql } from 'kysely'
import type { Migration } from '../../sql/migrate.ts'

export interface AlertRow {
  id: Generated<number>
  rule: string
  subject: string
  severity: string
  channel: number | null
  model: string | null
  value: string
  bound: string
  /** UTC ms of the machine's clock. */
  since: number
  lastAt: number
  endedAt: number | null
  acknowledgedAt: number | null
  acknowledgedBy: number | null
  note: string | null
}

/** What an upstream reported, and who looked at it: either may come first. */
export interface QuarantineRow {
  callId: string
  at: number
  reported: string | null
  reviewedAt: number | null
  reviewedBy: number | null
  note: string | null
}

export interface WatchTables {
  alert: AlertRow
  quarantine: QuarantineRow
}

export const watchMigration: Migration = {
  name: '005-watch',
  async up(db) {
    await sql`create table alert (
    id integer primary key autoincrement,
    rule text not null,
    subject text not null,
    severity text not null,
    channel integer,
    model text,
    value text not null,
    bound text not null,
    since integer not null,
    lastAt integer not null,
    endedAt integer,
    acknowledgedAt integer,
    acknowledgedBy integer,
    note text
  ) strict`.execute(db)
    await sql`create table quarantine (
    callId text primary key,
    at integer not null,
    reported text,
    reviewedAt integer,
    reviewedBy integer,
    note text
  ) strict`.execute(db)
  },
}
