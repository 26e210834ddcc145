/** Claims about the writing thread's core that the lock and the chain hide from outside: fencing, and damage to the tree. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sampleGroup } from '../conformance.ts'
import { JournalDamaged, StaleWriter } from '../port.ts'
import { openWriter } from './writer.ts'

describe('the journal writer', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lx-writer-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))
  const open = () => openWriter({ dir, verify: true })

  it('is fenced off by a later writer even where no lock keeps them apart', () => {
    const first = open()
    first.append(sampleGroup(0, 1))
    const second = open()
    expect(() => first.append(sampleGroup(1, 1))).toThrow(StaleWriter)
    second.append(sampleGroup(1, 1))
    expect(second.epoch).toBe(first.epoch + 1)
    first.close()
    second.close()
  })

  it('refuses a file whose tree has lost its newest groups, although the chain of the others is whole', () => {
    const writer = open()
    for (let i = 0; i < 60; i++) writer.append(sampleGroup(i * 8, 8))
    writer.close()
    const file = join(dir, 'journal.db')
    const whole = readFileSync(file)
    const root = 4_096
    const [cells, rightmost] = [root + 3, root + 8]
    for (const [at, length] of [
      [cells, 2],
      [rightmost, 4],
    ] as const) {
      for (let bit = 0; bit < length * 8; bit++) {
        const bytes = Buffer.from(whole)
        const byte = at + (bit >> 3)
        bytes[byte] = (bytes[byte] as number) ^ (1 << (bit & 7))
        writeFileSync(file, bytes)
        expect(open, `bit ${bit & 7} of byte ${byte}`).toThrow(JournalDamaged)
      }
    }
  })
})
