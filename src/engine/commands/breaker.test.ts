/** A real fall of the mid by more than 30 % while orders wait: what the circuit breaker's pause leaves waiting, and what comes after it. */
import { expect, test } from 'vitest'
import { MarketWorld } from '../../../test/engine/market-world.ts'
import type { Lots, Ticks } from '../../base/money.ts'
import type { OrderId } from '../command.ts'
import { type AccountId, U } from '../ledger/chart.ts'

const PAUSE_MS = 300_000
const LOTS = 150 as Lots
const owners = [2, 5, 6] as const
/** As many as an account may have, of three. */
const STOPS = 150

/** Its stop-loss sells at 8,500, placed at 8,000 when they fire. */
function stops(world: MarketWorld): OrderId[] {
  return Array.from({ length: STOPS }, (_, i) => {
    const { order } = world.driver.do('order.place', {
      ...{ account: owners[i % 3] as AccountId, side: 'sell', kind: 'limit', price: 8_000 as Ticks, lots: LOTS },
      ...{ tif: 'gtc', postOnly: false, trigger: { kind: 'stop_loss', price: 8_500 as Ticks } },
    })
    return order.orderId
  })
}

test('orders that a crash has reached wait through the breaker’s pause, over a restart too, and are placed oldest first when it ends', () => {
  const world = new MarketWorld(6)
  const { driver } = world
  world.quote(10_000, 10, 6_000)
  world.limit(4, 'buy', [10_010, 100])
  const ids = stops(world)
  const later = driver.do('order.place', {
    ...{ account: 4 as AccountId, side: 'sell', kind: 'limit', price: 8_000 as Ticks, lots: LOTS, tif: 'gtc' },
    ...{ postOnly: false, trigger: { kind: 'stop_loss', price: 8_200 as Ticks } },
  }).order.orderId
  const is = (status: string): OrderId[] =>
    ids.filter((id) => driver.engine.state.market.orders.get(id)?.status === status)

  // The bids vanish but for one far below; a trade 15 % down reaches every stop a millisecond before the mark is taken.
  driver.do('order.cancel_all', { account: 1 as AccountId })
  world.limit(1, 'buy', [5_500, 20_000])
  driver.pass(driver.engine.state.nextMark - driver.now - 1)
  world.limit(3, 'sell', [8_500, 150])
  world.limit(4, 'buy', [8_500, 150, { tif: 'ioc' }])
  expect([is('open'), is('pending')]).toEqual([ids.slice(0, 100), ids.slice(100)])

  // The hundred that one command places make the book what the mark sees: (8,000 + 5,500) ÷ 2.
  driver.pass(1)
  const pausedUntil = driver.now + PAUSE_MS
  expect(driver.seen('mark').at(-1)).toMatchObject({ impactMid: 6_750 })
  expect(driver.seen('trading.paused')).toEqual([{ type: 'trading.paused', until: pausedUntil }])
  driver.restart()
  driver.pass(PAUSE_MS - 1)
  expect(is('pending')).toEqual(ids.slice(100))
  expect(world.tryLimit(3, 'sell', [8_500, 150])).toMatchObject({ code: 'trading_paused' })

  // What waits can be taken back; its coins come with it.
  const [first] = ids.slice(100) as [OrderId]
  const [owner, before] = [owners[100 % 3] as number, world.balance(owners[100 % 3] as number, U.lcoOrder)]
  expect(world.cancel(owner, first)).toMatchObject({ ok: true })
  expect(before - world.balance(owner, U.lcoOrder)).toBe(LOTS * 10_000_000)

  driver.pass(1)
  expect(driver.now).toBe(pausedUntil)
  const fired = driver.seen('order.triggered').map(({ order }) => order.orderId)
  expect(fired).toEqual(ids.filter((id) => id !== first))
  expect(driver.engine.state.market.orders.get(later)?.status).toBe('pending')
  expect(driver.seen('trading.paused')).toHaveLength(1)
  for (const account of owners)
    expect(world.balance(account, U.lcoOrder)).toBe((account === owner ? 49 : 50) * LOTS * 10_000_000)

  // Trading goes on, and a stop that had not been reached fires by a trade as before.
  world.limit(3, 'buy', [8_000, 150, { tif: 'ioc' }])
  expect(driver.engine.state.market.orders.get(later)?.status).toBe('open')
})
