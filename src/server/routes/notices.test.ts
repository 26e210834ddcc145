/** Claims about notifications through the API and the socket: what is told, seen, switched off, and that only its owner hears it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ChannelData } from '../../contract/socket.ts'
import { type Message, SocketClient } from '../testing/socket.ts'
import { limit, openWorld, type Visitor, type World } from '../testing/world.ts'

let world: World
let ann: Visitor
let bo: Visitor
let client: SocketClient

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  bo = await world.trader('bo')
  client = await SocketClient.open(world.url, ann.headers)
})
afterAll(async () => {
  client.close()
  await world.close()
})

/** An order of ann's rests for a second, then bo takes it whole. */
async function fill(): Promise<number> {
  const { order } = await ann.call('orders.place', { body: limit('sell', '0.10000 × 100.0') })
  await world.core.advance(1_000)
  await bo.call('orders.place', { body: limit('buy', '0.10000 × 100.0') })
  return order.orderId
}

const list = (query = {}) => ann.call('notifications.list', { query })
const stateOf = ({ data }: Message) => data as ChannelData['notifications']

it('tell the owner of a resting order that it is filled, at once over the socket, and nobody of orders filled at once', async () => {
  expect(await list()).toEqual({ items: [], nextCursor: null, unseen: 0, seenUpTo: 0 })
  await client.ask({ op: 'subscribe', channel: 'notifications' })
  expect(stateOf(await client.hear('notifications'))).toEqual({ unseen: 0, seenUpTo: 0, latest: [] })
  const orderId = await fill()
  const { items, unseen } = await list()
  const data = { orderId, side: 'sell', quantity: '100.000', notional: '10.000000', fee: '0.000000' }
  expect(items).toMatchObject([{ noticeId: 1, kind: 'orderFilled', data, seen: false }])
  expect(unseen).toBe(1)
  const told = await client.hear('notifications', (message) => stateOf(message).unseen === 1)
  expect(stateOf(told).latest).toEqual(items)
  expect((await bo.call('notifications.list')).items).toEqual([])
})

it('are seen up to a command, never less, and never beyond what has happened', async () => {
  await fill()
  const [newest, first] = (await list()).items
  expect(await ann.call('notifications.seen', { body: { sequence: first?.sequence } })).toEqual({
    unseen: 1,
    seenUpTo: first?.sequence,
  })
  await client.hear('notifications', (message) => stateOf(message).seenUpTo === first?.sequence)
  expect((await list({ unseen: true })).items).toEqual([newest])
  const all = await ann.call('notifications.seen', { body: { sequence: 999_999 } })
  expect(all).toEqual({ unseen: 0, seenUpTo: world.core.status().durableSeq })
  expect(await ann.call('notifications.seen', { body: { sequence: 1 } })).toEqual(all)
  await fill()
  expect((await list()).items.map(({ seen }) => seen)).toEqual([false, true, true])
})

it('of a kind that is switched off are not shown and not counted, until it is switched on again', async () => {
  expect(await ann.call('notifications.choices.set', { body: { muted: ['orderFilled'] } })).toEqual({
    muted: ['orderFilled'],
  })
  expect(await list()).toMatchObject({ items: [], unseen: 0 })
  await client.hear('notifications', (message) => stateOf(message).latest.length === 0 && stateOf(message).seenUpTo > 0)
  await ann.call('notifications.choices.set', { body: { muted: [] } })
  expect(await list()).toMatchObject({ unseen: 1 })
})

it('that nobody may miss can not be switched off', async () => {
  const { account } = ann
  const operator = await world.operator()
  const refused = await ann.send('PUT', '/notifications/choices', { muted: ['accountSuspended'] })
  expect(refused.code).toBe('validation_failed')
  await operator.call('admin.users.suspend', { params: { account }, body: { suspended: true, reason: 'a leaked key' } })
  expect((await list({ group: 'account' })).items).toMatchObject([
    { kind: 'accountSuspended', data: { reason: 'a leaked key' } },
  ])
  expect((await list({ group: 'orders' })).items).toHaveLength(3)
  expect((await list({ group: 'margin' })).items).toEqual([])
})

it('page by cursor, and as CSV', async () => {
  const first = await list({ limit: 3 })
  const rest = await list({ limit: 3, cursor: first.nextCursor })
  expect([...first.items, ...rest.items].map(({ noticeId }) => noticeId)).toEqual([4, 3, 2, 1])
  const file = await ann.send('GET', '/notifications?format=csv')
  expect(file.text.split('\r\n').filter(Boolean)).toHaveLength(5)
})

it('are for their owner and keys with scope read', async () => {
  const key = await bo.withKey(['trade'])
  expect((await key.send('GET', '/notifications')).code).toBe('scope_missing')
  expect((await world.send('GET', '/api/v1/notifications')).code).toBe('unauthorized')
  const stranger = await SocketClient.open(world.url)
  expect((await stranger.ask({ op: 'subscribe', channel: 'notifications' })).code).toBe('unauthorized')
  stranger.close()
})
