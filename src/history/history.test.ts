/** Claims about history beside a running core: it follows, it can be waited for, it can be rebuilt. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { MONDAY } from '../../test/engine/driver.ts'
import { contents, emptyHistory } from '../../test/history/replayed.ts'
import { scaled } from '../../test/scale.ts'
import type { Credits } from '../base/money.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import type { Journal } from '../journal/port.ts'
import { openSqliteJournal } from '../journal/sqlite/open.ts'
import type { Core } from '../sequencer/core.ts'
import { openCore } from '../sequencer/open.ts'
import { historyCursor, historyFile } from './file.ts'
import { type History, HistoryFailed, startHistory } from './history.ts'

const engine = { simulation: true }
const alice = 1 as AccountId
const cleanups: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function freshDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'lx-history-'))
  cleanups.push(() => rmSync(dir, { recursive: true }))
  return dir
}

interface Running {
  readonly core: Core
  readonly history: History
  stop(): Promise<void>
}

async function start(dir: string): Promise<Running> {
  const journal = await openSqliteJournal({ dir })
  const core = await openCore({ journal, engine, virtualStart: MONDAY, seen: await historyCursor(dir), onFatal: fail })
  const history = await startHistory({ dataDir: dir, engine, snapshotEvery: 500, recountEveryMs: 0 })
  core.subscribe((batch) => history.notifyDurable(batch.at(-1)?.seq ?? 0))
  return { core, history, stop: () => stopAll(core, history, journal) }
}

async function stopAll(core: Core, history: History, journal: Journal): Promise<void> {
  await core.close()
  await history.close()
  await journal.close()
}

function fail(error: Error): void {
  throw error
}

/** A first account, then `count` faucet draws of 1 µCR. */
async function draw(core: Core, count: number): Promise<void> {
  await core.submit('account.open', { identity: 'alice', operator: false })
  const draws = Array.from({ length: count }, () =>
    core.submit('faucet.draw', { account: alice, amount: 1 as Credits }),
  )
  await Promise.all(draws)
}

async function tables(dir: string) {
  const db = await emptyHistory(historyFile(dir))
  const found = await contents(db)
  await db.close()
  return found
}

describe('history beside a core', () => {
  test('shows what was acknowledged once it is waited for', async () => {
    const { core, history, stop } = await start(freshDir())
    cleanups.push(stop)
    for (let round = 1; round <= 20; round++) {
      await draw(core, round)
      const { durableSeq } = core.status()
      expect(await history.caughtUpTo(durableSeq)).toBeGreaterThanOrEqual(durableSeq)
      const [newest] = (await history.queries.ledger.ofAccount({ account: alice, limit: 1 })).items
      expect(newest?.seq).toBe(durableSeq)
    }
  })

  test('recounts everything in its own thread, and says up to which command it did', async () => {
    const { core, history, stop } = await start(freshDir())
    cleanups.push(stop)
    await draw(core, 300)
    const { durableSeq } = core.status()
    await history.caughtUpTo(durableSeq)
    await expect.poll(() => history.recount()).toMatchObject({ seq: durableSeq, at: MONDAY, fault: null })
  })

  test('gives up waiting for what has not happened and says how far it is', async () => {
    const { core, history, stop } = await start(freshDir())
    cleanups.push(stop)
    await draw(core, 3)
    const { durableSeq } = core.status()
    await history.caughtUpTo(durableSeq)
    expect(await history.caughtUpTo(durableSeq + 1, 20)).toBe(durableSeq)
    expect(history.position()).toBe(durableSeq)
  })

  test('goes on from its cursor after a restart', async () => {
    const dir = freshDir()
    for (let round = 1; round <= 3; round++) {
      const { core, stop } = await start(dir)
      await draw(core, scaled(2_000))
      await stop()
      expect(await historyCursor(dir)).toBe(core.status().seq)
    }
  })

  test('a rebuild from the journal gives identical tables', async () => {
    const dir = freshDir()
    const first = await start(dir)
    await draw(first.core, scaled(20_000))
    await first.core.advance(8 * 86_400_000)
    await first.stop()
    const before = await tables(dir)
    expect(before.get('weeks')).toHaveLength(1)
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${historyFile(dir)}${suffix}`, { force: true })
    const journal = await openSqliteJournal({ dir })
    const again = await startHistory({ dataDir: dir, engine })
    await again.close()
    await journal.close()
    expect(await tables(dir)).toEqual(before)
  })

  test('that has seen more than the journal holds refuses to start', async () => {
    const dir = freshDir()
    const { core, stop } = await start(dir)
    await draw(core, 5)
    await stop()
    const db = await emptyHistory(historyFile(dir))
    await db.updateTable('projection').set({ seq: 1_000 }).execute()
    await db.close()
    const journal = await openSqliteJournal({ dir })
    cleanups.push(() => journal.close())
    const failures: HistoryFailed[] = []
    const history = await startHistory({ dataDir: dir, engine, onFailure: (error) => failures.push(error) })
    cleanups.push(() => history.close())
    expect(await history.caughtUpTo(1_001, 5_000)).toBe(1_000)
    expect(failures).toEqual([expect.any(HistoryFailed)])
    expect(failures[0]?.message).toContain('JournalDamaged')
  })

  test('without a data directory it refuses to start and leaves no thread behind', async () => {
    const dataDir = join(freshDir(), 'missing')
    await expect(startHistory({ dataDir, engine })).rejects.toThrow(HistoryFailed)
  })
})
