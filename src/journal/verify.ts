/** Checks a stored journal from the first group to the last: pages, chain, snapshots. Replaying it is sequencer/'s part. */
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { emptyEnd, endOf } from './chain.ts'
import { DataDirectoryHeld, type JournalEnd } from './port.ts'
import { journalFile, snapshotDir } from './sqlite/layout.ts'
import { type DirectoryLock, lockDirectory } from './sqlite/lock.ts'
import { checkPages, readGroups } from './sqlite/rows.ts'
import { fileSnapshots } from './sqlite/snapshots.ts'
import { checkWal } from './sqlite/wal.ts'

export interface JournalReport {
  readonly groups: number
  readonly commands: number
  /** How many groups carry a state hash. */
  readonly stateHashes: number
  readonly snapshots: number
  readonly end: JournalEnd
  /** Plain sentences about what was passed over, such as a damaged snapshot. */
  readonly notices: readonly string[]
}

/** Works beside a running server. Throws `JournalDamaged` naming the first group that is not as it was written. */
export async function verifyJournal(dir: string): Promise<JournalReport> {
  if (!existsSync(journalFile(dir))) throw new Error(`There is no journal in ${dir}.`)
  const notices: string[] = []
  const lock = lockIfIdle(dir)
  try {
    // A running writer keeps changing the log; only one at rest can be judged.
    const torn = lock && checkWal(`${journalFile(dir)}-wal`)
    if (torn !== undefined) notices.push(torn)
    const chain = verifyFile(journalFile(dir))
    const snapshots = await checkSnapshots(dir, notices)
    return { ...chain, snapshots, notices }
  } finally {
    lock?.release()
  }
}

function lockIfIdle(dir: string): DirectoryLock | undefined {
  try {
    return lockDirectory(dir)
  } catch (error) {
    if (error instanceof DataDirectoryHeld) return undefined
    throw error
  }
}

/** Pages and chain of one journal file. */
export function verifyFile(file: string): Pick<JournalReport, 'groups' | 'commands' | 'stateHashes' | 'end'> {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  try {
    checkPages(database)
    let end = emptyEnd
    let commands = 0
    let stateHashes = 0
    for (const group of readGroups(database, -1)) {
      end = endOf(group)
      commands += group.count
      if (group.stateHash !== null) stateHashes += 1
    }
    return { groups: end.number, commands, stateHashes, end }
  } finally {
    database.close()
  }
}

async function checkSnapshots(dir: string, notices: string[]): Promise<number> {
  const store = fileSnapshots(snapshotDir(dir), (text) => notices.push(text))
  let usable = 0
  for (const { seq } of await store.list()) {
    const snapshot = await store.newest(seq)
    if (snapshot?.seq === seq) usable += 1
  }
  return usable
}
