/** The one secret that the instance itself keeps: where it comes from, and the keys made from it. Encrypts nothing itself. */
import { hkdfSync, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export const MASTER_KEY_FILE = 'master.key'

/** Lost or unusable key material: the start stops with this message. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError'
}

/** What the master key is for; each purpose has a key of its own, so no two uses share one. */
export type KeyPurpose = 'sessions' | 'channel-secrets' | 'pseudonyms' | 'log-signing' | 'runs' | 'signing-secrets'

/**
 * 32 bytes: `given` (LX_MASTER_KEY), else the key file of the data folder, made with mode 0600 when there is none.
 * Throws MasterKeyError when the file is not a key or others may read it. The file never appears half written.
 */
export function loadMasterKey(given: Uint8Array | null, dataDir: string): Uint8Array {
  if (given) return given
  const file = join(dataDir, MASTER_KEY_FILE)
  return readKey(file) ?? createKey(file, dataDir)
}

/** A key of 32 bytes for one purpose (HKDF-SHA256). */
export function deriveKey(master: Uint8Array, purpose: KeyPurpose): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', master, 'l-exchange', purpose, 32))
}

function readKey(file: string): Uint8Array | undefined {
  let text: string
  try {
    const mode = statSync(file).mode & 0o077
    if (process.platform !== 'win32' && mode !== 0) {
      throw new MasterKeyError(`${file} can be read by others. Make it yours alone: chmod 600 ${file}`)
    }
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new MasterKeyError(`${file} is not a key: it must hold 64 hexadecimal digits. Restore it from a backup.`)
  return Buffer.from(text, 'hex')
}

function createKey(file: string, dataDir: string): Uint8Array {
  const key = randomBytes(32)
  const draft = `${file}.${process.pid}`
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const handle = openSync(draft, 'wx', 0o600)
  try {
    writeSync(handle, `${key.toString('hex')}\n`)
    fsyncSync(handle)
    closeSync(handle)
    // Fails when another process was first: then its key counts.
    linkSync(draft, file)
    syncFolder(dataDir)
    return key
  } catch (error) {
    const first = readKey(file)
    if (first) return first
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The name of a new file survives a power loss only once its folder is synced. Windows can not and need not. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
