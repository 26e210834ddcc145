/** Claims about the sliding window of trades. */
import { expect, test } from 'vitest'
import { rescaleLots, rescalePrice } from './pair.ts'
import { TradeWindow } from './window.ts'

const MINUTE = 60_000

test('a change to a hundred times larger lots keeps the average of many small trades', () => {
  const window = new TradeWindow(MINUTE, 1440 * MINUTE)
  for (let i = 0; i < 1_000; i++) window.add(i * MINUTE, { price: 700, lots: 150 + (i % 7), counted: true })
  window.rescale(
    (price) => rescalePrice(price, 2, 0),
    (lots) => rescaleLots(lots, 2, 0),
  )
  const average = window.average(1_000 * MINUTE) ?? 0
  expect(average).toBeGreaterThanOrEqual(70_000)
  expect(average).toBeLessThan(70_060)
})

test('buyback fills show in the ticker and do not move the average', () => {
  const window = new TradeWindow(MINUTE, 10 * MINUTE)
  window.add(0, { price: 100, lots: 10, counted: true })
  window.add(1, { price: 900, lots: 10, counted: false })
  expect(window.average(5)).toBe(100)
  expect(window.save()).toMatchObject([{ high: 900, lots: 20, countedLots: 10 }])
})

test('trades leave with their bucket when the span has passed over it', () => {
  const window = new TradeWindow(MINUTE, 10 * MINUTE)
  window.add(0, { price: 100, lots: 10, counted: true })
  expect(window.average(10 * MINUTE)).toBe(100)
  expect(window.average(11 * MINUTE)).toBeUndefined()
})

test('asking for the average at a later time changes nothing that is kept', () => {
  const window = new TradeWindow(MINUTE, 10 * MINUTE)
  window.add(0, { price: 100, lots: 10, counted: true })
  window.average(60 * MINUTE)
  expect(window.save()).toHaveLength(1)
  expect(window.average(MINUTE)).toBe(100)
})
