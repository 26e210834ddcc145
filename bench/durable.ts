/** Orders through sequencer and SQLite journal: acknowledged per second under load, and the wait of a lone client. No network. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteJournal } from '../src/journal/sqlite/open.ts'
import type { Core } from '../src/sequencer/core.ts'
import { openCore } from '../src/sequencer/open.ts'
import { funding, orders, type Step } from './order-workload.ts'
import { type BenchRow, median, printRows } from './result.ts'

const ACCOUNTS = 1_000
const ORDERS = 400_000
/** Clients in the process, each waiting for its answer before it sends the next order. */
const CLIENTS = 1_024
const LONE_ORDERS = 500
const ROUNDS = 3

export async function run(): Promise<BenchRow[]> {
  const steps = orders(ACCOUNTS, ORDERS + LONE_ORDERS)
  const rounds: Round[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(steps))
  const middle = (value: (round: Round) => number): number => median(rounds.map(value))
  const accepted = `${CLIENTS} clients in process; ${Math.round(middle((round) => round.accepted) * 100)} % accepted`
  return [
    {
      name: 'durable orders',
      value: Math.round(middle((round) => round.rate)),
      unit: 'acknowledged/s',
      note: accepted,
    },
    { name: 'durable orders: latency p50', value: middle((round) => round.p50), unit: 'ms' },
    { name: 'durable orders: latency p99', value: middle((round) => round.p99), unit: 'ms' },
    { name: 'durable orders: one client, p50', value: middle((round) => round.lone50), unit: 'ms' },
    { name: 'durable orders: one client, p99', value: middle((round) => round.lone99), unit: 'ms' },
  ]
}

interface Round {
  readonly rate: number
  readonly accepted: number
  readonly p50: number
  readonly p99: number
  readonly lone50: number
  readonly lone99: number
}

async function measure(steps: readonly Step[]): Promise<Round> {
  const dir = mkdtempSync(join(tmpdir(), 'lx-bench-durable-'))
  const journal = await openSqliteJournal({ dir })
  const core = await openCore({
    journal,
    engine: { simulation: true },
    onFatal: (error) => {
      throw error
    },
  })
  try {
    await Promise.all(funding(ACCOUNTS).map(({ type, input }) => core.submit(type, input)))
    const begun = performance.now()
    const { waits, accepted } = await drive(core, { steps: steps.slice(0, ORDERS), clients: CLIENTS })
    const rate = ORDERS / ((performance.now() - begun) / 1_000)
    const lone = await drive(core, { steps: steps.slice(ORDERS), clients: 1 })
    return {
      rate,
      accepted: accepted / ORDERS,
      p50: percentile(waits, 50),
      p99: percentile(waits, 99),
      lone50: percentile(lone.waits, 50),
      lone99: percentile(lone.waits, 99),
    }
  } finally {
    await core.close()
    await journal.close()
    rmSync(dir, { recursive: true })
  }
}

interface Load {
  readonly steps: readonly Step[]
  readonly clients: number
}

/** Sends the steps in order; every client takes the next one as soon as its last is answered. */
async function drive(core: Core, { steps, clients }: Load): Promise<{ waits: Float64Array; accepted: number }> {
  const waits = new Float64Array(steps.length)
  let next = 0
  let accepted = 0
  const client = async (): Promise<void> => {
    for (let at = next++; at < steps.length; at = next++) {
      const { type, input } = steps[at] as Step
      const sent = performance.now()
      const outcome = await core.submit(type, input)
      waits[at] = performance.now() - sent
      if (outcome.ok) accepted += 1
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return { waits: waits.sort(), accepted }
}

function percentile(sorted: Float64Array, percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0
}

if (import.meta.main) printRows(await run())
