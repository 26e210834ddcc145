/** Claims about the sockets of the exchange dialect on a running server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../../../test/exchange/market.ts'
import { Bot, credentialsOf } from '../../../../test/exchange/signing.ts'
import { SocketClient } from '../../../../test/exchange/socket-client.ts'
import type { Credits } from '../../../base/money.ts'
import { limit, openWorld, type Visitor, type World } from '../../testing/world.ts'
import { DialectSocket, socketLimits } from './socket.ts'

let world: World
let ann: Visitor
let bo: Visitor
let bot: Bot

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  bo = await world.trader('bo')
  bot = new Bot(world, await credentialsOf(ann))
})
afterAll(() => world.close())

const place = (visitor: Visitor, side: 'buy' | 'sell', terms: string) =>
  visitor.call('orders.place', { body: limit(side, terms) })

describe('streams', () => {
  it('are subscribed to by path and by message: the reply comes before the first event', async () => {
    const client = await SocketClient.open(world.url, '/stream/ws/7')
    client.say({ method: 'SUBSCRIBE', params: ['lcocredit@trade'], id: 'a' })
    await client.find(({ id }) => id === 'a')
    await place(ann, 'sell', '0.10000 × 20.0')
    await place(bo, 'buy', '0.10000 × 20.0')
    expect(await client.find(({ e }) => e === 'trade')).toMatchObject({ s: 'LCOCREDIT', p: '0.10000000', m: false })
    expect(client.heard[0]).toEqual({ result: null, id: 'a' })
    client.say({ method: 'LIST_SUBSCRIPTIONS', id: 'b' })
    expect(await client.find(({ id }) => id === 'b')).toMatchObject({ result: ['lcocredit@trade'] })
    client.say({ method: 'UNSUBSCRIBE', params: ['lcocredit@trade'], id: 'c' })
    client.say({ method: 'LIST_SUBSCRIPTIONS', id: 'd' })
    expect(await client.find(({ id }) => id === 'd')).toMatchObject({ result: [] })
    client.say({ method: 'SUBSCRIBE', params: 'x', id: 'e' })
    expect((await client.find(({ id }) => id === 'e')).error).toBeDefined()
    client.close()
  })

  it('carry their name where they are combined', async () => {
    const client = await SocketClient.open(world.url, '/stream?streams=lcocredit@aggTrade/lcocredit@kline_1m')
    await place(ann, 'sell', '0.11000 × 20.0')
    await place(bo, 'buy', '0.11000 × 20.0')
    const aggregate = await client.find(({ stream }) => stream === 'lcocredit@aggTrade')
    expect(aggregate.data).toMatchObject({ e: 'aggTrade', p: '0.11000000', q: '20.00000000' })
    const candle = await client.find(({ stream }) => stream === 'lcocredit@kline_1m')
    expect(candle.data).toMatchObject({ k: { o: '0.10000000', c: '0.11000000', n: 2, x: false } })
    client.close()
  })

  it('of depth continue a snapshot without a gap', async () => {
    const client = await SocketClient.open(world.url, '/ws/lcocredit@depth@100ms')
    const snapshot = async () =>
      (await world.send('GET', '/api/v3/depth?symbol=LCOCREDIT')).json as { lastUpdateId: number; bids: string[][] }
    const first = await snapshot()
    const book = new Map(first.bids.map(([price = '', quantity = '']) => [price, quantity]))
    for (let i = 0; i < 5; i++) {
      await place(bo, 'buy', `0.0${5 + i}000 × 30.0`)
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
    await bo.call('orders.cancelAll')
    await place(bo, 'buy', '0.04000 × 30.0')
    const last = await snapshot()
    await client.find(({ u }) => u === last.lastUpdateId)
    let next = first.lastUpdateId + 1
    for (const event of client.heard) {
      if ((event['u'] as number) < next) continue
      expect(event['U']).toBeLessThanOrEqual(next)
      if (next > first.lastUpdateId + 1) expect(event['U']).toBe(next)
      next = (event['u'] as number) + 1
      for (const [price = '', quantity = ''] of event['b'] as string[][]) {
        if (Number(quantity) === 0) book.delete(price)
        else book.set(price, quantity)
      }
    }
    expect([...book]).toEqual(last.bids)
    await bo.call('orders.cancelAll')
    client.close()
  })

  it('of a user tell each step of an order and balances, and end with the key', async () => {
    const made = await ann.call('keys.create', {
      body: { name: 'stream', scopes: ['trade'], signing: { algorithm: 'hmac' } },
    })
    const own = new Bot(world, { apiKey: made.signing?.apiKey ?? '', secret: made.signingSecret ?? '' })
    const { listenKey } = (await own.send('POST', '/api/v3/userDataStream')).json as { listenKey: string }
    const client = await SocketClient.open(world.url, `/ws/${listenKey}`)
    const { order } = await place(ann, 'sell', '0.12000 × 50.0')
    await place(bo, 'buy', '0.12000 × 20.0')
    await ann.call('orders.cancel', { params: { orderId: String(order.orderId) } })
    await client.find(({ X }) => X === 'CANCELED')
    const reports = client.heard.filter(({ e }) => e === 'executionReport')
    expect(reports.map(({ x, X, z, l, n, N, m }) => [x, X, z, l, n, N, m])).toEqual([
      ['NEW', 'NEW', '0.00000000', '0.00000000', '0', null, false],
      ['TRADE', 'PARTIALLY_FILLED', '20.00000000', '20.00000000', '0.00000000', 'CREDIT', true],
      ['CANCELED', 'CANCELED', '20.00000000', '0.00000000', '0', null, false],
    ])
    await client.find(({ e }) => e === 'outboundAccountPosition')
    await ann.call('faucet.draw', { body: { amount: '5' } })
    expect(await client.find(({ e }) => e === 'balanceUpdate')).toMatchObject({ a: 'CREDIT', d: '5.00000000' })
    expect((await own.send('PUT', `/api/v3/userDataStream?listenKey=${listenKey}`)).json).toEqual({})
    await ann.call('keys.revoke', { params: { keyId: made.keyId } })
    expect(await eventually(() => client.closed)).toBe('sessionEnded')
  })

  it('tell a taker of its order before its fills, with its fees', async () => {
    const { listenKey } = (await bot.send('POST', '/api/v3/userDataStream')).json as { listenKey: string }
    await place(bo, 'sell', '0.12000 × 20.0')
    await place(bo, 'sell', '0.12100 × 20.0')
    const client = await SocketClient.open(world.url, `/ws/${listenKey}`)
    await place(ann, 'buy', '0.12500 × 50.0')
    await eventually(() => client.heard.filter(({ e }) => e === 'executionReport').length >= 3)
    const reports = client.heard.filter(({ e }) => e === 'executionReport')
    expect(reports.map(({ x, X, z, L, n }) => [x, X, z, L, n])).toEqual([
      ['NEW', 'NEW', '0.00000000', '0.00000000', '0'],
      ['TRADE', 'PARTIALLY_FILLED', '20.00000000', '0.12000000', '0.00240000'],
      ['TRADE', 'PARTIALLY_FILLED', '40.00000000', '0.12100000', '0.00242000'],
    ])
    await ann.call('orders.cancelAll')
    client.close()
  })
})

describe('the request socket', () => {
  it('answers by id, also what it refuses', async () => {
    const client = await SocketClient.open(world.url, '/ws-api/v3')
    client.say({ id: 1, method: 'time' })
    expect(await client.find(({ id }) => id === 1)).toMatchObject({
      ...{ status: 200, result: { serverTime: world.core.now() } },
      rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT' }],
    })
    client.say({ id: 2, method: 'order.place', params: { symbol: 'LCOCREDIT' } })
    expect(await client.find(({ id }) => id === 2)).toMatchObject({ status: 401, error: { code: -2014 } })
    client.say({ id: 3, method: 'no.such' })
    expect(await client.find(({ id }) => id === 3)).toMatchObject({ status: 404, error: { code: -1020 } })
    client.say({ id: 4, method: 'depth', params: { symbol: 'OTHER' } })
    expect(await client.find(({ id }) => id === 4)).toMatchObject({ status: 400, error: { code: -1121 } })
    client.say({ method: 5 })
    expect(await client.find(({ id }) => id === null)).toMatchObject({ status: 400 })
    client.close()
  })

  it('tells events of the margin account, and of it alone, to whoever brings a listen token', async () => {
    const { account } = ann
    await world.core.submit('margin.open', { account, terms: 'v1' })
    await world.core.submit('margin.transfer', { account, direction: 'in', amount: 10_000_000 as Credits })
    const { token } = (await bot.send('POST', '/sapi/v1/userListenToken')).json as { token: string }
    const client = await SocketClient.open(world.url, '/ws-api/v3')
    client.say({ id: 1, method: 'userDataStream.subscribe.listenToken', params: { listenToken: token } })
    expect(await client.find(({ id }) => id === 1)).toMatchObject({ result: { subscriptionId: 0 } })
    await place(ann, 'buy', '0.04000 × 40.0')
    const body = { ...limit('buy', '0.05000 × 40.0'), margin: {} }
    const { order } = await ann.call('orders.place', { body })
    const told = await client.find(({ event }) => event !== undefined)
    expect(told).toMatchObject({ subscriptionId: 0, event: { e: 'executionReport', x: 'NEW', i: order.orderId } })
    const kindOf = (event: unknown) => (event as { readonly e?: string } | undefined)?.e
    expect(await client.find(({ event }) => kindOf(event) === 'outboundAccountPosition')).toMatchObject({
      event: { B: [{ a: 'CREDIT', f: '8.00000000', l: '2.00000000' }, { a: 'LCO' }] },
    })
    await world.core.submit('margin.transfer', { account, direction: 'out', amount: 1_000_000 as Credits })
    expect(await client.find(({ event }) => kindOf(event) === 'balanceUpdate')).toMatchObject({
      event: { a: 'CREDIT', d: '-1.00000000' },
    })
    client.say({ id: 2, method: 'userDataStream.subscribe.listenToken', params: { listenToken: 'none' } })
    expect((await client.find(({ id }) => id === 2)).status).toBe(400)
    await ann.call('orders.cancelAll')
    client.close()
  })
})

it('lets go of a client that does not read when more waits for it than allowed', () => {
  const ends: unknown[] = []
  const bare = {
    ...{ OPEN: 1, readyState: 1, bufferedAmount: 0, sent: 0 },
    on: () => undefined,
    send() {
      this.sent += 1
    },
    close: (code: number) => ends.push(code),
    terminate: () => ends.push('terminated'),
    ping: () => undefined,
  }
  const dropped: string[] = []
  const socket = new DialectSocket(bare, { ...socketLimits, waitingBytes: 10 }, (reason) => dropped.push(reason))
  socket.send('a')
  bare.bufferedAmount = 11
  socket.send('b')
  expect([bare.sent, dropped, ends]).toEqual([1, ['tooSlow'], [1008, 'terminated']])
})
