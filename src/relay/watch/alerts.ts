/** Alerts as episodes: each begins when a rule finds something, ends when it no longer does, and can be acknowledged. The rules are in rules.ts. */
import type { Kysely, Selectable } from 'kysely'
import type { AlertRule } from '../../contract/admin-traffic.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Log } from '../../telemetry/log.ts'
import type { RelayTables } from '../channels/schema.ts'
import { type Finding, findings, type Reading } from './rules.ts'
import type { AlertRow } from './schema.ts'

export interface Alert extends Finding {
  readonly id: number
  /** UTC ms of the machine's clock, as the others here. */
  readonly since: number
  readonly lastAt: number
  /** null while it lasts. */
  readonly endedAt: number | null
  readonly acknowledged: { readonly at: number; readonly by: AccountId | null; readonly note: string | null } | null
}

export interface Alerts {
  /** What lasts, the gravest and newest first. */
  firing(): readonly Alert[]
  /** What has ended, the newest first; at most 200. */
  ended(): Promise<readonly Alert[]>
  /** undefined when there is no such alert. */
  acknowledge(id: number, by: { readonly by: AccountId; readonly note: string | null }): Promise<Alert | undefined>
  /** Holds the rules against the reading of now. */
  evaluate(): Promise<void>
  /** Evaluates every 15 s until stopped. */
  start(): void
  stop(): Promise<void>
  /** Forgets all but the newest thousand that have ended. */
  sweep(): Promise<void>
}

export interface AlertOptions {
  readonly db: Kysely<RelayTables>
  readonly read: () => Promise<Reading>
  /** UTC ms. */
  readonly now: () => number
  readonly log: Log
}

const EVERY_MS = 15_000
/** What is not found for so long has ended: a breaker that opens again within it is the same alert. */
const QUIET_MS = 60_000
/** Found at a time; more are left out. */
const MOST = 200
const MOST_ENDED = 200
const KEPT = 1_000

export async function openAlerts(options: AlertOptions): Promise<Alerts> {
  const { db, read, now, log } = options
  const open = new Map<string, Alert>()
  for (const row of await db.selectFrom('alert').selectAll().where('endedAt', 'is', null).execute())
    open.set(nameOf(row), alertOf(row))
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  async function found(finding: Finding, at: number): Promise<void> {
    const before = open.get(nameOf(finding))
    const { rule, subject, severity, channel, model, value, limit } = finding
    if (before) {
      await db.updateTable('alert').set({ value, bound: limit, lastAt: at }).where('id', '=', before.id).execute()
      open.set(nameOf(finding), { ...before, value, limit, lastAt: at })
      return
    }
    const row = { ...{ rule, subject, severity, channel, model, value, bound: limit }, since: at, lastAt: at, ...fresh }
    const { id } = await db.insertInto('alert').values(row).returning('id').executeTakeFirstOrThrow()
    open.set(nameOf(finding), alertOf({ ...row, id }))
    log.warn('an alert began', { alert: id, rule, subject, severity, value, limit })
  }

  async function end(alert: Alert, at: number): Promise<void> {
    await db.updateTable('alert').set({ endedAt: at }).where('id', '=', alert.id).execute()
    open.delete(nameOf(alert))
    log.info('an alert ended', { alert: alert.id, rule: alert.rule, subject: alert.subject })
  }

  async function evaluate(): Promise<void> {
    const all = findings(await read()).slice(0, MOST)
    const at = now()
    for (const finding of all) await found(finding, at)
    for (const alert of [...open.values()]) if (alert.lastAt + QUIET_MS <= at) await end(alert, at)
  }

  return {
    firing: () => [...open.values()].sort(gravestFirst),
    async ended() {
      const done = db.selectFrom('alert').selectAll().where('endedAt', 'is not', null)
      return (await done.orderBy('id', 'desc').limit(MOST_ENDED).execute()).map(alertOf)
    },
    async acknowledge(id, { by, note }) {
      const set = { acknowledgedAt: now(), acknowledgedBy: by, note }
      const row = await db.updateTable('alert').set(set).where('id', '=', id).returningAll().executeTakeFirst()
      if (!row) return undefined
      if (row.endedAt === null) open.set(nameOf(row), alertOf(row))
      return alertOf(row)
    },
    evaluate,
    start() {
      timer = setInterval(() => {
        running = running.then(evaluate).catch((error: unknown) => log.warn('alerts were not evaluated', { error }))
      }, EVERY_MS)
      timer.unref()
    },
    async stop() {
      clearInterval(timer)
      await running
    },
    async sweep() {
      const kept = await db.selectFrom('alert').select('id').orderBy('id', 'desc').offset(KEPT).limit(1).execute()
      const [oldest] = kept
      if (oldest) await db.deleteFrom('alert').where('endedAt', 'is not', null).where('id', '<=', oldest.id).execute()
    },
  }
}

const fresh = { endedAt: null, acknowledgedAt: null, acknowledgedBy: null, note: null }

function nameOf({ rule, subject }: { readonly rule: string; readonly subject: string }): string {
  return `${rule} ${subject}`
}

function alertOf(row: Selectable<AlertRow>): Alert {
  const { id, subject, channel, model, value, since, lastAt, endedAt, acknowledgedAt, note } = row
  const acknowledged =
    acknowledgedAt === null ? null : { at: acknowledgedAt, by: row.acknowledgedBy as AccountId | null, note }
  return {
    ...{ id, rule: row.rule as AlertRule, severity: row.severity as Alert['severity'] },
    ...{ subject, channel, model, value, limit: row.bound, since, lastAt, endedAt, acknowledged },
  }
}

const gravestFirst = (a: Alert, b: Alert): number =>
  Number(b.severity === 'critical') - Number(a.severity === 'critical') || b.since - a.since
