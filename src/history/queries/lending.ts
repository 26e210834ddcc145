/** How the lending pools stood, hour by hour. */
import type { Millis } from '../../base/money.ts'
import type { Asset } from '../../engine/ledger/chart.ts'
import { hourStart } from '../periods.ts'
import type { Database } from './page.ts'

export interface PoolPoint {
  readonly at: Millis
  /** Units of the pool's asset. */
  readonly lent: number
  readonly claims: number
  /** Parts per million, rates a year. */
  readonly utilisation: number
  readonly borrowRate: number
  readonly supplyRate: number
}

export interface PoolRange {
  readonly asset: Asset
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** A month of hours in which something changed. */
const MOST = 720

export function lendingQueries(db: Database) {
  return {
    /** The last state of each hour in which the pool changed, the newest 720, oldest first. */
    async points({ asset, from, to }: PoolRange): Promise<readonly PoolPoint[]> {
      let query = db.selectFrom('pool_hours').selectAll().where('asset', '=', asset)
      if (from !== undefined) query = query.where('hour', '>=', hourStart(from))
      if (to !== undefined) query = query.where('hour', '<', to as Millis)
      const rows = await query.orderBy('hour', 'desc').limit(MOST).execute()
      return rows.toReversed().map(({ at, lent, claims, utilisation, borrow_rate, supply_rate }) => ({
        ...{ at, lent, claims, utilisation },
        ...{ borrowRate: borrow_rate, supplyRate: supply_rate },
      }))
    },
  }
}
