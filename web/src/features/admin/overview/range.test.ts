/** Claims about the overview's ranges. */
import { describe, expect, it } from 'vitest'
import { bytesText, rangeOf, spanOf } from './range.ts'

const NOON = Date.UTC(2026, 2, 4, 12, 0, 30)

describe('a range of the overview', () => {
  it('begins with a UTC day and includes the present minute', () => {
    expect(spanOf('today', NOON)).toEqual({ from: Date.UTC(2026, 2, 4), to: Date.UTC(2026, 2, 4, 12, 1) })
    expect(spanOf('week', NOON).from).toBe(Date.UTC(2026, 1, 26))
  })
  it('includes a call of this very millisecond on a full minute', () => {
    const minute = Date.UTC(2026, 2, 4, 12)
    expect(spanOf('today', minute).to).toBeGreaterThan(minute)
  })
  it('is a week when the URL says something else', () => {
    expect([rangeOf('month'), rangeOf('ever')]).toEqual(['month', 'week'])
  })
})

describe('memory', () => {
  it('reads in MB and from a gigabyte on in GB', () => {
    expect([bytesText(187_236_352), bytesText(1_610_612_736)]).toEqual(['179 MB', '1.5 GB'])
  })
})
