/** Claims about the periods of the operators' view. */
import { describe, expect, it } from 'vitest'
import { NO_FILTERS, periodOf, shareText, spanOf, viewOf } from './span.ts'

const HOUR = 3_600_000

describe('a period', () => {
  it('is whole hours up to the end of this one', () => {
    expect(spanOf({ ...NO_FILTERS, period: '24h' }, 100 * HOUR + 5)).toEqual({ from: 77 * HOUR, to: 101 * HOUR })
    expect(spanOf(NO_FILTERS, 5).from).toBe(0)
  })
  it('ignores what the page does not know', () => {
    expect([periodOf('x'), viewOf('x')]).toEqual(['7d', 'channel'])
    expect(spanOf({ ...NO_FILTERS, channel: 'x', model: 'm' }, HOUR)).toEqual({ from: 0, to: 2 * HOUR, model: 'm' })
    expect(spanOf({ ...NO_FILTERS, channel: '7' }, HOUR)).toMatchObject({ channelId: 7 })
  })
  it('tells shares of something only', () => expect([shareText(1, 8), shareText(0, 0)]).toEqual(['12.5 %', '–']))
})
