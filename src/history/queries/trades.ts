/** Trades as the public sees them, and fills as one side of them sees them. */
import type { Credits, Millis } from '../../base/money.ts'
import type { OrderId, OrderSide, Wallet } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { HistorySchema } from '../schema.ts'
import { NOBODY } from '../tables/flag.ts'
import type { MilliLco, UnitPrice } from '../units.ts'
import {
  type Database,
  type IdBounds,
  idBounds,
  mapPage,
  newestFirst,
  oldestFirst,
  type Page,
  type PageInput,
  pageLimit,
  type TimeRange,
  whole,
} from './page.ts'

/** Price in µCR per LCO, quantity in thousandths of an LCO. */
export interface PublicTrade {
  readonly tradeId: number
  readonly at: Millis
  readonly price: UnitPrice
  readonly quantity: MilliLco
  readonly notional: Credits
  readonly takerSide: OrderSide
  readonly source: 'normal' | 'buyback' | 'forced'
}

/** What one taker order took at one price at once. */
export interface AggregateTrade {
  /** Counted from 1 without gaps. */
  readonly aggregateId: number
  readonly firstTradeId: number
  readonly lastTradeId: number
  readonly at: Millis
  readonly price: UnitPrice
  readonly quantity: MilliLco
  readonly notional: Credits
  readonly takerSide: OrderSide
}

/** One side of a trade. */
export interface Fill {
  readonly tradeId: number
  readonly at: Millis
  readonly account: AccountId
  readonly orderId: OrderId
  readonly side: OrderSide
  readonly role: 'maker' | 'taker'
  readonly wallet: Wallet
  readonly price: UnitPrice
  readonly quantity: MilliLco
  readonly notional: Credits
  readonly fee: Credits
  readonly counterparty: 'user' | 'buyback'
}

export interface FillFilter extends PageInput, TimeRange {
  readonly account: AccountId
  readonly orderId?: number | undefined
  readonly wallet?: Wallet | undefined
}

type TradeRow = HistorySchema['trades']
type Role = 'maker' | 'taker'

export function tradeQueries(db: Database) {
  return {
    /** Newest first. */
    async list(filter: PageInput & TimeRange): Promise<Page<PublicTrade>> {
      const page = await newestFirst(db, filter, {
        table: 'trades',
        read: ({ low, high, limit }) =>
          db
            .selectFrom('trades')
            .selectAll()
            .where('id', '>=', low)
            .where('id', '<', high)
            .orderBy('id', 'desc')
            .limit(limit)
            .execute(),
        id: ({ id }) => id,
      })
      return mapPage(page, publicTrade)
    },

    /** Trades with an id of at least `first`, oldest first: how bots read on. */
    async from(first: number, limit: number): Promise<readonly PublicTrade[]> {
      const query = db.selectFrom('trades').selectAll().where('id', '>=', first).orderBy('id')
      return (await query.limit(pageLimit({ limit })).execute()).map(publicTrade)
    },

    /** An account's fills on either side, newest first; all of one order with `orderId`. */
    fills: (filter: FillFilter): Promise<Page<Fill>> => newestFirst(db, filter, fillsOf(db, filter)),

    /** The same oldest first, from the trade `first` on. */
    fillsFrom: (filter: FillFilter, first: number): Promise<readonly Fill[]> =>
      oldestFirst(db, { ...filter, first }, fillsOf(db, filter)),

    /** Oldest first: those with a number of at least `first`, or else the newest in the range, or the first of it with `from`. */
    async aggregates(filter: TimeRange & { readonly first?: number | undefined; readonly limit: number }) {
      const bounds = await idBounds(db, 'trades', filter)
      if (bounds === undefined) return []
      const [low, high] = await Promise.all([
        aggregateAt(db, bounds.low, 'asc'),
        aggregateAt(db, bounds.high - 1, 'desc'),
      ])
      if (low === undefined || high === undefined) return []
      const limit = pageLimit(filter)
      const oldest = filter.first ?? (filter.from === undefined ? Math.max(low, high - limit + 1) : low)
      return readAggregates(db, { low: Math.max(low, oldest), high, limit })
    },
  }
}

async function aggregateAt(db: Database, id: number, order: 'asc' | 'desc'): Promise<number | undefined> {
  const row = await db
    .selectFrom('trades')
    .select('aggregate')
    .where('id', order === 'asc' ? '>=' : '<=', id)
    .orderBy('id', order)
    .limit(1)
    .executeTakeFirst()
  return row?.aggregate
}

interface AggregateRead {
  /** Both included. */
  readonly low: number
  readonly high: number
  readonly limit: number
}

async function readAggregates(db: Database, { low, high, limit }: AggregateRead): Promise<readonly AggregateTrade[]> {
  const rows = await db
    .selectFrom('trades')
    .select(({ fn }) => [
      'aggregate',
      fn.min('id').as('first'),
      fn.max('id').as('last'),
      fn.min('at').as('at'),
      fn.min('price').as('price'),
      fn.sum('quantity').as('quantity'),
      fn.sum('notional').as('notional'),
      fn.min('taker_side').as('side'),
    ])
    .where('aggregate', '>=', low)
    .where('aggregate', '<=', high)
    .groupBy('aggregate')
    .orderBy('aggregate')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    ...{ aggregateId: row.aggregate, firstTradeId: row.first, lastTradeId: row.last },
    ...{ at: row.at, price: row.price, takerSide: row.side },
    quantity: whole(row.quantity) as MilliLco,
    notional: whole(row.notional) as Credits,
  }))
}

const roles = ['maker', 'taker'] as const

/** Both sides of the account's trades, each from its index, woven into one list. */
function fillsOf(db: Database, { account, orderId, wallet }: FillFilter) {
  const side = async (role: Role, { low, high, limit }: Window, order: 'asc' | 'desc'): Promise<Fill[]> => {
    let query = db.selectFrom('trades').selectAll().where(role, '=', account)
    if (orderId !== undefined) query = query.where(`${role}_order`, '=', orderId as OrderId)
    if (wallet !== undefined) query = query.where(`${role}_margin`, '=', wallet === 'margin' ? 1 : 0)
    const rows = query.where('id', '>=', low).where('id', '<', high)
    return (await rows.orderBy('id', order).limit(limit).execute()).map((row) => fillOf(row, role))
  }
  return {
    table: 'trades',
    id: ({ tradeId }: Fill) => tradeId,
    read: async (window: Window, order: 'asc' | 'desc'): Promise<readonly Fill[]> => {
      const sides = await Promise.all(roles.map((role) => side(role, window, order)))
      const forward = order === 'asc' ? 1 : -1
      return sides
        .flat()
        .sort((a, b) => forward * (a.tradeId - b.tradeId))
        .slice(0, window.limit)
    },
  } as const
}

type Window = IdBounds & { readonly limit: number }

function fillOf(row: TradeRow, role: Role): Fill {
  const maker = role === 'maker'
  const opposite: OrderSide = row.taker_side === 'buy' ? 'sell' : 'buy'
  return {
    ...{ tradeId: row.id, at: row.at, price: row.price, quantity: row.quantity, notional: row.notional, role },
    account: (maker ? row.maker : row.taker) as AccountId,
    orderId: (maker ? row.maker_order : row.taker_order) as OrderId,
    side: maker ? opposite : row.taker_side,
    wallet: (maker ? row.maker_margin : row.taker_margin) === 1 ? 'margin' : 'spot',
    fee: maker ? row.maker_fee : row.taker_fee,
    counterparty: row.taker === NOBODY ? 'buyback' : 'user',
  }
}

function publicTrade(row: TradeRow): PublicTrade {
  return {
    ...{ tradeId: row.id, at: row.at, price: row.price, quantity: row.quantity, notional: row.notional },
    takerSide: row.taker_side,
    source: row.taker === NOBODY ? 'buyback' : row.taker_order === 0 ? 'forced' : 'normal',
  }
}
