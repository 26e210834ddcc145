/** Order lists: one reserve for two orders, what cancels what, what a first order leads to. */
import { describe, expect, test } from 'vitest'
import { MarketWorld } from '../../../test/engine/market-world.ts'
import type { Lots, Ticks } from '../../base/money.ts'
import type { LimitOrder, ListKind, OrderInput, ResultOf } from '../command.ts'
import { type AccountId, U } from '../ledger/chart.ts'

const two = 2 as AccountId
const LOTS = 200 as Lots

function limit(side: 'buy' | 'sell', price: number, more: Partial<LimitOrder> = {}): LimitOrder {
  const common = { account: two, side, lots: LOTS, tif: 'gtc', postOnly: false } as const
  return { ...common, kind: 'limit', price: price as Ticks, ...more }
}

function stop(side: 'buy' | 'sell', trigger: number, price: number): OrderInput {
  return limit(side, price, { trigger: { kind: 'stop_loss', price: trigger as Ticks } })
}

/** The last trade was at 10,000 and nothing rests. */
function traded(): MarketWorld {
  const world = new MarketWorld(4)
  world.limit(1, 'sell', [10_000, 200])
  world.limit(3, 'buy', [10_000, 200])
  return world
}

function place(world: MarketWorld, kind: ListKind, ...orders: OrderInput[]): ResultOf<'order.place_list'> {
  return world.driver.do('order.place_list', { account: two, kind, orders })
}

function statuses(world: MarketWorld, { list }: ResultOf<'order.place_list'>): (string | undefined)[] {
  return list.orders.map((id) => world.driver.engine.state.market.orders.get(id)?.status)
}

describe('one-cancels-the-other', () => {
  test('holds the coins of one order for two', () => {
    const world = traded()
    const before = world.coins(2)
    place(world, 'oco', limit('sell', 11_000), stop('sell', 9_500, 9_400))
    expect(before - world.coins(2)).toBe(LOTS * 10_000_000)
  })

  test('of buys holds the dearer of both with its fee, and gives what the cheaper one does not need back', () => {
    const world = traded()
    place(world, 'oco', limit('buy', 9_000), stop('buy', 10_500, 10_600))
    const dearer = 10_600 * LOTS
    expect(world.balance(2, U.order)).toBe(dearer + dearer / 1_000)
    world.limit(4, 'sell', [9_000, 120])
    expect(world.balance(2, U.order)).toBe(9_000 * (LOTS - 120))
  })

  test('cancels the stop with the first lot that the limit order trades, before that trade', () => {
    const world = traded()
    const pair = place(world, 'oco', limit('sell', 11_000), stop('sell', 9_500, 9_400))
    world.limit(4, 'buy', [11_000, 100])
    expect(statuses(world, pair)).toEqual(['open', 'canceled'])
    expect(world.balance(2, U.lcoOrder)).toBe((LOTS - 100) * 10_000_000)
    const order = world.driver.events.map(({ type }) => type).filter((type) => type === 'list.done' || type === 'trade')
    expect(order.slice(-2)).toEqual(['list.done', 'trade'])
    world.limit(3, 'buy', [9_500, 120])
    world.limit(4, 'sell', [9_500, 120])
    expect(statuses(world, pair)).toEqual(['open', 'canceled'])
  })

  test('cancels the limit order when the stop fires', () => {
    const world = traded()
    const pair = place(world, 'oco', limit('sell', 11_000), stop('sell', 9_500, 9_400))
    world.limit(3, 'buy', [9_500, 120])
    world.limit(4, 'sell', [9_500, 120])
    expect(statuses(world, pair)).toEqual(['canceled', 'open'])
    expect(world.driver.engine.state.market.book.bestAsk()).toBe(9_400)
  })

  test('trades one of both when a single sweep reaches the limit order and then the stop of the other side', () => {
    const world = traded()
    const pair = place(world, 'oco', limit('buy', 9_900), stop('buy', 10_500, 10_600))
    world.limit(3, 'buy', [9_800, 200])
    world.limit(4, 'sell', [9_800, 300])
    expect(statuses(world, pair)).toEqual(['filled', 'canceled'])
    expect(world.balance(2, U.order)).toBe(0)
  })

  test('is canceled whole with one of its orders, and is one list for the same words twice', () => {
    const world = traded()
    const input = {
      account: two,
      kind: 'oco',
      clientListId: 'mine',
      orders: [limit('sell', 11_000), stop('sell', 9_500, 9_400)],
    } as const
    const first = world.driver.do('order.place_list', input)
    expect(world.driver.do('order.place_list', input)).toMatchObject({
      repeated: true,
      list: { listId: first.list.listId },
    })
    const other = { ...input, orders: [limit('sell', 11_001), stop('sell', 9_500, 9_400)] }
    expect(world.driver.try('order.place_list', other)).toMatchObject({ code: 'client_list_id_reused' })
    world.cancel(2, first.list.orders[1] as (typeof first.list.orders)[number])
    expect(statuses(world, first)).toEqual(['canceled', 'canceled'])
    expect(world.balance(2, U.lcoOrder)).toBe(0)
  })

  test('is refused whole when its limit order would trade at once or both have no trigger', () => {
    const world = traded()
    world.limit(4, 'buy', [9_900, 200])
    const orders = [limit('sell', 9_900), stop('sell', 9_500, 9_400)]
    const refused = (list: readonly OrderInput[]): unknown =>
      world.driver.try('order.place_list', { account: two, kind: 'oco', orders: list })
    expect(refused(orders)).toMatchObject({ code: 'would_cross' })
    expect(refused([limit('sell', 11_000), limit('sell', 12_000)])).toMatchObject({ code: 'bad_order_list' })
    expect(world.balance(2, U.lcoOrder)).toBe(0)
  })
})

describe('one-triggers-the-other', () => {
  test('places the second, without a reserve until then, when the first is filled to the last lot', () => {
    const world = traded()
    const list = place(world, 'oto', limit('buy', 9_900), limit('sell', 10_900))
    expect(world.balance(2, U.lcoOrder)).toBe(0)
    world.limit(4, 'sell', [9_900, 120])
    expect(statuses(world, list)).toEqual(['open', 'pending'])
    world.limit(4, 'sell', [9_900, 110])
    expect(statuses(world, list)).toEqual(['filled', 'open'])
    expect(world.balance(2, U.lcoOrder)).toBe(LOTS * 10_000_000)
  })

  test('cancels the second with the first', () => {
    const world = traded()
    const list = place(world, 'oto', limit('buy', 9_900), limit('sell', 10_900))
    world.driver.do('order.cancel_all', { account: two })
    expect(statuses(world, list)).toEqual(['canceled', 'canceled'])
  })

  test('cancels the second with the first alone, and the first with the second', () => {
    for (const ended of [0, 1]) {
      const world = traded()
      const list = place(world, 'oto', limit('buy', 9_900), limit('sell', 10_900))
      world.cancel(2, list.list.orders[ended] as (typeof list.list.orders)[number])
      expect(statuses(world, list)).toEqual(['canceled', 'canceled'])
      expect(world.driver.engine.state.market.lists.get(list.list.listId)?.status).toBe('done')
      expect(world.balance(2, U.order)).toBe(0)
    }
  })

  test('cancels the second when the first ends without being filled', () => {
    const world = traded()
    const list = place(world, 'oto', limit('buy', 9_900), limit('sell', 10_900))
    world.limit(4, 'sell', [9_900, 120])
    world.limit(2, 'sell', [9_900, 200])
    expect(statuses(world, list)).toEqual(['expired', 'canceled'])
    expect(world.balance(2, U.order)).toBe(0)
  })

  test('begins a pair as its second, with one reserve', () => {
    const world = traded()
    const list = place(world, 'otoco', limit('buy', 9_900), limit('sell', 10_900), stop('sell', 9_500, 9_400))
    world.limit(4, 'sell', [9_900, 200])
    expect(statuses(world, list)).toEqual(['filled', 'open', 'pending'])
    expect(world.balance(2, U.lcoOrder)).toBe(LOTS * 10_000_000)
    world.driver.restart()
    world.limit(4, 'buy', [10_900, 200])
    expect(statuses(world, list)).toEqual(['filled', 'filled', 'canceled'])
  })

  test('ends the second by name when its coins are gone', () => {
    const world = traded()
    const coins = Math.floor(world.coins(2) / 10_000_000)
    const list = place(world, 'oto', limit('buy', 9_900), limit('sell', 10_900, { lots: (coins + 300) as Lots }))
    world.limit(4, 'sell', [9_900, 200])
    expect(statuses(world, list)).toEqual(['filled', 'expired'])
    const done = world.driver.events.findLast((event) => event.type === 'order.done')
    expect(done).toMatchObject({ cause: 'refused', refusal: 'insufficient_lco' })
  })
})
