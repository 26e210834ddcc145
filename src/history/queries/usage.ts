/** Sums of an account's calls by day, model or key, and of all calls by model over the last days. */
import { sql } from 'kysely'
import { DAY_MS } from '../../base/calendar.ts'
import type { Credits, Lco, Millis } from '../../base/money.ts'
import type { KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { dayStart, hourStart } from '../periods.ts'
import { callIds } from './calls.ts'
import { type Database, whole } from './page.ts'

export interface UsageSum {
  readonly calls: number
  /** Calls that ended free or aborted. */
  readonly failed: number
  readonly inputTokens: number
  readonly cachedTokens: number
  readonly outputTokens: number
  /** Exact sums in pCR; they may leave the safe integers. */
  readonly listPico: bigint
  readonly costPico: bigint
  readonly spent: Credits
  readonly mined: Lco
  /** Mean over calls that said so. */
  readonly latencyMs: number | null
  readonly firstTokenMs: number | null
}

export type UsageGrouping = 'day' | 'model' | 'key'

export interface UsageFilter {
  readonly account: AccountId
  readonly from: number
  readonly to: number
  readonly by: UsageGrouping
  readonly model?: string | undefined
  /** 0: calls without a key. */
  readonly keyId?: number | undefined
}

/** `group`: the day's first ms, the model's name, or the key's id ('0' is calls without a key). */
export interface UsageGroup extends UsageSum {
  readonly group: string
}

export interface ModelStats {
  readonly calls24h: number
  /** Of `calls24h`, those that ended free or aborted. */
  readonly failed24h: number
  /** Median over the newest calls of the last 24 h; null when none said. */
  readonly firstTokenMs: number | null
}

/** All accounts' calls of one model on one UTC day. */
export interface ModelDay {
  readonly day: number
  readonly calls: number
  readonly failed: number
}

/** All accounts' calls of one model over a time. */
export interface ModelRank {
  readonly model: string
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Longest range of one answer: whole days, the newest ones when more is asked for. */
const MOST_USAGE_DAYS = 400
const MOST_GROUPS = 1000
const MOST_RANKS = 200
/** Newest calls whose first-token times make the median. */
const MEDIAN_CALLS = 101

const columns = { day: 'day', model: 'model', key: 'key_id' } as const

export function usageQueries(db: Database) {
  return {
    /** Whole UTC days that overlap [from, to). By day ascending; by model and key the dearest first. */
    async ofAccount(filter: UsageFilter): Promise<{ items: readonly UsageGroup[]; total: UsageSum }> {
      const column = columns[filter.by]
      const own = ownDays(db, filter)
      const grouped = own.select(column).groupBy(column).limit(MOST_GROUPS)
      const ordered = filter.by === 'day' ? grouped.orderBy('day') : grouped.orderBy('charged', 'desc').orderBy(column)
      const [items, total] = await Promise.all([ordered.execute(), own.executeTakeFirstOrThrow()])
      return { items: items.map((row) => ({ group: String(row[column]), ...sumOf(row) })), total: sumOf(total) }
    },

    /** All accounts' calls of each model over the last 24 hours, by whole hours. */
    async ofModels(models: readonly string[], now: number): Promise<ReadonlyMap<string, ModelStats>> {
      const hours = db.selectFrom('traffic_hourly').where('hour', '>', hourStart(now - DAY_MS))
      const sums = await hours
        .select(({ fn }) => ['model', fn.sum('calls').as('calls'), fn.sum('failed').as('failed')])
        .groupBy('model')
        .execute()
      const byModel = new Map(sums.map((row) => [row.model, row]))
      const stats = models.map(async (model): Promise<[string, ModelStats]> => {
        const sum = byModel.get(model)
        const firstTokenMs = sum === undefined ? null : await firstTokenMedian(db, model, now)
        return [model, { calls24h: whole(sum?.calls), failed24h: whole(sum?.failed), firstTokenMs }]
      })
      return new Map(await Promise.all(stats))
    },

    /** Models by calls in the whole UTC hours of [from, to), the most called first; the name breaks ties. */
    ranks: (from: number, to: number): Promise<readonly ModelRank[]> => ranksOf(db, from, to),

    /** Each model's days with calls from a UTC midnight on, ascending; of one model when it is named. */
    async daysOfModels(from: Millis, model?: string): Promise<ReadonlyMap<string, readonly ModelDay[]>> {
      let hours = db.selectFrom('traffic_hourly').where('hour', '>=', from)
      if (model !== undefined) hours = hours.where('model', '=', model)
      const day = sql<number>`${sql.ref('hour')} - ${sql.ref('hour')} % ${sql.lit(DAY_MS)}`
      const rows = await hours
        .select(({ fn }) => ['model', day.as('day'), fn.sum('calls').as('calls'), fn.sum('failed').as('failed')])
        .groupBy(['model', day])
        .orderBy('model')
        .orderBy(day)
        .execute()
      const days = rows.map((row) => ({
        ...row,
        day: whole(row.day),
        calls: whole(row.calls),
        failed: whole(row.failed),
      }))
      return new Map(
        [...Map.groupBy(days, (row) => row.model)].map(([name, own]) => [
          name,
          own.map(({ model: _, ...rest }) => rest),
        ]),
      )
    },
  }
}

async function ranksOf(db: Database, from: number, to: number): Promise<readonly ModelRank[]> {
  const rows = await db
    .selectFrom('traffic_hourly')
    .where('hour', '>=', hourStart(from))
    .where('hour', '<', hourStart(to))
    .where('calls', '>', 0)
    .select(({ fn }) => [
      'model',
      fn.sum('calls').as('calls'),
      fn.sum('tokens_in').as('tokens_in'),
      fn.sum('tokens_out').as('tokens_out'),
    ])
    .groupBy('model')
    .orderBy('calls', 'desc')
    .orderBy('model')
    .limit(MOST_RANKS)
    .execute()
  return rows.map((row) => ({
    model: row.model,
    calls: whole(row.calls),
    inputTokens: whole(row.tokens_in),
    outputTokens: whole(row.tokens_out),
  }))
}

function ownDays(db: Database, { account, from, to, model, keyId }: UsageFilter) {
  const last = dayStart(Math.max(0, to - 1))
  const first = dayStart(Math.max(0, from, last - (MOST_USAGE_DAYS - 1) * DAY_MS))
  return db
    .selectFrom('usage_daily')
    .where('account', '=', account)
    .where('day', '>=', first)
    .where('day', '<=', last)
    .where((eb) =>
      eb.and({
        ...(model === undefined ? {} : { model }),
        ...(keyId === undefined ? {} : { key_id: keyId as KeyId }),
      }),
    )
    .select(({ fn }) => [
      fn.sum('calls').as('calls'),
      fn.sum('failed').as('failed'),
      fn.sum('tokens_in').as('tokens_in'),
      fn.sum('tokens_cached').as('tokens_cached'),
      fn.sum('tokens_out').as('tokens_out'),
      fn.sum('charged').as('charged'),
      fn.sum('mined').as('mined'),
      fn.sum('list_micro').as('list_micro'),
      fn.sum('list_rest').as('list_rest'),
      fn.sum('cost_micro').as('cost_micro'),
      fn.sum('cost_rest').as('cost_rest'),
      fn.sum('latency_ms').as('latency_ms'),
      fn.sum('timed').as('timed'),
      fn.sum('first_token_ms').as('first_token_ms'),
      fn.sum('first_tokens').as('first_tokens'),
    ])
}

type Sums = Awaited<ReturnType<ReturnType<typeof ownDays>['executeTakeFirstOrThrow']>>

function sumOf(row: Sums): UsageSum {
  return {
    calls: whole(row.calls),
    failed: whole(row.failed),
    inputTokens: whole(row.tokens_in),
    cachedTokens: whole(row.tokens_cached),
    outputTokens: whole(row.tokens_out),
    listPico: exactPico(row.list_micro, row.list_rest),
    costPico: exactPico(row.cost_micro, row.cost_rest),
    spent: whole(row.charged) as Credits,
    mined: whole(row.mined) as Lco,
    latencyMs: mean(row.latency_ms, row.timed),
    firstTokenMs: mean(row.first_token_ms, row.first_tokens),
  }
}

type Sum = number | string | bigint | null

function exactPico(micro: Sum, rest: Sum): bigint {
  return BigInt(micro ?? 0) * 1_000_000n + BigInt(rest ?? 0)
}

/** Rounded to the ms. */
function mean(sum: Sum, count: Sum): number | null {
  return whole(count) === 0 ? null : Math.round(whole(sum) / whole(count))
}

async function firstTokenMedian(db: Database, model: string, now: number): Promise<number | null> {
  const ids = await callIds(db, { model }, MEDIAN_CALLS)
  if (ids.length === 0) return null
  const rows = await db.selectFrom('calls').select(['at', 'first_token_ms']).where('id', 'in', ids).execute()
  return median(rows.filter(({ at }) => at > now - DAY_MS).flatMap((row) => row.first_token_ms ?? []))
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}
