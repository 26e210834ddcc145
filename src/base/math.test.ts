/** Claims about exact integer arithmetic, checked against bigint. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDecimal, parseDecimal } from './decimal.ts'
import { divCeil, divFloor, mulDivCeil, mulDivFloor, mulDivHalfUp } from './math.ts'

const amount = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const divisor = fc.integer({ min: 1, max: 1_000_000_000_000 })

test('division floors and ceils exactly, negative numerators too', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), divisor, (a, b) => {
      const wide = BigInt(a)
      const d = BigInt(b)
      const floor = wide >= 0n ? wide / d : -((-wide + d - 1n) / d)
      expect(divFloor(a, b)).toBe(Number(floor))
      expect(divCeil(a, b)).toBe(Number(floor * d === wide ? floor : floor + 1n))
    }),
  )
})

test('a product over a divisor is exact beyond 2^53, or refused when the result is', () => {
  fc.assert(
    fc.property(amount, amount, divisor, (a, b, c) => {
      const product = BigInt(a) * BigInt(b)
      const d = BigInt(c)
      const cases = [
        [mulDivFloor, product / d],
        [mulDivCeil, (product + d - 1n) / d],
        [mulDivHalfUp, (2n * product + d) / (2n * d)],
      ] as const
      for (const [fn, exact] of cases) {
        if (exact > BigInt(Number.MAX_SAFE_INTEGER)) expect(() => fn(a, b, c)).toThrow('out of range')
        else expect(fn(a, b, c)).toBe(Number(exact))
      }
    }),
  )
})

test('decimal strings round-trip every safe integer', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 12 }), (value, decimals) => {
      expect(parseDecimal(formatDecimal(value, decimals), decimals)).toBe(value === 0 ? 0 : value)
    }),
  )
})

test.each(['', '.5', '1.', '1e3', '+1', '0x10', '１', '1,000', ' 1', '1.0000001', '99999999999999999', 'NaN', '--1'])(
  'refuses %j as an amount of credits',
  (text) => {
    expect(parseDecimal(text, 6)).toBeUndefined()
  },
)
