/** Claims about what a forced close trades: the quantity's vector, the sliding limit, the penalty. */
import { expect, test } from 'vitest'
import type { Credits, Lco, Ticks } from '../../base/money.ts'
import { pairOf } from '../exchange/pair.ts'
import { type Closing, closingLimit, closingLots, penaltyOf, repayingLots } from './closing.ts'
import { levelAt, type Position } from './position.ts'

const pair = pairOf(0)
const ONE = 100_000 as Ticks
const CR = 1_000_000
const LCO = 100_000_000
const limits = { closeBps: 11_000, nearBps: 100, farBps: 1_000 }

/** 100,000 LCO at level 1.10 and price 1. */
const long: Position = {
  cash: 0 as Credits,
  coins: (110_000 * LCO) as Lco,
  debtCredits: (100_000 * CR) as Credits,
  debtCoins: 0 as Lco,
}
const short: Position = {
  cash: (110_000 * CR) as Credits,
  coins: 0 as Lco,
  debtCredits: 0 as Credits,
  debtCoins: (100_000 * LCO) as Lco,
}

function closing(position: Position, price: number): Closing {
  const depth = { lots: 1_000_000, notional: 1_000_000 * price }
  return { position, mark: ONE, pair, targetBps: 12_000, penaltyBps: 200, depth }
}

test('a long at A 1.1 and D 1 sells .5682 at p .02: after it A is .5318, D .4432, the level 1.2000', () => {
  const lots = closingLots(closing(long, ONE))
  // 0.1 ÷ 0.176 of 100,000 LCO in lots of 0.1, rounded up.
  expect(lots).toBe(568_182)
  const notional = lots * ONE
  const paid = notional - notional / 50
  const after = {
    ...long,
    coins: (long.coins - lots * pair.lotUnits) as Lco,
    debtCredits: (long.debtCredits - paid) as Credits,
  }
  expect(Math.round(after.coins / LCO / 10) / 10_000).toBe(0.5318)
  expect(Math.round(after.debtCredits / CR / 10) / 10_000).toBe(0.4432)
  expect(levelAt(after, ONE, pair)).toBe(12_000)
  const less = {
    ...after,
    coins: (after.coins + pair.lotUnits) as Lco,
    debtCredits: (after.debtCredits + 98_000) as Credits,
  }
  expect(levelAt(less, ONE, pair)).toBe(11_999)
})

test('a short buys what brings the level to 1.20, the penalty on top', () => {
  const lots = closingLots(closing(short, ONE))
  // 0.1 ÷ (1.2 − 1.02) of 100,000 LCO.
  expect(lots).toBe(555_556)
  const cost = lots * ONE + (lots * ONE) / 50
  const after = {
    ...short,
    cash: (short.cash - cost) as Credits,
    debtCoins: (short.debtCoins - lots * pair.lotUnits) as Lco,
  }
  expect(levelAt(after, ONE, pair)).toBe(12_000)
})

test('where selling can not restore the level everything is closed', () => {
  expect(closingLots(closing(long, 84_000))).toBe(10_000_000_000)
  expect(closingLots(closing(short, 118_000))).toBe(10_000_000_000)
})

test('no more is closed than what repays all debt', () => {
  expect(repayingLots(closing(long, ONE))).toBe(Math.ceil(1_000_000 / 0.98))
  expect(repayingLots(closing(short, ONE))).toBe(1_000_000)
  expect(repayingLots(closing({ ...short, debtCoins: 1 as Lco }, ONE))).toBe(1)
})

test('the limit begins at mark ∓ 1 %, slides to the bankruptcy price at level 1.00, and reaches 10 % below it', () => {
  const at = (position: Position, level: number): Ticks => closingLimit(position, { mark: ONE, level, pair }, limits)
  expect(at(long, 11_000)).toBe(99_000)
  // P_b of this position is 0.90909…, rounded up.
  expect(at(long, 10_500)).toBe(Math.ceil((99_000 + 90_910) / 2))
  expect(at(long, 10_000)).toBe(90_910)
  expect(at(long, 9_999)).toBe(90_000)
  expect(at(short, 11_000)).toBe(101_000)
  expect(at(short, 10_500)).toBe((101_000 + 110_000) / 2)
  expect(at(short, 10_000)).toBe(110_000)
  expect(at(short, 9_999)).toBe(110_000)
})

test('the penalty is floored and never takes more than the equity left', () => {
  expect(penaltyOf(149 as Credits, 100 as Credits, 200)).toBe(2)
  expect(penaltyOf(100_000 as Credits, 700 as Credits, 200)).toBe(700)
  expect(penaltyOf(100_000 as Credits, -1 as Credits, 200)).toBe(0)
})
