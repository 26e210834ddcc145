/** Orders that wait for the price of a trade: when they fire, what they hold, how they end. */
import { describe, expect, test } from 'vitest'
import { CR, MarketWorld } from '../../../test/engine/market-world.ts'
import type { Bps, Lots, Ticks } from '../../base/money.ts'
import type { OrderId, OrderInput, Trigger } from '../command.ts'
import { type AccountId, U } from '../ledger/chart.ts'
import type { Outcome } from '../outcome.ts'

/** Account 1 quotes 9,990 and 10,010; account 2 has just bought at 10,010. */
function traded(): MarketWorld {
  const world = new MarketWorld(4)
  world.quote(10_000)
  world.limit(2, 'buy', [10_010, 100])
  return world
}

type Waits = Pick<OrderInput, 'side'> & { readonly lots?: number; readonly price?: number; readonly trigger: Trigger }

function waiting(
  world: MarketWorld,
  account: number,
  { side, lots = 200, price, trigger }: Waits,
): Outcome<'order.place'> {
  const common = { account: account as AccountId, side, lots: lots as Lots, trigger }
  return world.driver.try(
    'order.place',
    price === undefined
      ? { ...common, kind: 'market' }
      : { ...common, kind: 'limit', price: price as Ticks, tif: 'gtc', postOnly: false },
  )
}

const stop = (price: number): Trigger => ({ kind: 'stop_loss', price: price as Ticks })
const profit = (price: number): Trigger => ({ kind: 'take_profit', price: price as Ticks })

function idOf(outcome: Outcome<'order.place'>): OrderId {
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.result.order.orderId
}

function statusOf(world: MarketWorld, id: OrderId): string | undefined {
  return world.driver.engine.state.market.orders.get(id)?.status
}

/** A trade at this price between accounts 3 and 4. */
function tradeAt(world: MarketWorld, price: number, lots = 120): void {
  world.limit(3, 'sell', [price, lots])
  world.limit(4, 'buy', [price, lots, { tif: 'ioc' }])
}

describe('a stop', () => {
  test.each([
    ['stop-loss sell', 'sell', stop(9_980), 9_980],
    ['take-profit buy', 'buy', profit(9_980), 9_980],
    ['stop-loss buy', 'buy', stop(10_050), 10_050],
    ['take-profit sell', 'sell', profit(10_050), 10_050],
  ] as const)(
    '%s fires at its price, not a tick before, and is placed in the same command',
    (_name, side, trigger, at) => {
      const world = traded()
      world.driver.do('order.cancel_all', { account: 1 as AccountId })
      const id = idOf(waiting(world, 2, { side, price: side === 'sell' ? 9_000 : 11_000, trigger }))
      expect(statusOf(world, id)).toBe('pending')
      tradeAt(world, at + (at < 10_000 ? 1 : -1))
      expect(statusOf(world, id)).toBe('pending')
      tradeAt(world, at)
      expect(statusOf(world, id)).toBe('open')
      expect(world.driver.seen('order.triggered')).toMatchObject([{ order: { orderId: id }, price: at }])
    },
  )

  test('that the last trade has reached already is refused', () => {
    const world = traded()
    expect(waiting(world, 2, { side: 'sell', trigger: stop(10_010) })).toMatchObject({ code: 'would_trigger' })
    expect(waiting(world, 2, { side: 'buy', trigger: stop(10_010) })).toMatchObject({ code: 'would_trigger' })
    expect(waiting(world, 2, { side: 'sell', trigger: stop(10_009) })).toMatchObject({ ok: true })
  })

  test('limit buy holds its price times its lots and the fee, and gives it back to the unit', () => {
    const world = traded()
    const before = world.credits(2)
    const placed = idOf(waiting(world, 2, { side: 'buy', price: 10_123, lots: 333, trigger: stop(10_100) }))
    const notional = 10_123 * 333
    expect(world.balance(2, U.order)).toBe(notional + Math.floor((notional + 500) / 1_000))
    world.cancel(2, placed)
    expect([world.credits(2), world.balance(2, U.order)]).toEqual([before, 0])
  })

  test('market buy holds the top of what it may cost and spends no more than that, at the fee of the day it was placed', () => {
    const world = traded()
    world.driver.do('order.cancel_all', { account: 1 as AccountId })
    const id = idOf(waiting(world, 2, { side: 'buy', lots: 1_000, trigger: stop(10_100) }))
    const top = 10_100 * 1.2 * 1_000
    expect(world.balance(2, U.order)).toBe(top + top / 1_000)
    const actor = 1 as AccountId
    world.driver.do('parameter.set', { key: 'market.takerFee', value: 50, reason: 'test', actor })
    world.quote(12_400, 10, 6_000)
    tradeAt(world, 12_395)
    const order = world.driver.engine.state.market.orders.get(id)
    expect(world.balance(2, U.order)).toBe(0)
    // One lot more at 12,410 with its fee would be beyond what was held.
    expect([order?.status, order?.filledLots]).toEqual(['expired', Math.floor((top * 1.001) / (12_410 * 1.001))])
    expect((order?.filledNotional ?? 0) + (order?.takerFee ?? 0)).toBeLessThanOrEqual(top + top / 1_000)
  })

  test('pays the fee of the day it was placed', () => {
    const world = traded()
    const id = idOf(waiting(world, 2, { side: 'buy', price: 10_100, lots: 1_000, trigger: stop(10_050) }))
    const actor = 1 as AccountId
    world.driver.do('parameter.set', { key: 'market.takerFee', value: 50, reason: 'test', actor })
    world.driver.do('order.cancel_all', { account: actor })
    world.limit(1, 'sell', [10_060, 1_000])
    tradeAt(world, 10_050)
    const order = world.driver.engine.state.market.orders.get(id)
    expect([order?.filledLots, order?.takerFee]).toEqual([1_000, (10_060 * 1_000) / 1_000])
  })

  test('that can not be placed ends with the name of the reason and its reserve back', () => {
    const world = traded()
    const before = world.credits(2)
    const common = { account: 2 as AccountId, side: 'buy', kind: 'limit', lots: 200 as Lots, postOnly: false } as const
    const placed = world.driver.do('order.place', {
      ...common,
      price: 9_000 as Ticks,
      tif: 'fok',
      trigger: stop(10_020),
    })
    world.driver.do('order.cancel_all', { account: 1 as AccountId })
    tradeAt(world, 10_020)
    const { orderId } = placed.order
    const done = world.driver.events.find((event) => event.type === 'order.done' && event.order.orderId === orderId)
    expect(done).toMatchObject({ cause: 'refused', refusal: 'fok_not_filled', order: { status: 'expired' } })
    expect(world.credits(2)).toBe(before)
  })

  test('chain fires one after the other, oldest first at one trade', () => {
    const world = traded()
    world.driver.do('order.cancel_all', { account: 1 as AccountId })
    const ids = [9_985, 9_990, 9_980].map((price) =>
      idOf(waiting(world, 2, { side: 'sell', price: 9_970, lots: 120, trigger: stop(price) })),
    )
    world.limit(1, 'buy', [9_990, 110])
    world.limit(1, 'buy', [9_975, 500])
    world.limit(3, 'sell', [9_990, 110])
    const fired = world.driver.seen('order.triggered').map(({ order, price }) => [order.orderId, price])
    expect(fired).toEqual([
      [ids[1], 9_990],
      [ids[0], 9_975],
      [ids[2], 9_975],
    ])
  })

  test('is canceled with all others, by a suspension and by a change of the pair, and needs room like any other', () => {
    for (const end of ['all', 'suspension', 'pair'] as const) {
      const world = traded()
      const account = 2 as AccountId
      const id = idOf(waiting(world, 2, { side: 'sell', trigger: stop(9_000) }))
      if (end === 'all') expect(world.driver.do('order.cancel_all', { account }).canceled).toEqual([id])
      if (end === 'suspension') world.driver.do('account.suspend', { account, suspended: true, reason: 'test' })
      if (end === 'pair')
        world.driver.do('parameter.set', { key: 'market.pair', value: 1, reason: 'test', actor: account })
      expect([statusOf(world, id), world.balance(2, U.lcoOrder)]).toEqual(['canceled', 0])
    }
    const world = traded()
    const actor = 1 as AccountId
    world.driver.do('parameter.set', { key: 'market.triggers', value: 1, reason: 'test', actor })
    idOf(waiting(world, 2, { side: 'sell', trigger: stop(9_000) }))
    expect(waiting(world, 2, { side: 'sell', trigger: stop(9_001) })).toMatchObject({ code: 'too_many_triggers' })
    world.driver.do('parameter.set', { key: 'market.openOrders', value: 1, reason: 'test', actor })
    expect(world.tryLimit(2, 'buy', [9_000, 200])).toMatchObject({ code: 'too_many_orders' })
  })

  test('waits while trading is switched off and is placed with the command that switches it on', () => {
    const world = traded()
    const id = idOf(waiting(world, 2, { side: 'sell', price: 9_000, trigger: stop(9_985) }))
    const { market } = world.driver.engine.state
    market.triggers.cross(9_985 as Ticks)
    const flip = (on: boolean): unknown =>
      world.driver.do('switch.set', { product: 'trading', on, reason: 'test', actor: 1 as AccountId })
    flip(false)
    world.driver.pass(60_000)
    expect(statusOf(world, id)).toBe('pending')
    flip(true)
    expect(statusOf(world, id)).toBe('filled')
  })
})

describe('a trailing order', () => {
  test('follows the best price and fires so far from it', () => {
    const world = traded()
    world.driver.do('order.cancel_all', { account: 1 as AccountId })
    const trigger: Trigger = { kind: 'stop_loss', price: null, trailBps: 100 as Bps }
    const id = idOf(waiting(world, 2, { side: 'sell', price: 9_000, trigger }))
    for (const price of [10_500, 10_396]) tradeAt(world, price)
    expect(statusOf(world, id)).toBe('pending')
    world.driver.restart()
    tradeAt(world, 10_395)
    expect(statusOf(world, id)).toBe('open')
  })

  test('to buy at the market holds what it costs so far above the last trade, at the top of the band there', () => {
    const world = traded()
    const trigger: Trigger = { kind: 'stop_loss', price: null, trailBps: 100 as Bps }
    idOf(waiting(world, 2, { side: 'buy', lots: 1_000, trigger }))
    const fires = Math.ceil((10_010 * 101) / 100)
    const most = Math.ceil((fires * 12) / 10) * 1_000
    expect(world.balance(2, U.order)).toBe(most + most / 1_000)
  })

  test('with a price begins to follow there', () => {
    const world = traded()
    world.driver.do('order.cancel_all', { account: 1 as AccountId })
    const trigger: Trigger = { kind: 'take_profit', price: 10_200 as Ticks, trailBps: 100 as Bps }
    const id = idOf(waiting(world, 2, { side: 'sell', price: 9_000, trigger }))
    for (const price of [9_500, 10_200, 10_300, 10_198]) tradeAt(world, price)
    expect(statusOf(world, id)).toBe('pending')
    tradeAt(world, 10_197)
    expect(statusOf(world, id)).toBe('open')
  })
})

test('a reserve of CR and LCO that waiting orders hold is what their owners lack', () => {
  const world = traded()
  const before = world.coins(2)
  idOf(waiting(world, 2, { side: 'sell', lots: 500, trigger: stop(9_000) }))
  expect(world.coins(2)).toBe(before - 500 * 10_000_000)
  expect(waiting(world, 2, { side: 'buy', lots: 500, price: 9_999_999, trigger: stop(20_000) })).toMatchObject({
    code: 'insufficient_credits',
  })
  expect(world.credits(2)).toBeLessThan(1_000 * CR)
})
