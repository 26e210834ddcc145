/** Order lists that bind nothing any more, and orders of one owner that met without a trade. Open lists are read from the core. */
import type { Millis } from '../../base/money.ts'
import type { ListId, ListKind, OrderId, OrderSide, SelfTradeMode } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { HistorySchema } from '../schema.ts'
import type { MilliLco, UnitPrice } from '../units.ts'
import {
  cutPage,
  type Database,
  type IdBounds,
  mapPage,
  newestFirst,
  oldestFirst,
  type Page,
  type PageInput,
  pageCursor,
  pageLimit,
  type TimeRange,
} from './page.ts'

export interface DoneList {
  readonly listId: ListId
  readonly account: AccountId
  readonly clientListId: string | null
  readonly kind: ListKind
  /** In the list's order. */
  readonly orders: readonly OrderId[]
  readonly placedAt: Millis
  readonly doneAt: Millis
}

/** The range is over the time of placing. */
export interface ListFilter extends PageInput, TimeRange {
  readonly account: AccountId
}

export function orderListQueries(db: Database) {
  const own = (account: AccountId) => db.selectFrom('order_lists').selectAll().where('account', '=', account)
  const placed = ({ account }: ListFilter) =>
    ({
      table: 'order_lists',
      id: ({ id }: ListRow) => id,
      read: ({ low, high, limit }: Window, order: 'asc' | 'desc'): Promise<readonly ListRow[]> => {
        const within = own(account)
          .where('id', '>=', low as ListId)
          .where('id', '<', high as ListId)
        return within.orderBy('id', order).limit(limit).execute()
      },
    }) as const
  return {
    /** Newest placed first; the cursor is a list id, so that open lists can be woven in. */
    list: async (filter: ListFilter): Promise<Page<DoneList>> =>
      mapPage(await newestFirst(db, filter, placed(filter)), doneList),

    /** The same oldest first, from the list `first` on. */
    from: async (filter: ListFilter, first: number): Promise<readonly DoneList[]> =>
      (await oldestFirst(db, { ...filter, first }, placed(filter))).map(doneList),

    /** undefined when it is not done, not the account's, or does not exist. */
    async byId(account: AccountId, listId: number): Promise<DoneList | undefined> {
      const row = await own(account)
        .where('id', '=', listId as ListId)
        .executeTakeFirst()
      return row && doneList(row)
    },

    /** The newest done one with this client list id. */
    async byClientId(account: AccountId, clientListId: string): Promise<DoneList | undefined> {
      const named = own(account).where('client_list_id', '=', clientListId)
      const row = await named.orderBy('id', 'desc').limit(1).executeTakeFirst()
      return row && doneList(row)
    },
  }
}

type ListRow = HistorySchema['order_lists']
type Window = IdBounds & { readonly limit: number }

function doneList(row: ListRow): DoneList {
  return {
    ...{ listId: row.id, account: row.account, clientListId: row.client_list_id, kind: row.kind },
    ...{ orders: JSON.parse(row.orders) as OrderId[], placedAt: row.placed_at, doneAt: row.done_at },
  }
}

/** Quantity: taken off the resting order. */
export interface PreventedMatch {
  readonly preventedId: number
  readonly at: Millis
  readonly makerOrder: OrderId
  readonly takerOrder: OrderId
  readonly takerSide: OrderSide
  readonly price: UnitPrice
  readonly quantity: MilliLco
  readonly mode: SelfTradeMode
}

export interface PreventedFilter extends PageInput {
  readonly account: AccountId
  /** All of one order, as maker or as taker. */
  readonly orderId?: number | undefined
}

export function preventedQueries(db: Database) {
  return {
    /** Newest first. */
    async list(filter: PreventedFilter): Promise<Page<PreventedMatch>> {
      const limit = pageLimit(filter)
      const before = pageCursor(filter) ?? Number.MAX_SAFE_INTEGER
      const rows = await ofOrder(db, filter)
        .where('id', '<', before)
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return mapPage(
        cutPage(rows, limit, ({ id }) => id),
        preventedMatch,
      )
    },

    /** Oldest first, from the match `first` on. */
    async from(filter: PreventedFilter, first: number): Promise<readonly PreventedMatch[]> {
      const rows = await ofOrder(db, filter).where('id', '>=', first).orderBy('id').limit(pageLimit(filter)).execute()
      return rows.map(preventedMatch)
    },
  }
}

function ofOrder(db: Database, { account, orderId }: PreventedFilter) {
  const own = db.selectFrom('prevented_matches').selectAll().where('account', '=', account)
  if (orderId === undefined) return own
  const one = orderId as OrderId
  return own.where((eb) => eb.or([eb('maker_order', '=', one), eb('taker_order', '=', one)]))
}

function preventedMatch(row: HistorySchema['prevented_matches']): PreventedMatch {
  return {
    ...{ preventedId: row.id, at: row.at, makerOrder: row.maker_order, takerOrder: row.taker_order },
    ...{ takerSide: row.taker_side, price: row.price, quantity: row.quantity, mode: row.mode },
  }
}
