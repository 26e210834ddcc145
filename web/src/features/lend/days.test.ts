/** Claims about the days of a pool's rate. */
import { expect, it } from 'vitest'
import { rateDays } from './days.ts'

const DAY = 86_400_000

it('a day has the last rate at its end, and keeps it until something changes', () => {
  const points = [
    { at: DAY + 1, supplyRatePpm: 10_000 },
    { at: DAY + 5_000, supplyRatePpm: 20_000 },
    { at: 4 * DAY, supplyRatePpm: 5_000 },
  ]
  expect(rateDays(points, 5 * DAY + 1, 6)).toEqual([
    { day: 0, percent: '0.00' },
    { day: DAY, percent: '2.00' },
    { day: 2 * DAY, percent: '2.00' },
    { day: 3 * DAY, percent: '2.00' },
    { day: 4 * DAY, percent: '0.50' },
    { day: 5 * DAY, percent: '0.50' },
  ])
  expect(rateDays(points, 5 * DAY, 2)[0]).toEqual({ day: 4 * DAY, percent: '0.50' })
  expect(rateDays([], DAY, 30)).toEqual([])
})
