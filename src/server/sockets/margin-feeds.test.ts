/** Claims about the live channels of margin: the own account with each mark, calls and forced closes to their owner, every forced close to all. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ForcedClose, MarginNotice } from '../../contract/margin-records.ts'
import type { ChannelData } from '../../contract/socket.ts'
import { type Message, SocketClient } from '../testing/socket.ts'
import { limit, openWorld, type Visitor, type World } from '../testing/world.ts'

const MINUTE = 60_000
let world: World
let ann: Visitor
let cat: Visitor
const clients: SocketClient[] = []

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  cat = await world.trader('cat')
  await world.mine(cat.account, 400)
  await quote('0.09990', '0.10010')
  await cat.call('lending.lend', { body: { asset: 'CR', amount: '400' } })
  await world.core.advance(25 * 60 * MINUTE)
})
afterAll(async () => {
  for (const client of clients) client.close()
  await world.close()
})

async function quote(bid: string, ask: string): Promise<void> {
  await cat.call('orders.cancelAll')
  await cat.call('orders.place', { body: limit('buy', `${bid} × 2000`) })
  await cat.call('orders.place', { body: limit('sell', `${ask} × 2000`) })
}

async function listener(headers: Readonly<Record<string, string>>): Promise<SocketClient> {
  const client = await SocketClient.open(world.url, headers)
  clients.push(client)
  return client
}

const accountIn = ({ data }: Message) => (data as ChannelData['margin']).account
const kindsIn = (messages: readonly Message[]) =>
  messages.flatMap(({ data }) => (data as MarginNotice[]).map(({ kind }) => kind))

it('tells the owner of each change and mark, of calls and forced closes, and all of forced closes alone', async () => {
  const own = await listener(ann.headers)
  const stranger = await listener({})
  for (const channel of ['margin', 'marginNotices', 'marginCloses'])
    expect(await own.ask({ op: 'subscribe', channel })).toMatchObject({ op: 'subscribed' })
  await stranger.ask({ op: 'subscribe', channel: 'forcedCloses' })
  expect((await stranger.ask({ op: 'subscribe', channel: 'margin' })).code).toBe('unauthorized')
  expect(accountIn(await own.hear('margin'))).toBeNull()
  await ann.call('margin.open', { body: { terms: 'v1' } })
  await ann.call('margin.transfer', { body: { direction: 'in', amount: '20' } })
  await own.hear('margin', (message) => accountIn(message)?.credits.total === '20.000000')
  const order = { type: 'market' as const, side: 'buy' as const, quantity: '900', margin: { borrow: true } }
  await ann.call('orders.place', { body: order })
  await own.hear('margin', (message) => accountIn(message)?.positionLco === '900.00000000')
  await quote('0.08790', '0.08810')
  await world.core.advance(40 * MINUTE)
  await own.hear('margin', (message) => accountIn(message)?.stage === 'called')
  await own.hear('marginNotices', ({ data }) => JSON.stringify(data).includes('"called"'))
  await quote('0.08490', '0.08510')
  await world.core.advance(40 * MINUTE)
  await own.hear('margin', (message) => accountIn(message)?.mark === '0.08500')
  await own.hear('marginNotices', ({ data }) => JSON.stringify(data).includes('"recovered"'))
  const updates = own.of('marginNotices').filter(({ kind }) => kind === 'update')
  expect(kindsIn(updates)).toEqual(['opened', 'called', 'closing', 'recovered'])
  await own.hear('marginCloses', ({ kind }) => kind === 'update')
  await stranger.hear('forcedCloses', ({ kind }) => kind === 'update')
  const told = (client: SocketClient, channel: string) =>
    client
      .of(channel)
      .filter(({ kind }) => kind === 'update')
      .flatMap(({ data }) => data as ForcedClose[])
  const { items } = await ann.call('marginRecords.closes')
  expect(told(own, 'marginCloses')).toEqual(items.toReversed())
  expect(told(stranger, 'forcedCloses')).toEqual(items.toReversed())
})

it('a key without scope for it is refused, and nobody hears of another’s account', async () => {
  const key = await cat.withKey(['relay'])
  const client = await listener(key.headers)
  expect((await client.ask({ op: 'subscribe', channel: 'margin' })).code).toBe('scope_missing')
  const other = await listener(cat.headers)
  await other.ask({ op: 'subscribe', channel: 'margin' })
  expect(accountIn(await other.hear('margin'))).toBeNull()
})
