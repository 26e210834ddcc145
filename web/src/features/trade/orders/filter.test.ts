/** Claims about the filters of orders and fills. */
import { describe, expect, it } from 'vitest'
import { outcomeOf, rangeOf, since, statusOf } from './filter.ts'

describe('filters of orders and fills', () => {
  it('ask for everything when the address says nothing that is known', () => {
    expect(rangeOf('forever')).toBe('all')
    expect(outcomeOf('lost')).toBe('all')
    expect(since('all', 1_000)).toEqual({})
    expect(statusOf('all')).toBe('done')
  })
  it('begin at a whole minute, so that the same question has the same answer for a while', () => {
    const now = Date.UTC(2026, 0, 2, 3, 4, 5)
    expect(since('24h', now)).toEqual({ from: Date.UTC(2026, 0, 1, 3, 4) })
    expect(since('24h', now + 10_000)).toEqual(since('24h', now))
    expect(statusOf('expired')).toBe('expired')
  })
})
