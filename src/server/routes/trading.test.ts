/** Claims about balances, orders and market data through the API. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY_MS } from '../../base/calendar.ts'
import { limit, openWorld, START, Visitor, type World } from '../testing/world.ts'

let world: World
let ann: Visitor
let bob: Visitor
let operator: Visitor

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  bob = await world.trader('bob')
  operator = await world.operator()
})
afterAll(() => world.close())

describe('an account', () => {
  it('sees every balance with its exact sum', async () => {
    const { credits, lco } = await ann.call('me.balances')
    expect(credits).toMatchObject({ available: '900.000000', total: '900.000000' })
    expect(lco).toMatchObject({ available: '1000.00000000', total: '1000.00000000' })
  })

  it('knows who it is', async () => {
    expect(await ann.call('me.get')).toMatchObject({
      email: 'ann@example.test',
      name: 'ann',
      roles: ['user'],
      via: 'session',
      tier: 'lv1',
      operator: false,
    })
  })

  it('draws from the faucet up to the daily cap', async () => {
    const carl = await world.signUp('carl')
    expect(await carl.call('faucet.draw', { body: { amount: '60' } })).toMatchObject({
      amount: '60.000000',
      available: '60.000000',
      leftToday: '40.000000',
    })
    expect(await carl.send('POST', '/faucet', { amount: '40.000001' })).toMatchObject({
      status: 429,
      code: 'faucet_daily_cap',
      json: { context: { left: '40.000000' } },
    })
    expect(await carl.call('faucet.get')).toEqual({
      enabled: true,
      leftToday: '40.000000',
      dailyCap: '100.000000',
      resetsAt: START + DAY_MS,
    })
  })

  it('finds every entry that moved its money, newest first, page by page', async () => {
    const kinds: string[] = []
    let cursor: string | undefined
    do {
      const page = await ann.call('ledger.list', { query: { limit: 2, ...(cursor ? { cursor } : {}) } })
      expect(page.items.length).toBeLessThanOrEqual(2)
      for (const { kind, postings } of page.items) {
        kinds.push(kind)
        for (const { account } of postings) expect(account.startsWith(`user:${ann.account}:`)).toBe(true)
      }
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(kinds).toEqual(['mine', 'call.capture', 'call.hold', 'topup'])
  })

  it('gets the same list as CSV', async () => {
    const answer = await ann.send('GET', '/ledger?format=csv&kind=mine')
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.text.split('\r\n')[0]).toBe('entryId,sequence,at,kind,ref,postings')
    expect(answer.text).toContain('1000.00000000')
  })

  it('gets all of a long list in one CSV, or a page of the size it names', async () => {
    const zoe = await world.trader('zoe')
    for (let i = 0; i < 60; i++) await zoe.call('orders.place', { body: limit('sell', '0.9 × 10') })
    await zoe.call('orders.cancelAll')
    const lines = (text: string) => text.trim().split('\r\n').length - 1
    const whole = await zoe.send('GET', '/ledger?format=csv')
    expect(lines(whole.text)).toBe(4 + 120)
    expect(whole.headers.get('x-next-cursor')).toBeNull()
    const page = await zoe.send('GET', '/ledger?format=csv&limit=10')
    expect(lines(page.text)).toBe(10)
    expect(page.headers.get('x-next-cursor')).toMatch(/^\d+-\d+$/)
  })
})

describe('an order', () => {
  it('is quoted exactly as it then trades', async () => {
    const placed = await bob.call('orders.place', { body: limit('sell', '0.12 × 100') })
    expect(placed.order).toMatchObject({ status: 'open', price: '0.12000', quantity: '100.0', filledQuantity: '0.0' })
    const ask = limit('buy', '0.13 × 50')
    const quote = await ann.call('orders.quote', { body: ask })
    expect(quote).toMatchObject({
      quantity: '50.0',
      notional: '6.000000',
      fee: '0.006000',
      total: '6.006000',
      worstPrice: '0.12000',
      rests: '0.0',
    })
    const before = await ann.call('me.balances')
    const bought = await ann.call('orders.place', { body: ask })
    expect(bought.order).toMatchObject({
      status: 'filled',
      filledNotional: '6.000000',
      fee: '0.006000',
      averagePrice: '0.120000',
    })
    expect(bought.fills).toEqual([{ tradeId: expect.any(Number), price: '0.12000', quantity: '50.0', fee: '0.006000' }])
    const after = await ann.call('me.balances')
    expect(Number(before.credits.available) - Number(after.credits.available)).toBeCloseTo(6.006, 9)
    expect(after.lco.available).toBe('1050.00000000')
  })

  it('is seen by its owner right after the acknowledgement, open or done', async () => {
    for (let i = 0; i < 10; i++) {
      const { order } = await ann.call('orders.place', {
        body: limit('buy', '0.05 × 30', { clientOrderId: `seen-${i}` }),
      })
      expect((await ann.call('orders.get', { params: { orderId: String(order.orderId) } })).order.status).toBe('open')
      await ann.call('orders.cancel', { params: { orderId: `client:seen-${i}` } })
      expect((await ann.call('orders.get', { params: { orderId: `client:seen-${i}` } })).order.status).toBe('canceled')
      const { items } = await ann.call('orders.list', { query: { limit: 1 } })
      expect(items[0]).toMatchObject({ orderId: order.orderId, status: 'canceled' })
    }
  })

  it('is listed once, newest first, while open and done ones mix over pages', async () => {
    const dora = await world.trader('dora')
    const expected: number[] = []
    for (let i = 0; i < 9; i++) {
      const { order } = await dora.call('orders.place', { body: limit('sell', '0.5 × 20') })
      expected.unshift(order.orderId)
      if (i % 2 === 0) await dora.call('orders.cancel', { params: { orderId: String(order.orderId) } })
    }
    const seen: number[] = []
    let cursor: string | undefined
    do {
      const page = await dora.call('orders.list', { query: { limit: 2, ...(cursor ? { cursor } : {}) } })
      seen.push(...page.items.map(({ orderId }) => orderId))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(expected)
    const open = await dora.call('orders.list', { query: { status: 'open' } })
    const done = await dora.call('orders.list', { query: { status: 'done' } })
    expect([open.items.length, done.items.length]).toEqual([4, 5])
    const canceled = await dora.call('orders.list', { query: { status: 'canceled' } })
    const filled = await dora.call('orders.list', { query: { status: 'filled' } })
    expect([canceled.items.length, filled.items.length]).toEqual([5, 0])
    expect((await dora.call('orders.cancelAll')).canceled.length).toBe(4)
  })

  it('of somebody else does not exist', async () => {
    const { items } = await bob.call('orders.list', { query: { status: 'open' } })
    const orderId = String(items[0]?.orderId)
    expect((await ann.send('GET', `/orders/${orderId}`)).code).toBe('order_not_found')
    expect((await ann.send('DELETE', `/orders/${orderId}`)).code).toBe('order_not_found')
  })

  it('with the same client order id is the same order', async () => {
    const body = limit('buy', '0.05 × 30', { clientOrderId: 'twice' })
    const first = await ann.call('orders.place', { body })
    const second = await ann.call('orders.place', { body })
    expect(first.sequence).toBeGreaterThan(0)
    expect(second).toMatchObject({ order: { orderId: first.order.orderId }, repeated: true, sequence: null })
    expect((await ann.send('POST', '/orders', { ...body, quantity: '31' })).code).toBe('client_order_id_reused')
    await ann.call('orders.cancelAll')
  })

  it('off the tick, off the lot or absurd is refused by name and changes nothing', async () => {
    const before = await ann.call('me.balances')
    const sequence = world.core.status().seq
    for (const [body, code] of [
      [limit('buy', '0.123456 × 10'), 'bad_price'],
      [limit('buy', '0 × 10'), 'bad_price'],
      [limit('buy', '0.1 × 10.05'), 'bad_quantity'],
      [limit('buy', '0.1 × 0'), 'bad_quantity'],
      [limit('buy', '0.1 × 0.1'), 'below_min_notional'],
      [limit('buy', '9999999999999999 × 10'), 'bad_price'],
      [limit('buy', '0.1 × 9999999999999999'), 'bad_quantity'],
      [limit('buy', '0.1 × 100000000'), 'above_max_notional'],
      [limit('buy', '0.1 × 100', { postOnly: true, timeInForce: 'ioc' }), 'bad_order_fields'],
      [limit('sell', '0.2 × 5000'), 'insufficient_lco'],
      [limit('buy', '0.1 × 90000'), 'insufficient_credits'],
      [{ type: 'market', side: 'buy', quantity: '100' }, 'no_mark_price'],
      [{ type: 'market', side: 'buy', quote: '9999999999999999' }, 'amount_out_of_range'],
    ] as const) {
      expect(await ann.send('POST', '/orders', body), JSON.stringify(body)).toMatchObject({ code })
    }
    expect(await ann.call('me.balances')).toMatchObject({ credits: before.credits, lco: before.lco })
    expect(world.core.status().seq).toBe(sequence)
  })

  it('in a batch stands for itself', async () => {
    const { results } = await ann.call('orders.batch', {
      body: {
        items: [
          { op: 'place', order: limit('buy', '0.05 × 30', { clientOrderId: 'b1' }) },
          { op: 'place', order: limit('buy', '0.05 × 0.1') },
          { op: 'cancel', orderId: 'client:b1' },
          { op: 'cancel', orderId: '999999' },
        ],
      },
    })
    expect(results).toMatchObject([
      { ok: true, order: { status: 'open' } },
      { ok: false, problem: { code: 'below_min_notional', status: 400, context: { min: '1.000000' } } },
      { ok: true, order: { status: 'canceled' } },
      { ok: false, problem: { code: 'order_not_found' } },
    ])
  })

  it('is not for operators', async () => {
    expect((await operator.send('POST', '/orders', limit('buy', '0.05 × 30'))).code).toBe('account_is_operator')
  })
})

describe('the market', () => {
  it('shows depth, trades, ticker and candles of what happened', async () => {
    const visitor = new Visitor(world, {})
    const market = await visitor.call('market.get')
    expect(market).toMatchObject({
      symbol: 'LCO/CREDIT',
      tick: '0.00001',
      lot: '0.1',
      last: '0.12000',
      ask: ['0.12000', '50.0'],
      takerFeeBps: 10,
      trading: true,
    })
    expect(await visitor.call('market.depth')).toMatchObject({ bids: [], asks: [['0.12000', '50.0']] })
    const { items } = await visitor.call('market.trades')
    expect(items).toMatchObject([
      { price: '0.12000', quantity: '50.0', notional: '6.000000', takerSide: 'buy', source: 'normal' },
    ])
    const candles = await visitor.call('market.candles', { query: { interval: '1h' } })
    expect(candles.items.at(-1)).toMatchObject({ open: '0.12000', close: '0.12000', volume: '50.0', trades: 1 })
    expect((await ann.call('fills.list')).items).toMatchObject([
      { side: 'buy', role: 'taker', fee: '0.006000', counterparty: 'user' },
    ])
    expect((await bob.call('fills.list')).items).toMatchObject([{ side: 'sell', role: 'maker', fee: '0.000000' }])
  })
})
