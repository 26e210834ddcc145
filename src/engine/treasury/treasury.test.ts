/** Claims about the weekly close and the slicing of the buyback. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Credits, Millis, Ticks } from '../../base/money.ts'
import { MAX_PRICE } from '../exchange/book/types.ts'
import { closeWeek } from './profit.ts'
import { guardPrice, sliceAt, sliceBudget, sliceCount, sweepEnd } from './slices.ts'

const CR = 1_000_000
const close = (profit: number, loss: number): object => closeWeek(profit as Credits, loss as Credits, 2_000)

test('a loss is carried until later profit has made up for it', () => {
  expect(close(-100, 0)).toEqual({ base: 0, fundIn: 0, carriedLoss: 100 })
  expect(close(60, 100)).toEqual({ base: 0, fundIn: 0, carriedLoss: 40 })
  expect(close(60, 40)).toEqual({ base: 20, fundIn: 4, carriedLoss: 0 })
})

test('the fund gets at least 20 % of the base, rounded up', () => {
  expect(close(1, 0)).toEqual({ base: 1, fundIn: 1, carriedLoss: 0 })
  expect(close(1_000_001, 0)).toEqual({ base: 1_000_001, fundIn: 200_001, carriedLoss: 0 })
})

test('over any weeks the fund never gets less than 20 % of the net profit so far', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), { maxLength: 60 }), (profits) => {
      let loss = 0 as Credits
      let fund = 0
      let net = 0
      for (const profit of profits) {
        const week = closeWeek(profit as Credits, loss, 2_000)
        loss = week.carriedLoss
        fund += week.fundIn
        net += profit
        expect(week.fundIn).toBeLessThanOrEqual(Math.max(0, profit))
        expect(fund * 5).toBeGreaterThanOrEqual(net)
      }
    }),
  )
})

test('slices are as many as the budget feeds, from one to the most', () => {
  const count = (budget: number, reference: number): number =>
    sliceCount((budget * CR) as Credits, reference as Ticks, 60)
  expect([count(1, 5_000), count(50, 5_000), count(100_000, 5_000), count(50, 1_000_000)]).toEqual([1, 10, 60, 5])
})

test('slices start at noon, lie evenly and end before eight', () => {
  const friday = 0 as Millis
  expect([sliceAt(friday, 0, 60), sliceAt(friday, 1, 60), sliceAt(friday, 59, 60)]).toEqual([
    43_200_000, 43_680_000, 71_520_000,
  ])
  expect(sweepEnd(friday)).toBe(20 * 3_600_000)
})

test('a slice never spends more than one and a half times its even share', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 ** 12 }),
      fc.integer({ min: 1, max: 60 }),
      fc.infiniteStream(fc.boolean()),
      (budget, n, runs) => {
        let remaining = budget as Credits
        for (let i = 0; i < n; i++) {
          const offer = sliceBudget(budget as Credits, remaining, { left: n - i, n })
          expect(offer * 2 * n).toBeLessThanOrEqual(3 * budget)
          if (runs.next().value) remaining = (remaining - offer) as Credits
          expect(remaining).toBeGreaterThanOrEqual(0)
        }
      },
    ),
  )
})

test('the guard is five percent above the reference, floored, and never above the book’s highest price', () => {
  expect(guardPrice(MAX_PRICE as Ticks, 5_000)).toBe(MAX_PRICE)
  expect(guardPrice(999 as Ticks, 500)).toBe(1048)
})
