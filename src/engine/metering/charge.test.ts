/** Claims about exact metering. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bps, Pico } from '../../base/money.ts'
import { carry, holdFor, isUsage, type PriceTerms, priceBound, priceUsage } from './charge.ts'
import { buckets, flatRates, type Rates, usageVector } from './rates.ts'

function terms(list: Rates, cost: Rates, tierBps = 10_000): PriceTerms {
  const bps = { tierBps: tierBps as Bps, surchargeBps: 0 as Bps, serviceBps: 10_000 as Bps }
  return { list, cost, atCost: false, ...bps }
}

function served(serviceBps: number, priced: PriceTerms): PriceTerms {
  return { ...priced, serviceBps: serviceBps as Bps }
}

const rateVector = fc.array(fc.integer({ min: 0, max: 100_000_000 }), { maxLength: buckets.length })
const ratesOf = fc.tuple(rateVector, rateVector, fc.integer({ min: 1, max: 200_000 })).map(
  ([low, high, from]): Rates => ({
    tiers: [
      { from: 0, rates: low },
      { from, rates: high },
    ],
  }),
)
const usageOf = fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: buckets.length })
const termsOf = fc.record({
  list: ratesOf,
  cost: ratesOf,
  tierBps: fc.constantFrom(10_000, 9_500, 8_500, 7_000).map((n) => n as Bps),
  atCost: fc.boolean(),
  surchargeBps: fc.integer({ min: 0, max: 2_000 }).map((n) => n as Bps),
  serviceBps: fc.constantFrom(10_000, 1, 3_333, 5_000, 17_500, 100_000).map((n) => n as Bps),
})

test('a call is summed exactly and rounded up once', () => {
  const list = flatRates({ input: 2_500_001, output: 10_000_000 })
  const price = priceUsage(terms(list, flatRates({}), 9_500), usageVector({ input: 3, output: 1 }))
  expect(price).toEqual({ list: 17_500_003, cost: 0, charge: 16_625_003 })
})

test('a service tier’s multiple and the tier’s share are applied to the exact sum and rounded up once', () => {
  const [list, cost] = [flatRates({ output: 3 }), flatRates({ output: 1 })]
  expect(priceUsage(served(5_000, terms(list, cost, 7_000)), usageVector({ output: 1 }))).toEqual({
    list: 2,
    cost: 1,
    charge: 2,
  })
  expect(priceUsage(served(5_000, terms(list, cost, 7_000)), usageVector({ output: 3 }))).toEqual({
    list: 5,
    cost: 2,
    charge: 4,
  })
  // 51 × ½ × 7⁄10 is 17.85; rounded in between it would come to 19.
  expect(priceUsage(served(5_000, terms(list, cost, 7_000)), usageVector({ output: 17 }))).toEqual({
    list: 26,
    cost: 9,
    charge: 18,
  })
  const whale = { ...served(3_333, terms(list, cost, 0)), atCost: true, surchargeBps: 1_000 as Bps }
  expect(priceUsage(whale, usageVector({ output: 10_000 }))).toEqual({ list: 9_999, cost: 3_333, charge: 3_667 })
})

test('a multiple can not make a price that is not safe', () => {
  const most = Math.floor(Number.MAX_SAFE_INTEGER / 4)
  const list = flatRates({ output: Math.floor(most / 10) })
  const price = (serviceBps: number) =>
    priceUsage(served(serviceBps, terms(list, list, 10_000)), usageVector({ output: 1 }))
  expect(price(100_000)?.charge).toBe(Math.floor(most / 10) * 10)
  expect(priceUsage(served(100_000, terms(list, list, 10_000)), usageVector({ output: 2 }))).toBeUndefined()
  expect(priceUsage(served(100_000, terms(list, list, 10_000)), usageVector({ output: 4_000 }))).toBeUndefined()
})

test('the charge never falls below cost', () => {
  fc.assert(
    fc.property(termsOf, usageOf, (t, usage) => {
      const price = priceUsage(t, usage)
      if (price) expect(price.charge).toBeGreaterThanOrEqual(price.cost)
    }),
  )
})

test('no usage within the bound costs more than the bound', () => {
  fc.assert(
    fc.property(
      termsOf,
      usageOf,
      fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 14 }),
      (t, bound, percent) => {
        const usage = bound.map((count, i) => Math.floor((count * (percent[i] ?? 100)) / 100))
        const most = priceBound(t, bound)
        const price = priceUsage(t, usage)
        if (most !== undefined && price) expect(most).toBeGreaterThanOrEqual(price.charge)
      },
    ),
  )
})

test('the hold covers the capture whatever remainder is carried in', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 2 ** 51 }), (carried, charge) => {
      expect(carry(carried as Pico, charge as Pico).micro).toBeLessThanOrEqual(holdFor(charge as Pico))
    }),
  )
})

test('carried remainders add up to the exact sum over any number of calls', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10_000_000_000 }), { maxLength: 100 }), (charges) => {
      let carried = 0 as Pico
      let booked = 0
      for (const charge of charges) {
        const step = carry(carried, charge as Pico)
        booked += step.micro
        carried = step.carried
      }
      expect(booked * 1_000_000 + carried).toBe(charges.reduce((a, b) => a + b, 0))
    }),
  )
})

test('dearer rates apply from their context length on, cache tokens counted', () => {
  const list: Rates = {
    tiers: [
      { from: 0, rates: [1] },
      { from: 100, rates: [2] },
    ],
  }
  expect(priceUsage(terms(list, flatRates({})), [99])?.charge).toBe(99)
  expect(priceUsage(terms(list, flatRates({})), [99, 1])?.charge).toBe(198)
})

test('absurd usage is recognised before it is priced', () => {
  expect([[-1], [0.5], [Number.NaN], [1e11], Array(buckets.length + 1).fill(0)].map(isUsage)).toEqual(
    Array(5).fill(false),
  )
  expect(priceUsage(terms({ tiers: [{ from: 0, rates: [1e12] }] }, flatRates({})), [1e10])).toBeUndefined()
})
