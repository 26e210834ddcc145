/** Notifications of one account: a page of them, and how many are new. What is seen and wanted is told, not known here. */
import type { Millis } from '../../base/money.ts'
import type { NoticeKind } from '../../contract/notice-kinds.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import {
  cutPage,
  type Database,
  emptyPage,
  mapPage,
  type Page,
  type PageInput,
  pageCursor,
  pageLimit,
  whole,
} from './page.ts'

export interface KeptNotice {
  readonly number: number
  readonly seq: number
  readonly at: Millis
  readonly kind: NoticeKind
  /** As its kind tells it. */
  readonly data: unknown
}

interface Wanted {
  readonly account: AccountId
  readonly kinds: readonly NoticeKind[]
  /** Only those of later commands. */
  readonly afterSeq?: number | undefined
}

export function noticeQueries(db: Database) {
  const of = ({ account, kinds, afterSeq = 0 }: Wanted) =>
    db.selectFrom('notices').where('account', '=', account).where('kind', 'in', kinds).where('seq', '>', afterSeq)
  return {
    /** Newest first. */
    async list(filter: Wanted & PageInput): Promise<Page<KeptNotice>> {
      if (filter.kinds.length === 0) return emptyPage
      const limit = pageLimit(filter)
      const rows = await of(filter)
        .selectAll()
        .where('number', '<', pageCursor(filter) ?? Number.MAX_SAFE_INTEGER)
        .orderBy('number', 'desc')
        .limit(limit + 1)
        .execute()
      return mapPage(
        cutPage(rows, limit, ({ number }) => number),
        ({ number, seq, at, kind, data }) => ({ number, seq, at, kind, data: JSON.parse(data) as unknown }),
      )
    },

    async count(filter: Wanted): Promise<number> {
      if (filter.kinds.length === 0) return 0
      const row = await of(filter)
        .select(({ fn }) => fn.countAll().as('count'))
        .executeTakeFirst()
      return whole(row?.count)
    },
  }
}
