/** Claims about the days of the spending chart. */
import { describe, expect, it } from 'vitest'
import { daysOf } from './days.ts'

const DAY = 86_400_000

describe('days of usage', () => {
  it('have no holes where nothing was called', () => {
    const days = daysOf({
      from: 10 * DAY,
      to: 12 * DAY + 1,
      items: [{ group: String(11 * DAY), spent: '1.5', mined: '1.5' }],
    })
    expect(days).toEqual([
      { day: 10 * DAY, spent: '0', mined: '0' },
      { day: 11 * DAY, spent: '1.5', mined: '1.5' },
      { day: 12 * DAY, spent: '0', mined: '0' },
    ])
  })
  it('begin at midnight UTC even when the range does not', () => {
    expect(daysOf({ from: 10 * DAY + 5, to: 11 * DAY, items: [] })).toEqual([{ day: 10 * DAY, spent: '0', mined: '0' }])
  })
})
