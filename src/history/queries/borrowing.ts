/** What margin has done: loans, interest paid, calls, forced closes, losses, collateral, days of the risk reserve. Newest first. */
import type { AccountId } from '../../engine/ledger/chart.ts'
import { dayStart } from '../periods.ts'
import type { HistorySchema } from '../schema.ts'
import { cutPage, type Database, type Page, type PageInput, pageCursor, pageLimit, type TimeRange } from './page.ts'

export type LoanChange = HistorySchema['loan_changes']
export type ForcedClose = HistorySchema['margin_closes']
export type MarginLoss = HistorySchema['margin_losses']
export type MarginNotice = HistorySchema['margin_notices']
export type MarginTransfer = HistorySchema['margin_transfers']
export type InterestDay = HistorySchema['interest_daily']
export type ReserveDay = HistorySchema['reserve_days']
export type LossNote = HistorySchema['loss_notes']

export interface OwnPage extends PageInput {
  readonly account: AccountId
}

/** Of all accounts without one. */
export interface MaybeOwnPage extends PageInput {
  readonly account?: AccountId | undefined
}

const MOST_DAYS = 366
/** A reserve day has one row for each asset and what it was booked for. */
const MOST_RESERVE_ROWS = 2_000
const MOST_NOTES = 50

export function borrowingQueries(db: Database) {
  return {
    loans: (filter: OwnPage): Promise<Page<LoanChange>> =>
      pageOf(filter, (before, most) => {
        const own = db.selectFrom('loan_changes').selectAll().where('account', '=', filter.account)
        return own.where('id', '<', before).orderBy('id', 'desc').limit(most).execute()
      }),

    notices: (filter: OwnPage): Promise<Page<MarginNotice>> =>
      pageOf(filter, (before, most) => {
        const own = db.selectFrom('margin_notices').selectAll().where('account', '=', filter.account)
        return own.where('id', '<', before).orderBy('id', 'desc').limit(most).execute()
      }),

    transfers: (filter: OwnPage): Promise<Page<MarginTransfer>> =>
      pageOf(filter, (before, most) => {
        const own = db.selectFrom('margin_transfers').selectAll().where('account', '=', filter.account)
        return own.where('id', '<', before).orderBy('id', 'desc').limit(most).execute()
      }),

    closes: (filter: MaybeOwnPage): Promise<Page<ForcedClose>> =>
      pageOf(filter, (before, most) => {
        const { account } = filter
        const all = db.selectFrom('margin_closes').selectAll().where('id', '<', before)
        const asked = account === undefined ? all : all.where('account', '=', account)
        return asked.orderBy('id', 'desc').limit(most).execute()
      }),

    losses: (filter: MaybeOwnPage): Promise<Page<MarginLoss>> =>
      pageOf(filter, (before, most) => {
        const { account } = filter
        const all = db.selectFrom('margin_losses').selectAll().where('id', '<', before)
        const asked = account === undefined ? all : all.where('account', '=', account)
        return asked.orderBy('id', 'desc').limit(most).execute()
      }),

    /** What an account paid, day by day and asset by asset, oldest first; the newest 366. */
    async interest({
      account,
      from,
      to,
    }: TimeRange & { readonly account: AccountId }): Promise<readonly InterestDay[]> {
      let query = db.selectFrom('interest_daily').selectAll().where('account', '=', account)
      if (from !== undefined) query = query.where('day', '>=', dayStart(from))
      if (to !== undefined) query = query.where('day', '<', to as InterestDay['day'])
      return (await query.orderBy('day', 'desc').orderBy('asset').limit(MOST_DAYS).execute()).toReversed()
    },

    /** Oldest first; the newest 2,000 rows. */
    async reserve({ from, to }: TimeRange): Promise<readonly ReserveDay[]> {
      let query = db.selectFrom('reserve_days').selectAll()
      if (from !== undefined) query = query.where('day', '>=', dayStart(from))
      if (to !== undefined) query = query.where('day', '<', to as ReserveDay['day'])
      const newest = query.orderBy('day', 'desc').orderBy('asset', 'desc').orderBy('kind', 'desc')
      return (await newest.limit(MOST_RESERVE_ROWS).execute()).toReversed()
    },

    /** Operators' notes of losses, newest first, 50 at most. */
    notes(): Promise<readonly LossNote[]> {
      return db.selectFrom('loss_notes').selectAll().orderBy('id', 'desc').limit(MOST_NOTES).execute()
    },
  }
}

async function pageOf<R extends { readonly id: number }>(
  filter: PageInput,
  read: (before: number, most: number) => Promise<readonly R[]>,
): Promise<Page<R>> {
  const limit = pageLimit(filter)
  const rows = await read(pageCursor(filter) ?? Number.MAX_SAFE_INTEGER, limit + 1)
  return cutPage(rows, limit, ({ id }) => id)
}
