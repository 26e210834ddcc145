/** The notional cap of a budget: the most that fits, exactly. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaled } from '../../../../test/scale.ts'
import { notionalCap } from './budget.ts'
import { BUY, MAX_LOTS, SELL, type Taker } from './types.ts'

function taker(side: Taker['side'], budget: number, feeBps: number): Taker {
  return { id: 1, account: 1, side, limit: 1, lots: MAX_LOTS, budget, feeBps, tif: 'ioc', stp: 0, slice: 0 }
}

/** n + round-half-up(n × bps ÷ 10,000) in exact integers. */
function withFee(notional: bigint, feeBps: number): bigint {
  return notional + (notional * BigInt(feeBps) * 2n + 10_000n) / 20_000n
}

describe('the notional cap', () => {
  it('of a buy pays with its fee, and one µCR more would not', () => {
    const amount = fc.oneof(fc.integer({ min: 0, max: 30_000 }), fc.maxSafeNat())
    const property = fc.property(amount, fc.integer({ min: 0, max: 10_000 }), (budget, feeBps) => {
      const cap = BigInt(notionalCap(taker(BUY, budget, feeBps)))
      expect(withFee(cap, feeBps) <= BigInt(budget)).toBe(true)
      expect(withFee(cap + 1n, feeBps) <= BigInt(budget)).toBe(false)
    })
    fc.assert(property, { numRuns: scaled(100_000) })
  })

  it('of a sell is the budget: it counts gross proceeds', () => {
    expect(notionalCap(taker(SELL, 12_345, 500))).toBe(12_345)
  })

  it('without a budget has no end', () => {
    expect(notionalCap(taker(BUY, Number.POSITIVE_INFINITY, 10))).toBe(Number.POSITIVE_INFINITY)
  })
})
