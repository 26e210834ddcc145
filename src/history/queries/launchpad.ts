/** What was done about offerings, and who got how much of them. */
import type { Credits, Lco } from '../../base/money.ts'
import type { OfferingId } from '../../engine/launchpad/offering.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { HistorySchema } from '../schema.ts'
import { type Database, InvalidCursor, type Page, type PageInput, pageLimit } from './page.ts'

export type OfferingAct = Omit<HistorySchema['offering_acts'], 'id' | 'seq'>

export interface AllocationRow {
  /** By quota, 1 is the largest. */
  readonly rank: number
  readonly account: AccountId
  readonly locked: Lco
  readonly weight: number
  readonly score: string
  readonly quota: Credits
  readonly used: Credits
}

export function launchpadQueries(db: Database) {
  return {
    /** Few: phases and public acts of one offering, oldest first. */
    async acts(offering: OfferingId): Promise<readonly OfferingAct[]> {
      const acts = db.selectFrom('offering_acts').select(['at', 'offering', 'kind', 'reason', 'actor'])
      return acts.where('offering', '=', offering).orderBy('id').limit(100).execute()
    },

    /** Largest quota first, then by account; the cursor counts rows. Throws `InvalidCursor`. */
    async allocation(input: PageInput & { readonly offering: OfferingId }): Promise<Page<AllocationRow>> {
      const limit = pageLimit(input)
      const start = startOf(input)
      const rows = await db
        .selectFrom('offering_quotas as q')
        .leftJoin('offering_usage as u', (join) =>
          join.onRef('u.offering', '=', 'q.offering').onRef('u.account', '=', 'q.account'),
        )
        .select(['q.account', 'q.locked', 'q.weight', 'q.score', 'q.quota', 'u.used'])
        .where('q.offering', '=', input.offering)
        .orderBy('q.quota', 'desc')
        .orderBy('q.account')
        .offset(start)
        .limit(limit + 1)
        .execute()
      const items = rows
        .slice(0, limit)
        .map(({ used, ...row }, i) => ({ ...row, rank: start + i + 1, used: used ?? (0 as Credits) }))
      return { items, nextCursor: rows.length > limit ? String(start + limit) : null }
    },
  }
}

function startOf({ cursor }: PageInput): number {
  if (cursor === undefined) return 0
  const start = /^\d{1,9}$/.test(cursor) ? Number(cursor) : Number.NaN
  if (!Number.isSafeInteger(start)) throw new InvalidCursor('this cursor was not given out by this list')
  return start
}
