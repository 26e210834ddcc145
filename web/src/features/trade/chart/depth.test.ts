/** Claims about the depth drawing. */
import { describe, expect, it } from 'vitest'
import { depthShape, pointedAt, stepPath } from './depth.ts'

const book = {
  bids: [
    ['0.99', '10'],
    ['0.98', '5'],
    ['0.50', '1000'],
  ] as [string, string][],
  asks: [
    ['1.01', '4'],
    ['1.04', '2'],
  ] as [string, string][],
}

describe('the depth shape', () => {
  it('needs both sides', () => {
    expect(depthShape({ bids: book.bids, asks: [] })).toBeUndefined()
  })
  it('adds up outwards and leaves out what is too far from the middle', () => {
    const shape = depthShape(book)
    expect(shape?.middle).toBeCloseTo(1)
    expect(shape?.bids.map(({ total }) => total)).toEqual([10, 15])
    expect(shape?.asks.map(({ total }) => total)).toEqual([4, 6])
    expect(shape?.most).toBe(15)
  })
  it('keeps both prices inside the window when each side is one level', () => {
    const shape = depthShape({ bids: [['0.98', '1']], asks: [['1.02', '1']] })
    expect(shape?.bids).toHaveLength(1)
    expect(shape?.asks).toHaveLength(1)
  })
  it('draws steps from the ground to the ground', () => {
    const shape = depthShape(book)
    const path = shape ? stepPath(shape.asks, shape, shape.high) : ''
    expect(path.startsWith('M600.0 100')).toBe(true)
    expect(path.endsWith('V100Z')).toBe(true)
  })
  it('says what stands between the middle and a place that is pointed at', () => {
    const shape = depthShape(book)
    if (!shape) throw new Error('no shape')
    expect(pointedAt(shape, 1)).toMatchObject({ side: 'sell', total: 6 })
    expect(pointedAt(shape, 0)).toMatchObject({ side: 'buy', total: 15 })
    expect(pointedAt(shape, 0.51)).toMatchObject({ side: 'sell', total: 0 })
    expect(pointedAt(shape, 1).price).toBeCloseTo(shape.high)
  })
})
