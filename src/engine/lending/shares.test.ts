/** Claims about shares: nobody gains by rounding, and the first lender can not skew what the next one gets. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sharesCosting, sharesFor, unitsOf } from './shares.ts'

const whole = fc.record({
  shares: fc.bigInt({ min: 0n, max: 10n ** 19n }),
  units: fc.integer({ min: 0, max: 9e14 }),
})
const units = fc.integer({ min: 1, max: 9e14 })

test('what is put in is never worth more when it is taken out at once', () => {
  fc.assert(
    fc.property(whole, units, (before, amount) => {
      const shares = sharesFor(amount, before)
      const after = { shares: before.shares + shares, units: before.units + amount }
      expect(unitsOf(shares, after)).toBeLessThanOrEqual(amount)
    }),
  )
})

test('taking an amount out costs at least the shares that claim it, and no more than one share too much', () => {
  fc.assert(
    fc.property(whole, units, (before, amount) => {
      const cost = sharesCosting(amount, before)
      expect(unitsOf(cost, before)).toBeGreaterThanOrEqual(amount)
      if (cost > 0n) expect(unitsOf(cost - 1n, before)).toBeLessThanOrEqual(amount)
    }),
  )
})

test('whoever holds shares can take out all that they claim', () => {
  fc.assert(
    fc.property(whole, (all) => {
      expect(sharesCosting(unitsOf(all.shares, all), all)).toBeLessThanOrEqual(all.shares)
    }),
  )
})

test('a first lender of one unit does not shut out the second', () => {
  const first = sharesFor(1, { shares: 0n, units: 0 })
  expect(first).toBe(1_000n)
  expect(sharesFor(1_000_000, { shares: first, units: 1 })).toBe(1_000_000_000n)
})
