/** Claims about the week: close, Friday sweep, burn, war pool, and what down-time does to them. */
import { expect, test } from 'vitest'
import { Driver } from '../../../test/engine/driver.ts'
import { CR, MarketWorld } from '../../../test/engine/market-world.ts'
import type { Credits, Lots, Ticks } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'
import { P } from '../ledger/chart.ts'
import { treasuryView } from '../views.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A week with revenue, then a market with 24 h of history on Thursday of the next. */
function readyForFriday(): MarketWorld {
  const world = new MarketWorld(3)
  for (let i = 0; i < 5; i++) world.call(2, `c${i}`, 100)
  world.driver.pass(7 * DAY)
  world.quote(10_000, 10, 50_000)
  world.limit(2, 'buy', [10_010, 1_000])
  world.driver.pass(3 * DAY + 12 * HOUR)
  world.limit(2, 'buy', [10_010, 1_000])
  return world
}

test('on Monday a fifth of the profit goes into the fund and the rest to the treasury', () => {
  const world = readyForFriday()
  const [week] = world.driver.seen('week.closed')
  expect(week).toMatchObject({
    revenue: 3_500 * CR,
    cost: 2_100 * CR,
    unrecovered: 0,
    profit: 1_400 * CR,
    fundIn: 280 * CR,
  })
  expect(world.driver.engine.state.ledger.balance(P.fund)).toBe(280 * CR)
  expect(treasuryView(world.driver.engine)).toMatchObject({ imbalance: { credits: 0, lco: 0 }, carriedLoss: 0 })
})

test('the Friday sweep buys in even slices, lifts the price, burns four fifths and gives one to the war pool', () => {
  const world = readyForFriday()
  for (let i = 0; i < 30; i++) world.limit(3, 'sell', [10_020 + i * 10, 1_000])
  world.driver.do('order.cancel_all', { account: 1 as AccountId })
  world.limit(1, 'buy', [9_980, 50_000])
  world.driver.pass(2 * DAY)
  const [opened] = world.driver.seen('buyback.opened').slice(-1)
  expect(opened).toMatchObject({ budget: 280 * CR, reference: 10_009, guard: 10_509, slices: 56 })
  const slices = world.driver.seen('buyback.slice')
  expect(slices).toHaveLength(56)
  expect(slices[0]).toMatchObject({ offered: 5 * CR, outcome: 'filled' })
  expect(slices[0]?.at).toBe((opened?.at ?? 0) + 12 * HOUR)
  const [closed] = world.driver.seen('buyback.closed').slice(-1)
  expect(closed).toBeDefined()
  expect(closed?.at).toBe((opened?.at ?? 0) + 20 * HOUR)
  expect(closed?.toWarPool).toBe(Math.floor((closed?.bought ?? 0) / 5))
  expect(closed?.burned).toBe((closed?.bought ?? 0) - (closed?.toWarPool ?? 0))
  const trades = world.driver.seen('trade').filter((trade) => trade.source === 'buyback')
  expect(trades.at(-1)?.price).toBeGreaterThan(trades[0]?.price ?? 0)
  expect(Math.max(...trades.map((trade) => trade.price))).toBeLessThanOrEqual(10_509)
  expect(trades.every((trade) => trade.takerFee === 0)).toBe(true)
  const { ledger } = world.driver.engine.state
  expect(ledger.balance(P.fund)).toBe(280 * CR - (closed?.spent ?? 0))
  expect(ledger.balance(P.fundLco)).toBe(0)
})

test('a trade of the fund fires what waits for its price', () => {
  const world = readyForFriday()
  world.driver.do('order.cancel_all', { account: 1 as AccountId })
  world.limit(1, 'buy', [9_980, 50_000])
  world.limit(3, 'sell', [10_020, 20_000])
  const { order } = world.driver.do('order.place', {
    ...{ account: 2 as AccountId, side: 'buy', kind: 'limit', price: 10_000 as Ticks, lots: 200 as Lots, tif: 'gtc' },
    ...{ postOnly: false, trigger: { kind: 'stop_loss', price: 10_020 as Ticks } },
  })
  world.driver.pass(2 * DAY)
  const [first] = world.driver.seen('trade').filter(({ source }) => source === 'buyback')
  expect(first?.price).toBe(10_020)
  expect(world.driver.seen('order.triggered')).toMatchObject([{ order: { orderId: order.orderId }, price: 10_020 }])
})

test('without 24 hours of trade history nothing is bought and the money waits for the next Friday', () => {
  const world = new MarketWorld(2)
  world.driver.pass(11 * DAY + 6 * HOUR)
  expect(world.driver.seen('buyback.opened').at(-1)).toMatchObject({ reference: null, slices: 0 })
  world.driver.pass(DAY)
  expect(world.driver.seen('buyback.closed').at(-1)).toMatchObject({ bought: 0, burned: 0, spent: 0 })
  expect(world.driver.engine.state.ledger.balance(P.fund)).toBeGreaterThan(0)
})

test('slices missed by down-time are not caught up in a burst', () => {
  const world = readyForFriday()
  world.driver.pass(24 * HOUR + 1)
  const opened = world.driver.seen('buyback.opened').at(-1)
  expect(opened?.slices).toBe(56)
  world.driver.sleep(4 * HOUR)
  world.driver.pass(5 * HOUR)
  const slices = world.driver.seen('buyback.slice')
  const late = slices.filter((slice) => slice.outcome === 'missed_late')
  expect(late.length).toBeGreaterThan(20)
  const budget = opened?.budget ?? 0
  for (const slice of slices) expect(slice.offered).toBeLessThanOrEqual(Math.floor((1.5 * budget) / 56))
  expect(world.driver.engine.state.ledger.balance(P.fund)).toBeGreaterThan(0)
})

test('a pump on Thursday night does not raise what the fund pays', () => {
  const calm = readyForFriday()
  const pumped = readyForFriday()
  pumped.driver.do('order.cancel_all', { account: 1 as AccountId })
  pumped.driver.pass(11 * HOUR + 1_800_000)
  pumped.quote(11_900, 10, 50_000)
  pumped.driver.pass(HOUR)
  calm.driver.pass(12 * HOUR + 1_800_000)
  const reference = (world: MarketWorld) => world.driver.seen('buyback.opened').at(-1)?.reference ?? 0
  expect(reference(calm)).toBe(10_000)
  expect(reference(pumped)).toBeLessThanOrEqual(10_010)
})

test.each([
  [1, 10],
  [2, 100],
])('a change to pair %i in the middle of a sweep leaves the highest price it pays', (value, factor) => {
  const world = readyForFriday()
  world.driver.pass(12 * HOUR)
  const opened = world.driver.seen('buyback.opened').at(-1)
  const reason = 'the price has risen'
  world.driver.do('parameter.set', { key: 'market.pair', value, reason, actor: 1 as AccountId })
  const guard = Math.floor((opened?.guard ?? 0) / factor)
  world.limit(3, 'sell', [guard + 1, 50_000])
  world.driver.pass(14 * HOUR)
  expect(world.driver.seen('buyback.slice').some(({ bought }) => bought > 0)).toBe(false)
  world.limit(3, 'sell', [guard, 50_000])
  world.driver.pass(3 * HOUR)
  const bought = world.driver.seen('trade').filter(({ source }) => source === 'buyback')
  expect(new Set(bought.map(({ price }) => price))).toEqual(new Set([guard]))
})

test('a fund of one µCR opens, buys nothing and closes', () => {
  const world = readyForFriday()
  const { ledger, treasury } = world.driver.engine.state
  const all = ledger.balance(P.fund)
  ledger.move(P.fund, P.treasury, all - 1)
  treasury.totals.spent = (treasury.totals.spent + all - 1) as Credits
  world.driver.pass(2 * DAY)
  expect(world.driver.seen('buyback.slice')).toMatchObject([{ offered: 1, bought: 0, outcome: 'nothing' }])
  expect(world.driver.seen('buyback.closed').at(-1)).toMatchObject({ budget: 1, spent: 0, burned: 0 })
})

test('two Fridays slept through open and close without a slice; the money waits for the third', () => {
  const world = readyForFriday()
  world.driver.sleep(14 * DAY)
  world.driver.pass(0)
  const fund = world.driver.engine.state.ledger.balance(P.fund)
  const closed = world.driver.seen('buyback.closed')
  expect(closed.slice(-2)).toMatchObject([{ spent: 0 }, { spent: 0 }])
  expect(world.driver.seen('buyback.slice').every(({ outcome }) => outcome === 'missed_late')).toBe(true)
  expect(fund).toBe(280 * CR)
  expect(world.driver.engine.state.treasury.nextFriday).toBeGreaterThan(world.driver.now)
})

test('a sweep goes on while new orders are paused, and says that it missed its slices', () => {
  const world = readyForFriday()
  world.driver.pass(24 * HOUR)
  world.driver.do('switch.set', { product: 'trading', on: false, reason: 'orders stop', actor: 1 as AccountId })
  world.driver.pass(HOUR)
  const slices = world.driver.seen('buyback.slice')
  expect(slices.length).toBeGreaterThan(5)
  expect(slices.every(({ bought }) => bought > 0)).toBe(true)
})

test('a losing week is carried: nothing goes into the fund until profit has made up for it', () => {
  const world = new MarketWorld(1, new Driver())
  world.driver.do('call.authorize', {
    bootId: 'b',
    callId: 'free',
    account: 1 as AccountId,
    keyId: null,
    cardIds: [1 as never],
    bound: [0, 0, 0, 0, 0, 0, 1],
  })
  world.driver.do('call.release', {
    callId: 'free',
    facts: {
      latencyMs: 1,
      firstTokenMs: null,
      dialect: 'openai',
      stream: false,
      status: 502,
      outcome: 'error',
      estimated: false,
      quarantined: false,
    },
    unrecovered: [{ cardId: 1 as never, usage: [0, 0, 0, 0, 0, 0, 1_000] }],
  })
  world.driver.pass(7 * DAY)
  expect(world.driver.seen('week.closed')[0]).toMatchObject({
    profit: -200 * CR,
    base: 0,
    fundIn: 0,
    carriedLoss: 200 * CR,
  })
  world.call(1, 'again', 600)
  world.driver.pass(7 * DAY)
  expect(world.driver.seen('week.closed')[1]).toMatchObject({
    profit: 240 * CR,
    base: 40 * CR,
    fundIn: 8 * CR,
    carriedLoss: 0,
  })
})
