/** Calls whose usage was bent: what the upstream had reported, and who looked at it. Which calls these are is history's to say. */
import type { Kysely } from 'kysely'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Log } from '../../telemetry/log.ts'
import type { RelayTables } from '../channels/schema.ts'

export interface Review {
  /** UTC ms of the machine's clock. */
  readonly at: number
  readonly by: AccountId | null
  readonly note: string | null
}

export interface Evidence {
  /** JSON as it came, shortened; null when it was not kept. */
  readonly reported: string | null
  readonly review: Review | null
}

export interface Quarantine {
  /** Keeps what was reported. Never waits and never throws: what does not fit is left out. */
  note(callId: string, reported: string): void
  of(callIds: readonly string[]): Promise<ReadonlyMap<string, Evidence>>
  review(callId: string, review: Omit<Review, 'at'>): Promise<void>
  /** How many calls were looked at, of those that are kept here. */
  reviewed(): Promise<number>
  /** Forgets what is older than 400 days. */
  sweep(): Promise<void>
}

const KEEP_MS = 400 * 86_400_000
/** Rows on their way to the disk. */
const MOST_WAITING = 1_000

interface QuarantineOptions {
  readonly db: Kysely<RelayTables>
  /** UTC ms. */
  readonly now: () => number
  readonly log: Log
}

export function createQuarantine({ db, now, log }: QuarantineOptions): Quarantine {
  let waiting = 0
  const put = (callId: string, change: Partial<RelayTables['quarantine']>): Promise<unknown> => {
    const fresh = { callId, at: now(), reported: null, reviewedAt: null, reviewedBy: null, note: null, ...change }
    return db
      .insertInto('quarantine')
      .values(fresh)
      .onConflict((conflict) => conflict.column('callId').doUpdateSet(change))
      .execute()
  }
  return {
    note(callId, reported) {
      if (waiting >= MOST_WAITING) return
      waiting += 1
      put(callId, { reported })
        .catch((error: unknown) => log.warn('what an upstream reported was not kept', { callId, error }))
        .finally(() => {
          waiting -= 1
        })
    },
    async of(callIds) {
      if (callIds.length === 0) return new Map()
      const rows = await db.selectFrom('quarantine').selectAll().where('callId', 'in', callIds).execute()
      return new Map(
        rows.map(({ callId, reported, reviewedAt, reviewedBy, note }) => {
          const review = reviewedAt === null ? null : { at: reviewedAt, by: reviewedBy as AccountId | null, note }
          return [callId, { reported, review }]
        }),
      )
    },
    review: async (callId, { by, note }) =>
      void (await put(callId, { reviewedAt: now(), reviewedBy: by, note: note ?? null })),
    async reviewed() {
      const reviewed = db.selectFrom('quarantine').where('reviewedAt', 'is not', null)
      const row = await reviewed.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
      return row.count
    },
    async sweep() {
      await db
        .deleteFrom('quarantine')
        .where('at', '<', now() - KEEP_MS)
        .execute()
    },
  }
}
