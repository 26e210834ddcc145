/** Claims about level, liquidation and bankruptcy price: the vectors of docs/concepts/margin.md, exactly. */
import { expect, test } from 'vitest'
import { seeded } from '../../../test/engine/driver.ts'
import type { Credits, Lco, Ticks } from '../../base/money.ts'
import { pairOf } from '../exchange/pair.ts'
import { equityAt, levelAt, type Position, priceAtLevel } from './position.ts'

const pair = pairOf(0)
/** 1 CR per LCO in ticks of 0.00001 CR. */
const ONE = 100_000 as Ticks
const CR = 1_000_000
const LCO = 100_000_000

function position(cash: number, coins: number, [debtCredits, debtCoins]: readonly [number, number]): Position {
  return {
    cash: Math.round(cash * CR) as Credits,
    coins: Math.round(coins * LCO) as Lco,
    debtCredits: Math.round(debtCredits * CR) as Credits,
    debtCoins: Math.round(debtCoins * LCO) as Lco,
  }
}

const long = (leverage: number): Position => position(0, leverage, [leverage - 1, 0])
const short = (leverage: number): Position => position(1 + leverage, 0, [0, leverage])

test.each([
  ['long', 5, 88_000, 80_000],
  ['long', 3, 73_334, 66_667],
  ['long', 2, 55_000, 50_000],
  ['short', 5, 109_090, 120_000],
  ['short', 3, 121_212, 133_333],
  ['short', 2, 136_363, 150_000],
] as const)(
  'a %s at leverage %i is closed at %i ticks and bankrupt at %i',
  (side, leverage, liquidation, bankruptcy) => {
    const held = side === 'long' ? long(leverage) : short(leverage)
    expect(equityAt(held, ONE, pair)).toBe(CR)
    expect(priceAtLevel(held, 11_000, pair)).toBe(liquidation)
    expect(priceAtLevel(held, 10_000, pair)).toBe(bankruptcy)
  },
)

test('the level is assets over debt, and without debt there is none', () => {
  expect(levelAt(long(5), ONE, pair)).toBe(12_500)
  expect(levelAt(short(5), ONE, pair)).toBe(12_000)
  expect(levelAt(position(1, 1, [0, 0]), ONE, pair)).toBe(null)
})

test('the level is floored, so it is under a threshold exactly when the account is', () => {
  const debt = position(0, 1.1, [1, 0])
  expect(levelAt(debt, ONE, pair)).toBe(11_000)
  expect(levelAt({ ...debt, debtCredits: (CR + 1) as Credits }, ONE, pair)).toBe(10_999)
  expect(levelAt({ ...debt, coins: (debt.coins - 1) as Lco }, ONE, pair)).toBe(10_999)
})

test('an account whose cash covers its debt has no price at which it is closed', () => {
  expect(priceAtLevel(position(5, 1, [4, 0]), 11_000, pair)).toBe(null)
  expect(priceAtLevel(position(0, 3, [0, 2]), 11_000, pair)).toBe(null)
  expect(priceAtLevel(position(1, 0, [0, 0]), 11_000, pair)).toBe(null)
})

test('at the price of a level a long stands and one tick lower it does not; a short stands and one tick higher it does not', () => {
  const random = seeded(8)
  for (let i = 0; i < 2_000; i++) {
    const [cash, coins, debt] = [random.below(1e9), random.below(1e11), 1 + random.below(1e10)]
    const isLong = random.chance(50)
    const held = {
      cash: cash as Credits,
      coins: coins as Lco,
      debtCredits: (isLong ? debt : 0) as Credits,
      debtCoins: (isLong ? 0 : debt) as Lco,
    }
    const at = pairOf(random.below(3))
    const price = priceAtLevel(held, 11_000, at)
    if (price === null || price >= 1e9 || price < 2) continue
    const beyond = (price + (isLong ? -1 : 1)) as Ticks
    expect(levelAt(held, price, at)).toBeGreaterThanOrEqual(11_000)
    expect(levelAt(held, beyond, at)).toBeLessThan(11_000)
  }
})

test('the largest amounts and prices there are break no sum', () => {
  const most = { cash: 4.5e15 as Credits, coins: 1e15 as Lco, debtCredits: 4.5e15 as Credits, debtCoins: 0 as Lco }
  expect(levelAt(most, 1_000_000_000 as Ticks, pair)).toBeGreaterThan(11_000)
  expect(equityAt(most, 1_000_000_000 as Ticks, pair)).toBe(Number.MAX_SAFE_INTEGER)
})
