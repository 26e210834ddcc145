/** Rows of the journal table ⇄ groups, and reading them in the calling thread. Checks hashes; never writes. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { emptyEnd, follow } from '../chain.ts'
import { JournalDamaged, type JournalEnd, type StoredGroup } from '../port.ts'
import { reading } from './damage.ts'

type Row = Record<string, SQLOutputValue>

const END_COLUMNS = 'number, first_seq, count, last_at, hash'

/** The last group's end as it stands in the table, unchecked. */
export function readEnd(database: DatabaseSync): JournalEnd {
  return reading('the end of the journal', () => {
    const row = database.prepare(`SELECT ${END_COLUMNS} FROM journal_group ORDER BY number DESC LIMIT 1`).get()
    return row === undefined ? emptyEnd : storedEnd(row)
  })
}

/** Checked groups that end after `afterSeq`, in order; a group before them may come first when its header is damaged. */
export function* readGroups(database: DatabaseSync, afterSeq: number): Generator<StoredGroup> {
  let end = endBefore(database, afterSeq)
  const select = database.prepare('SELECT * FROM journal_group WHERE number = ?')
  for (;;) {
    const next = end.number + 1
    const row = reading(`journal group ${next}`, () => select.get(next) ?? missing(database, next) ?? select.get(next))
    if (row === undefined) return
    const group = storedGroup(row)
    end = follow(end, group)
    yield group
  }
}

/** Nothing when the journal ends before `number`; it may have grown since the caller looked, so a look at the end comes first. */
function missing(database: DatabaseSync, number: number): undefined {
  const last = readEnd(database).number
  const present = database.prepare('SELECT 1 FROM journal_group WHERE number = ?').get(number) !== undefined
  if (last >= number && !present)
    throw new JournalDamaged(`journal group ${number} is missing; the last one stored is ${last}`)
}

/** The end of the last group that ends at or before `seq`: groups are contiguous, so a binary search over numbers finds it. */
function endBefore(database: DatabaseSync, seq: number): JournalEnd {
  return reading(`the journal around command ${seq}`, () => {
    const at = database.prepare(`SELECT ${END_COLUMNS} FROM journal_group WHERE number = ?`)
    let found = emptyEnd
    let low = 1
    let high = readEnd(database).number
    while (low <= high) {
      const middle = Math.floor((low + high) / 2)
      const row = at.get(middle)
      if (row === undefined) throw new JournalDamaged(`journal group ${middle} is missing`)
      const end = storedEnd(row)
      if (end.seq <= seq) {
        found = end
        low = middle + 1
      } else {
        high = middle - 1
      }
    }
    return found
  })
}

function storedEnd(row: Row): JournalEnd {
  return {
    number: Number(row.number),
    seq: Number(row.first_seq) + Number(row.count) - 1,
    at: Number(row.last_at),
    hash: String(row.hash),
  }
}

function storedGroup(row: Row): StoredGroup {
  const number = Number(row.number)
  if (!(row.payload instanceof Uint8Array))
    throw new JournalDamaged(`journal group ${number} is damaged: it has no payload`)
  return {
    number,
    firstSeq: Number(row.first_seq),
    count: Number(row.count),
    firstAt: Number(row.first_at),
    lastAt: Number(row.last_at),
    rules: Number(row.rules),
    epoch: Number(row.epoch),
    format: Number(row.format),
    stateHash: row.state_hash === null ? null : String(row.state_hash),
    prev: String(row.prev),
    hash: String(row.hash),
    payload: row.payload,
  }
}

/** A page that dropped out of the tree takes groups with it: SQLite's own check sees that, the chain alone does not. */
export function checkPages(database: DatabaseSync): void {
  const result = reading('the journal file', () => database.prepare('PRAGMA quick_check(1)').get()?.quick_check)
  if (result !== 'ok') throw new JournalDamaged(`the journal file is damaged: ${String(result).replace(/\s+/g, ' ')}`)
}
