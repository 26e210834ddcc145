/** Orders that are done. Open ones are read from the core. */
import type { Bps, Credits, Millis } from '../../base/money.ts'
import type {
  ListId,
  OrderId,
  OrderMargin,
  OrderSide,
  OrderStatus,
  OrderView,
  SelfTradeMode,
  TimeInForce,
  TriggerKind,
  Wallet,
} from '../../engine/command.ts'
import type { OrderEvent } from '../../engine/event.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { RejectionCode } from '../../engine/rejections.ts'
import type { HistorySchema } from '../schema.ts'
import type { MilliLco, UnitPrice } from '../units.ts'
import {
  type Database,
  type IdBounds,
  mapPage,
  newestFirst,
  oldestFirst,
  type Page,
  type PageInput,
  type TimeRange,
} from './page.ts'

/** Prices in µCR per LCO, quantities in thousandths of an LCO, money in µCR. */
export interface DoneOrder {
  readonly orderId: OrderId
  readonly account: AccountId
  readonly clientOrderId: string | null
  readonly side: OrderSide
  readonly kind: OrderView['kind']
  readonly tif: TimeInForce
  readonly postOnly: boolean
  readonly selfTrade: SelfTradeMode
  readonly price: UnitPrice | null
  readonly quantity: MilliLco | null
  readonly quote: Credits | null
  readonly filled: MilliLco
  readonly filledNotional: Credits
  readonly fee: Credits
  readonly status: OrderStatus
  /** Why it ended. */
  readonly cause: OrderEvent['cause']
  /** Why it could not be placed when its trigger fired or its list came to it. */
  readonly refusal: RejectionCode | null
  readonly trigger: DoneTrigger | null
  readonly triggeredAt: Millis | null
  readonly iceberg: MilliLco | null
  readonly listId: ListId | null
  /** null: it traded with what was available. */
  readonly margin: OrderMargin | null
  readonly placedAt: Millis
  readonly doneAt: Millis
}

interface DoneTrigger {
  readonly kind: TriggerKind
  readonly price: UnitPrice | null
  readonly trailBps: Bps | null
}

/** The range is over the time of placing. */
export interface OrderFilter extends PageInput, TimeRange {
  readonly account: AccountId
  readonly status?: OrderStatus | undefined
  readonly wallet?: Wallet | undefined
}

export function orderQueries(db: Database) {
  return {
    /** Newest placed first; the cursor is an order id, so that open orders can be woven in. */
    list: async (filter: OrderFilter): Promise<Page<DoneOrder>> =>
      mapPage(await newestFirst(db, filter, placed(db, filter)), doneOrder),

    /** The same oldest first, from the order `first` on. */
    from: async (filter: OrderFilter, first: number): Promise<readonly DoneOrder[]> =>
      (await oldestFirst(db, { ...filter, first }, placed(db, filter))).map(doneOrder),

    /** undefined when it is not done, not the account's, or does not exist. */
    async byId(account: AccountId, orderId: number): Promise<DoneOrder | undefined> {
      const query = db
        .selectFrom('orders')
        .selectAll()
        .where('id', '=', orderId as OrderId)
      const row = await query.where('account', '=', account).executeTakeFirst()
      return row && doneOrder(row)
    },

    /** Those of them that are done, in no order. */
    async byIds(account: AccountId, orderIds: readonly OrderId[]): Promise<readonly DoneOrder[]> {
      if (orderIds.length === 0) return []
      const own = db.selectFrom('orders').selectAll().where('account', '=', account)
      const rows = await own.where('id', 'in', orderIds).execute()
      return rows.map(doneOrder)
    },

    /** The newest done order with this client order id: an id may be used again once its order is done. */
    async byClientId(account: AccountId, clientOrderId: string): Promise<DoneOrder | undefined> {
      const own = db.selectFrom('orders').selectAll().where('account', '=', account)
      const query = own.where('client_order_id', '=', clientOrderId)
      const row = await query.orderBy('id', 'desc').limit(1).executeTakeFirst()
      return row && doneOrder(row)
    },
  }
}

const doneStatuses: readonly OrderStatus[] = ['filled', 'canceled', 'expired']

type OrderRow = HistorySchema['orders']
type Window = IdBounds & { readonly limit: number }

/** By the time of placing. Each status is a range of the index of its own, so that a rare one is found as fast as a common one. */
function placed(db: Database, { account, wallet, status: only }: OrderFilter) {
  const withStatus = (status: OrderStatus, { low, high, limit }: Window, order: 'asc' | 'desc') => {
    let own = db.selectFrom('orders').selectAll().where('account', '=', account).where('status', '=', status)
    if (wallet !== undefined) own = own.where('margin', '=', wallet === 'margin' ? 1 : 0)
    const within = own.where('id', '>=', low as OrderId).where('id', '<', high as OrderId)
    return within.orderBy('id', order).limit(limit).execute()
  }
  return {
    table: 'orders',
    id: ({ id }: OrderRow) => id,
    read: async (window: Window, order: 'asc' | 'desc'): Promise<readonly OrderRow[]> => {
      const statuses = only === undefined ? doneStatuses : [only]
      const lists = await Promise.all(statuses.map((status) => withStatus(status, window, order)))
      const forward = order === 'asc' ? 1 : -1
      return lists
        .flat()
        .sort((a, b) => forward * (a.id - b.id))
        .slice(0, window.limit)
    },
  } as const
}

function triggerOf({ trigger_kind, trigger_price, trail_bps }: HistorySchema['orders']): DoneTrigger | null {
  return trigger_kind === null ? null : { kind: trigger_kind, price: trigger_price, trailBps: trail_bps }
}

function marginOf({ margin, borrow, repay, reduce_only }: HistorySchema['orders']): OrderMargin | null {
  return margin === 0 ? null : { borrow: borrow === 1, repay: repay === 1, reduceOnly: reduce_only === 1 }
}

function doneOrder(row: HistorySchema['orders']): DoneOrder {
  return {
    ...{ orderId: row.id, account: row.account, clientOrderId: row.client_order_id },
    ...{ side: row.side, kind: row.kind, tif: row.tif, postOnly: row.post_only === 1, selfTrade: row.self_trade },
    ...{ price: row.price, quantity: row.quantity, quote: row.quote },
    ...{ filled: row.filled, filledNotional: row.filled_notional, fee: row.fee },
    ...{ refusal: row.refusal, trigger: triggerOf(row), triggeredAt: row.triggered_at },
    ...{ iceberg: row.iceberg, listId: row.list, margin: marginOf(row) },
    ...{ status: row.status, cause: row.cause, placedAt: row.placed_at, doneAt: row.done_at },
  }
}
