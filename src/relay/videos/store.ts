/** Video jobs in SQL, their words sealed, those that are settled within a bound for each account. What is done with them is in jobs.ts. */
import { type Kysely, type Selectable, sql } from 'kysely'
import type { CardId, KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { isUniqueViolation } from '../../sql/error.ts'
import type { RelayTables } from '../channels/schema.ts'
import type { Vault } from '../channels/vault.ts'
import type { Clock } from '../ports.ts'
import type { RelaySettings } from '../settings.ts'
import type { VideoAsked, VideoChange, VideoJob, VideoPlace, VideoStatus, VideoStore, VideoWords } from './job.ts'
import type { VideoRow } from './schema.ts'

export interface VideoStoreOptions {
  readonly db: Kysely<RelayTables>
  readonly vault: Vault
  readonly clock: Clock
  readonly settings: Pick<RelaySettings, 'videos'>
}

export function sqlVideoStore({ db, vault, clock, settings }: VideoStoreOptions): VideoStore {
  const one = async (id: string): Promise<VideoJob | undefined> => {
    const row = await db.selectFrom('video').selectAll().where('id', '=', id).executeTakeFirst()
    return row && jobOf(vault, row)
  }
  return {
    async add(job) {
      try {
        await db.insertInto('video').values(rowOf(vault, job)).execute()
        return true
      } catch (error) {
        if (isUniqueViolation(error)) return false
        throw error
      }
    },
    get: one,
    async ofRetry(account, retryKey) {
      const rows = db.selectFrom('video').selectAll().where('account', '=', account)
      const row = await rows.where('retryKey', '=', retryKey).executeTakeFirst()
      return row && jobOf(vault, row)
    },
    async list(account, { after, limit, order }) {
      let rows = db.selectFrom('video').selectAll().where('account', '=', account).where('deletedAt', 'is', null)
      if (after !== undefined) {
        const last = await one(after)
        if (last?.account !== account) return undefined
        const beyond = order === 'asc' ? '>' : '<'
        rows = rows.where(({ or, and, eb }) =>
          or([
            eb('createdAt', beyond, last.createdAt),
            and([eb('createdAt', '=', last.createdAt), eb('id', beyond, last.id)]),
          ]),
        )
      }
      const found = await rows
        .orderBy('createdAt', order)
        .orderBy('id', order)
        .limit(limit + 1)
        .execute()
      return { jobs: found.slice(0, limit).map((row) => jobOf(vault, row)), more: found.length > limit }
    },
    countOpen: (account) => countOf(db, account, false),
    async open() {
      const rows = await db.selectFrom('video').selectAll().where('settled', '=', 0).orderBy('createdAt').execute()
      return rows.map((row) => jobOf(vault, row))
    },
    async change(id, change) {
      await db
        .updateTable('video')
        .set(columnsOf(vault, id, change))
        .where('id', '=', id)
        .execute()
      const job = await one(id)
      if (job && change.settled) await trim(db, job, settings.videos.maxSettled)
      return job
    },
    async remove(id) {
      await db.deleteFrom('video').where('id', '=', id).execute()
    },
    async sweep() {
      await db.deleteFrom('video').where('expiresAt', '<=', clock.now()).where('settled', '=', 1).execute()
    },
  }
}

async function countOf(db: Kysely<RelayTables>, account: AccountId, settled: boolean): Promise<number> {
  const { count } = await db
    .selectFrom('video')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account', '=', account)
    // Said in the statement, not bound: the indexes are of those that are or are not.
    .where('settled', '=', sql.lit(Number(settled)))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Of an account's settled jobs, those that ended first go: all beyond `most`, but never the one that has just been settled. */
async function trim(db: Kysely<RelayTables>, { account, id }: VideoJob, most: number): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const settled = transaction.selectFrom('video').where('account', '=', account).where('settled', '=', sql.lit(1))
    const over = (await countOf(transaction, account, true)) - most
    if (over <= 0) return
    const going = settled.select('id').where('id', '<>', id).orderBy('completedAt').limit(over)
    await transaction.deleteFrom('video').where('id', 'in', going).execute()
  })
}

function rowOf(vault: Vault, job: VideoJob): VideoRow {
  const { settled, asked, place, words, ...plain } = job
  return {
    ...plain,
    settled: Number(settled),
    ...placeColumns(place ?? asked),
    words: vault.sealBytes(Buffer.from(JSON.stringify(words)), wordsPlace(job.id)),
  }
}

function columnsOf(vault: Vault, id: string, change: VideoChange): Partial<VideoRow> {
  const { settled, asked, place, words, ...plain } = change
  const where = place ?? asked
  return {
    ...plain,
    ...(settled === undefined ? {} : { settled: Number(settled) }),
    ...(where === undefined ? {} : placeColumns(where)),
    ...(words === undefined ? {} : { words: vault.sealBytes(Buffer.from(JSON.stringify(words)), wordsPlace(id)) }),
  }
}

type PlaceColumns = Pick<VideoRow, 'channelId' | 'channelKeyId' | 'priced' | 'cardId' | 'upstreamId'>

/** The same columns: an upstream that was asked has no id for the job yet. */
function placeColumns(where: VideoAsked | VideoPlace | null): PlaceColumns {
  if (where) return { upstreamId: null, ...where }
  return { channelId: null, channelKeyId: null, priced: null, cardId: null, upstreamId: null }
}

function jobOf(vault: Vault, row: Selectable<VideoRow>): VideoJob {
  const { channelId, channelKeyId, priced, cardId, upstreamId, words, settled, ...plain } = row
  const known = channelId !== null && priced !== null && cardId !== null
  const asked = known ? { channelId, channelKeyId, priced, cardId: cardId as CardId } : null
  return {
    ...plain,
    account: row.account as AccountId,
    keyId: row.keyId as KeyId | null,
    status: row.status as VideoStatus,
    settled: settled === 1,
    asked,
    place: asked && upstreamId !== null ? { ...asked, upstreamId } : null,
    words: JSON.parse(vault.openBytes(words, wordsPlace(row.id)).toString('utf8')) as VideoWords,
  }
}

function wordsPlace(id: string): string {
  return `video/${id}`
}
