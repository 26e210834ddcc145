/** Claims about the filters and figures of the usage page. */
import { describe, expect, it } from 'vitest'
import { measured, NO_FILTERS, pointsOf, queryOf, type Usage, type UsageRow } from './span.ts'

const DAY = 86_400_000
const row = (group: string, spent: string): UsageRow => ({
  ...{ group, label: group, calls: 3, failed: 0, inputTokens: 10, cachedTokens: 0, outputTokens: 5 },
  ...{ list: spent, spent, mined: '0.10000000', latencyMs: null, firstTokenMs: null },
})

describe('the filters of usage', () => {
  it('ask for whole days and leave out what is not chosen', () => {
    expect(queryOf({ ...NO_FILTERS, period: '7d' }, 20 * DAY + 5)).toEqual({ by: 'day', from: 14 * DAY, to: 21 * DAY })
    expect(queryOf({ ...NO_FILTERS, by: 'x', model: 'm', key: '0' }, 0)).toEqual({
      ...{ by: 'day', from: 0, to: DAY },
      ...{ model: 'm', keyId: 0 },
    })
  })
})

describe('the figures of usage', () => {
  it('have every day of the range, and models and keys as they come', () => {
    const usage: Usage = { by: 'day', from: 0, to: 3 * DAY, items: [row(String(DAY), '2')], total: row('', '2') }
    expect(pointsOf(usage, 'spent').map(({ value }) => value)).toEqual(['0', '2', '0'])
    expect(pointsOf({ ...usage, by: 'model', items: [row('m', '2')] }, 'calls')).toEqual([
      { key: 'm', label: 'm', value: '3' },
    ])
  })
  it('are what was chosen', () => {
    expect(measured(row('m', '2'), 'tokens')).toBe('15')
    expect(measured(row('m', '2'), 'mined')).toBe('0.10000000')
  })
})
