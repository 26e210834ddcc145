/** Claims about the sliding window of trades. */
import fc from 'fast-check'
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

test('the average is that of all counted trades of the span, whatever is asked for when, and after a load', () => {
  const step = fc.record({
    wait: fc.nat(4 * MINUTE),
    ask: fc.integer({ min: -6, max: 40 }),
    price: fc.integer({ min: 1, max: 900 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let window = new TradeWindow(MINUTE, 10 * MINUTE)
      const trades: { readonly at: number; readonly price: number; readonly lots: number }[] = []
      let at = 0
      for (const [i, { wait, ask, price }] of steps.entries()) {
        at += wait
        const trade = { price, lots: 1 + (price % 7), counted: i % 5 !== 0 }
        window.add(at, trade)
        if (trade.counted) trades.push({ at, ...trade })
        const now = Math.max(at - wait, at + ask * MINUTE)
        const from = Math.floor(now / MINUTE) - 10
        const counted = trades.filter((one) => Math.floor(one.at / MINUTE) >= from)
        const lots = counted.reduce((sum, one) => sum + one.lots, 0)
        const notional = counted.reduce((sum, one) => sum + one.price * one.lots, 0)
        const average = window.average(now)
        // What has left with the last trade is gone for a question about an earlier time.
        if (ask >= 0) expect(average).toBe(lots === 0 ? undefined : Math.floor(notional / lots))
        if (i % 9 !== 8) continue
        const loaded = new TradeWindow(MINUTE, 10 * MINUTE)
        loaded.load(window.save())
        window = loaded
      }
    }),
  )
})
