/** The writing side of one journal file, in the calling thread: opening, appending, meta. Callers put it in a worker. */
import { DatabaseSync } from 'node:sqlite'
import { fail } from '../../base/assert.ts'
import { checkFollows, emptyEnd, endOf, groupHash } from '../chain.ts'
import { FORMAT } from '../codec.ts'
import { type JournalEnd, type NewGroup, StaleWriter } from '../port.ts'
import { reading } from './damage.ts'
import { journalFile, prepareTables } from './layout.ts'
import { checkPages, readEnd, readGroups } from './rows.ts'

const SYNCHRONOUS_FULL = 2

export interface JournalWriter {
  readonly epoch: number
  /** Returns the chain hash once the group is on disk. */
  append(group: NewGroup): string
  setMeta(key: string, value: string): void
  close(): void
}

export interface WriterOptions {
  readonly dir: string
  /** Check the whole chain before opening; otherwise only what recovery reads is checked. */
  readonly verify: boolean
}

export function openWriter({ dir, verify }: WriterOptions): JournalWriter {
  const database = new DatabaseSync(journalFile(dir), { timeout: 5_000 })
  try {
    return reading('the journal file', () => {
      database.exec('PRAGMA journal_mode = WAL')
      database.exec('PRAGMA synchronous = FULL')
      checkSyncs(database)
      prepareTables(database)
      // Empties the write-ahead log, so that leftovers of one crash are never taken for damage after the next (see wal.ts).
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      return writer(database, verify ? checkedEnd(database) : readEnd(database))
    })
  } catch (error) {
    database.close()
    throw error
  }
}

/** Nothing is acknowledged on the word of a database that does not wait for the disk. */
function checkSyncs(database: DatabaseSync): void {
  const mode = database.prepare('PRAGMA journal_mode').get()?.journal_mode
  const synchronous = database.prepare('PRAGMA synchronous').get()?.synchronous
  if (mode === 'wal' && synchronous === SYNCHRONOUS_FULL) return
  fail(`the journal would not be synced: journal_mode ${mode}, synchronous ${synchronous}`)
}

function checkedEnd(database: DatabaseSync): JournalEnd {
  checkPages(database)
  let end = emptyEnd
  for (const group of readGroups(database, -1)) end = endOf(group)
  return end
}

function writer(database: DatabaseSync, opened: JournalEnd): JournalWriter {
  const writeMeta = database.prepare('INSERT OR REPLACE INTO journal_meta (key, value) VALUES (?, ?)')
  const epoch = Number(database.prepare("SELECT value FROM journal_meta WHERE key = 'epoch'").get()?.value) + 1
  writeMeta.run('epoch', String(epoch))
  // One statement, so that checking the epoch and storing the group are one transaction.
  const insert = database.prepare(
    `INSERT INTO journal_group (number, first_seq, count, first_at, last_at, rules, epoch, format, state_hash, prev, hash, payload)
     SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE (SELECT value FROM journal_meta WHERE key = 'epoch') = ?`,
  )
  let end = opened

  return {
    epoch,
    append: (group) => {
      checkFollows(end, group)
      const payload = Buffer.from(group.payload, 'utf8')
      const unsealed = { ...group, number: end.number + 1, epoch, format: FORMAT, prev: end.hash, payload }
      const hash = groupHash(unsealed)
      const { number, firstSeq, count, firstAt, lastAt, rules, stateHash, prev } = unsealed
      const header = [number, firstSeq, count, firstAt, lastAt, rules, epoch, FORMAT]
      const { changes } = insert.run(...header, stateHash, prev, hash, payload, String(epoch))
      if (changes !== 1) throw new StaleWriter('another writer has taken over this journal')
      end = endOf({ ...unsealed, hash })
      return hash
    },
    setMeta: (key, value) => {
      writeMeta.run(key, value)
    },
    close: () => database.close(),
  }
}
