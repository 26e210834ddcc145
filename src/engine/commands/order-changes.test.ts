/** Replacing, amending, cancelling when nobody is heard of, and orders that show in parts. */
import { describe, expect, test } from 'vitest'
import { MarketWorld } from '../../../test/engine/market-world.ts'
import type { Lots, Ticks } from '../../base/money.ts'
import type { LimitOrder, OrderId, ResultOf } from '../command.ts'
import { type AccountId, U } from '../ledger/chart.ts'

const two = 2 as AccountId

function buy(price: number, lots: number, more: Partial<LimitOrder> = {}): LimitOrder {
  const common = { account: two, side: 'buy', kind: 'limit', tif: 'gtc', postOnly: false } as const
  return { ...common, price: price as Ticks, lots: lots as Lots, ...more }
}

function replace(
  world: MarketWorld,
  orderId: OrderId,
  { mode = 'stop_on_failure', ...place }: LimitOrder & { readonly mode?: 'stop_on_failure' | 'allow_failure' },
): ResultOf<'order.replace'> {
  return world.driver.do('order.replace', { account: two, cancel: { orderId }, place, mode })
}

describe('a replacement', () => {
  test('frees the old reserve for the new order', () => {
    const world = new MarketWorld(3)
    const most = Math.floor(world.credits(2) / 10_020)
    const { order } = world.limit(2, 'buy', [10_000, most])
    expect(replace(world, order.orderId, buy(10_001, most))).toMatchObject({
      canceled: { ok: true },
      placed: { ok: true },
    })
  })

  test('leaves the old order canceled when the new one is refused, and says so of each half', () => {
    const world = new MarketWorld(3)
    const { order } = world.limit(2, 'buy', [10_000, 200])
    const result = replace(world, order.orderId, buy(10_000, 50))
    expect(result).toMatchObject({ canceled: { ok: true }, placed: { ok: false, code: 'below_min_notional' } })
    expect([world.balance(2, U.order), world.driver.engine.state.market.book.size]).toEqual([0, 0])
  })

  test('of nothing places only when failure is allowed', () => {
    const world = new MarketWorld(3)
    const nothing = { ok: false, code: 'order_not_found' }
    const none = 77 as OrderId
    expect(replace(world, none, buy(9_000, 200))).toMatchObject({ canceled: nothing, placed: null })
    expect(replace(world, none, { ...buy(9_000, 200), mode: 'allow_failure' })).toMatchObject({
      canceled: nothing,
      placed: { ok: true },
    })
  })

  test('sent twice is done once, with the name of the old order or another', () => {
    const world = new MarketWorld(3)
    const { order } = world.limit(2, 'buy', [10_000, 200, { clientOrderId: 'a' }])
    const fresh = buy(10_001, 200, { clientOrderId: 'b' })
    const first = replace(world, order.orderId, fresh)
    const again = replace(world, order.orderId, { ...fresh, mode: 'allow_failure' })
    expect(again).toMatchObject({ canceled: { ok: true }, placed: { ok: true, repeated: true } })
    expect(again.placed?.ok && first.placed?.ok && again.placed.order.orderId === first.placed.order.orderId).toBe(true)
    const second = again.placed?.ok ? again.placed.order.orderId : (0 as OrderId)
    expect(replace(world, second, buy(10_002, 200, { clientOrderId: 'b' })).placed).toMatchObject({
      ok: true,
      repeated: false,
    })
    expect(world.driver.engine.state.market.book.size).toBe(1)
  })
})

test('an order may be replaced by the same words under its own name', () => {
  const world = new MarketWorld(3)
  const same = buy(10_000, 200, { clientOrderId: 'a' })
  const { order } = world.driver.do('order.place', same)
  world.limit(3, 'buy', [10_000, 200])
  const { canceled, placed } = replace(world, order.orderId, same)
  expect([canceled, placed]).toMatchObject([{ ok: true }, { ok: true, repeated: false, order: { status: 'open' } }])
  expect(placed?.ok && placed.order.orderId).not.toBe(order.orderId)
})

describe('an amendment', () => {
  test('keeps the place in the queue and gives the difference back to the unit', () => {
    const world = new MarketWorld(4)
    const { order } = world.limit(2, 'buy', [10_000, 500])
    world.limit(3, 'buy', [10_000, 500])
    world.driver.do('order.amend', { account: two, orderId: order.orderId, lots: 300 as Lots })
    expect(world.balance(2, U.order)).toBe(300 * 10_000)
    world.limit(4, 'sell', [10_000, 200])
    expect(world.driver.seen('trade').map(({ maker, lots }) => [maker, lots])).toEqual([[2, 200]])
  })

  test('upwards, of a market order, below what has traded or of nothing is refused', () => {
    const world = new MarketWorld(4)
    const { order } = world.limit(2, 'buy', [10_000, 500])
    world.limit(4, 'sell', [10_000, 200])
    const amend = (lots: number): unknown =>
      world.driver.try('order.amend', { account: two, orderId: order.orderId, lots: lots as Lots })
    expect(amend(501)).toMatchObject({ code: 'not_amendable' })
    expect(amend(200)).toMatchObject({ code: 'bad_quantity' })
    expect(amend(201)).toMatchObject({ ok: true, result: { order: { lots: 201, filledLots: 200 } } })
    expect(amend(201)).toMatchObject({ ok: true, repeated: true })
  })

  test('is still the same order for the words it was placed with', () => {
    const world = new MarketWorld(3)
    const input = buy(10_000, 500, { clientOrderId: 'mine' })
    world.driver.do('order.place', input)
    world.driver.do('order.amend', { account: two, clientOrderId: 'mine', lots: 300 as Lots })
    expect(world.driver.do('order.place', input)).toMatchObject({ repeated: true, order: { lots: 300 } })
  })
})

describe('a dead man’s switch', () => {
  test('cancels everything at its time unless it is renewed or switched off before', () => {
    const world = new MarketWorld(3)
    const wait = (ms: number): unknown => world.driver.do('order.cancel_after', { account: two, ms })
    world.limit(2, 'buy', [10_000, 200])
    wait(5_000)
    world.driver.pass(4_999)
    wait(5_000)
    world.driver.pass(4_999)
    expect(world.driver.engine.state.market.book.size).toBe(1)
    world.driver.restart()
    world.driver.pass(1)
    expect(world.driver.engine.state.market.book.size).toBe(0)
    world.limit(2, 'buy', [10_000, 200])
    wait(5_000)
    wait(0)
    world.driver.pass(60_000)
    expect(world.driver.engine.state.market.book.size).toBe(1)
  })
})

describe('an order that shows in parts', () => {
  test('shows a part, holds the whole, and stands last again with each new part', () => {
    const world = new MarketWorld(4)
    world.driver.do('order.place', buy(10_000, 600, { iceberg: 200 as Lots }))
    world.limit(3, 'buy', [10_000, 200])
    const { book } = world.driver.engine.state.market
    expect(book.depth(0, 1)).toEqual([{ price: 10_000, lots: 400 }])
    expect(world.balance(2, U.order)).toBe(600 * 10_000)
    world.limit(4, 'sell', [10_000, 700])
    expect(world.driver.seen('trade').map(({ maker, lots }) => [maker, lots])).toEqual([
      [2, 200],
      [3, 200],
      [2, 200],
      [2, 100],
    ])
    expect(book.depth(0, 1)).toEqual([{ price: 10_000, lots: 100 }])
  })

  test('shows as much as before after an amendment that its hidden lots can give', () => {
    const world = new MarketWorld(4)
    world.driver.do('order.place', buy(10_000, 600, { iceberg: 200 as Lots, clientOrderId: 'ice' }))
    const { book } = world.driver.engine.state.market
    const shown = (lots: number) => {
      world.driver.do('order.amend', { account: two, clientOrderId: 'ice', lots: lots as Lots })
      return book.depth(0, 1).map((level) => level.lots)
    }
    expect([shown(500), shown(200), shown(150)]).toEqual([[200], [200], [150]])
  })

  test('in too many parts, or with nothing to hide behind, is refused', () => {
    const world = new MarketWorld(3)
    const iceberg = (lots: number): Partial<LimitOrder> => ({ iceberg: lots as Lots })
    const place = (order: LimitOrder): unknown => world.driver.try('order.place', order)
    expect(place(buy(10_000, 401, iceberg(20)))).toMatchObject({ code: 'bad_iceberg' })
    expect(place(buy(10_000, 400, iceberg(20)))).toMatchObject({ ok: true })
    expect(place(buy(10_000, 400, iceberg(401)))).toMatchObject({ code: 'bad_iceberg' })
    expect(place(buy(10_000, 400, { ...iceberg(100), tif: 'ioc' }))).toMatchObject({ code: 'bad_order_fields' })
  })
})

test('a breaker’s pause leaves reached orders waiting and places them when it ends', () => {
  const world = new MarketWorld(4)
  world.quote(10_000)
  world.limit(2, 'buy', [10_010, 100])
  const { order } = world.driver.do('order.place', {
    ...buy(9_000, 200, { side: 'sell' }),
    trigger: { kind: 'stop_loss', price: 9_985 as Ticks },
  })
  const { market } = world.driver.engine.state
  market.triggers.cross(9_985 as Ticks)
  market.mark.pausedUntil = (world.driver.now + 300_000) as typeof market.mark.pausedUntil
  world.driver.pass(299_000)
  expect(market.orders.get(order.orderId)?.status).toBe('pending')
  expect(world.tryLimit(3, 'buy', [9_000, 200])).toMatchObject({ code: 'trading_paused' })
  world.driver.pass(1_001)
  expect(market.orders.get(order.orderId)?.status).not.toBe('pending')
})
