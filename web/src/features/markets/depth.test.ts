/** Claims about depth near the middle and the spread. */
import { describe, expect, it } from 'vitest'
import type { Level } from '../../api/channels.ts'
import { depthWithin, spreadOf } from './depth.ts'

const decimals = { priceDecimals: 5, quantityDecimals: 1 }
const bids: Level[] = [
  ['0.09900', '10.0'],
  ['0.09800', '5.5'],
  ['0.09799', '100.0'],
]
const asks: Level[] = [
  ['0.10100', '2.0'],
  ['0.10200', '3.0'],
]

describe('depth within a distance of the middle', () => {
  it('counts orders on the edge and none beyond it', () => {
    expect(depthWithin({ bids, asks }, 200, decimals)).toEqual({
      bids: { quantity: '15.5', value: '1.529000' },
      asks: { quantity: '5.0', value: '0.508000' },
    })
    expect(depthWithin({ bids, asks }, 100, decimals)?.asks.quantity).toBe('2.0')
    expect(depthWithin({ bids, asks }, 99, decimals)?.asks.quantity).toBe('0.0')
  })
  it('is unknown while a side is empty', () => {
    expect(depthWithin({ bids, asks: [] }, 200, decimals)).toBeUndefined()
    expect(spreadOf({ bids: [], asks }, decimals)).toBeUndefined()
  })
  it('measures the spread against the middle', () => {
    expect(spreadOf({ bids, asks }, decimals)).toEqual({ price: '0.00200', percent: '2.00' })
  })
})
