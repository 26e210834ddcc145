/** The emission vectors of docs/concepts/economy.md §4, and properties against a bigint twin. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Credits } from '../../base/money.ts'
import { eraOf, eraStart, minedBy, mintedAt } from './emission.ts'

const CR = 1_000_000
const mined = (from: number, paid: number): number => minedBy(from as Credits, paid as Credits)

test('one credit at the start mines 10 LCO', () => {
  expect(mined(0, CR)).toBe(10_00000000)
})

test('ten credits across the first halving mine 75 LCO', () => {
  expect(mined(99_995 * CR, 10 * CR)).toBe(75_00000000)
})

test('the last µCR of era 0 mines 1,000 units, the next one 500', () => {
  expect(mined(99_999_999_999, 1)).toBe(1000)
  expect(mined(100_000_000_000, 1)).toBe(500)
})

test('300,000 credits from the start mine exactly two million LCO', () => {
  expect(mined(0, 300_000 * CR)).toBe(2_000_000_00000000)
})

test('single µCR in era 9 mine 1, 2, 2, 2 units', () => {
  const start = eraStart(9)
  expect([0, 1, 2, 3].map((i) => mined(start + i, 1))).toEqual([1, 2, 2, 2])
})

test('1,000 credits starting 500 before the end mine 9.765625 LCO, afterwards nothing', () => {
  const end = eraStart(10)
  expect(mined(end - 500 * CR, 1_000 * CR)).toBe(9_76562500)
  expect(mined(end + 500 * CR, 1_000 * CR)).toBe(0)
})

test('200 million credits in one go mine exactly the maximum supply', () => {
  expect(mined(0, 200_000_000 * CR)).toBe(10_000_000_00000000)
})

test('eras begin where the table says', () => {
  expect([1, 2, 3, 10].map((era) => eraStart(era) / CR)).toEqual([100_000, 300_000, 700_000, 102_300_000])
  expect([0, 9].map((era) => eraOf(eraStart(era)))).toEqual([0, 9])
})

/** The formula as written, in bigint. */
function twin(x: bigint): bigint {
  for (let k = 0n; k < 10n; k++) {
    const start = 100_000_000_000n * (2n ** k - 1n)
    const end = 100_000_000_000n * (2n ** (k + 1n) - 1n)
    if (x < end) return k * 100_000_000_000_000n + ((x - start) * 1000n) / 2n ** k
  }
  return 1_000_000_000_000_000n
}

test('equals the written formula everywhere and never falls', () => {
  const anyX = fc.integer({ min: 0, max: 110_000_000 * CR })
  fc.assert(
    fc.property(anyX, fc.integer({ min: 0, max: 1_000_000 * CR }), (x, paid) => {
      expect(BigInt(mintedAt(x as Credits))).toBe(twin(BigInt(x)))
      expect(mined(x, paid)).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('splitting a payment in pieces mines the same total', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 103_000_000 * CR }),
      fc.array(fc.integer({ min: 0, max: 10_000 * CR }), { maxLength: 20 }),
      (x, pieces) => {
        let at = x
        let sum = 0
        for (const piece of pieces) {
          sum += mined(at, piece)
          at += piece
        }
        expect(sum).toBe(mined(x, at - x))
      },
    ),
  )
})
