/** The curve of borrowing rates at its ends, its kink and beyond. */
import { expect, test } from 'vitest'
import { defaultParameters } from '../parameters.ts'
import { borrowRatePpm, PPM, supplyRatePpm, utilisationPpm } from './rates.ts'

const p = defaultParameters()
const PERCENT = PPM / 100

test.each([
  ['CR', 0, 0],
  ['CR', 40, 7.5],
  ['CR', 80, 15],
  ['CR', 90, 65],
  ['CR', 100, 115],
  ['LCO', 0, 5],
  ['LCO', 80, 30],
  ['LCO', 100, 130],
] as const)('%s lent out to %d %% costs %d %% a year', (asset, utilisation, rate) => {
  expect(borrowRatePpm(p, asset, utilisation * PERCENT)).toBe(rate * PERCENT)
})

test('lenders get the borrowers’ rate on what is lent, less the reserve’s tenth', () => {
  expect(supplyRatePpm(p, 15 * PERCENT, 80 * PERCENT)).toBe(10.8 * PERCENT)
})

test('an empty pool is not used, and nothing is used beyond the whole', () => {
  expect(utilisationPpm(0, 0)).toBe(0)
  expect(utilisationPpm(7, 0)).toBe(0)
  expect(utilisationPpm(11, 10)).toBe(PPM)
  expect(utilisationPpm(1, 3)).toBe(333_333)
})
