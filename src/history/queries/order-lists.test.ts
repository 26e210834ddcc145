/** Claims about done order lists and prevented matches as history keeps them. */
import { afterEach, expect, test } from 'vitest'
import { MarketWorld } from '../../../test/engine/market-world.ts'
import { type HistoryDatabase, projected, replayed } from '../../../test/history/replayed.ts'
import type { Lots, Ticks } from '../../base/money.ts'
import type { OrderInput } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { createQueries, type HistoryQueries } from '../queries.ts'

const two = 2 as AccountId
const opened: HistoryDatabase[] = []

afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
})

async function history(world: MarketWorld): Promise<HistoryQueries> {
  const db = await projected(replayed(world.driver).published)
  opened.push(db)
  return createQueries(db)
}

function limit(side: 'buy' | 'sell', price: number): OrderInput {
  const terms = { price: price as Ticks, lots: 200 as Lots, tif: 'gtc', postOnly: false } as const
  return { account: two, side, kind: 'limit', ...terms }
}

/** Five lists a minute apart; all but the last are canceled. */
function listed(): MarketWorld {
  const world = new MarketWorld(3)
  for (let i = 1; i <= 5; i++) {
    const orders = [limit('buy', 9_000), limit('sell', 11_000)]
    const { list } = world.driver.do('order.place_list', { account: two, kind: 'oto', clientListId: `l${i}`, orders })
    if (i < 5) world.driver.do('order.cancel_list', { account: two, listId: list.listId })
    world.driver.pass(60_000)
  }
  return world
}

test('done lists are read newest first by pages, oldest first from any of them, by id and by name, by their owner alone', async () => {
  const world = listed()
  const start = world.driver.now - 5 * 60_000
  const { orderLists } = await history(world)
  const first = await orderLists.list({ account: two, limit: 3 })
  expect(first.items.map(({ listId }) => listId)).toEqual([4, 3, 2])
  const rest = await orderLists.list({ account: two, limit: 3, cursor: first.nextCursor ?? '' })
  expect([rest.items.map(({ listId }) => listId), rest.nextCursor]).toEqual([[1], null])
  expect((await orderLists.from({ account: two, limit: 2 }, 2)).map(({ listId }) => listId)).toEqual([2, 3])
  const ranged = await orderLists.list({ account: two, from: start + 60_000, to: start + 180_000 })
  expect(ranged.items.map(({ listId }) => listId)).toEqual([3, 2])
  const [newest] = first.items
  expect(newest).toMatchObject({ kind: 'oto', clientListId: 'l4', orders: [7, 8] })
  expect(await orderLists.byId(two, 4)).toEqual(newest)
  expect(await orderLists.byClientId(two, 'l4')).toEqual(newest)
  expect(await orderLists.byId(3 as AccountId, 4)).toBeUndefined()
  expect(await orderLists.byId(two, 5)).toBeUndefined()
  expect((await orderLists.list({ account: 3 as AccountId })).items).toEqual([])
})

test('prevented matches are read by pages and by order', async () => {
  const world = new MarketWorld(3)
  const { order: maker } = world.limit(2, 'sell', [10_000, 900])
  const takers = [1, 2, 3].map(() => world.limit(2, 'buy', [10_000, 200, { selfTrade: 'decrement' }]).order.orderId)
  const { prevented } = await history(world)
  const first = await prevented.list({ account: two, limit: 2 })
  expect(first.items.map(({ takerOrder }) => takerOrder)).toEqual([takers[2], takers[1]])
  const rest = await prevented.list({ account: two, limit: 2, cursor: first.nextCursor ?? '' })
  expect(rest.items).toMatchObject([
    {
      ...{ preventedId: 1, makerOrder: maker.orderId, takerOrder: takers[0], takerSide: 'buy' },
      ...{ price: 100_000, quantity: 20_000, mode: 'decrement' },
    },
  ])
  expect((await prevented.list({ account: two, orderId: maker.orderId })).items).toHaveLength(3)
  expect((await prevented.list({ account: two, orderId: takers[1] })).items).toHaveLength(1)
  expect((await prevented.from({ account: two, limit: 1 }, 2)).map(({ preventedId }) => preventedId)).toEqual([2])
  expect((await prevented.list({ account: 3 as AccountId })).items).toEqual([])
})
