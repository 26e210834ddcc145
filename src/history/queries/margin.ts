/** What each channel and model earned, cost and lost over a range of days. For operators. */
import { DAY_MS } from '../../base/calendar.ts'
import type { Credits, Millis } from '../../base/money.ts'
import { dayStart } from '../periods.ts'
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

/** All over whole UTC days that overlap [from, to), the newest 400 at most. */
export function marginQueries(db: Database) {
  return {
    async byChannel(from: number, to: number): Promise<readonly ChannelMargin[]> {
      const rows = await sums(db, from, to).select('channel').groupBy('channel').orderBy('channel').execute()
      return rows.map((row) => ({ channel: row.channel, ...marginOf(row) }))
    },

    /** The models with the most revenue. */
    async byModel(from: number, to: number): Promise<readonly ModelMargin[]> {
      const grouped = sums(db, from, to).select(['channel', 'model']).groupBy(['channel', 'model'])
      const rows = await grouped.orderBy('revenue', 'desc').orderBy('channel').limit(MOST_ROWS).execute()
      return rows.map((row) => ({ channel: row.channel, model: row.model, ...marginOf(row) }))
    },

    async byDay(from: number, to: number): Promise<readonly DayMargin[]> {
      const rows = await sums(db, from, to).select('day').groupBy('day').orderBy('day').execute()
      return rows.map((row) => ({ day: row.day, ...marginOf(row) }))
    },
  }
}

function sums(db: Database, from: number, to: number) {
  const last = dayStart(Math.max(0, to - 1))
  const first = dayStart(Math.max(0, from, last - (MOST_DAYS - 1) * DAY_MS))
  const days = db.selectFrom('margin_daily').where('day', '>=', first).where('day', '<=', last)
  return days.select(({ fn }) => [
    fn.sum('calls').as('calls'),
    fn.sum('failed').as('failed'),
    fn.sum('revenue').as('revenue'),
    fn.sum('cost').as('cost'),
    fn.sum('unrecovered').as('unrecovered'),
  ])
}

type Sums = Awaited<ReturnType<ReturnType<typeof sums>['executeTakeFirstOrThrow']>>

function marginOf(row: Sums): MarginSums {
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
