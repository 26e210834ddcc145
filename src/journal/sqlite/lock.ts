/** One process per data directory: an SQLite exclusive lock, which the operating system drops when the process dies. */
import { DatabaseSync } from 'node:sqlite'
import { DataDirectoryHeld } from '../port.ts'
import { lockFile } from './layout.ts'

export interface DirectoryLock {
  release(): void
}

const SQLITE_BUSY = 5

/** Throws `DataDirectoryHeld` while another holder lives. The lock file must not be opened or copied by anything else. */
export function lockDirectory(dir: string): DirectoryLock {
  const database = new DatabaseSync(lockFile(dir), { timeout: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) throw new DataDirectoryHeld(dir)
    throw error
  }
  return { release: () => database.close() }
}
