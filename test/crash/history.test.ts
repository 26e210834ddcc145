/** History is killed again and again while it follows the journal; in the end nothing is missing and nothing is there twice. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { prng } from '../../src/base/prng.ts'
import type { Command } from '../../src/engine/command.ts'
import { RULES_VERSION } from '../../src/engine/engine.ts'
import { historyFile } from '../../src/history/file.ts'
import { encodeCommand, encodePayload } from '../../src/journal/codec.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { Driver, seeded } from '../engine/driver.ts'
import { openWorld, randomStep } from '../engine/random-session.ts'
import { contents, emptyHistory, projected, replayed } from '../history/replayed.ts'
import { scaled } from '../scale.ts'

const SEED = 4_711
const KILLS = scaled(100)
const follower = fileURLToPath(new URL('../history/follow.ts', import.meta.url))

/** Writes the session's commands in groups of 1 to 60. */
async function writeJournal(dir: string, commands: readonly Command[]): Promise<void> {
  const journal = await openSqliteJournal({ dir })
  const random = prng(SEED)
  for (let at = 0; at < commands.length; ) {
    const group = commands.slice(at, at + 1 + random.below(60))
    await journal.append({
      firstSeq: at + 1,
      count: group.length,
      firstAt: group[0]?.at ?? 0,
      lastAt: group.at(-1)?.at ?? 0,
      rules: RULES_VERSION,
      payload: encodePayload(group.map((command) => encodeCommand(command))),
      stateHash: null,
    })
    at += group.length
  }
  await journal.close()
}

/** Runs the follower, which kills itself once it has passed `until`. Settles with the position it began at, and whether it was killed. */
function follow(dir: string, until: number): Promise<{ from: number; killed: boolean }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [follower, dir, String(until)], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (code !== 0 && signal !== 'SIGKILL') reject(new Error(`the follower ended with ${code ?? signal}`))
      else resolve({ from: Number(text.split('\n')[0]), killed: signal === 'SIGKILL' })
    })
  })
}

test(`killed ${KILLS} times while it follows, history ends up exactly as if nothing had happened (seed ${SEED})`, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lx-history-kill-'))
  try {
    const driver = new Driver({ paranoid: false })
    const random = seeded(SEED)
    openWorld(driver)
    while (driver.journal.length < 10_000 + KILLS * 300) randomStep(driver, random, driver.journal.length)
    await writeJournal(dir, driver.journal as Command[])
    const end = driver.journal.length
    let last = 0
    for (let kill = 1; kill <= KILLS; kill++) {
      const until = Math.floor(((kill - random.below(100) / 100) * end) / (KILLS + 1))
      const { from, killed } = await follow(dir, until)
      expect(from).toBeGreaterThanOrEqual(last)
      expect(killed).toBe(true)
      last = from
    }
    expect(last).toBeGreaterThan(0)
    await follow(dir, Number.POSITIVE_INFINITY)
    const db = await emptyHistory(historyFile(dir))
    const clean = await projected(replayed(driver).published)
    expect(await contents(db)).toEqual(await contents(clean))
    await Promise.all([db.close(), clean.close()])
  } finally {
    rmSync(dir, { recursive: true })
  }
})
