/** Supply by day: what was minted, burned and staked, and the totals at each day's end. */
import { DAY_MS } from '../../base/calendar.ts'
import { add, type Lco, type Millis } from '../../base/money.ts'
import { dayStart } from '../periods.ts'
import { type Database, whole } from './page.ts'

/** Days on which nothing changed are left out. */
export interface SupplyDay {
  readonly day: Millis
  readonly minted: Lco
  readonly burned: Lco
  /** Net change; may be negative. */
  readonly staked: Lco
  /** Totals at the end of the day. */
  readonly totalMinted: Lco
  readonly totalBurned: Lco
  readonly totalStaked: Lco
}

/** Longest range of one answer. */
const MOST_SUPPLY_DAYS = 1500

export function supplyQueries(db: Database) {
  return {
    /** UTC days that overlap [from, to), oldest first; the newest ones when the range is longer than allowed. */
    async byDay(from: number, to: number): Promise<readonly SupplyDay[]> {
      const last = dayStart(Math.max(0, to - 1))
      const first = dayStart(Math.max(0, from, last - (MOST_SUPPLY_DAYS - 1) * DAY_MS))
      const table = db.selectFrom('supply_daily')
      const sums = table
        .where('day', '<', first)
        .select(({ fn }) => [
          fn.sum('minted').as('minted'),
          fn.sum('burned').as('burned'),
          fn.sum('staked').as('staked'),
        ])
      const within = table.selectAll().where('day', '>=', first).where('day', '<=', last).orderBy('day')
      const [before, days] = await Promise.all([sums.executeTakeFirst(), within.execute()])
      let totalMinted = whole(before?.minted) as Lco
      let totalBurned = whole(before?.burned) as Lco
      let totalStaked = whole(before?.staked) as Lco
      return days.map(({ day, minted, burned, staked }) => {
        totalMinted = add(totalMinted, minted)
        totalBurned = add(totalBurned, burned)
        totalStaked = add(totalStaked, staked)
        return { day, minted, burned, staked, totalMinted, totalBurned, totalStaked }
      })
    },
  }
}
