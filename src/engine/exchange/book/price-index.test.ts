/** The price index against a plain sorted array, and its memory when prices are absurd. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaled } from '../../../../test/scale.ts'
import { PriceIndex } from './price-index.ts'
import { MAX_PRICE } from './types.ts'

const near = fc.integer({ min: 1, max: 70 })
const edge = fc
  .tuple(fc.integer({ min: 0, max: 29 }), fc.integer({ min: -1, max: 1 }))
  .map(([bit, by]) => 2 ** bit + by)
const price = fc
  .oneof(near, edge, fc.integer({ min: 1, max: MAX_PRICE }))
  .map((ticks) => Math.min(Math.max(ticks, 1), MAX_PRICE))

describe('the price index', () => {
  it('finds levels and neighbours like a sorted array, whatever comes and goes', () => {
    const property = fc.property(fc.array(price, { maxLength: 60 }), fc.array(price), (toggles, probes) => {
      const index = new PriceIndex()
      const levels = new Map<number, number>()
      for (const [at, ticks] of toggles.entries()) {
        if (levels.delete(ticks)) index.delete(ticks)
        else {
          levels.set(ticks, at + 1)
          index.set(ticks, at + 1)
        }
      }
      const prices = [...levels.keys()].sort((a, b) => a - b)
      const level = (ticks: number | undefined) => (ticks === undefined ? 0 : levels.get(ticks))
      for (const ticks of [...probes, ...toggles]) {
        expect(index.get(ticks)).toBe(levels.get(ticks) ?? 0)
        expect(index.above(ticks)).toBe(level(prices.find((other) => other > ticks)))
        expect(index.below(ticks)).toBe(level(prices.findLast((other) => other < ticks)))
      }
    })
    fc.assert(property, { numRuns: scaled(10_000) })
  })

  it('gives its memory back to the next prices: a wandering price does not grow it', () => {
    const index = new PriceIndex()
    const before = index.byteLength
    for (let at = 1; at <= 100_000; at++) {
      const ticks = 1 + ((at * 7_919_993) % MAX_PRICE)
      index.set(ticks, at)
      index.delete(ticks)
    }
    expect(index.byteLength).toBe(before)
  })

  it('holds 100,000 prices as far apart as prices can be in less than 70 MB', () => {
    const index = new PriceIndex()
    for (let at = 1; at <= 100_000; at++) index.set(at * 9_999, at)
    expect(index.byteLength).toBeLessThan(70_000_000)
    expect([index.above(1), index.below(MAX_PRICE), index.get(9_999 * 500)]).toEqual([1, 100_000, 500])
  })

  it('refuses to delete a price that it does not hold', () => {
    const index = new PriceIndex()
    index.set(500, 1)
    expect(() => index.delete(900_000)).toThrow('no level')
  })
})
