/** Claims about backups: made while writing, restored exactly, refused when changed or in the way. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backup, restore } from './backup.ts'
import { collect, sampleGroup } from './conformance.ts'
import type { Journal } from './port.ts'
import { openSqliteJournal } from './sqlite/open.ts'
import { openSqliteReader } from './sqlite/reader.ts'

describe('backup and restore', () => {
  let root: string
  let journal: Journal
  const at = (name: string): string => join(root, name)
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'lx-backup-'))
    journal = await openSqliteJournal({ dir: at('live') })
    for (let i = 0; i < 10; i++) await journal.append(sampleGroup(i * 5, 5))
    await journal.snapshots.put({ seq: 40, at: 1, rules: 1, stateHash: 'ab'.repeat(32), bytes: new Uint8Array(100) })
  })
  afterEach(async () => {
    await journal.close()
    rmSync(root, { recursive: true })
  })

  it('copies a journal that goes on growing, up to one group, and puts it back exactly', async () => {
    let growing = true
    const grow = (async () => {
      for (let i = 10; growing; i++) await journal.append(sampleGroup(i * 5, 5))
    })()
    const manifest = await backup(at('live'), at('copy'))
    growing = false
    await grow
    expect(manifest.seq).toBeGreaterThanOrEqual(50)
    expect(await restore(at('copy'), at('again'))).toEqual(manifest)
    const restored = openSqliteReader(at('again'))
    const kept = (await collect(journal.read(0))).slice(0, manifest.groups)
    expect(await collect(restored.read(0))).toEqual(kept)
    expect((await restored.snapshots.newest())?.seq).toBe(40)
    await restored.close()
    const reopened = await openSqliteJournal({ dir: at('again') })
    await reopened.append(sampleGroup(manifest.seq, 1))
    await reopened.close()
  })

  it('refuses to restore a changed backup, and leaves nothing behind', async () => {
    await backup(at('live'), at('copy'))
    const file = join(at('copy'), 'journal.db')
    const bytes = readFileSync(file)
    const index = bytes.indexOf('"amount":12}')
    bytes[index] = (bytes[index] as number) ^ 1
    writeFileSync(file, bytes)
    await expect(restore(at('copy'), at('again'))).rejects.toThrow('journal group 3')
    expect(existsSync(join(at('again'), 'journal.db'))).toBe(false)
  })

  it('refuses a backup whose end is not the one in its manifest', async () => {
    await backup(at('live'), at('copy'))
    const file = join(at('copy'), 'backup.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"head": ".{4}/, '"head": "0000'))
    await expect(restore(at('copy'), at('again'))).rejects.toThrow('manifest')
  })

  it('never writes over something that is there', async () => {
    await expect(backup(at('live'), at('live'))).rejects.toThrow('not empty')
    await backup(at('live'), at('copy'))
    await expect(restore(at('copy'), at('live'))).rejects.toThrow('has a journal already')
  })
})
