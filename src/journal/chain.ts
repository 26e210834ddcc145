/** The hash chain over groups: what each hash covers, and the checks that find a changed bit. No storage. */
import { createHash } from 'node:crypto'
import { GENESIS_HASH, JournalDamaged, type JournalEnd, type NewGroup, StaleWriter, type StoredGroup } from './port.ts'

/** SHA-256 (hex) over the previous hash, every header field and the payload. */
export function groupHash(group: Omit<StoredGroup, 'hash'>): string {
  const { format, number, firstSeq, count, firstAt, lastAt, rules, epoch, stateHash, prev, payload } = group
  const header = JSON.stringify([prev, format, number, firstSeq, count, firstAt, lastAt, rules, epoch, stateHash])
  return createHash('sha256').update(header).update('\n').update(payload).digest('hex')
}

export const emptyEnd: JournalEnd = { number: 0, seq: 0, at: 0, hash: GENESIS_HASH }

export function endOf(group: StoredGroup): JournalEnd {
  return { number: group.number, seq: group.firstSeq + group.count - 1, at: group.lastAt, hash: group.hash }
}

/** Checks that `group` is unchanged and follows `before`; throws `JournalDamaged` naming it. Returns the new end. */
export function follow(before: JournalEnd, group: StoredGroup): JournalEnd {
  const name = `journal group ${before.number + 1} (commands from ${before.seq + 1})`
  if (group.number !== before.number + 1)
    throw new JournalDamaged(`${name} is missing; the next one stored is ${group.number}`)
  if (groupHash(group) !== group.hash)
    throw new JournalDamaged(`${name} is damaged: its checksum does not match its content`)
  if (group.prev !== before.hash)
    throw new JournalDamaged(`${name} does not continue the chain: the group before it has another hash`)
  if (group.firstSeq !== before.seq + 1 || group.firstAt < before.at)
    throw new JournalDamaged(`${name} is out of order`)
  return endOf(group)
}

/** Refuses what a writer may not append after `end`; throws `StaleWriter`. */
export function checkFollows(end: JournalEnd, group: NewGroup): void {
  if (group.count > 0 && group.firstSeq === end.seq + 1 && group.firstAt >= end.at) return
  throw new StaleWriter(
    `${group.count} commands from ${group.firstSeq} on can not be appended: the journal ends at command ${end.seq}`,
  )
}
