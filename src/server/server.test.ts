/** Claims about money and records through the public API, over real HTTP, with the real engine and history behind it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS } from '../base/calendar.ts'
import type { KeyId } from '../engine/command.ts'
import { verifyReceipt } from '../history/receipt.ts'
import { createHash } from 'node:crypto'
import { openWorld, operatorEmail, password, START, Visitor, type World } from './testing/world.ts'

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

const limit = (side: 'buy' | 'sell', price: string, quantity: string, more = {}) => ({
  type: 'limit' as const,
  side,
  price,
  quantity,
  ...more,
})

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
})

describe('an order', () => {
  it('is quoted exactly as it then trades', async () => {
    const placed = await bob.call('orders.place', { body: limit('sell', '0.12', '100') })
    expect(placed.order).toMatchObject({ status: 'open', price: '0.12000', quantity: '100.0', filledQuantity: '0.0' })
    const ask = limit('buy', '0.13', '50')
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
        body: limit('buy', '0.05', '30', { clientOrderId: `seen-${i}` }),
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
      const { order } = await dora.call('orders.place', { body: limit('sell', '0.5', '20') })
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
    expect((await dora.call('orders.cancelAll')).canceled.length).toBe(4)
  })

  it('of somebody else does not exist', async () => {
    const { items } = await bob.call('orders.list', { query: { status: 'open' } })
    const orderId = String(items[0]?.orderId)
    expect((await ann.send('GET', `/orders/${orderId}`)).code).toBe('order_not_found')
    expect((await ann.send('DELETE', `/orders/${orderId}`)).code).toBe('order_not_found')
  })

  it('with the same client order id is the same order', async () => {
    const body = limit('buy', '0.05', '30', { clientOrderId: 'twice' })
    const first = await ann.call('orders.place', { body })
    const second = await ann.call('orders.place', { body })
    expect(second).toMatchObject({ order: { orderId: first.order.orderId }, repeated: true })
    expect((await ann.send('POST', '/orders', { ...body, quantity: '31' })).code).toBe('client_order_id_reused')
    await ann.call('orders.cancelAll')
  })

  it('off the tick, off the lot or absurd is refused by name and changes nothing', async () => {
    const before = await ann.call('me.balances')
    const sequence = world.core.status().seq
    for (const [body, code] of [
      [limit('buy', '0.123456', '10'), 'bad_price'],
      [limit('buy', '0', '10'), 'bad_price'],
      [limit('buy', '0.1', '10.05'), 'bad_quantity'],
      [limit('buy', '0.1', '0'), 'bad_quantity'],
      [limit('buy', '0.1', '0.1'), 'below_min_notional'],
      [limit('buy', '9999999999999999', '10'), 'bad_price'],
      [limit('buy', '0.1', '9999999999999999'), 'bad_quantity'],
      [limit('buy', '0.1', '100000000'), 'above_max_notional'],
      [limit('buy', '0.1', '100', { postOnly: true, timeInForce: 'ioc' }), 'bad_order_fields'],
      [limit('sell', '0.2', '5000'), 'insufficient_lco'],
      [limit('buy', '0.1', '90000'), 'insufficient_credits'],
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
          { op: 'place', order: limit('buy', '0.05', '30', { clientOrderId: 'b1' }) },
          { op: 'place', order: limit('buy', '0.05', '0.1') },
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
    expect((await operator.send('POST', '/orders', limit('buy', '0.05', '30'))).code).toBe('account_is_operator')
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

describe('a call', () => {
  it('has a receipt whose numbers follow from one another and from its hash', async () => {
    const { keyId } = await ann.call('keys.create', { body: { name: 'my key' } })
    const callId = await world.mine(ann.account, 7, keyId as KeyId)
    const receipt = await ann.call('calls.get', { params: { callId } })
    expect(receipt).toMatchObject({
      keyName: 'my key',
      charged: '7.000000',
      mined: '70.00000000',
      charge: '7.000000000000',
      cost: '4.200000000000',
      state: 'captured',
      channelId: null,
      released: '0.000000',
      lcoPerCredit: '10.00000000',
    })
    const sums = new Map<string, number>()
    for (const { kind, postings } of receipt.entries) {
      for (const { asset, amount } of postings)
        sums.set(`${kind} ${asset}`, (sums.get(`${kind} ${asset}`) ?? 0) + Number(amount))
    }
    for (const [entry, sum] of sums) expect(sum, entry).toBe(0)
    const digest = (text: string) => createHash('sha256').update(text).digest('hex')
    expect(await verifyReceipt(receipt.record as never, { digest })).toEqual([])
    expect(receipt.prevHash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is its owner’s and the operator’s alone', async () => {
    const { items } = await ann.call('calls.list', { query: { limit: 1 } })
    const callId = items[0]?.callId ?? ''
    expect((await bob.send('GET', `/calls/${callId}`)).code).toBe('call_not_found')
    expect(await operator.call('calls.get', { params: { callId } })).toMatchObject({
      account: ann.account,
      channelId: 1,
    })
  })

  it('is found by key, model, state and time', async () => {
    const [call] = (await ann.call('calls.list', { query: { limit: 1 } })).items
    const found = async (query: Record<string, string | number>) =>
      (await ann.call('calls.list', { query })).items.length
    expect(await found({ keyId: call?.keyId ?? 0 })).toBe(1)
    expect(await found({ keyId: 4711 })).toBe(0)
    expect(await found({ model: 'sandbox-small' })).toBe(2)
    expect(await found({ model: 'gpt-none' })).toBe(0)
    expect(await found({ state: 'released' })).toBe(0)
    expect(await found({ from: START + DAY_MS })).toBe(0)
  })

  it('adds to the usage of its day, model and key', async () => {
    const { items, total } = await ann.call('usage.get', { query: { by: 'model' } })
    expect(items).toMatchObject([
      { group: 'sandbox-small', calls: 2, spent: '107.000000', mined: '1070.00000000', outputTokens: 107 },
    ])
    expect(total.spent).toBe('107.000000')
    const byKey = await ann.call('usage.get', { query: { by: 'key' } })
    expect(byKey.items.map(({ label, spent }) => [label, spent])).toEqual([
      ['session', '100.000000'],
      ['my key', '7.000000'],
    ])
    expect((await ann.call('usage.get')).items).toMatchObject([{ group: String(START), calls: 2 }])
  })
})

describe('a stake', () => {
  it('lifts the tier after the delay, drops it at once, and waits out the unbonding', async () => {
    const whale = await world.trader('whale')
    expect(await whale.call('stake.add', { body: { amount: '1000' } })).toMatchObject({
      tier: 'lv1',
      nextTier: 'lv2',
      nextTierAt: START + DAY_MS,
      staked: '1000.00000000',
    })
    await operator.call('admin.clock.advance', { body: { advanceMs: DAY_MS } })
    expect(await whale.call('me.tier')).toMatchObject({ tier: 'lv2', rateBps: 9500 })
    const stake = await whale.call('stake.get')
    expect(stake.ladder.map(({ tier, rateBps }) => [tier, rateBps])).toEqual([
      ['lv1', 10_000],
      ['lv2', 9500],
      ['lv3', 8500],
      ['lv4', 7000],
      ['whale', null],
    ])
    expect(stake.last30Days).toEqual({
      list: '100.000000000000',
      cost: '60.000000000000',
      spent: '100.000000',
      calls: 1,
    })
    const removed = await whale.call('stake.remove', { body: { amount: '0.00000001' } })
    expect(removed).toMatchObject({ tier: 'lv1', unbonding: '0.00000001' })
    expect((await whale.call('stake.cancel', { body: { unbondingId: removed.unbondingId } })).unbonding).toBe(
      '0.00000000',
    )
    expect((await whale.send('POST', '/stake/cancel', { unbondingId: 99 })).code).toBe('unbonding_not_found')
    expect((await whale.send('POST', '/stake', { amount: '1000' })).json).toMatchObject({
      code: 'insufficient_lco',
      context: { need: '1000.00000000', have: '0.00000000' },
    })
  })
})

describe('the public books', () => {
  it('account for all 10,000,000 LCO', async () => {
    const supply = await new Visitor(world, {}).call('transparency.supply')
    expect(supply).toMatchObject({
      sum: '10000000.00000000',
      minted: '4070.00000000',
      era: 0,
      lcoPerCredit: '10.00000000',
      held: { staked: '1000.00000000' },
    })
    expect(supply.eras[1]).toMatchObject({ lcoPerCredit: '5.00000000', from: '100000.000000' })
    expect(supply.eras[1]?.projectedStart).toBeGreaterThan(supply.asOf)
  })

  it('show custody that covers every claim, and the running week', async () => {
    const treasury = await new Visitor(world, {}).call('transparency.treasury')
    expect(Number(treasury.custody.surplus)).toBeGreaterThanOrEqual(0)
    expect(treasury.week).toMatchObject({ revenue: '407.000000', cost: '244.200000', profit: '162.800000' })
    const sums = { CR: 0, LCO: 0 }
    for (const { asset, amount } of treasury.platform) sums[asset] += Number(amount)
    expect(sums.CR).toBeCloseTo(-Number(treasury.custody.users), 5)
  })

  it('show a week, its buyback and its burn once they have happened', async () => {
    const { clock } = { clock: (advanceMs: number) => operator.call('admin.clock.advance', { body: { advanceMs } }) }
    await ann.call('orders.place', { body: limit('buy', '0.11', '50') })
    await clock(12 * DAY_MS)
    const visitor = new Visitor(world, {})
    const weeks = await visitor.call('transparency.weeks')
    expect(weeks.items.at(-1)).toMatchObject({
      revenue: '407.000000',
      profit: '162.800000',
      fundIn: '32.560000',
      tradingFees: '0.006000',
    })
    const { items } = await visitor.call('transparency.buybacks')
    expect(items.length).toBeGreaterThan(0)
    const last = await visitor.call('transparency.buyback', { params: { buybackId: items[0]?.buybackId ?? 0 } })
    expect(last.hash).toMatch(/^[0-9a-f]{64}$/)
    const spent = last.fills.reduce((sum, fill) => sum + Number(fill.credits), 0)
    expect(spent).toBeCloseTo(Number(last.spent), 6)
    expect(Number(last.burned) + Number(last.toWarPool)).toBeCloseTo(Number(last.bought), 8)
    expect((await visitor.send('GET', '/transparency/buybacks/4711')).code).toBe('buyback_not_found')
    const marks = await visitor.call('market.marks')
    expect(marks.items.every(({ kind }) => kind === 'buyback' || kind === 'burn')).toBe(true)
  })

  it('show parameters with their history', async () => {
    const visitor = new Visitor(world, {})
    const { items } = await visitor.call('transparency.parameters')
    expect(items.find(({ key }) => key === 'market.minNotional')).toMatchObject({
      value: '1.000000',
      unit: 'CR',
      changedAt: null,
    })
    const body = { value: '2.5', reason: 'dust orders' }
    const changed = await operator.call('admin.parameters.set', { params: { key: 'market.minNotional' }, body })
    expect(changed).toMatchObject({ before: '1.000000', value: '2.500000', version: 1 })
    const history = await visitor.call('transparency.parameterHistory', { query: { key: 'market.minNotional' } })
    expect(history.items).toMatchObject([{ before: '1.000000', after: '2.500000', reason: 'dust orders' }])
    for (const [key, value, code] of [
      ['market.minNotional', '0.0000001', 'validation_failed'],
      ['market.takerFee', '1.5', 'parameter_out_of_bounds'],
      ['market.takerFee', '101', 'parameter_out_of_bounds'],
      ['fund.share', '1999', 'parameter_out_of_bounds'],
      ['constructor', '1', 'unknown_parameter'],
    ] as const) {
      const answer = await operator.send('PUT', `/admin/parameters/${key}`, { value, reason: 'testing bounds' })
      if (code === 'validation_failed') expect(answer.status).toBe(400)
      else expect(answer.code, `${key} ${value}`).toBe(code)
    }
  })
})

describe('a kill switch', () => {
  it('needs the product’s name typed, stops new orders and never a cancel', async () => {
    const body = { on: false, reason: 'maintenance of the book', confirm: 'trading' }
    expect((await operator.send('PUT', '/admin/switches/trading', { ...body, confirm: 'yes' })).code).toBe(
      'confirmation_mismatch',
    )
    const { order } = await ann.call('orders.place', { body: limit('buy', '0.05', '100') })
    expect((await operator.call('admin.switches.set', { params: { product: 'trading' }, body })).switches.trading).toBe(
      false,
    )
    expect(await ann.send('POST', '/orders', limit('buy', '0.05', '100'))).toMatchObject({
      status: 503,
      code: 'trading_stopped',
    })
    await ann.call('orders.cancel', { params: { orderId: String(order.orderId) } })
    await operator.call('admin.switches.set', {
      params: { product: 'trading' },
      body: { ...body, on: true, reason: 'done again' },
    })
    const audit = await operator.call('admin.audit', { query: { limit: 2 } })
    expect(audit.items).toMatchObject([
      { action: 'switch.set', after: 'on' },
      { action: 'switch.set', after: 'off', reason: 'maintenance of the book' },
    ])
    expect(audit.nextCursor).not.toBeNull()
  })
})

describe('an operator', () => {
  it('sees margin per channel and an imbalance of zero', async () => {
    const overview = await operator.call('admin.overview', { query: { from: START, to: START + 7 * DAY_MS } })
    expect(overview.imbalance).toEqual({ credits: '0.000000', lco: '0.00000000' })
    expect(overview.channels).toMatchObject([
      { channelId: 1, revenue: '407.000000', cost: '244.200000', margin: '162.800000', marginBps: 4000 },
    ])
    expect(overview.holds).toEqual({ open: 0, total: '0.000000' })
  })

  it('suspends and lifts an account with a reason, never an operator’s', async () => {
    const eve = await world.trader('eve')
    const suspend = (account: number, suspended: boolean) =>
      operator.send('POST', `/admin/users/${account}/suspend`, { suspended, reason: 'wash trading' })
    expect((await suspend(eve.account, true)).json).toMatchObject({ suspended: true, email: 'eve@example.test' })
    expect((await eve.send('POST', '/orders', limit('buy', '0.05', '100'))).code).toBe('account_suspended')
    await suspend(eve.account, false)
    expect((await eve.send('POST', '/orders', limit('buy', '0.05', '100'))).status).toBe(201)
    expect((await suspend(operator.account, true)).code).toBe('account_is_operator')
    expect((await suspend(4711, true)).code).toBe('account_not_found')
  })

  it('finds people and can not take the last operator’s role', async () => {
    const { items } = await operator.call('admin.users.list', { query: { search: 'ANN@' } })
    expect(items).toMatchObject([{ email: 'ann@example.test', account: ann.account, tier: 'lv1' }])
    const roles = { roles: [], reason: 'by mistake' }
    expect((await operator.send('PUT', `/admin/users/${operator.account}/roles`, roles)).code).toBe('last_operator')
  })

  it('makes a channel, prices it from the list, and the price page offers it', async () => {
    const channel = await operator.call('admin.channels.create', {
      body: {
        name: 'Upstream',
        provider: 'openai',
        baseUrl: 'https://api.example.com/v1',
        secrets: ['sk-upstream-canary-12345'],
        models: [{ model: 'gpt-4o-mini' }, { model: 'no-such-model' }],
      },
    })
    expect(channel).toMatchObject({
      name: 'Upstream',
      health: 'ok',
      secrets: [{ healthy: true }],
      models: [{ model: 'gpt-4o-mini', cardId: null }, { model: 'no-such-model' }],
    })
    const seeded = await operator.call('admin.models.seed', { body: { channelId: channel.channelId } })
    expect(seeded.unknown).toEqual(['no-such-model'])
    expect(seeded.published).toMatchObject([{ model: 'gpt-4o-mini', channelName: 'Upstream', warnings: [] }])
    const page = await new Visitor(world, {}).call('models.list')
    const offered = page.items.find(({ model }) => model === 'gpt-4o-mini')
    expect(offered).toMatchObject({ vendor: 'openai', available: true, eligible: true })
    expect(offered?.yours).toEqual(offered?.list)
    expect((await new Visitor(world, {}).call('models.get', { params: { model: 'gpt-4o-mini' } })).list).toEqual(
      offered?.list,
    )
    const everything = [
      await operator.send('GET', '/admin/channels'),
      await operator.send('GET', `/admin/channels/${channel.channelId}`),
    ]
    for (const { text } of everything) expect(text).not.toContain('canary')
    expect((await operator.send('POST', '/admin/channels', { name: 'Upstream', provider: 'sandbox' })).code).toBe(
      'channel_name_taken',
    )
    expect(
      (
        await operator.send('POST', '/admin/channels', {
          name: 'Inside',
          provider: 'openai',
          baseUrl: 'http://127.0.0.1:1/v1',
        })
      ).code,
    ).toBe('channel_url_refused')
    expect(
      (await operator.call('admin.channels.test', { params: { channelId: channel.channelId }, body: {} })).ok,
    ).toBe(true)
    await operator.call('admin.channels.remove', { params: { channelId: channel.channelId } })
    expect((await operator.send('GET', `/admin/channels/${channel.channelId}`)).code).toBe('channel_not_found')
    expect((await new Visitor(world, {}).call('models.list')).items).toEqual([])
  })

  it('sets a price by hand, tiers ascending', async () => {
    const channel = await operator.call('admin.channels.create', {
      body: { name: 'Own', provider: 'sandbox', models: [{ model: 'own-model' }] },
    })
    const cost = [
      { from: 0, rates: { input: '0.000001', output: '0.000002' } },
      { from: 1000, rates: { input: '0.000002', output: '0.000004' } },
    ]
    const card = await operator.call('admin.models.publish', {
      body: { channelId: channel.channelId, model: 'own-model', cost, markupBps: 10_000 },
    })
    expect(card.list[0]?.rates.input).toBe('0.000001000000')
    expect(card.warnings).toEqual(['lv4_below_cost'])
    const wrong = await operator.send('POST', '/admin/models', {
      channelId: channel.channelId,
      model: 'own-model',
      cost: cost.toReversed(),
    })
    expect(wrong.code).toBe('malformed_command')
    expect((await operator.call('admin.models.retire', { params: { cardId: card.cardId } })).retired).toBe(true)
    expect((await operator.call('admin.priceList', { query: { search: 'gpt-4o', limit: 3 } })).items.length).toBe(3)
  })

  it('moves the test clock only', async () => {
    const { now } = await operator.call('admin.clock.advance', { body: { advanceMs: HOUR_MS } })
    expect((await ann.call('status.get')).now).toBe(now)
    expect((await operator.send('POST', '/admin/clock', { advanceMs: -1 })).code).toBe('validation_failed')
  })

  it('funds and withdraws capital within what the treasury holds', async () => {
    const reason = 'working capital'
    const { treasury } = await operator.call('admin.treasury.fund', { body: { amount: '50', reason } })
    expect(Number(treasury)).toBeGreaterThan(0)
    expect((await operator.send('POST', '/admin/treasury/withdraw', { amount: '999999', reason })).code).toBe(
      'insufficient_treasury',
    )
    expect((await operator.send('POST', '/admin/upstream/settle', { amount: '999999', reason })).code).toBe(
      'exceeds_payable',
    )
    const settled = await operator.call('admin.upstream.settle', { body: { amount: '244.2', reason } })
    expect(Number(settled.payable)).toBeGreaterThanOrEqual(0)
  })
})

describe('the first setup', () => {
  it('is over once there is an operator', async () => {
    expect(await ann.call('setup.status')).toEqual({ needed: false })
    const body = { token: 'x', email: operatorEmail, password, name: 'Op' }
    expect((await world.send('POST', '/api/v1/setup', { body })).code).toBe('setup_not_needed')
  })
})
