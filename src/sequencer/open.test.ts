/** Claims about a core over a real journal: what a restart finds, what it refuses, what the tools say about it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Credits, Millis } from '../base/money.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import { accountView } from '../engine/views.ts'
import { backup, restore } from '../journal/backup.ts'
import type { Journal } from '../journal/port.ts'
import { openSqliteJournal } from '../journal/sqlite/open.ts'
import { openSqliteReader } from '../journal/sqlite/reader.ts'
import { verifyJournal } from '../journal/verify.ts'
import type { Core } from './core.ts'
import { sha256 } from './digest.ts'
import { openCore } from './open.ts'
import { runReplica } from './replica.ts'
import { verifyReplay } from './verify.ts'

const alice = 1 as AccountId
const start = Date.UTC(2026, 0, 5) as Millis

describe('a core over the SQLite journal', () => {
  let root: string
  let journal: Journal
  let core: Core
  const open = async (dir: string, simulation = true): Promise<void> => {
    journal = await openSqliteJournal({ dir })
    const onFatal = (error: Error): void => {
      throw error
    }
    core = await openCore({ journal, engine: { simulation }, virtualStart: start, onFatal })
  }
  const close = async (): Promise<void> => {
    await core.close()
    await journal.close()
  }
  const hash = (): string => core.peek((engine) => engine.stateHash(sha256))
  const draw = (amount: number) => core.submit('faucet.draw', { account: alice, amount: amount as Credits })
  const balance = (): Promise<number | undefined> =>
    core.read((engine) => accountView(engine, alice, engine.now)?.credits.available)

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'lx-core-'))
    await open(join(root, 'live'))
    await core.submit('account.open', { identity: 'alice', operator: false })
  })
  afterEach(async () => {
    await close()
    rmSync(root, { recursive: true })
  })

  it('finds state, sequence and clock again after a restart', async () => {
    await draw(5_000_000)
    await core.advance(86_400_000)
    await core.close()
    const [before, seq] = [hash(), core.status().seq]
    await journal.close()
    await open(join(root, 'live'))
    expect([hash(), core.status().seq, core.now()]).toEqual([before, seq, start + 86_400_000])
    expect(await balance()).toBe(5_000_000)
    expect(await draw(1)).toMatchObject({ ok: true, seq: seq + 1 })
  })

  it('finds it again after a restart from a snapshot, with the same hash', async () => {
    await draw(5_000_000)
    await core.close()
    const before = hash()
    const reader = openSqliteReader(join(root, 'live'))
    async function* ended(): AsyncGenerator<number> {}
    const sink = async (): Promise<void> => {}
    await runReplica({
      journal: reader,
      engineOptions: { simulation: true },
      cursor: 0,
      sink,
      wake: ended(),
      snapshotEvery: 3,
    })
    expect(await reader.snapshots.list()).toMatchObject([{ seq: core.status().seq, stateHash: before }])
    await Promise.all([reader.close(), journal.close()])
    await open(join(root, 'live'))
    expect(hash()).toBe(before)
    expect(core.status().stateHash).toEqual({ seq: core.status().seq, hash: before })
  })

  it('refuses to go on in the other mode', async () => {
    await close()
    await expect(open(join(root, 'live'), false)).rejects.toThrow('simulation mode')
    await journal.close()
    await open(join(root, 'live'))
  })

  it('is backed up while it runs and restored to the same state', async () => {
    await draw(5_000_000)
    const { seq } = await backup(join(root, 'live'), join(root, 'copy'))
    const atBackup = hash()
    await draw(7_000_000)
    await restore(join(root, 'copy'), join(root, 'again'))
    expect(await verifyReplay(join(root, 'again'))).toEqual({ seq, stateHash: atBackup })
    await close()
    await open(join(root, 'again'))
    expect(await balance()).toBe(5_000_000)
  })

  it('passes the checks of the tools while it runs', async () => {
    await draw(1_000_000)
    expect(await verifyJournal(join(root, 'live'))).toMatchObject({ commands: 2, notices: [] })
    expect(await verifyReplay(join(root, 'live'))).toEqual({ seq: 2, stateHash: hash() })
  })

  it('answers a lone caller, and many at once, in order', async () => {
    const outcomes = await Promise.all(Array.from({ length: 500 }, () => draw(10)))
    expect(outcomes.map((outcome) => outcome.ok && outcome.seq)).toEqual(Array.from({ length: 500 }, (_, i) => i + 2))
    expect(await balance()).toBe(5_000)
  })
})
