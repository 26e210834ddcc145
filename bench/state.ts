/** State of a large instance: a million accounts and 100,000 resting orders saved, hashed and restored. No disk. */
import { createHash } from 'node:crypto'
import type { Credits, Lots, Millis, Ticks } from '../src/base/money.ts'
import type { CommandType, InputOf } from '../src/engine/command.ts'
import { Engine } from '../src/engine/engine.ts'
import type { AccountId } from '../src/engine/ledger/chart.ts'
import { type BenchRow, printRows } from './result.ts'

const ACCOUNTS = 1_000_000
const ORDERS = 100_000
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

function large(): Engine {
  const engine = new Engine({ simulation: true })
  const at = Date.UTC(2026, 0, 5) as Millis
  const run = <T extends CommandType>(type: T, input: InputOf<T>): void => {
    const outcome = engine.apply({ type, at, input })
    if (!outcome.ok) throw new Error(`${type}: ${outcome.code}`)
  }
  run('treasury.fund', { amount: 1_000_000_000 as Credits, reason: 'bench' })
  for (let i = 1; i <= ACCOUNTS; i++) {
    run('account.open', { identity: `user-${i}`, operator: false })
    run('topup.credit', { account: i as AccountId, amount: 10_000_000 as Credits, provider: 'b', paymentId: `${i}` })
    if (i > ORDERS) continue
    const price = (1_000 + (i % 4_000)) as Ticks
    const account = i as AccountId
    run('order.place', { account, kind: 'limit', side: 'buy', price, lots: 1_500 as Lots, tif: 'gtc', postOnly: true })
  }
  return engine
}

export async function run(): Promise<BenchRow[]> {
  const engine = large()
  const timed = <T>(work: () => T): [T, number] => {
    const begun = performance.now()
    const result = work()
    return [result, performance.now() - begun]
  }
  const [, hashed] = timed(() => engine.stateHash(sha256))
  const [, again] = timed(() => engine.stateHash(sha256))
  const [, counted] = timed(() => engine.audit())
  const [snapshot, saved] = timed(() => engine.save())
  const [restored, loaded] = timed(() => Engine.restore(snapshot))
  if (restored.stateHash(sha256) !== engine.stateHash(sha256)) throw new Error('the restored state differs')
  return [
    { name: 'state: full recount', value: counted, unit: 'ms', note: 'what the history thread does every hour' },
    { name: 'state: first hash', value: hashed, unit: 'ms', note: '1M accounts, 100k resting orders' },
    { name: 'state: hash again, nothing changed', value: again, unit: 'ms' },
    { name: 'state: snapshot', value: saved, unit: 'ms', note: `${Math.round(snapshot.length / 2 ** 20)} MB` },
    { name: 'state: restore', value: loaded, unit: 'ms' },
    {
      name: 'state: memory',
      value: process.memoryUsage().rss / 2 ** 20,
      unit: 'MB',
      note: 'two engines and the snapshot',
    },
  ]
}

if (import.meta.main) printRows(await run())
