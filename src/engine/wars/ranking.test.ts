/** Claims about places: exact at every moment, against sorting anew. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prng } from '../../base/prng.ts'
import type { AccountId } from '../ledger/chart.ts'
import { Ranking, type Score } from './ranking.ts'

const sorted = (rows: readonly Score[]): Score[] => [...rows].sort((a, b) => b.score - a.score || a.reached - b.reached)

test('whatever is counted in whatever order, the ranking is the sorted scores, the earlier first of equal ones', () => {
  const step = fc.record({ account: fc.integer({ min: 1, max: 12 }), paid: fc.integer({ min: 1, max: 4 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const ranking = new Ranking()
      const rows = new Map<number, Score>()
      for (const [reached, { account, paid }] of steps.entries()) {
        const row = rows.get(account)
        if (row) ranking.raise(row, { score: (row.score + paid) as never, margin: 0 as never, reached })
        else {
          const fresh = { account: account as AccountId, score: paid as never, margin: 0 as never, reached }
          rows.set(account, fresh)
          ranking.add(fresh)
        }
      }
      expect(ranking.top(100)).toEqual(sorted([...rows.values()]))
    }),
  )
})

test('places of thousands are right after each of many changes, and after rows are gone', () => {
  const random = prng(7)
  const ranking = new Ranking()
  const rows: Score[] = []
  let reached = 0
  for (let i = 1; i <= 3_000; i++) {
    const row = { account: i as AccountId, score: random.below(500) as never, margin: 0 as never, reached: ++reached }
    rows.push(row)
    ranking.add(row)
  }
  for (let i = 0; i < 6_000; i++) {
    const row = random.pick(rows)
    ranking.raise(row, { score: (row.score + 1 + random.below(90)) as never, margin: 0 as never, reached: ++reached })
    if (i % 10 > 0) continue
    const gone = rows.splice(random.below(rows.length), 1)[0] as Score
    ranking.remove(gone)
  }
  const order = sorted(rows)
  expect(ranking.top(rows.length + 1)).toEqual(order)
  expect(ranking.size).toBe(rows.length)
  expect(order.filter((row, i) => ranking.rankOf(row) !== i + 1 || ranking.above(row) !== order[i - 1])).toEqual([])
  const filled = new Ranking()
  filled.fill(rows)
  expect(filled.top(200)).toEqual(order.slice(0, 200))
})
