/** Claims about what operators can do through the API, and what stops them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../base/calendar.ts'
import { cookieOf, limit, openWorld, operatorEmail, password, START, Visitor, type World } from '../testing/world.ts'

let world: World
let ann: Visitor
let operator: Visitor

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  await world.trader('bob')
  operator = await world.operator()
})
afterAll(() => world.close())

describe('a kill switch', () => {
  it('needs the product’s name typed, stops new orders and never a cancel', async () => {
    const body = { on: false, reason: 'maintenance of the book', confirm: 'trading' }
    expect((await operator.send('PUT', '/admin/switches/trading', { ...body, confirm: 'yes' })).code).toBe(
      'confirmation_mismatch',
    )
    const { order } = await ann.call('orders.place', { body: limit('buy', '0.05 × 100') })
    expect((await operator.call('admin.switches.set', { params: { product: 'trading' }, body })).switches.trading).toBe(
      false,
    )
    expect(await ann.send('POST', '/orders', limit('buy', '0.05 × 100'))).toMatchObject({
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
  })
})

describe('an operator', () => {
  it('sees margin per channel and an imbalance of zero', async () => {
    const overview = await operator.call('admin.overview', { query: { from: START, to: START + 7 * DAY_MS } })
    expect(overview.imbalance).toEqual({ credits: '0.000000', lco: '0.00000000' })
    expect(overview.channels).toMatchObject([
      { channelId: 1, revenue: '200.000000', cost: '120.000000', margin: '80.000000', marginBps: 4000 },
    ])
    expect(overview.holds).toEqual({ open: 0, total: '0.000000' })
    expect(overview.recount).toMatchObject({ sequence: overview.sequencer.applied, fault: null })
  })

  it('suspends and lifts an account with a reason, never an operator’s', async () => {
    const eve = await world.trader('eve')
    const suspend = (account: number, suspended: boolean) =>
      operator.send('POST', `/admin/users/${account}/suspend`, { suspended, reason: 'wash trading' })
    expect((await suspend(eve.account, true)).json).toMatchObject({ suspended: true, email: 'eve@example.test' })
    expect((await eve.send('POST', '/orders', limit('buy', '0.05 × 100'))).code).toBe('account_suspended')
    await suspend(eve.account, false)
    expect((await eve.send('POST', '/orders', limit('buy', '0.05 × 100'))).status).toBe(201)
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

  it('leaves a record of every price with its days, and of who set it for operators', async () => {
    const channel = await operator.call('admin.channels.create', {
      body: { name: 'Priced', provider: 'sandbox', models: [{ model: 'vendor/priced' }] },
    })
    const publish = (input: string) =>
      operator.call('admin.models.publish', {
        body: { channelId: channel.channelId, model: 'vendor/priced', cost: [{ from: 0, rates: { input } }] },
      })
    const first = await publish('0.000001')
    await operator.call('admin.clock.advance', { body: { advanceMs: DAY_MS } })
    const second = await publish('0.000002')
    const ask = { params: { model: 'vendor/priced' } }
    const { items } = await operator.call('models.prices', ask)
    expect(items).toMatchObject([
      { cardId: second.cardId, until: null, list: second.list, cost: second.cost, publishedBy: operator.account },
      { cardId: first.cardId, channelId: channel.channelId, list: first.list, publishedBy: operator.account },
    ])
    expect(items[1]?.until).toBe(items[0]?.from)
    expect((items[0]?.from ?? 0) - (items[1]?.from ?? 0)).toBe(DAY_MS)
    await operator.call('admin.channels.remove', { params: { channelId: channel.channelId } })
    const visitor = new Visitor(world, {})
    const page = await visitor.call('models.prices', { ...ask, query: { limit: 1 } })
    expect(page.items).toMatchObject([{ cardId: second.cardId, until: expect.any(Number), publishedBy: null }])
    const rest = await visitor.call('models.prices', { ...ask, query: { cursor: page.nextCursor ?? '' } })
    expect(rest.items).toMatchObject([{ cardId: first.cardId }])
    expect((await visitor.call('models.prices', { ...ask, query: { channelId: 4711 } })).items).toEqual([])
    expect((await visitor.send('GET', '/models/no-such-model/prices')).code).toBe('model_not_found')
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
    const settled = await operator.call('admin.upstream.settle', { body: { amount: '120', reason } })
    expect(Number(settled.payable)).toBeGreaterThanOrEqual(0)
  })
})

describe('the first setup', () => {
  it('is over once there is an operator', async () => {
    expect(await ann.call('setup.status')).toEqual({ needed: false })
    const body = { token: 'x', email: operatorEmail, password, name: 'Op' }
    expect((await world.send('POST', '/api/v1/setup', { body })).code).toBe('setup_not_needed')
  })

  it('makes the operator with the printed token, once, and signs them in', async () => {
    const fresh = await openWorld({ unset: true })
    try {
      const visitor = new Visitor(fresh, {})
      expect(await visitor.call('status.get')).toMatchObject({ needsSetup: true })
      const token = (await fresh.setupToken()) ?? ''
      const body = { token, email: operatorEmail, password, name: 'Op' }
      const send = (more: Partial<typeof body>) => fresh.send('POST', '/api/v1/setup', { body: { ...body, ...more } })
      expect(await send({ token: 'wrong' })).toMatchObject({ status: 403, code: 'setup_token_invalid' })
      expect((await send({ password: '1234567890' })).code).toBe('weak_password')
      expect(
        (await fresh.send('POST', '/api/v1/setup', { body, headers: { origin: 'https://evil.example' } })).code,
      ).toBe('cross_site_refused')
      const made = await send({})
      expect(made).toMatchObject({ status: 201, json: { email: operatorEmail, roles: ['user', 'operator'] } })
      const signedIn = new Visitor(fresh, { cookie: cookieOf(made.headers) })
      expect(await signedIn.call('me.get')).toMatchObject({ operator: true, name: 'Op' })
      expect((await signedIn.send('GET', '/admin/overview')).status).toBe(200)
      expect((await send({ email: 'second@example.test' })).code).toBe('setup_not_needed')
      expect(await visitor.call('status.get')).toMatchObject({ needsSetup: false })
    } finally {
      await fresh.close()
    }
  })
})
