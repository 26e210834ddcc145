/** Claims about the master key file. */
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deriveKey, loadMasterKey, MASTER_KEY_FILE, MasterKeyError } from './master-key.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'lx-key-'))

describe('loadMasterKey', () => {
  it('makes the key once, for the owner’s eyes only, and leaves nothing else behind', () => {
    const dir = join(folder(), 'data')
    const key = loadMasterKey(null, dir)
    expect(key).toHaveLength(32)
    expect(Buffer.from(loadMasterKey(null, dir))).toEqual(Buffer.from(key))
    expect(statSync(join(dir, MASTER_KEY_FILE)).mode & 0o777).toBe(0o600)
    expect(readdirSync(dir)).toEqual([MASTER_KEY_FILE])
  })

  it('uses the given key and then touches no file', () => {
    const dir = folder()
    const given = new Uint8Array(32).fill(7)
    expect(loadMasterKey(given, dir)).toBe(given)
    expect(existsSync(join(dir, MASTER_KEY_FILE))).toBe(false)
  })

  it('refuses a file that others may read', () => {
    const dir = folder()
    loadMasterKey(null, dir)
    chmodSync(join(dir, MASTER_KEY_FILE), 0o644)
    expect(() => loadMasterKey(null, dir)).toThrow(/chmod 600/)
  })

  it('refuses a damaged file instead of replacing it', () => {
    const dir = folder()
    const file = join(dir, MASTER_KEY_FILE)
    writeFileSync(file, 'beef', { mode: 0o600 })
    expect(() => loadMasterKey(null, dir)).toThrow(MasterKeyError)
    expect(readFileSync(file, 'utf8')).toBe('beef')
  })
})

describe('deriveKey', () => {
  it('gives each purpose a key of its own, always the same', () => {
    const master = new Uint8Array(32).fill(1)
    const hex = (purpose: Parameters<typeof deriveKey>[1]) => Buffer.from(deriveKey(master, purpose)).toString('hex')
    expect(hex('sessions')).toBe(hex('sessions'))
    expect(new Set([hex('sessions'), hex('channel-secrets'), hex('pseudonyms'), hex('log-signing')]).size).toBe(4)
  })
})
