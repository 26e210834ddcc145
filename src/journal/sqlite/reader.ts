/** Reading a journal file in the calling thread, beside a writer that may be running in another thread or process. */
import { DatabaseSync } from 'node:sqlite'
import type { JournalReader, SnapshotStore } from '../port.ts'
import { journalFile, snapshotDir } from './layout.ts'
import { readEnd, readGroups } from './rows.ts'
import { fileSnapshots } from './snapshots.ts'

/** The file must exist. */
export function openReader(file: string, snapshots: SnapshotStore): JournalReader {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  return {
    snapshots,
    end: async () => readEnd(database),
    read: async function* (afterSeq) {
      yield* readGroups(database, afterSeq)
    },
    meta: async (key) => {
      const value = database.prepare('SELECT value FROM journal_meta WHERE key = ?').get(key)?.value
      return value === undefined ? undefined : String(value)
    },
    close: async () => database.close(),
  }
}

/** For replicas and tools: takes no lock, writes nothing but snapshots. */
export function openSqliteReader(dir: string): JournalReader {
  return openReader(journalFile(dir), fileSnapshots(snapshotDir(dir)))
}
