/** Writes down keys that have ended: by hand, or in the engine alone, as runs do whose time is up. What a key may do is not decided here. */
import { setImmediate } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { KeyView } from '../../engine/views.ts'
import type { IdentityTables, KeyProfileRow } from '../schema.ts'
import type { DirectoryOptions, KeyDirectory } from './directory.ts'
import { encodeRecord } from './last-record.ts'

interface EndedParts {
  readonly db: Kysely<IdentityTables>
  readonly core: DirectoryOptions
  readonly directory: KeyDirectory
}

export async function alter(
  db: Kysely<IdentityTables>,
  hash: string,
  values: Partial<Omit<KeyProfileRow, 'hash'>>,
): Promise<void> {
  await db.updateTable('keyProfile').set(values).where('hash', '=', hash).execute()
}

/** Keys that are looked at before others have their turn. */
const TURN = 1_000

/** Every key of the directory that the engine has ended. Those of running calls are looked at again: the rest is spent later. */
export async function writeEnded(parts: EndedParts): Promise<void> {
  for (const [index, hash] of parts.directory.hashes().entries()) {
    if (index % TURN === TURN - 1) await setImmediate()
    const record = parts.core.view(hash)
    if (record === undefined || record.revoked) await writeEnd(parts, hash, record)
  }
}

/** The engine forgets an ended key in the end; its profile tells then what it was. */
export async function writeEnd(
  { db, core, directory }: EndedParts,
  hash: string,
  record: KeyView | undefined,
): Promise<void> {
  const lastUsedAt = directory.lastUse(hash)
  if (record === undefined || isOver(record)) directory.remove(hash)
  await alter(db, hash, {
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    ...(record === undefined ? {} : { lastRecord: encodeRecord(record) }),
  })
  const unwritten = db.updateTable('keyProfile').where('hash', '=', hash).where('revokedAt', 'is', null)
  await unwritten.set({ revokedAt: core.now() }).execute()
}

function isOver({ held, run }: KeyView): boolean {
  return held === 0 && run === null
}
