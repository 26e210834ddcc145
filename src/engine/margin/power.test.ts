/** Claims about borrowing power: cautious prices, leverage by side, caps, what open orders can lose. */
import { expect, test } from 'vitest'
import type { Credits, Lco, Ticks } from '../../base/money.ts'
import { pairOf } from '../exchange/pair.ts'
import { cautiousPrices, circulating, lcoCaps, mostDebt, standingAt, worstLoss } from './power.ts'

const CR = 1_000_000
const LCO = 100_000_000

test('LCO that one has count at the lowest of mark, median and average, LCO that one owes at the highest', () => {
  expect(cautiousPrices(110 as Ticks, 100 as Ticks, 90 as Ticks)).toEqual({ assets: 90, debts: 110 })
  expect(cautiousPrices(110 as Ticks, null, null)).toEqual({ assets: 110, debts: 110 })
})

test('a long borrows up to 4 times its equity, a short LCO worth up to 5 times; nobody anything without equity', () => {
  expect(mostDebt(CR as Credits, 50_000, 'CR')).toBe(4 * CR)
  expect(mostDebt(CR as Credits, 50_000, 'LCO')).toBe(5 * CR)
  expect(mostDebt(0 as Credits, 50_000, 'CR')).toBe(0)
  expect(mostDebt(-5 as Credits, 50_000, 'LCO')).toBe(0)
})

test('a price pushed up raises the worth of what one has not at all, and that of a debt at once', () => {
  const prices = cautiousPrices(200_000 as Ticks, 100_000 as Ticks, 100_000 as Ticks)
  const held = { cash: 0 as Credits, coins: (5 * LCO) as Lco, debtCredits: (4 * CR) as Credits, debtCoins: 0 as Lco }
  expect(standingAt(held, prices, pairOf(0))).toEqual({ equity: CR, debt: 4 * CR })
  const owed = { cash: (6 * CR) as Credits, coins: 0 as Lco, debtCredits: 0 as Credits, debtCoins: (5 * LCO) as Lco }
  expect(standingAt(owed, prices, pairOf(0))).toEqual({ equity: -4 * CR, debt: 10 * CR })
})

test('the caps are a tenth of what circulates, and a quarter of that for one account', () => {
  const free = circulating({ minted: 1_000 as Lco, burned: 100 as Lco, bound: 300 as Lco })
  expect(lcoCaps(free, { totalBps: 1_000, accountBps: 2_500 })).toEqual({ total: 60, account: 15 })
})

test('an open order counts for the lesser of what it holds and what its fill brings', () => {
  const buy = { side: 'buy', lots: 10, escrow: 1_200, worst: 120, feeBps: 10 } as const
  expect(worstLoss({ ...buy, escrow: 1_200 as Credits }, 100 as Ticks)).toBe(200)
  expect(worstLoss({ ...buy, escrow: 900 as Credits }, 100 as Ticks)).toBe(0)
  const sell = { side: 'sell', lots: 10, escrow: 0 as Credits, worst: 90, feeBps: 10 } as const
  expect(worstLoss(sell, 100 as Ticks)).toBe(101)
  expect(worstLoss({ ...sell, worst: 110 }, 100 as Ticks)).toBe(0)
})
