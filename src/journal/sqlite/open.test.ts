/** The SQLite adapter against the conformance suite, and what only files can suffer: second processes, flips, torn tails. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scaled } from '../../../test/scale.ts'
import { prng } from '../../base/prng.ts'
import { collect, journalConformance, sampleGroup } from '../conformance.ts'
import { type Journal, JournalDamaged } from '../port.ts'
import { openSqliteJournal } from './open.ts'
import { openSqliteReader } from './reader.ts'

const fresh = (): string => mkdtempSync(join(tmpdir(), 'lx-journal-'))

journalConformance('SQLite', async () => {
  const dir = fresh()
  return {
    open: () => openSqliteJournal({ dir }),
    openReader: async () => openSqliteReader(dir),
    destroy: async () => rmSync(dir, { recursive: true }),
  }
})

describe('the files of the SQLite journal', () => {
  let dir: string
  beforeEach(() => {
    dir = fresh()
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  async function written(groups: number, perGroup = 20): Promise<Journal> {
    const journal = await openSqliteJournal({ dir })
    for (let i = 0; i < groups; i++) await journal.append(sampleGroup(i * perGroup, perGroup))
    return journal
  }

  /** A copy of the directory as a crash at this instant would leave it. */
  function crashed(): string {
    const copy = fresh()
    for (const name of ['journal.db', 'journal.db-wal']) cpSync(join(dir, name), join(copy, name))
    return copy
  }

  function flip(file: string, at: number): void {
    const bytes = readFileSync(file)
    bytes[at] = (bytes[at] as number) ^ 0x10
    writeFileSync(file, bytes)
  }

  async function reopen(where: string): Promise<{ seq: number; notices: string[] }> {
    const notices: string[] = []
    const journal = await openSqliteJournal({ dir: where, onNotice: (text) => notices.push(text) })
    const { seq } = await journal.end()
    await journal.close()
    return { seq, notices }
  }

  it('refuse a second process with a message that says what to do', async () => {
    const journal = await written(1)
    const script = `import { openSqliteJournal } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)}
      await openSqliteJournal({ dir: ${JSON.stringify(dir)} }).catch((error) => { console.log(error.name, error.message); process.exit(3) })`
    const second = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(second.status).toBe(3)
    expect(second.stdout).toContain('DataDirectoryHeld Another process is using the data directory')
    await journal.close()
    expect(await reopen(dir)).toEqual({ seq: 20, notices: [] })
  })

  it('show a flipped bit in a stored group by its number, and refuse to open', async () => {
    await (await written(3)).close()
    const file = join(dir, 'journal.db')
    flip(file, readFileSync(file).indexOf('"amount":25}'))
    await expect(openSqliteJournal({ dir })).rejects.toThrow(/journal group 2 \(commands from 21\) is damaged/)
    await expect(openSqliteJournal({ dir })).rejects.toThrow(JournalDamaged)
  })

  it('never lose a group silently, whichever bit flips', async () => {
    await (await written(40, 8)).close()
    const file = join(dir, 'journal.db')
    const whole = readFileSync(file)
    const random = prng(7)
    for (let i = 0; i < scaled(1_000); i++) {
      writeFileSync(file, whole)
      flip(file, random.below(whole.length))
      const opened = await reopen(dir).catch((error: unknown) => error)
      if (opened instanceof Error) expect(opened.message).not.toBe('')
      else expect(opened).toMatchObject({ seq: 320 })
    }
  })

  it('keep every acknowledged group over a crash', async () => {
    const journal = await written(5)
    const copy = crashed()
    await journal.close()
    expect(await reopen(copy)).toEqual({ seq: 100, notices: [] })
    rmSync(copy, { recursive: true })
  })

  it('cut a torn last write and say so', async () => {
    const journal = await written(5)
    const copy = crashed()
    await journal.close()
    const log = join(copy, 'journal.db-wal')
    flip(log, readFileSync(log).length - 100)
    const { seq, notices } = await reopen(copy)
    expect(seq).toBe(80)
    expect(notices).toEqual([expect.stringContaining('The last write before the stop was torn')])
    rmSync(copy, { recursive: true })
  })

  it('open after a last write that only half reached the file', async () => {
    const journal = await written(5)
    const copy = crashed()
    await journal.close()
    const log = join(copy, 'journal.db-wal')
    truncateSync(log, readFileSync(log).length - 1_000)
    expect((await reopen(copy)).seq).toBe(80)
    rmSync(copy, { recursive: true })
  })

  it('refuse to open when a flipped bit in the write-ahead log would drop acknowledged groups', async () => {
    const journal = await written(5)
    const copy = crashed()
    await journal.close()
    const log = join(copy, 'journal.db-wal')
    flip(log, readFileSync(log).lastIndexOf('"amount":25}'))
    await expect(reopen(copy)).rejects.toThrow('acknowledged')
    rmSync(copy, { recursive: true })
  })

  it('refuse to open when a frame that looks left over stands before acknowledged groups', async () => {
    const journal = await written(5)
    const copy = crashed()
    await journal.close()
    // The mark of the first frame's generation: 32 bytes of header, 8 bytes into the frame's own.
    flip(join(copy, 'journal.db-wal'), 40)
    await expect(reopen(copy)).rejects.toThrow('acknowledged')
    rmSync(copy, { recursive: true })
  })

  it('never lose more than the last write, whichever bit of the write-ahead log flips', async () => {
    const journal = await written(5)
    const crash = crashed()
    await journal.close()
    const whole = readFileSync(join(crash, 'journal.db-wal'))
    const random = prng(11)
    for (let i = 0; i < scaled(1_000); i++) {
      const copy = fresh()
      cpSync(crash, copy, { recursive: true })
      flip(join(copy, 'journal.db-wal'), random.below(whole.length))
      const opened = await reopen(copy).catch((error: unknown) => error)
      if (opened instanceof Error) expect(opened).toBeInstanceOf(JournalDamaged)
      else expect([80, 100]).toContain((opened as { seq: number }).seq)
      rmSync(copy, { recursive: true })
    }
    rmSync(crash, { recursive: true })
  })

  it('pass over a damaged snapshot and say so', async () => {
    const journal = await written(1)
    for (const seq of [10, 20]) {
      await journal.snapshots.put({ seq, at: 1, rules: 1, stateHash: '00', bytes: new Uint8Array(5_000) })
    }
    await journal.close()
    const file = join(dir, 'snapshots', '0000000000000020.snapshot')
    expect(existsSync(file)).toBe(true)
    flip(file, 4_000)
    const notices: string[] = []
    const again = await openSqliteJournal({ dir, onNotice: (text) => notices.push(text) })
    expect((await again.snapshots.newest())?.seq).toBe(10)
    expect(notices).toEqual([expect.stringContaining('snapshot at command 20 is damaged')])
    expect(await collect(again.read(0))).toHaveLength(1)
    await again.close()
  })
})
