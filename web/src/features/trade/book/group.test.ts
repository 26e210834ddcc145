/** Claims about how book levels become rows. */
import { describe, expect, it } from 'vitest'
import type { Level } from '../../../api/channels.ts'
import { barWidth, groupLevels, groupSteps, rowOf, spreadOf } from './group.ts'

const pair = { priceDecimals: 5, quantityDecimals: 1 }
const asks: Level[] = [
  ['0.10001', '5.0'],
  ['0.10009', '1.5'],
  ['0.10010', '2.0'],
  ['0.10011', '4.0'],
]
const bids: Level[] = [
  ['0.09999', '3.0'],
  ['0.09991', '0.1'],
  ['0.09990', '0.2'],
  ['0.09989', '9.0'],
]

describe('grouping the book', () => {
  it('shows every level as it is at a step of one tick', () => {
    const rows = groupLevels({ levels: asks, side: 'sell', step: 1n, rows: 10, pair })
    expect(rows.map(({ price, quantity }) => [price, quantity])).toEqual(asks)
  })
  it('raises asks and lowers bids to the step, so that no row looks better than it is', () => {
    const up = groupLevels({ levels: asks, side: 'sell', step: 10n, rows: 10, pair })
    expect(up.map(({ price, quantity }) => [price, quantity])).toEqual([
      ['0.10010', '8.5'],
      ['0.10020', '4.0'],
    ])
    const down = groupLevels({ levels: bids, side: 'buy', step: 10n, rows: 10, pair })
    expect(down.map(({ price, quantity }) => [price, quantity])).toEqual([
      ['0.09990', '3.3'],
      ['0.09980', '9.0'],
    ])
  })
  it('adds the totals up exactly from the best price outwards', () => {
    const rows = groupLevels({ levels: bids, side: 'buy', step: 1n, rows: 10, pair })
    expect(rows.map(({ total }) => total)).toEqual(['3.0', '3.1', '3.3', '12.3'])
  })
  it('fills the last row whole even when rows run out', () => {
    const rows = groupLevels({ levels: asks, side: 'sell', step: 10n, rows: 1, pair })
    expect(rows).toHaveLength(1)
    expect(rows[0]?.quantity).toBe('8.5')
  })
  it('keeps quantities whole that a float could not hold', () => {
    const rows = groupLevels({
      levels: [
        ['0.10000', '9007199254740993.1'],
        ['0.10000', '0.1'],
      ],
      side: 'sell',
      step: 1n,
      rows: 1,
      pair,
    })
    expect(rows[0]?.total).toBe('9007199254740993.2')
  })
  it('puts a price on a step where it is', () => {
    expect(rowOf(100n, 'sell', 10n)).toBe(100n)
    expect(rowOf(101n, 'sell', 10n)).toBe(110n)
    expect(rowOf(109n, 'buy', 10n)).toBe(100n)
  })
  it('offers no step that would swallow the whole book', () => {
    expect(groupSteps(10_000n)).toEqual([1n, 10n, 100n])
    expect(groupSteps(40n)).toEqual([1n])
    expect(groupSteps(10_000_000n)).toEqual([1n, 10n, 100n, 1000n])
  })
  it('measures the spread against the middle', () => {
    expect(spreadOf(bids[0], asks[0], pair)).toEqual({ ticks: 2n, percent: '0.02' })
    expect(spreadOf(undefined, asks[0], pair)).toBeUndefined()
  })
  it('draws the widest total full and nothing for an empty book', () => {
    expect(barWidth(5n, 5n)).toBe(100)
    expect(barWidth(0n, 0n)).toBe(0)
  })
})
