/** Claims about orders that wait, lists, replacements, amendments and the dead man's switch through the API. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { QueryOf } from '../../contract/index.ts'
import { limit, openWorld, type Visitor, type World } from '../testing/world.ts'

let world: World
let ann: Visitor
let bob: Visitor
let operator: Visitor

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  bob = await world.trader('bob')
  operator = await world.operator()
  await bob.call('orders.place', { body: limit('sell', '0.1 × 20') })
  await ann.call('orders.place', { body: limit('buy', '0.1 × 20') })
})
afterAll(() => world.close())

const stop = { kind: 'stop_loss', price: '0.08' } as const

it('an order that waits is pending, listed with the open ones, and holds its reserve until it is canceled', async () => {
  const { order } = await ann.call('orders.place', { body: limit('sell', '0.07 × 50', { trigger: stop }) })
  expect(order).toMatchObject({
    status: 'pending',
    trigger: { ...stop, price: '0.08000', trailBps: null },
    triggeredAt: null,
  })
  for (const status of ['open', 'pending'] as const) {
    const { items } = await ann.call('orders.list', { query: { status } })
    expect(items.map(({ orderId }) => orderId)).toEqual([order.orderId])
  }
  expect((await ann.call('me.balances')).lco.available).toBe('970.00000000')
  await ann.call('orders.cancelAll')
  expect((await ann.call('me.balances')).lco.available).toBe('1020.00000000')
})

it('an order whose trigger a trade reaches is placed at once and says when', async () => {
  const { order } = await ann.call('orders.place', { body: limit('sell', '0.07 × 50', { trigger: stop }) })
  await bob.call('orders.place', { body: limit('buy', '0.08 × 20') })
  await world.trader('carl').then((carl) => carl.call('orders.place', { body: limit('sell', '0.08 × 20') }))
  const found = await ann.call('orders.get', { params: { orderId: String(order.orderId) } })
  expect(found.order.status).toBe('open')
  expect(found.order.triggeredAt).toBeGreaterThan(0)
  await ann.call('orders.cancelAll')
  const done = await ann.call('orders.list', { query: { status: 'done', limit: 1 } })
  expect(done.items[0]).toMatchObject({ orderId: order.orderId, trigger: { kind: 'stop_loss', price: '0.08000' } })
})

it('a replacement tells both halves', async () => {
  const { order } = await ann.call('orders.place', { body: limit('buy', '0.05 × 30') })
  const body = { cancel: String(order.orderId), place: limit('buy', '0.051 × 30') }
  const done = await ann.call('orders.replace', { body })
  expect(done).toMatchObject({ canceled: { ok: true, order: { status: 'canceled' } }, placed: { ok: true } })
  expect(await ann.call('orders.replace', { body })).toMatchObject({
    canceled: { ok: false, problem: { code: 'order_not_found', status: 404 } },
    placed: null,
    repeated: true,
  })
  await ann.call('orders.cancelAll')
})

it('an amendment makes an order smaller, nothing else', async () => {
  const { order } = await ann.call('orders.place', { body: limit('buy', '0.05 × 30', { iceberg: '10' }) })
  const params = { orderId: String(order.orderId) }
  expect((await ann.call('orders.amend', { params, body: { quantity: '25' } })).order).toMatchObject({
    quantity: '25.0',
    iceberg: '10.0',
  })
  expect((await ann.send('PATCH', `/orders/${order.orderId}`, { quantity: '26' })).code).toBe('not_amendable')
  expect((await bob.send('PATCH', `/orders/${order.orderId}`, { quantity: '20' })).code).toBe('order_not_found')
  await ann.call('orders.cancelAll')
})

it('a list is placed whole, seen and canceled by its owner alone', async () => {
  const body = {
    kind: 'oco' as const,
    clientListId: 'pair',
    orders: [limit('sell', '0.2 × 50'), limit('sell', '0.03 × 50', { trigger: { kind: 'stop_loss', price: '0.04' } })],
  }
  const { list } = await ann.call('orderLists.place', { body })
  expect(list).toMatchObject({ status: 'open', orders: [{ status: 'open' }, { status: 'pending' }] })
  expect(await ann.call('orderLists.place', { body })).toMatchObject({ repeated: true, list: { listId: list.listId } })
  expect((await bob.send('GET', `/order-lists/${list.listId}`)).code).toBe('list_not_found')
  expect((await ann.call('orderLists.get', { params: { listId: 'client:pair' } })).list.listId).toBe(list.listId)
  const gone = await ann.call('orderLists.cancel', { params: { listId: String(list.listId) } })
  expect(gone.list).toMatchObject({ status: 'done', orders: [{ status: 'canceled' }, { status: 'canceled' }] })
})

it('lists are listed newest first, open and done, with their orders wherever those are', async () => {
  const { listId: doneId } = (await ann.call('orderLists.get', { params: { listId: 'client:pair' } })).list
  const orders = [limit('buy', '0.05 × 30'), limit('sell', '0.2 × 30')]
  const { list } = await ann.call('orderLists.place', { body: { kind: 'oto', orders } })
  const ids = async (query: QueryOf<'orderLists.list'>) =>
    (await ann.call('orderLists.list', { query })).items.map(({ listId, status }) => [listId, status])
  expect(await ids({})).toEqual([
    [list.listId, 'working'],
    [doneId, 'done'],
  ])
  expect([await ids({ status: 'open' }), await ids({ status: 'done' })]).toEqual([
    [[list.listId, 'working']],
    [[doneId, 'done']],
  ])
  const first = await ann.call('orderLists.list', { query: { limit: 1 } })
  expect(first).toMatchObject({ items: [{ orders: [{ status: 'open' }, { status: 'pending' }] }] })
  const next = await ann.call('orderLists.list', { query: { limit: 1, cursor: first.nextCursor ?? '' } })
  expect(next).toMatchObject({ items: [{ listId: doneId, orders: [{ status: 'canceled' }, {}] }], nextCursor: null })
  expect((await bob.call('orderLists.list')).items).toEqual([])
  await ann.call('orders.cancelAll')
})

it('matches of own orders that were prevented are listed for their owner', async () => {
  const { order: maker } = await ann.call('orders.place', { body: limit('sell', '0.11 × 30') })
  const { order: taker } = await ann.call('orders.place', {
    body: { ...limit('buy', '0.11 × 20'), selfTrade: 'decrement' },
  })
  expect([maker.selfTrade, taker.selfTrade]).toEqual(['expire_maker', 'decrement'])
  const { items } = await ann.call('orders.prevented', { query: { orderId: taker.orderId } })
  expect(items).toMatchObject([
    {
      ...{ makerOrder: maker.orderId, takerOrder: taker.orderId, takerSide: 'buy' },
      ...{ price: '0.11000', quantity: '20.0', mode: 'decrement' },
    },
  ])
  expect((await bob.call('orders.prevented')).items).toEqual([])
  await ann.call('orders.cancelAll')
})

it('a batch takes every kind of change, each with its own result', async () => {
  const { order } = await ann.call('orders.place', { body: limit('buy', '0.05 × 30') })
  const { order: old } = await ann.call('orders.place', { body: limit('buy', '0.05 × 40', { clientOrderId: 'old' }) })
  const pair = [
    limit('sell', '0.2 × 50'),
    limit('sell', '0.03 × 50', { trigger: { kind: 'stop_loss', price: '0.04' } }),
  ]
  const { results } = await ann.call('orders.batch', {
    body: {
      items: [
        { op: 'amend', orderId: String(order.orderId), quantity: '25' },
        { op: 'replace', cancel: 'client:old', place: limit('buy', '0.051 × 30') },
        { op: 'list', list: { kind: 'oco', orders: pair } },
        { op: 'place', order: limit('buy', '0.05 × 30', { trigger: stop }) },
        { op: 'amend', orderId: String(order.orderId), quantity: '99' },
      ],
    },
  })
  expect(results).toMatchObject([
    { ok: true, order: { quantity: '25.0' } },
    { ok: true, order: { price: '0.05100' }, canceled: { orderId: old.orderId, status: 'canceled' } },
    { ok: true, list: { status: 'open' } },
    { ok: false, problem: { code: 'would_trigger' } },
    { ok: false, problem: { code: 'not_amendable' } },
  ])
  expect((await ann.call('orders.cancelAll')).canceled).toHaveLength(4)
})

it('orders of somebody who is not heard of are canceled when the time is up', async () => {
  await ann.call('orders.place', { body: limit('buy', '0.05 × 30') })
  const { at } = await ann.call('orders.cancelAfter', { body: { ms: 5_000 } })
  expect(at).toBeGreaterThan(0)
  expect(await ann.call('orders.timer')).toEqual({ at })
  expect(await bob.call('orders.timer')).toEqual({ at: null })
  await operator.call('admin.clock.advance', { body: { advanceMs: 5_000 } })
  expect((await ann.call('orders.list', { query: { status: 'open' } })).items).toEqual([])
  expect(await ann.call('orders.timer')).toEqual({ at: null })
})
