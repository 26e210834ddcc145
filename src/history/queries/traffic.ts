/** What calls did over a time, by channel, model or hour: how many, how they failed, how long they took, what they brought. For operators. */
import { type Expression, sql } from 'kysely'
import { DAY_MS } from '../../base/calendar.ts'
import type { Millis } from '../../base/money.ts'
import { percentile } from '../latency.ts'
import { hourStart } from '../periods.ts'
import { type WayStep, wayOf } from '../way.ts'
import { type MarginSums, marginOf } from './margin.ts'
import { type Database, whole } from './page.ts'

export type TrafficGrouping = 'channel' | 'model' | 'channel-model' | 'hour' | 'day'

/** Whole UTC hours that overlap [from, to), the newest 400 days at most; by hour the newest 31 days. */
export interface TrafficFilter {
  readonly from: number
  readonly to: number
  readonly channel?: number | undefined
  readonly model?: string | undefined
}

/** null: not grouped by it. */
export interface TrafficKey {
  /** 0: calls that no channel delivered. */
  readonly channel: number | null
  readonly model: string | null
  readonly at: Millis | null
}

export interface Percentiles {
  /** ms; null when no call said so. */
  readonly p50: number | null
  readonly p95: number | null
}

export interface FailureSum {
  readonly code: string
  /** Tries that delivered nothing. */
  readonly tries: number
  /** Calls whose caller was told this. */
  readonly told: number
}

export interface TrafficSums extends MarginSums {
  /** Calls that some upstream had failed before they ended. */
  readonly retried: number
  readonly estimated: number
  readonly quarantined: number
  /** Most frequent first. */
  readonly failures: readonly FailureSum[]
  /** Of delivered calls. */
  readonly latencyMs: Percentiles
  readonly firstTokenMs: Percentiles
}

export type TrafficGroup = TrafficKey & TrafficSums

export interface Way {
  readonly model: string
  readonly steps: readonly WayStep[]
  readonly calls: number
}

const MOST_DAYS = 400
const MOST_DAYS_BY_HOUR = 31
const MOST_GROUPS = 1000
const MOST_WAYS = 200

export function trafficQueries(db: Database) {
  return {
    /** By time ascending; by channel and model the busiest first. */
    async of(
      filter: TrafficFilter & { readonly by: TrafficGrouping },
    ): Promise<{ items: readonly TrafficGroup[]; total: TrafficSums }> {
      const { by } = filter
      const range = rangeOf(filter, by === 'hour' ? MOST_DAYS_BY_HOUR : MOST_DAYS)
      const [groups, all] = await Promise.all([groupsOf(db, range, keysOf(by)), groupsOf(db, range, keysOf(null))])
      const items = [...groups.values()].sort(by === 'hour' || by === 'day' ? byTime : byCalls)
      return { items: items.slice(0, MOST_GROUPS), total: all.get(nameOf(nothing)) ?? { ...nothing, ...quiet } }
    },

    /** The ways on which upstreams failed, the most frequent first. */
    async ways(filter: TrafficFilter): Promise<readonly Way[]> {
      const { first, last, model } = rangeOf(filter, MOST_DAYS)
      let query = db.selectFrom('ways_hourly').where('hour', '>=', first).where('hour', '<=', last)
      if (model !== undefined) query = query.where('model', '=', model)
      const rows = await query
        .select(({ fn }) => ['model', 'way', fn.sum('calls').as('calls')])
        .groupBy(['model', 'way'])
        .orderBy('calls', 'desc')
        .execute()
      const ways = rows.map(({ way, calls, ...row }) => ({ ...row, steps: wayOf(way), calls: whole(calls) }))
      const through = ({ steps }: Way) => steps.some(({ channel }) => channel === filter.channel)
      return (filter.channel === undefined ? ways : ways.filter(through)).slice(0, MOST_WAYS)
    },
  }
}

interface Range {
  readonly first: Millis
  readonly last: Millis
  readonly channel: number | undefined
  readonly model: string | undefined
}

function rangeOf({ from, to, channel, model }: TrafficFilter, mostDays: number): Range {
  const last = hourStart(Math.max(0, to - 1))
  return { first: hourStart(Math.max(0, from, last - mostDays * DAY_MS)), last, channel, model }
}

interface Keys {
  readonly channel: Expression<number | null>
  readonly model: Expression<string | null>
  readonly at: Expression<Millis | null>
}

function keysOf(by: TrafficGrouping | null): Keys {
  const none = sql<null>`null`
  const byChannel = by === 'channel' || by === 'channel-model'
  const byModel = by === 'model' || by === 'channel-model'
  const day = sql<Millis>`hour - hour % ${sql.lit(DAY_MS)}`
  return {
    channel: byChannel ? sql.ref<number>('channel') : none,
    model: byModel ? sql.ref<string>('model') : none,
    at: by === 'hour' ? sql.ref<Millis>('hour') : by === 'day' ? day : none,
  }
}

/** One part of the tables within a range, its rows with the keys of their group. */
function part<T extends 'traffic_hourly' | 'latency_hourly' | 'failures_hourly'>(
  table: T,
  { first, last, channel, model }: Range,
  keys: Keys,
) {
  const conditions = [sql`hour >= ${first} and hour <= ${last}`]
  if (channel !== undefined) conditions.push(sql`channel = ${channel}`)
  if (model !== undefined) conditions.push(sql`model = ${model}`)
  return {
    columns: sql`${keys.channel} as channel, ${keys.model} as model, ${keys.at} as at`,
    rows: sql`from ${sql.table(table)} where ${sql.join(conditions, sql` and `)} group by 1, 2, 3`,
  }
}

type Sum = number | string | null

interface SumRow extends TrafficKey {
  readonly calls: Sum
  readonly failed: Sum
  readonly retried: Sum
  readonly estimated: Sum
  readonly quarantined: Sum
  readonly revenue: Sum
  readonly cost: Sum
  readonly unrecovered: Sum
}

async function groupsOf(db: Database, range: Range, keys: Keys): Promise<Map<string, TrafficGroup>> {
  const [sums, latencies, failures] = await Promise.all([
    sumRows(db, range, keys),
    latencyRows(db, range, keys),
    failureRows(db, range, keys),
  ])
  const groups = new Map<string, TrafficGroup>()
  const grow = (key: TrafficKey, more: Partial<TrafficSums>): void => {
    const name = nameOf(key)
    const before = groups.get(name) ?? { channel: key.channel, model: key.model, at: key.at, ...quiet }
    groups.set(name, { ...before, ...more })
  }
  for (const row of sums) {
    const [retried, estimated, quarantined] = [whole(row.retried), whole(row.estimated), whole(row.quarantined)]
    grow(row, { ...marginOf(row), retried, estimated, quarantined })
  }
  for (const rows of grouped(latencies)) {
    const of = (count: 'calls' | 'firstTokens') => new Map(rows.map((row) => [row.class, whole(row[count])]))
    grow(rows[0], { latencyMs: percentiles(of('calls')), firstTokenMs: percentiles(of('firstTokens')) })
  }
  for (const rows of grouped(failures)) {
    const told = rows.map(({ code, tries, told: calls }) => ({ code, tries: whole(tries), told: whole(calls) }))
    grow(rows[0], { failures: told.sort((a, b) => b.tries + b.told - a.tries - a.told) })
  }
  return groups
}

async function sumRows(db: Database, range: Range, keys: Keys): Promise<SumRow[]> {
  const { columns, rows } = part('traffic_hourly', range, keys)
  const found = await sql<SumRow>`select ${columns}, sum(calls) as calls, sum(failed) as failed,
    sum(retried) as retried, sum(estimated) as estimated, sum(quarantined) as quarantined,
    sum(revenue) as revenue, sum(cost) as cost, sum(unrecovered) as unrecovered ${rows}`.execute(db)
  return found.rows
}

type LatencyRow = TrafficKey & { readonly class: number; readonly calls: Sum; readonly firstTokens: Sum }

async function latencyRows(db: Database, range: Range, keys: Keys): Promise<LatencyRow[]> {
  const { columns, rows } = part('latency_hourly', range, keys)
  const found = await sql<LatencyRow>`select ${columns}, class, sum(calls) as calls,
    sum(first_tokens) as ${sql.ref('firstTokens')} ${rows}, class`.execute(db)
  return found.rows
}

type FailureRow = TrafficKey & { readonly code: string; readonly tries: Sum; readonly told: Sum }

async function failureRows(db: Database, range: Range, keys: Keys): Promise<FailureRow[]> {
  const { columns, rows } = part('failures_hourly', range, keys)
  const found = await sql<FailureRow>`select ${columns}, code, sum(tries) as tries, sum(told) as told
    ${rows}, code`.execute(db)
  return found.rows
}

function grouped<R extends TrafficKey>(rows: readonly R[]): Iterable<[R, ...R[]]> {
  const groups = new Map<string, [R, ...R[]]>()
  for (const row of rows) {
    const group = groups.get(nameOf(row))
    if (group) group.push(row)
    else groups.set(nameOf(row), [row])
  }
  return groups.values()
}

function percentiles(counts: ReadonlyMap<number, number>): Percentiles {
  return { p50: percentile(counts, 0.5), p95: percentile(counts, 0.95) }
}

const nothing: TrafficKey = { channel: null, model: null, at: null }
const unknown: Percentiles = { p50: null, p95: null }
const zeros = { calls: null, failed: null, revenue: null, cost: null, unrecovered: null }
const quiet: TrafficSums = {
  ...marginOf(zeros),
  ...{ retried: 0, estimated: 0, quarantined: 0, failures: [] },
  ...{ latencyMs: unknown, firstTokenMs: unknown },
}

const nameOf = ({ channel, model, at }: TrafficKey): string => `${channel} ${at} ${model}`
const byTime = (a: TrafficKey, b: TrafficKey): number => (a.at ?? 0) - (b.at ?? 0)
const triesOf = ({ calls, failures }: TrafficSums): number => failures.reduce((sum, { tries }) => sum + tries, calls)
const byCalls = (a: TrafficGroup, b: TrafficGroup): number => triesOf(b) - triesOf(a) || b.calls - a.calls
