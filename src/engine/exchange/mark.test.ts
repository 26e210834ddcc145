/** Claims about the mark in corners: small prices, gaps after down-time, another interval, another pair. */
import { expect, test } from 'vitest'
import { CR, MarketWorld } from '../../../test/engine/market-world.ts'
import type { Credits } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { ParameterKey } from '../parameters.ts'
import { marketView } from '../views.ts'

const MINUTE = 60_000

function view(world: MarketWorld): ReturnType<typeof marketView> {
  return marketView(world.driver.engine, world.driver.now)
}

function quote(world: MarketWorld, [bid, ask]: readonly [number, number], lots: number): void {
  world.driver.do('order.cancel_all', { account: 1 as AccountId })
  world.limit(1, 'buy', [bid, lots])
  world.limit(1, 'sell', [ask, lots])
}

function set(world: MarketWorld, key: ParameterKey, value: number): void {
  world.driver.do('parameter.set', { key, value, reason: 'a test', actor: 1 as AccountId })
}

test('a price of a few ticks can rise and fall: clamps and band leave at least a tick', () => {
  const world = new MarketWorld()
  set(world, 'market.pair', 2)
  set(world, 'market.minNotional', 1)
  set(world, 'mark.impactNotional', CR)
  quote(world, [2, 4], 1_000_000)
  world.driver.pass(10_000)
  expect(view(world)).toMatchObject({ mark: 3, band: { low: 2, high: 4 } })
  for (const [low, high] of [
    [3, 4],
    [4, 4 + 1],
    [1, 3],
  ] as const) {
    quote(world, [low, high], 1_000_000)
    world.driver.pass(40 * MINUTE)
    expect(view(world)).toMatchObject({ mark: Math.floor((low + high) / 2) })
  }
})

test('after down-time five minutes of samples without a gap are needed', () => {
  const world = new MarketWorld()
  world.quote(10_000, 10, 6_000)
  world.driver.sleep(10 * MINUTE)
  world.driver.pass(0)
  expect(view(world)).toMatchObject({ frozen: true })
  world.driver.pass(3 * MINUTE)
  world.driver.do('order.cancel_all', { account: 1 as AccountId })
  world.driver.pass(MINUTE)
  world.limit(1, 'buy', [9_990, 6_000])
  world.limit(1, 'sell', [10_010, 6_000])
  world.driver.pass(4 * MINUTE)
  expect(view(world)).toMatchObject({ frozen: true })
  world.driver.pass(MINUTE)
  expect(view(world)).toMatchObject({ frozen: false, mark: 10_000 })
})

test('another interval counts from the next sample on', () => {
  const world = new MarketWorld()
  world.quote(10_000, 10, 6_000)
  set(world, 'mark.interval', 60_000)
  world.driver.pass(10_000)
  const marks = (): number[] => world.driver.seen('mark').map(({ at }) => at - (world.driver.seen('mark')[0]?.at ?? 0))
  expect(marks()).toEqual([0, 10_000])
  world.driver.pass(2 * MINUTE)
  expect(marks()).toEqual([0, 10_000, 50_000, 110_000])
  set(world, 'mark.interval', 1_000)
  world.driver.pass(MINUTE)
  expect(marks().slice(4, 7)).toEqual([170_000, 171_000, 172_000].filter((at) => at <= 190_000))
})

test('a pair of smaller ticks never puts the mark above the prices the book knows', () => {
  const world = new MarketWorld()
  world.driver.do('topup.credit', {
    account: 1 as AccountId,
    amount: 10_000_000_000 as Credits,
    provider: 't',
    paymentId: 'more',
  })
  set(world, 'market.pair', 2)
  set(world, 'mark.impactNotional', 600 * CR)
  world.limit(1, 'buy', [500_000_000, 2])
  world.limit(1, 'sell', [500_000_002, 2])
  world.driver.pass(10_000)
  expect(view(world)).toMatchObject({ mark: 500_000_001 })
  set(world, 'market.pair', 0)
  expect(view(world)).toMatchObject({ mark: 1_000_000_000, band: { high: 1_000_000_000 } })
  expect(world.tryLimit(2, 'sell', [100, 50_000]).ok).toBe(true)
})
