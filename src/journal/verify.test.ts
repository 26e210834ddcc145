/** Claims about `verifyJournal`: it passes whole journals, also running ones, and names damage. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sampleGroup } from './conformance.ts'
import { openSqliteJournal } from './sqlite/open.ts'
import { verifyJournal } from './verify.ts'

describe('verifyJournal', () => {
  let dir: string
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'lx-verify-'))
    const journal = await openSqliteJournal({ dir })
    for (let i = 0; i < 4; i++) await journal.append(sampleGroup(i * 5, 5, i === 2 ? 'ab'.repeat(32) : null))
    await journal.snapshots.put({ seq: 15, at: 1, rules: 1, stateHash: 'ab'.repeat(32), bytes: new Uint8Array(100) })
    await journal.close()
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  it('counts groups, commands, state hashes and snapshots of a whole journal', async () => {
    const report = await verifyJournal(dir)
    expect(report).toMatchObject({ groups: 4, commands: 20, stateHashes: 1, snapshots: 1, notices: [] })
    expect(report.end).toMatchObject({ number: 4, seq: 20 })
  })

  it('works beside a running writer', async () => {
    const journal = await openSqliteJournal({ dir })
    await journal.append(sampleGroup(20, 5))
    expect(await verifyJournal(dir)).toMatchObject({ groups: 5, commands: 25 })
    await journal.append(sampleGroup(25, 5))
    await journal.close()
  })

  it('names the first damaged group', async () => {
    const file = join(dir, 'journal.db')
    const bytes = readFileSync(file)
    const at = bytes.indexOf('"amount":12}')
    bytes[at] = (bytes[at] as number) ^ 1
    writeFileSync(file, bytes)
    await expect(verifyJournal(dir)).rejects.toThrow('journal group 3 (commands from 11) is damaged')
  })

  it('says which snapshot is damaged', async () => {
    const file = join(dir, 'snapshots', '0000000000000015.snapshot')
    writeFileSync(file, readFileSync(file).subarray(0, -1))
    const report = await verifyJournal(dir)
    expect(report.snapshots).toBe(0)
    expect(report.notices).toEqual([expect.stringContaining('snapshot at command 15')])
  })

  it('says when there is no journal', async () => {
    await expect(verifyJournal(join(dir, 'elsewhere'))).rejects.toThrow('no journal')
  })
})
