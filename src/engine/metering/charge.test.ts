/** Claims about exact metering. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bps, Pico } from '../../base/money.ts'
import { carry, holdFor, isUsage, type PriceTerms, priceBound, priceUsage } from './charge.ts'
import { buckets, flatRates, type Rates, usageVector } from './rates.ts'

function terms(list: Rates, cost: Rates, tierBps = 10_000): PriceTerms {
  return { list, cost, tierBps: tierBps as Bps, atCost: false, surchargeBps: 0 as Bps }
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
})

test('a call is summed exactly and rounded up once', () => {
  const list = flatRates({ input: 2_500_001, output: 10_000_000 })
  const price = priceUsage(terms(list, flatRates({}), 9_500), usageVector({ input: 3, output: 1 }))
  expect(price).toEqual({ list: 17_500_003, cost: 0, charge: 16_625_003 })
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
