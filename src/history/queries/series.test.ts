/** Claims about reading many series at once, against sorting all their items. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyHistory } from '../../../test/history/replayed.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { newestItem, newestItems } from './series.ts'

test('the newest items over any number of series are those of all series together', async () => {
  const db = await emptyHistory()
  const items = fc.uniqueArray(fc.integer({ min: 1, max: 2_000 }), { maxLength: 30 })
  const window = fc.record({
    low: fc.integer({ min: 0, max: 500 }),
    high: fc.integer({ min: 400, max: 2_100 }),
    limit: fc.integer({ min: 1, max: 200 }),
  })
  const account = 7 as AccountId
  await fc.assert(
    fc.asyncProperty(
      fc.array(items, { minLength: 1, maxLength: 130 }),
      window,
      async (series, { low, high, limit }) => {
        await db.deleteFrom('series_items').execute()
        await db.deleteFrom('booking_series').execute()
        await db
          .insertInto('booking_series')
          .values(series.map((_, id) => ({ id, touched: '' })))
          .execute()
        const rows = series.flatMap((own, id) => own.map((item) => ({ account, series: id, item })))
        const others = [{ account: 8 as AccountId, series: 0, item: 450 }]
        await db
          .insertInto('series_items')
          .values([...rows, ...others])
          .execute()
        const newest = newestItem('booking_series.id', { account, low, high })
        const heads = await db
          .selectFrom('booking_series')
          .select(['id', newest.as('newest')])
          .execute()
        const found = await newestItems(db, { account, heads, window: { low, high, limit } })
        const within = [...new Set(series.flat())].filter((item) => item >= low && item < high)
        expect(found).toEqual(within.sort((a, b) => b - a).slice(0, limit))
      },
    ),
    { numRuns: 30 },
  )
  await db.close()
})
