/** Claims about exactly-once projection, over made-up sessions. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { contents, emptyHistory, type HistoryDatabase } from '../../test/history/replayed.ts'
import type { Millis } from '../base/money.ts'
import { prng } from '../base/prng.ts'
import type { Published } from '../sequencer/core.ts'
import { createProjector, HistoryGap, HistoryMoved } from './projector.ts'
import { Sample } from './sample.ts'

const opened: HistoryDatabase[] = []
const folders: string[] = []

afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

async function freshHistory(file?: string): Promise<HistoryDatabase> {
  const db = await emptyHistory(file)
  opened.push(db)
  return db
}

function session(seed: number, steps = 300): Published[] {
  const startAt = 1_767_225_590_000 as Millis
  return new Sample({ seed, accounts: 5, calls: 50, startAt, stepMs: 700 }).take(steps)
}

async function projected(batches: readonly (readonly Published[])[]): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const db = await freshHistory()
  const projector = createProjector(db)
  for (const batch of batches) await projector.project(batch)
  return contents(db)
}

function cut(commands: readonly Published[], seed: number): Published[][] {
  const random = prng(seed)
  const batches: Published[][] = []
  for (let from = 0; from < commands.length; ) {
    const size = 1 + random.below(40)
    batches.push(commands.slice(from, from + size))
    from += size
  }
  return batches
}

describe('the projector', () => {
  test('the tables do not depend on how the commands were batched', async () => {
    const commands = session(1)
    const whole = await projected([commands])
    expect(await projected(cut(commands, 2))).toEqual(whole)
    expect(await projected(cut(commands, 3))).toEqual(whole)
  })

  test('repeated and overlapping batches change nothing', async () => {
    const commands = session(2)
    const overlapping = cut(commands, 4).flatMap((batch) => {
      const start = batch[0]?.seq ?? 1
      return [batch, batch, commands.slice(Math.max(0, start - 30), start + batch.length - 1)]
    })
    expect(await projected(overlapping)).toEqual(await projected([commands]))
  })

  test('a gap is refused and changes nothing', async () => {
    const commands = session(3, 20)
    const db = await freshHistory()
    const projector = createProjector(db)
    await projector.project(commands.slice(0, 10))
    const before = await contents(db)
    await expect(projector.project(commands.slice(11))).rejects.toThrow(HistoryGap)
    await expect(projector.project([...commands.slice(10, 12), ...commands.slice(13)])).rejects.toThrow(HistoryGap)
    expect(await contents(db)).toEqual(before)
    expect(await projector.cursor()).toBe(10)
  })

  test('a batch that fails half-way leaves no row behind and can be given again', async () => {
    const commands = session(4)
    const db = await freshHistory()
    const projector = createProjector(db)
    await projector.project(commands.slice(0, 100))
    const before = await contents(db)
    await sql`create trigger full before insert on trades begin select raise(abort, 'disk full'); end`.execute(db)
    await expect(projector.project(commands.slice(100))).rejects.toThrow('disk full')
    await sql`drop trigger full`.execute(db)
    expect(await contents(db)).toEqual(before)
    await projector.project(commands.slice(100))
    expect(await contents(db)).toEqual(await projected([commands]))
  })

  test('a new projector goes on where the file was left', async () => {
    const commands = session(5)
    const folder = mkdtempSync(join(tmpdir(), 'lx-history-'))
    folders.push(folder)
    const file = join(folder, 'history.db')
    for (const batch of cut(commands, 6)) {
      const db = await emptyHistory(file)
      await createProjector(db).project(batch)
      await db.close()
    }
    expect(await contents(await freshHistory(file))).toEqual(await projected([commands]))
  })

  test('of two projectors on one file the one that is behind is refused', async () => {
    const commands = session(6, 40)
    const db = await freshHistory()
    const projectors = [createProjector(db), createProjector(db)]
    const results = await Promise.allSettled(projectors.map((projector) => projector.project(commands)))
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused.map(({ reason }) => reason instanceof HistoryMoved)).toEqual([true])
    expect(await contents(db)).toEqual(await projected([commands]))
  })
})
