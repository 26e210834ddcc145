/** Accounts as operators see them: when they were opened, running sums, top-ups. Balances are read from the core. */
import type { Credits, Lco, Millis } from '../../base/money.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { HistorySchema } from '../schema.ts'
import {
  cutPage,
  type Database,
  emptyPage,
  idBounds,
  mapPage,
  type Page,
  type PageInput,
  pageCursor,
  pageLimit,
  type TimeRange,
} from './page.ts'

/** Sums since the account was opened. */
export interface Activity {
  readonly account: AccountId
  readonly calls: number
  readonly charged: Credits
  readonly mined: Lco
  readonly trades: number
  /** Notional of its trades on either side. */
  readonly traded: Credits
  readonly fees: Credits
  readonly toppedUp: Credits
  readonly lastAt: Millis
}

export interface AccountRecord {
  readonly account: AccountId
  readonly identity: string
  readonly operator: boolean
  readonly openedAt: Millis
  /** null while it has done nothing. */
  readonly activity: Activity | null
}

export interface Topup {
  readonly topupId: number
  readonly seq: number
  readonly at: Millis
  readonly account: AccountId
  readonly amount: Credits
  /** `faucet` for the sandbox faucet, whose payments have no id. */
  readonly provider: string
  readonly paymentId: string
}

export interface TopupFilter extends PageInput, TimeRange {
  readonly account?: AccountId | undefined
  readonly provider?: string | undefined
}

export function accountQueries(db: Database) {
  return {
    /** Newest first. */
    async list(input: PageInput): Promise<Page<AccountRecord>> {
      const limit = pageLimit(input)
      const before = (pageCursor(input) ?? Number.MAX_SAFE_INTEGER) as AccountId
      const query = db.selectFrom('accounts').selectAll().where('id', '<', before).orderBy('id', 'desc')
      const { items, nextCursor } = cutPage(await query.limit(limit + 1).execute(), limit, ({ id }) => id)
      const sums = await activities(
        db,
        items.map(({ id }) => id),
      )
      return {
        items: items.map(({ id, identity, operator, at }) => {
          return { account: id, identity, operator: operator === 1, openedAt: at, activity: sums.get(id) ?? null }
        }),
        nextCursor,
      }
    },

    /** Sums of these accounts, at most a page of them; those that did nothing are missing. */
    activity: (accounts: readonly AccountId[]): Promise<ReadonlyMap<AccountId, Activity>> => activities(db, accounts),

    /** Newest first. */
    async topups(filter: TopupFilter): Promise<Page<Topup>> {
      const bounds = await idBounds(db, 'topups', { ...filter, before: pageCursor(filter) })
      if (bounds === undefined) return emptyPage
      const limit = pageLimit(filter)
      let query = db.selectFrom('topups').selectAll().where('id', '>=', bounds.low).where('id', '<', bounds.high)
      if (filter.account !== undefined) query = query.where('account', '=', filter.account)
      if (filter.provider !== undefined) query = query.where('provider', '=', filter.provider)
      const rows = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return mapPage(
        cutPage(rows, limit, ({ id }) => id),
        ({ id, payment_id, ...row }) => {
          return { ...row, topupId: id, paymentId: payment_id }
        },
      )
    },
  }
}

async function activities(db: Database, accounts: readonly AccountId[]): Promise<ReadonlyMap<AccountId, Activity>> {
  if (accounts.length === 0) return new Map()
  const rows = await db.selectFrom('account_activity').selectAll().where('account', 'in', accounts).execute()
  return new Map(rows.map((row) => [row.account, activity(row)]))
}

function activity({ topped_up, last_at, ...sums }: HistorySchema['account_activity']): Activity {
  return { ...sums, toppedUp: topped_up, lastAt: last_at }
}
