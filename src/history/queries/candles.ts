/** Candles with gaps filled flat, the ticker of the last 24 hours, the history of the mark. */
import { DAY_MS, MINUTE_MS } from '../../base/calendar.ts'
import { mulDivFloor } from '../../base/math.ts'
import type { Credits, Millis } from '../../base/money.ts'
import { type CandleInterval, intervalStart, minuteStart, shiftedStart } from '../periods.ts'
import type { HistorySchema } from '../schema.ts'
import type { MilliLco, UnitPrice } from '../units.ts'
import { type Database, type TimeRange, whole } from './page.ts'

/** Prices in µCR per LCO, quantities in thousandths of an LCO. A flat one has no trades and the close before it. */
export interface Candle {
  readonly start: Millis
  readonly open: UnitPrice
  readonly high: UnitPrice
  readonly low: UnitPrice
  readonly close: UnitPrice
  readonly quantity: MilliLco
  readonly notional: Credits
  readonly takerBuyQuantity: MilliLco
  readonly takerBuyNotional: Credits
  readonly trades: number
}

/** Over 1,440 minutes, the running one included; prices null when nothing was ever traded. */
export interface Ticker24h {
  readonly from: Millis
  readonly to: Millis
  readonly open: UnitPrice | null
  readonly high: UnitPrice | null
  readonly low: UnitPrice | null
  readonly last: UnitPrice | null
  readonly quantity: MilliLco
  readonly notional: Credits
  readonly trades: number
}

export interface Mark {
  readonly at: Millis
  readonly mark: UnitPrice | null
  readonly frozen: boolean
}

/** The last mark with what it was made of; null where there was nothing to make it of. */
export interface MarkParts extends Mark {
  readonly impactMid: UnitPrice | null
  readonly twap5m: UnitPrice | null
  readonly vwap60s: UnitPrice | null
  readonly median30m: UnitPrice | null
}

export interface CandleFilter extends TimeRange {
  readonly interval: CandleInterval
  readonly limit?: number | undefined
  /** End of the newest candle when `to` is left out or later: the core's clock. */
  readonly now: number
}

const MOST_CANDLES = 1500
const DEFAULT_CANDLES = 500

export function candleQueries(db: Database) {
  return {
    /** The newest `limit` candles that begin in [from, to), oldest first, none before the first trade ever. */
    async list({ interval, from, to, limit, now }: CandleFilter): Promise<readonly Candle[]> {
      const count = Math.min(MOST_CANDLES, Math.max(1, limit ?? DEFAULT_CANDLES))
      const newest = intervalStart(interval, Math.max(0, Math.min(now, to === undefined ? now : to - 1)))
      const oldest = ceilStart(interval, Math.max(0, from ?? 0, shiftedStart(interval, newest, 1 - count)))
      const table = db.selectFrom('candles').selectAll().where('interval', '=', interval)
      const before = table
        .where('start', '<', oldest as Millis)
        .orderBy('start', 'desc')
        .limit(1)
      const within = table
        .where('start', '>=', oldest as Millis)
        .where('start', '<=', newest)
        .orderBy('start')
      const [previous, rows] = await Promise.all([before.executeTakeFirst(), within.execute()])
      return filled(rows, { previous: previous?.close, oldest, newest, interval })
    },

    average: (minutes: number, now: number) => averagePrice(db, minutes, now),

    async ticker(now: number): Promise<Ticker24h> {
      const to = minuteStart(now) + MINUTE_MS
      const from = to - DAY_MS
      const minutes = db.selectFrom('candles').where('interval', '=', '1m')
      const day = minutes.where('start', '>=', from as Millis).where('start', '<', to as Millis)
      const sums = day.select(({ fn }) => [
        fn.max('high').as('high'),
        fn.min('low').as('low'),
        fn.sum('quantity').as('quantity'),
        fn.sum('notional').as('notional'),
        fn.sum('trades').as('trades'),
      ])
      const first = day.select('open').orderBy('start').limit(1)
      const last = minutes
        .select('close')
        .where('start', '<', to as Millis)
        .orderBy('start', 'desc')
        .limit(1)
      const [sum, opening, closing] = await Promise.all([
        sums.executeTakeFirst(),
        first.executeTakeFirst(),
        last.executeTakeFirst(),
      ])
      const price = closing?.close ?? null
      return {
        ...{ from: from as Millis, to: to as Millis, last: price, open: opening?.open ?? price },
        ...{ high: sum?.high ?? price, low: sum?.low ?? price },
        quantity: whole(sum?.quantity) as MilliLco,
        notional: whole(sum?.notional) as Credits,
        trades: whole(sum?.trades),
      }
    },

    lastMark: () => lastMark(db),

    /** The last mark of each minute in the range, newest `limit`, oldest first. */
    async marks({ from, to }: TimeRange, limit = DEFAULT_CANDLES): Promise<readonly Mark[]> {
      let query = db.selectFrom('marks').select(['at', 'mark', 'frozen'])
      if (from !== undefined) query = query.where('minute', '>=', minuteStart(from))
      if (to !== undefined) query = query.where('minute', '<', to as Millis)
      const rows = await query
        .orderBy('minute', 'desc')
        .limit(Math.min(MOST_CANDLES, Math.max(1, limit)))
        .execute()
      return rows.toReversed().map(({ at, mark, frozen }) => ({ at, mark, frozen: frozen === 1 }))
    },
  }
}

/** µCR per LCO of the trades of so many minutes, the running one included, floored; without any the last price. */
async function averagePrice(db: Database, minutes: number, now: number): Promise<UnitPrice | null> {
  const from = (minuteStart(now) - (minutes - 1) * MINUTE_MS) as Millis
  const table = db.selectFrom('candles').where('interval', '=', '1m')
  const sums = table
    .select(({ fn }) => [fn.sum('quantity').as('quantity'), fn.sum('notional').as('notional')])
    .where('start', '>=', from)
  const sum = await sums.executeTakeFirst()
  const quantity = whole(sum?.quantity)
  if (quantity > 0) return mulDivFloor(whole(sum?.notional), 1000, quantity) as UnitPrice
  return (await table.select('close').orderBy('start', 'desc').limit(1).executeTakeFirst())?.close ?? null
}

/** undefined before the first sample. */
async function lastMark(db: Database): Promise<MarkParts | undefined> {
  const row = await db.selectFrom('marks').selectAll().orderBy('minute', 'desc').limit(1).executeTakeFirst()
  if (!row) return undefined
  const { at, mark, impact_mid: impactMid, twap_5m: twap5m, vwap_60s: vwap60s, median_30m: median30m } = row
  return { at, mark, frozen: row.frozen === 1, impactMid, twap5m, vwap60s, median30m }
}

function ceilStart(interval: CandleInterval, at: number): number {
  const start = intervalStart(interval, at)
  return start === at ? start : shiftedStart(interval, start, 1)
}

interface Gaps {
  readonly previous: UnitPrice | undefined
  readonly oldest: number
  readonly newest: number
  readonly interval: CandleInterval
}

function filled(rows: readonly HistorySchema['candles'][], { previous, oldest, newest, interval }: Gaps): Candle[] {
  const candles: Candle[] = []
  let close = previous
  let next = 0
  for (let start = oldest; start <= newest; start = shiftedStart(interval, start, 1)) {
    const row = rows[next]
    if (row?.start === start) {
      candles.push(candleOf(row))
      close = row.close
      next += 1
    } else if (close !== undefined) candles.push(flat(start as Millis, close))
  }
  return candles
}

function candleOf(row: HistorySchema['candles']): Candle {
  const { start, open, high, low, close, quantity, notional, trades } = row
  const bought = { takerBuyQuantity: row.taker_buy_quantity, takerBuyNotional: row.taker_buy_notional }
  return { start, open, high, low, close, quantity, notional, ...bought, trades }
}

function flat(start: Millis, price: UnitPrice): Candle {
  const [quantity, notional] = [0 as MilliLco, 0 as Credits]
  const bought = { takerBuyQuantity: quantity, takerBuyNotional: notional }
  return { start, open: price, high: price, low: price, close: price, quantity, notional, ...bought, trades: 0 }
}
