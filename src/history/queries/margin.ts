/** What each channel and model earned, cost and lost over a time. For operators, and by day for the pace of profit. */
import { sql } from 'kysely'
import { DAY_MS } from '../../base/calendar.ts'
import type { Credits, Millis } from '../../base/money.ts'
import { hourStart } from '../periods.ts'
import { type Database, whole } from './page.ts'

export interface MarginSums {
  readonly calls: number
  readonly failed: number
  readonly revenue: Credits
  readonly cost: Credits
  /** Paid upstream and billed to nobody. */
  readonly unrecovered: Credits
  /** revenue − cost − unrecovered. */
  readonly margin: Credits
}

export interface ChannelMargin extends MarginSums {
  /** 0: calls that no channel delivered. */
  readonly channel: number
}
export interface ModelMargin extends MarginSums {
  readonly channel: number
  readonly model: string
}
export interface DayMargin extends MarginSums {
  readonly day: Millis
}

const MOST_DAYS = 400
const MOST_ROWS = 1000

/** All over whole hours that overlap [from, to), the newest 400 days at most. */
export function marginQueries(db: Database) {
  return {
    async byChannel(from: number, to: number): Promise<readonly ChannelMargin[]> {
      const rows = await sums(db, from, to).select('channel').groupBy('channel').orderBy('channel').execute()
      return rows.map((row) => ({ channel: row.channel, ...marginOf(row) }))
    },

    /** The models with the least margin first. */
    async byModel(from: number, to: number): Promise<readonly ModelMargin[]> {
      const grouped = sums(db, from, to).select(['channel', 'model']).groupBy(['channel', 'model'])
      const margin = sql`sum(revenue) - sum(cost) - sum(unrecovered)`
      const rows = await grouped.orderBy(margin).orderBy('channel').limit(MOST_ROWS).execute()
      return rows.map((row) => ({ channel: row.channel, model: row.model, ...marginOf(row) }))
    },

    async byDay(from: number, to: number): Promise<readonly DayMargin[]> {
      const day = sql<Millis>`hour - hour % ${sql.lit(DAY_MS)}`.as('day')
      const rows = await sums(db, from, to).select(day).groupBy('day').orderBy('day').execute()
      return rows.map((row) => ({ day: row.day, ...marginOf(row) }))
    },
  }
}

function sums(db: Database, from: number, to: number) {
  const last = hourStart(Math.max(0, to - 1))
  const first = hourStart(Math.max(0, from, last - MOST_DAYS * DAY_MS))
  const hours = db.selectFrom('traffic_hourly').where('hour', '>=', first).where('hour', '<=', last)
  return hours.select(({ fn }) => [
    fn.sum('calls').as('calls'),
    fn.sum('failed').as('failed'),
    fn.sum('revenue').as('revenue'),
    fn.sum('cost').as('cost'),
    fn.sum('unrecovered').as('unrecovered'),
  ])
}

type Sum = number | string | bigint | null
type Sums = { readonly [K in 'calls' | 'failed' | 'revenue' | 'cost' | 'unrecovered']: Sum }

export function marginOf(row: Sums): MarginSums {
  const [revenue, cost, unrecovered] = [whole(row.revenue), whole(row.cost), whole(row.unrecovered)]
  return {
    calls: whole(row.calls),
    failed: whole(row.failed),
    revenue: revenue as Credits,
    cost: cost as Credits,
    unrecovered: unrecovered as Credits,
    margin: (revenue - cost - unrecovered) as Credits,
  }
}
