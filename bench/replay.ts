/** Start-up: replaying a journal of orders, and restoring a snapshot of many accounts. Chain checks included. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Credits, Millis } from '../src/base/money.ts'
import { Engine, RULES_VERSION } from '../src/engine/engine.ts'
import type { AccountId } from '../src/engine/ledger/chart.ts'
import { encodeCommand, encodePayload } from '../src/journal/codec.ts'
import { openSqliteJournal } from '../src/journal/sqlite/open.ts'
import { sha256 } from '../src/sequencer/digest.ts'
import { recover } from '../src/sequencer/replay.ts'
import { funding, orders, type Step } from './order-workload.ts'
import { type BenchRow, median, printRows } from './result.ts'

const ACCOUNTS = 1_000
const ORDERS = 600_000
const PER_GROUP = 500
const SNAPSHOT_ACCOUNTS = 1_000_000
const ROUNDS = 3
const options = { simulation: true }
const at = Date.UTC(2026, 0, 5) as Millis

export async function run(): Promise<BenchRow[]> {
  const draws: Step[] = Array.from({ length: ORDERS }, (_, i) => ({
    type: 'topup.credit',
    input: { account: (1 + (i % ACCOUNTS)) as AccountId, amount: 1 as Credits, provider: 'bench', paymentId: `p${i}` },
  }))
  return [
    { name: 'replay: orders and cancels', value: await replayRate(orders(ACCOUNTS, ORDERS)), unit: 'commands/s' },
    { name: 'replay: top-ups', value: await replayRate(draws), unit: 'commands/s' },
    await restoring(),
  ]
}

async function replayRate(steps: readonly Step[]): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'lx-bench-replay-'))
  try {
    const written = await write(dir, [...funding(ACCOUNTS), ...steps])
    const rates: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const begun = performance.now()
      const journal = await openSqliteJournal({ dir })
      const engine = await recover({ journal, options })
      rates.push(engine.seq / ((performance.now() - begun) / 1_000))
      await journal.close()
      if (engine.stateHash(sha256) !== written) throw new Error('replay came to another state')
    }
    return Math.round(median(rates))
  } finally {
    rmSync(dir, { recursive: true })
  }
}

/** Writes what the engine accepts, as the sequencer would, and returns the state hash at the end. */
async function write(dir: string, steps: readonly Step[]): Promise<string> {
  const journal = await openSqliteJournal({ dir })
  const engine = new Engine(options)
  let lines: string[] = []
  const flush = async (): Promise<void> => {
    if (lines.length === 0) return
    const [count, payload] = [lines.length, encodePayload(lines)]
    const firstSeq = engine.seq - count + 1
    lines = []
    await journal.append({ firstSeq, count, firstAt: at, lastAt: at, rules: RULES_VERSION, payload, stateHash: null })
  }
  for (const { type, input } of steps) {
    const command = { type, at, input }
    if (engine.apply(command).ok) lines.push(encodeCommand(command))
    if (lines.length === PER_GROUP) await flush()
  }
  await flush()
  await journal.close()
  return engine.stateHash(sha256)
}

/** A snapshot of many funded accounts, from disk to a checked engine. */
async function restoring(): Promise<BenchRow> {
  const dir = mkdtempSync(join(tmpdir(), 'lx-bench-restore-'))
  try {
    const engine = new Engine(options)
    for (let i = 1; i <= SNAPSHOT_ACCOUNTS; i++) {
      engine.apply({ type: 'account.open', at, input: { identity: `user-${i}`, operator: false } })
      const amount = 1_000_000 as Credits
      engine.apply({ type: 'faucet.draw', at, input: { account: i as AccountId, amount } })
    }
    const journal = await openSqliteJournal({ dir })
    const stateHash = engine.stateHash(sha256)
    const { seq } = engine
    // A journal that ends where the snapshot does: nothing but the snapshot is replayed.
    await journal.append({
      firstSeq: 1,
      count: seq,
      firstAt: at,
      lastAt: at,
      rules: RULES_VERSION,
      payload: '',
      stateHash,
    })
    await journal.snapshots.put({ seq, at, rules: RULES_VERSION, stateHash, bytes: engine.save() })
    const begun = performance.now()
    const restored = await recover({ journal, options })
    const seconds = (performance.now() - begun) / 1_000
    await journal.close()
    if (restored.seq !== seq) throw new Error('restored another state')
    return { name: 'restore: snapshot of 1,000,000 accounts', value: seconds, unit: 's', note: 'state hash recomputed' }
  } finally {
    rmSync(dir, { recursive: true })
  }
}

if (import.meta.main) printRows(await run())
