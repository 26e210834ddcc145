/** History at ten million rows: how fast the projector writes them, and how long pages take beside. No engine, no HTTP. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { DAY_MS } from '../src/base/calendar.ts'
import type { Millis } from '../src/base/money.ts'
import type { KeyId } from '../src/engine/command.ts'
import type { AccountId } from '../src/engine/ledger/chart.ts'
import { historyFile, openForReading, openForWriting } from '../src/history/file.ts'
import { createProjector } from '../src/history/projector.ts'
import { createQueries, type HistoryQueries } from '../src/history/queries.ts'
import { Sample } from '../src/history/sample.ts'
import type { HistorySchema } from '../src/history/schema.ts'
import { type BenchRow, median, printRows } from './result.ts'

const ROWS = 10_000_000
/** Steps of one batch, as a busy sequencer would hand them over. */
const BATCH_STEPS = 1_000
const ACCOUNTS = 10_000
const START = Date.UTC(2026, 0, 5)
/** 300 ms between steps: the session lasts a week or two. */
const STEP_MS = 300
const ROUNDS = 15

interface Filled {
  readonly now: number
  readonly rows: number
  readonly eventsPerSecond: number
  readonly lastEventsPerSecond: number
}

export async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'lx-bench-history-'))
  try {
    const filled = await fill(dir)
    const bytes = statSync(historyFile(dir)).size
    const note = `${filled.rows.toLocaleString('en')} rows in the end, ${Math.round(bytes / 1e6)} MB`
    return [
      { name: 'history: projector', value: filled.eventsPerSecond, unit: 'events/s', note },
      { name: 'history: projector, last tenth', value: filled.lastEventsPerSecond, unit: 'events/s' },
      ...(await pages(dir, filled.now)),
    ]
  } finally {
    rmSync(dir, { recursive: true })
  }
}

async function fill(dir: string): Promise<Filled> {
  const db = await openForWriting(dir)
  const projector = createProjector(db)
  const startAt = START as Millis
  const sample = new Sample({ seed: 1, accounts: ACCOUNTS, busiest: 30, calls: 70, startAt, stepMs: STEP_MS })
  const timed: { events: number; ms: number }[] = []
  let rows = 0
  let now = START
  while (rows < ROWS) {
    const commands = sample.take(BATCH_STEPS)
    const begun = performance.now()
    await projector.project(commands)
    timed.push({
      events: commands.reduce((sum, { events }) => sum + events.length, 0),
      ms: performance.now() - begun,
    })
    now = commands.at(-1)?.at ?? now
    if (timed.length % 50 === 0) rows = await countRows(db)
  }
  await db.close()
  const last = timed.slice(-Math.ceil(timed.length / 10))
  return { now, rows, eventsPerSecond: rate(timed), lastEventsPerSecond: rate(last) }
}

/** Of the tables that grow; where ids count the rows, the newest id. */
async function countRows(db: Kysely<HistorySchema>): Promise<number> {
  const counts = await sql<{ rows: number }>`select
    (select count(*) from bookings) + (select count(*) from series_items) + (select count(*) from refs) +
    (select max(id) from calls) + (select max(id) from trades) + (select max(id) from orders) as rows`.execute(db)
  return counts.rows[0]?.rows ?? 0
}

function rate(timed: readonly { events: number; ms: number }[]): number {
  const events = timed.reduce((sum, one) => sum + one.events, 0)
  return Math.round((events / timed.reduce((sum, one) => sum + one.ms, 0)) * 1_000)
}

/** The pages of the web app, for the busiest account, an ordinary one, and everybody. */
function pageQueries(queries: HistoryQueries, now: number): Record<string, (round: number) => Promise<unknown>> {
  const { ledger, calls, usage, orders, trades, candles, margin, accounts, supply } = queries
  const busy = { account: 1 as AccountId, limit: 100 }
  const month = { account: 1 as AccountId, from: now - 30 * DAY_MS, to: now }
  const day = { from: now - DAY_MS, to: now - DAY_MS / 2 }
  const someone = (round: number) => ({ account: (2 + round * 37) as AccountId, limit: 100 })
  return {
    'ledger, busiest account': () => ledger.ofAccount(busy),
    'ledger, ordinary account': (round) => ledger.ofAccount(someone(round)),
    'ledger, one asset': () => ledger.ofAccount({ ...busy, asset: 'LCO' }),
    'ledger, one purpose': () => ledger.ofAccount({ ...busy, purpose: 'hold', asset: 'CR' }),
    'ledger, a rare kind': () => ledger.ofAccount({ ...busy, kind: 'topup' }),
    'ledger, kind and purpose': () => ledger.ofAccount({ ...busy, kind: 'call.capture', purpose: 'hold' }),
    'ledger, kind and a purpose it never has': () => ledger.ofAccount({ ...busy, kind: 'mine', purpose: 'staked' }),
    'ledger, a time range': () => ledger.ofAccount({ ...busy, ...day }),
    'ledger of all': () => ledger.all({ limit: 100 }),
    'ledger of the treasury': () => ledger.ofPlatform({ purpose: 'treasury', asset: 'CR', limit: 100 }),
    'calls, busiest account': () => calls.list(busy),
    'calls, deep page': (round) => calls.list({ ...busy, cursor: String(20_000 + round * 40_000) }),
    'calls, one model': () => calls.list({ ...busy, model: 'lx-small' }),
    'calls, one key': () => calls.list({ ...busy, keyId: 2 as KeyId }),
    'calls, free ones': () => calls.list({ ...busy, status: 'released' }),
    'calls, failures of a model': () => calls.list({ ...busy, model: 'lx-large', outcome: 'error' }),
    'calls, a rare outcome': () => calls.list({ ...busy, outcome: 'client_gone' }),
    'calls of all, one channel': () => calls.list({ channel: 2, limit: 100 }),
    'calls of all, a time range': () => calls.list({ ...day, limit: 100 }),
    'a receipt with its entries': async (round) => {
      const [call] = (await calls.list({ ...busy, limit: 1, cursor: String(1_000 + round * 30_000) })).items
      return Promise.all([calls.byId(call?.callId ?? ''), ledger.ofCall(call?.callId ?? '')])
    },
    'usage of a month by day': () => usage.ofAccount({ ...month, by: 'day' }),
    'usage of a month by key': () => usage.ofAccount({ ...month, by: 'key' }),
    'statistics of models': () => usage.ofModels(['lx-small', 'lx-large', 'lx-embed'], now),
    'done orders, busiest account': () => orders.list(busy),
    'done orders, a status it never has': () => orders.list({ ...busy, status: 'expired' }),
    'fills, busiest account': () => trades.fills(busy),
    'fills of an order': (round) => trades.fills({ ...busy, orderId: 1_000 + round }),
    'public trades': () => trades.list({ limit: 100 }),
    'candles, 1,500 of 1m': () => candles.list({ interval: '1m', limit: 1_500, now }),
    'candles, 1h': () => candles.list({ interval: '1h', limit: 500, now }),
    'ticker of 24 hours': () => candles.ticker(now),
    'margin of a month by channel': () => margin.byChannel(now - 30 * DAY_MS, now),
    'accounts with sums': () => accounts.list({ limit: 100 }),
    'top-ups': () => accounts.topups({ limit: 100 }),
    'supply by day': () => supply.byDay(0, now),
  }
}

async function pages(dir: string, now: number): Promise<BenchRow[]> {
  const db = await openForReading(dir)
  const rows: BenchRow[] = []
  for (const [name, ask] of Object.entries(pageQueries(createQueries(db), now))) {
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const begun = performance.now()
      await ask(round)
      times.push(performance.now() - begun)
    }
    const note = `slowest of ${ROUNDS}: ${Math.max(...times).toFixed(1)} ms`
    rows.push({ name: `page: ${name}`, value: median(times), unit: 'ms', note })
  }
  await db.close()
  return rows
}

if (import.meta.main) printRows(await run())
