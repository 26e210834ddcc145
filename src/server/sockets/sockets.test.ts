/** Claims about the live socket, over a real connection with the real engine behind it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeCodes, publicChannels } from '../../contract/socket.ts'
import { SocketClient } from '../testing/socket.ts'
import { openWorld, type Visitor, type World } from '../testing/world.ts'

let world: World
let ann: Visitor
let bob: Visitor
const clients: SocketClient[] = []

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  bob = await world.trader('bob')
})
afterAll(async () => {
  for (const client of clients) client.close()
  await world.close()
})

async function open(headers: Readonly<Record<string, string>> = {}): Promise<SocketClient> {
  const client = await SocketClient.open(world.url, headers)
  clients.push(client)
  return client
}

const sell = (price: string, quantity: string, more = {}) => ({
  type: 'limit' as const,
  side: 'sell' as const,
  price,
  quantity,
  ...more,
})

/** Long enough for every pending change of a public channel to be sent. */
const flushed = () => new Promise((resolve) => setTimeout(resolve, 250))

/** Levels after a snapshot and all its updates. */
function bookOf(client: SocketClient): {
  readonly bids: Record<string, string>
  readonly asks: Record<string, string>
} {
  const sides = { bids: new Map<string, string>(), asks: new Map<string, string>() }
  for (const { kind, data } of client.of('book')) {
    const { bids, asks } = data as { bids: [string, string][]; asks: [string, string][] }
    if (kind === 'snapshot') for (const side of Object.values(sides)) side.clear()
    for (const [name, levels] of [
      ['bids', bids],
      ['asks', asks],
    ] as const) {
      for (const [price, quantity] of levels) {
        if (quantity === '0') sides[name].delete(price)
        else sides[name].set(price, quantity)
      }
    }
  }
  return { bids: Object.fromEntries(sides.bids), asks: Object.fromEntries(sides.asks) }
}

describe('the book channel', () => {
  it('adds up to the depth that REST shows, without a gap in its numbers', async () => {
    const client = await open()
    expect(await client.ask({ op: 'subscribe', channel: 'book' })).toMatchObject({ op: 'subscribed', channel: 'book' })
    for (let i = 0; i < 12; i++) {
      await bob.call('orders.place', { body: sell(`0.2${10 + i}`, '10') })
      await ann.call('orders.place', { body: { ...sell('0.1', '20'), side: 'buy', price: `0.1${10 + i}` } })
      if (i % 4 === 3) await new Promise((resolve) => setTimeout(resolve, 120))
    }
    await bob.call('orders.cancelAll')
    await ann.call('orders.cancelAll')
    await bob.call('orders.place', { body: sell('0.3', '10') })
    await client.hear('book', ({ data }) => JSON.stringify(data).includes('0.30000'))
    const seqs = client.of('book').map(({ seq }) => seq ?? 0)
    expect(seqs).toEqual(seqs.map((_, i) => (seqs[0] ?? 0) + i))
    const depth = await ann.call('market.depth')
    expect(bookOf(client)).toEqual({ bids: Object.fromEntries(depth.bids), asks: Object.fromEntries(depth.asks) })
    await bob.call('orders.cancelAll')
  })

  it('resumes from the last number a client has seen, and starts over when that was never given out', async () => {
    await flushed()
    const first = await open()
    await first.ask({ op: 'subscribe', channel: 'book' })
    const { seq: seen = 0 } = await first.hear('book')
    first.close()
    await bob.call('orders.place', { body: sell('0.31', '10') })
    await flushed()
    const second = await open()
    await second.ask({ op: 'subscribe', channel: 'book', since: seen })
    const missed = await second.hear('book')
    expect(missed).toMatchObject({ kind: 'update', seq: seen + 1, data: { asks: [['0.31000', '10.0']] } })
    const other = await open()
    await other.ask({ op: 'subscribe', channel: 'book', since: 999_999_999 })
    expect((await other.hear('book')).kind).toBe('snapshot')
    await bob.call('orders.cancelAll')
  })
})

describe('the other public channels', () => {
  it('are all there', async () => {
    const client = await open()
    for (const channel of publicChannels) {
      expect(await client.ask({ op: 'subscribe', channel })).toMatchObject({ op: 'subscribed', channel })
      expect((await client.hear(channel)).kind).toBe('snapshot')
    }
  })

  it('tell of trades, the ticker, candles and switches', async () => {
    const client = await open()
    for (const channel of ['trades', 'ticker', 'candles:1m', 'system']) await client.ask({ op: 'subscribe', channel })
    expect((await client.find(({ channel, kind }) => channel === 'system' && kind === 'snapshot')).data).toMatchObject({
      simulation: true,
      state: 'running',
    })
    await bob.call('orders.place', { body: sell('0.25', '10') })
    await ann.call('orders.place', { body: { ...sell('0.25', '10'), side: 'buy' } })
    const update = (name: string) => client.hear(name, ({ kind }) => kind === 'update')
    expect((await update('trades')).data).toMatchObject([
      { price: '0.25000', quantity: '10.0', takerSide: 'buy', source: 'normal' },
    ])
    expect((await update('candles:1m')).data).toMatchObject([{ close: '0.25000', volume: '10.0', trades: 1 }])
    await client.hear('ticker', ({ data }) => (data as { last: string }).last === '0.25000')
    const operator = await world.operator()
    const body = { on: false, reason: 'testing the socket', confirm: 'mining' }
    await operator.call('admin.switches.set', { params: { product: 'mining' }, body })
    expect((await update('system')).data).toMatchObject({ switches: { mining: false } })
  })

  it('tell the server’s time to those who join, and again when a virtual clock is moved', async () => {
    const operator = await world.operator()
    const pass = () => operator.call('admin.clock.advance', { body: { advanceMs: 60_000 } })
    const { now } = await pass()
    const client = await open()
    await client.ask({ op: 'subscribe', channel: 'system' })
    expect((await client.hear('system')).data).toMatchObject({ now })
    await pass()
    await client.hear('system', ({ data }) => (data as { now: number }).now === now + 60_000)
  })

  it('are refused by name when there is no such channel', async () => {
    const client = await open()
    for (const channel of ['nope', 'candles:7m', '__proto__', '']) {
      expect(await client.ask({ op: 'subscribe', channel })).toMatchObject({ op: 'error', code: 'unknown_channel' })
    }
  })
})

describe('own channels', () => {
  it('are closed to visitors, to other sites’ pages and to keys without the scope', async () => {
    const visitor = await open()
    expect(await visitor.ask({ op: 'subscribe', channel: 'orders' })).toMatchObject({
      op: 'error',
      code: 'unauthorized',
    })
    const foreign = await open({ ...ann.headers, origin: 'https://evil.example' })
    expect(await foreign.ask({ op: 'subscribe', channel: 'balances' })).toMatchObject({ code: 'unauthorized' })
    const relayOnly = await ann.withKey(['relay'])
    const limited = await open(relayOnly.headers)
    expect(await limited.ask({ op: 'subscribe', channel: 'orders' })).toMatchObject({ code: 'scope_missing' })
    expect(await visitor.ask({ op: 'auth', key: 'sk-lx-wrong' })).toMatchObject({ op: 'error', code: 'unauthorized' })
  })

  it('tell of the own orders and balances, and of nobody else’s', async () => {
    const client = await open({ ...ann.headers, origin: world.url })
    for (const channel of ['orders', 'balances']) await client.ask({ op: 'subscribe', channel })
    const { order: foreign } = await bob.call('orders.place', { body: sell('0.4', '10') })
    const { order } = await ann.call('orders.place', { body: sell('0.41', '10') })
    await ann.call('orders.cancel', { params: { orderId: String(order.orderId) } })
    await client.hear('orders', ({ data }) => JSON.stringify(data).includes('"canceled"'))
    await client.hear('balances', ({ kind }) => kind === 'update')
    expect(JSON.stringify(client.received)).not.toContain(`"orderId":${foreign.orderId},`)
    const balances = await ann.call('me.balances')
    await client.hear('balances', ({ data }) => (data as typeof balances).lco.available === balances.lco.available)
  })

  it('open with a key in the first message, and tell of calls as they end', async () => {
    const key = await ann.withKey(['read'])
    const client = await open()
    expect(await client.ask({ op: 'auth', key: key.secret })).toMatchObject({
      op: 'authenticated',
      account: ann.account,
    })
    await client.ask({ op: 'subscribe', channel: 'calls' })
    const snapshot = await client.find(({ channel, kind }) => channel === 'calls' && kind === 'snapshot')
    expect(snapshot.data).toHaveLength(1)
    const callId = await world.mine(ann.account, 3)
    const { data } = await client.find(({ channel, kind }) => channel === 'calls' && kind === 'update')
    const { items } = await ann.call('calls.list', { query: { limit: 1 } })
    expect(data).toEqual([{ ...items[0], callId }])
  })

  it('keep their numbers over a reload of the page', async () => {
    const first = await open(ann.headers)
    await first.ask({ op: 'subscribe', channel: 'orders' })
    const { seq = 0 } = await first.find(({ channel, kind }) => channel === 'orders' && kind === 'snapshot')
    first.close()
    const { order } = await ann.call('orders.place', { body: sell('0.42', '10') })
    await new Promise((resolve) => setTimeout(resolve, 60))
    const second = await open(ann.headers)
    await second.ask({ op: 'subscribe', channel: 'orders', since: seq })
    expect(await second.find(({ channel, kind }) => channel === 'orders' && kind !== undefined)).toMatchObject({
      kind: 'update',
      seq: seq + 1,
      data: [{ orderId: order.orderId }],
    })
  })
})

describe('orders over the socket', () => {
  it('are each placed, refused or cancelled in one answer', async () => {
    const key = await ann.withKey(['trade'])
    const client = await open(key.headers)
    const { results } = await client.ask({
      op: 'orders',
      items: [
        { op: 'place', ...sell('0.5', '10', { clientOrderId: 'ws-1' }) },
        { op: 'place', ...sell('0.5', '0.05') },
        { op: 'place', type: 'limit', side: 'sell', price: 0.5, quantity: '10' },
        { op: 'place', ...sell('0.5', '10'), surprise: 1 },
        { op: 'place', type: 'market', side: 'buy', quantity: '1', quote: '1' },
        { op: 'cancel', clientOrderId: 'ws-1' },
        { op: 'cancel', orderId: 999_999 },
        { op: 'cancel' },
        null,
        'x',
      ],
    })
    expect(results).toMatchObject([
      { ok: true, status: 'open', filled: '0.0', fee: '0.000000' },
      { ok: false, code: 'bad_quantity' },
      { ok: false, code: 'validation_failed' },
      { ok: false, code: 'validation_failed' },
      { ok: false, code: 'validation_failed' },
      { ok: true, status: 'canceled' },
      { ok: false, code: 'order_not_found' },
      { ok: false, code: 'validation_failed' },
      { ok: false, code: 'validation_failed' },
      { ok: false, code: 'validation_failed' },
    ])
  })

  it('change too: one made smaller, one replaced, lists placed, each with its own result', async () => {
    const client = await open((await ann.withKey(['trade'])).headers)
    const enter = async (...items: object[]) => (await client.ask({ op: 'orders', items })).results
    const [placed] = (await enter({ op: 'place', ...sell('0.5', '30', { clientOrderId: 'old' }) })) as {
      orderId: number
    }[]
    const stop = { kind: 'stop_loss', price: '0.06' }
    const oco = {
      kind: 'oco',
      clientListId: 'pair',
      orders: [sell('0.6', '20'), sell('0.055', '20', { trigger: stop })],
    }
    const oto = { kind: 'oto', orders: [sell('0.7', '20'), sell('0.8', '20')] }
    const otoco = { kind: 'otoco', orders: [sell('0.7', '20'), ...oco.orders] }
    expect(
      await enter(
        { op: 'amend', orderId: String(placed?.orderId), quantity: '25' },
        { op: 'amend', orderId: 'client:old', quantity: '26' },
        { op: 'amend', orderId: 'client:none', quantity: '20' },
        { op: 'amend', orderId: 'client:old', quantity: '20.05' },
        { op: 'amend', orderId: 'client:old' },
        { op: 'replace', cancel: 'client:old', place: sell('0.55', '25', { clientOrderId: 'new' }) },
        { op: 'replace', cancel: 'client:old', place: sell('0.56', '25') },
        { op: 'replace', cancel: 'client:old', place: sell('0.56', '25'), mode: 'allow_failure' },
        { op: 'replace', cancel: 'client:new', place: sell('0.56', '0.5') },
        { op: 'replace', cancel: 5, place: sell('0.56', '25') },
        { op: 'list', list: oco },
        { op: 'list', list: { ...oco, orders: [sell('0.6', '21'), sell('0.055', '21', { trigger: stop })] } },
        { op: 'list', list: oto },
        { op: 'list', list: otoco },
        { op: 'list', list: { kind: 'oco', orders: [sell('0.6', '20')] } },
        { op: 'list', list: { ...oto, surprise: 1 } },
      ),
    ).toMatchObject([
      { ok: true, orderId: placed?.orderId, status: 'open' },
      { ok: false, code: 'not_amendable' },
      { ok: false, code: 'order_not_found' },
      { ok: false, code: 'bad_quantity' },
      { ok: false, code: 'validation_failed' },
      { ok: true, status: 'open' },
      { ok: false, code: 'order_not_found' },
      { ok: true, status: 'open' },
      { ok: false, code: 'below_min_notional' },
      { ok: false, code: 'validation_failed' },
      { ok: true, status: 'open' },
      { ok: false, code: 'client_list_id_reused' },
      { ok: true, status: 'open' },
      { ok: true, status: 'open' },
      { ok: false, code: 'validation_failed' },
      { ok: false, code: 'validation_failed' },
    ])
    const { items: lists } = await ann.call('orderLists.list', { query: { status: 'open' } })
    expect(lists.map(({ kind, status }) => [kind, status])).toEqual([
      ['otoco', 'working'],
      ['oto', 'working'],
      ['oco', 'open'],
    ])
    const { items } = await ann.call('orders.list', { query: { status: 'open', limit: 200 } })
    const own = items.filter(({ listId }) => listId === null).map(({ clientOrderId, price }) => [clientOrderId, price])
    // The replacement whose new order was refused has canceled the old one all the same.
    expect(own).toContainEqual([null, '0.56000'])
    expect(own.map(([name]) => name)).not.toContain('new')
    await ann.call('orders.cancelAll')
  })

  it('need the session, the key and its scope as they are now, not as they were when the socket opened', async () => {
    const items = [{ op: 'place', ...sell('0.5', '10') }]
    const { secret, keyId } = await ann.call('keys.create', { body: { name: 'ends', scopes: ['trade', 'read'] } })
    const byKey = await open({ authorization: `Bearer ${secret}` })
    expect((await byKey.ask({ op: 'orders', items })).results).toMatchObject([{ ok: true }])
    await ann.call('keys.update', { params: { keyId }, body: { scopes: ['read'] } })
    expect(await byKey.ask({ op: 'orders', items })).toMatchObject({ op: 'error', code: 'scope_missing' })
    await ann.call('keys.revoke', { params: { keyId } })
    expect((await byKey.ended()).code).toBe(closeCodes.sessionEnded)
    const leaver = await world.signUp('leaver')
    const bySession = await open(leaver.headers)
    expect((await bySession.ask({ op: 'orders', items })).results).toMatchObject([{ code: 'insufficient_lco' }])
    await world.send('POST', '/api/auth/sign-out', { body: {}, headers: leaver.headers })
    expect((await bySession.ended()).code).toBe(closeCodes.sessionEnded)
    await ann.call('orders.cancelAll')
  })

  it('need the scope trade and come in batches of 1 to 100', async () => {
    const reader = await open((await ann.withKey(['read'])).headers)
    const item = { op: 'cancel', orderId: 1 }
    expect(await reader.ask({ op: 'orders', items: [item] })).toMatchObject({ op: 'error', code: 'scope_missing' })
    expect(await (await open()).ask({ op: 'orders', items: [item] })).toMatchObject({ code: 'unauthorized' })
    const trader = await open(ann.headers)
    for (const items of [[], Array.from({ length: 101 }, () => item), 'x', {}, undefined]) {
      expect(await trader.ask({ op: 'orders', items })).toMatchObject({ op: 'error', code: 'validation_failed' })
    }
  })
})

describe('a connection', () => {
  it('answers a ping with the time', async () => {
    expect(await (await open()).ask({ op: 'ping' })).toMatchObject({ op: 'pong', now: world.core.now() })
  })

  it('stops getting a channel after it has left it', async () => {
    const client = await open()
    await client.ask({ op: 'subscribe', channel: 'book' })
    await client.ask({ op: 'unsubscribe', channel: 'book' })
    const before = client.of('book').length
    await bob.call('orders.place', { body: sell('0.6', '10') })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(client.of('book').length).toBe(before)
  })

  it('survives nonsense for a while, then is closed', async () => {
    const client = await open()
    for (const message of [
      '',
      '{',
      'null',
      '[]',
      '1',
      '{"op":"nope"}',
      '{"op":"subscribe"}',
      '{"op":"subscribe","channel":{}}',
      Buffer.from([1, 2, 3]),
    ])
      client.send(message)
    expect(await client.ask({ op: 'ping' })).toMatchObject({ op: 'pong' })
    for (let i = 0; i < 20; i++) client.send('{')
    expect(await client.ended()).toEqual({ code: closeCodes.badMessages, reason: 'badMessages' })
  })

  it('is closed when a message is too large', async () => {
    const client = await open()
    client.send(`{"op":"ping","id":"${'x'.repeat(200_000)}"}`)
    expect((await client.ended()).code).toBe(closeCodes.tooLarge)
  })

  it('has a bounded number of subscriptions and connections', async () => {
    const small = await openWorld({ settings: { limits: { sockets: { subscriptions: 2, perAddress: 2 } } } })
    try {
      const [one] = await Promise.all([SocketClient.open(small.url), SocketClient.open(small.url)])
      for (const channel of ['book', 'trades'])
        expect((await one.ask({ op: 'subscribe', channel })).op).toBe('subscribed')
      expect(await one.ask({ op: 'subscribe', channel: 'ticker' })).toMatchObject({ code: 'too_many_subscriptions' })
      expect((await one.ask({ op: 'subscribe', channel: 'book' })).op).toBe('subscribed')
      await expect(SocketClient.open(small.url)).rejects.toThrow('503')
      one.close()
    } finally {
      await small.close()
    }
  })

  it('is told when the server goes away', async () => {
    const other = await openWorld()
    const client = await SocketClient.open(other.url)
    await other.close()
    expect((await client.ended()).code).toBe(closeCodes.goingAway)
  })
})
