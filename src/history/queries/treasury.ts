/** Closed weeks, buybacks with slices and fills, burns and the marks they leave on the chart. */
import { WEEK_MS, weekStart } from '../../base/calendar.ts'
import { mulDivFloor } from '../../base/math.ts'
import type { Bps, Credits, Lco, Millis } from '../../base/money.ts'
import type { BuybackSliceEvent } from '../../engine/week-events.ts'
import type { HistorySchema } from '../schema.ts'
import type { MilliLco, UnitPrice } from '../units.ts'
import { LCO_PER_MILLI } from '../units.ts'
import {
  cutPage,
  type Database,
  mapPage,
  type Page,
  type PageInput,
  pageCursor,
  pageLimit,
  type TimeRange,
  whole,
} from './page.ts'

export interface WeekRecord {
  readonly week: Millis
  readonly closedAt: Millis
  readonly seq: number
  readonly revenue: Credits
  readonly cost: Credits
  readonly unrecovered: Credits
  readonly profit: Credits
  readonly carriedLossBefore: Credits
  readonly carriedLoss: Credits
  readonly base: Credits
  readonly shareBps: Bps
  readonly fundIn: Credits
  readonly tradingFees: Credits
}

export interface BuybackSummary {
  readonly buybackId: number
  /** The closed week before it, whose profit it spends first; null when there was none. */
  readonly week: Millis | null
  readonly openedAt: Millis
  /** null while it runs; sums are then those so far, and nothing is burned yet. */
  readonly closedAt: Millis | null
  readonly budget: Credits
  readonly reference: UnitPrice | null
  readonly guard: UnitPrice | null
  readonly slices: number
  readonly spent: Credits
  readonly bought: Lco
  /** µCR per LCO, rounded down; null when nothing was bought. */
  readonly averagePrice: UnitPrice | null
  readonly burned: Lco
  readonly toWarPool: Lco
  /** End of the record's hash chain; the next buyback builds on it. */
  readonly hash: string
}

export interface BuybackSliceRecord {
  readonly slice: number
  readonly at: Millis
  readonly offered: Credits
  readonly spent: Credits
  readonly bought: Lco
  readonly outcome: BuybackSliceEvent['outcome']
  readonly hash: string
}

export interface BuybackFillRecord {
  readonly tradeId: number
  readonly slice: number
  readonly at: Millis
  readonly price: UnitPrice
  readonly quantity: MilliLco
  readonly notional: Credits
}

export interface BuybackDetail extends BuybackSummary {
  readonly sliceList: readonly BuybackSliceRecord[]
  /** Oldest first. */
  readonly fills: readonly BuybackFillRecord[]
  readonly burns: readonly BurnRecord[]
  readonly openedHash: string
  /** End of the chain before this buyback. */
  readonly previousHash: string
}

export interface BurnRecord {
  readonly seq: number
  readonly at: Millis
  readonly purpose: string
  readonly ref: string
  readonly amount: Lco
}

export interface ChartMark {
  readonly kind: 'buyback' | 'burn'
  readonly at: Millis
  readonly buybackId: number
  readonly lco: Lco
  readonly credits: Credits | null
  readonly price: UnitPrice | null
}

/** Most fills and chart marks of one answer. */
const MOST_ROWS = 5000

export function treasuryQueries(db: Database) {
  return {
    async weeks(input: PageInput): Promise<Page<WeekRecord>> {
      const limit = pageLimit(input)
      const before = (pageCursor(input) ?? Number.MAX_SAFE_INTEGER) as Millis
      const query = db.selectFrom('weeks').selectAll().where('week', '<', before).orderBy('week', 'desc')
      const rows = await query.limit(limit + 1).execute()
      return mapPage(
        cutPage(rows, limit, ({ week }) => week),
        weekRecord,
      )
    },

    async buybacks(input: PageInput): Promise<Page<BuybackSummary>> {
      const limit = pageLimit(input)
      const rows = await openedBuybacks(db)
        .where('buybacks.id', '<', pageCursor(input) ?? Number.MAX_SAFE_INTEGER)
        .orderBy('buybacks.id', 'desc')
        .limit(limit + 1)
        .execute()
      const { items, nextCursor } = cutPage(rows, limit, ({ id }) => id)
      return { items: await summaries(db, items), nextCursor }
    },

    async buyback(buybackId: number): Promise<BuybackDetail | undefined> {
      const row = await openedBuybacks(db).where('buybacks.id', '=', buybackId).executeTakeFirst()
      const [summary] = row === undefined ? [] : await summaries(db, [row])
      if (row === undefined || summary === undefined) return undefined
      const slices = db.selectFrom('buyback_slices').selectAll().where('buyback', '=', buybackId).orderBy('slice')
      const [sliceList, fills, burns] = await Promise.all([slices.execute(), fillsOf(db, row), burnsOf(db, row)])
      return {
        ...summary,
        sliceList: sliceList.map(({ slice, at, offered, spent, bought, outcome, hash }) => {
          return { slice, at, offered, spent, bought, outcome, hash }
        }),
        fills,
        burns,
        openedHash: row.opened_hash,
        previousHash: row.previous_hash,
      }
    },

    /** Slices that bought and burns in the range, oldest first, at most the first 5,000 of each. */
    chartMarks: (range: TimeRange): Promise<readonly ChartMark[]> => chartMarks(db, range),

    /** Everything that went into a black hole, newest first. */
    async burns(input: PageInput): Promise<Page<BurnRecord>> {
      const limit = pageLimit(input)
      const before = pageCursor(input) ?? Number.MAX_SAFE_INTEGER
      const query = db.selectFrom('burns').selectAll().where('id', '<', before).orderBy('id', 'desc')
      const rows = await query.limit(limit + 1).execute()
      return mapPage(
        cutPage(rows, limit, ({ id }) => id),
        burnRecord,
      )
    },
  }
}

async function chartMarks(db: Database, { from, to }: TimeRange): Promise<readonly ChartMark[]> {
  const [low, high] = [(from ?? 0) as Millis, (to ?? Number.MAX_SAFE_INTEGER) as Millis]
  const slices = db.selectFrom('buyback_slices').selectAll().where('at', '>=', low).where('at', '<', high)
  const burns = db.selectFrom('buyback_closes').selectAll().where('at', '>=', low).where('at', '<', high)
  const [bought, burned] = await Promise.all([
    slices
      .where('bought', '>', 0 as Lco)
      .orderBy('at')
      .limit(MOST_ROWS)
      .execute(),
    burns
      .where('burned', '>', 0 as Lco)
      .orderBy('at')
      .limit(MOST_ROWS)
      .execute(),
  ])
  return [...bought.map(sliceMark), ...burned.map(burnMark)].sort((a, b) => a.at - b.at)
}

function openedBuybacks(db: Database) {
  return db
    .selectFrom('buybacks')
    .leftJoin('buyback_closes as closed', 'closed.buyback', 'buybacks.id')
    .select([
      'buybacks.id',
      'buybacks.at',
      'buybacks.budget',
      'buybacks.reference',
      'buybacks.guard',
      'buybacks.slices',
      'buybacks.previous_hash',
      'buybacks.hash as opened_hash',
      'closed.seq as closed_seq',
      'closed.at as closed_at',
      'closed.burned',
      'closed.to_war_pool',
      'closed.hash as closed_hash',
    ])
}

type OpenedBuyback = Awaited<ReturnType<ReturnType<typeof openedBuybacks>['execute']>>[number]

async function summaries(db: Database, rows: readonly OpenedBuyback[]): Promise<BuybackSummary[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const sums = await db
    .selectFrom('buyback_slices')
    .select(({ fn }) => ['buyback', fn.sum('spent').as('spent'), fn.sum('bought').as('bought')])
    .where('buyback', 'in', ids)
    .groupBy('buyback')
    .execute()
  const weeks = rows.map(({ at }) => weekBefore(at))
  const closed = await db.selectFrom('weeks').select('week').where('week', 'in', weeks).execute()
  const known = new Set<number>(closed.map(({ week }) => week))
  const hashes = await lastHashes(db, rows)
  return rows.map((row) => {
    const sum = sums.find(({ buyback }) => buyback === row.id)
    const [spent, bought] = [whole(sum?.spent) as Credits, whole(sum?.bought) as Lco]
    const week = weekBefore(row.at)
    return {
      ...{ buybackId: row.id, openedAt: row.at, closedAt: row.closed_at, week: known.has(week) ? week : null },
      ...{ budget: row.budget, reference: row.reference, guard: row.guard, slices: row.slices },
      ...{ spent, bought, averagePrice: averagePrice(spent, bought) },
      ...{ burned: row.burned ?? (0 as Lco), toWarPool: row.to_war_pool ?? (0 as Lco) },
      hash: row.closed_hash ?? hashes.get(row.id) ?? row.opened_hash,
    }
  })
}

/** Hash of the newest slice of each buyback that still runs. */
async function lastHashes(db: Database, rows: readonly OpenedBuyback[]): Promise<ReadonlyMap<number, string>> {
  const running = rows.filter(({ closed_hash }) => closed_hash === null).map(({ id }) => id)
  if (running.length === 0) return new Map()
  const slices = db.selectFrom('buyback_slices').select(['buyback', 'hash']).where('buyback', 'in', running)
  return new Map((await slices.orderBy('slice').execute()).map(({ buyback, hash }) => [buyback, hash]))
}

function weekBefore(friday: number): Millis {
  return (weekStart(friday) - WEEK_MS) as Millis
}

/** µCR per LCO, rounded down. */
function averagePrice(spent: Credits, bought: Lco): UnitPrice | null {
  return bought === 0 ? null : (mulDivFloor(spent, 1000 * LCO_PER_MILLI, bought) as UnitPrice)
}

async function fillsOf(db: Database, { id }: OpenedBuyback): Promise<BuybackFillRecord[]> {
  const fills = db.selectFrom('trades').select(['id', 'slice', 'at', 'price', 'quantity', 'notional'])
  const query = fills.where('buyback', '=', id)
  const rows = await query.orderBy('id').limit(MOST_ROWS).execute()
  return rows.map(({ id: tradeId, slice, at, price, quantity, notional }) => {
    return { tradeId, slice: slice ?? 0, at, price, quantity, notional }
  })
}

async function burnsOf(db: Database, { closed_at, closed_seq }: OpenedBuyback): Promise<BurnRecord[]> {
  if (closed_at === null || closed_seq === null) return []
  const query = db.selectFrom('burns').selectAll().where('at', '=', closed_at).where('purpose', '=', 'burned:buyback')
  return (await query.where('seq', '=', closed_seq).execute()).map(burnRecord)
}

function weekRecord(row: HistorySchema['weeks']): WeekRecord {
  return {
    ...{ week: row.week, closedAt: row.at, seq: row.seq },
    ...{ revenue: row.revenue, cost: row.cost, unrecovered: row.unrecovered, profit: row.profit },
    ...{ carriedLossBefore: row.carried_loss_before, carriedLoss: row.carried_loss, base: row.base },
    ...{ shareBps: row.share_bps, fundIn: row.fund_in, tradingFees: row.trading_fees },
  }
}

function burnRecord({ seq, at, purpose, ref, amount }: HistorySchema['burns']): BurnRecord {
  return { seq, at, purpose, ref, amount }
}

function sliceMark({ buyback, at, spent, bought }: HistorySchema['buyback_slices']): ChartMark {
  const price = averagePrice(spent, bought)
  return { kind: 'buyback', at, buybackId: buyback, lco: bought, credits: spent, price }
}

function burnMark({ buyback, at, burned }: HistorySchema['buyback_closes']): ChartMark {
  return { kind: 'burn', at, buybackId: buyback, lco: burned, credits: null, price: null }
}
