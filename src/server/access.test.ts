/** Claims about who may do what, over real HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, openWorld, Visitor, type World } from './testing/world.ts'

let world: World
let ann: Visitor

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
})
afterAll(() => world.close())

const order = { type: 'limit', side: 'sell', price: '0.2', quantity: '10' }

describe('a visitor', () => {
  it('sees what is public and nothing else', async () => {
    const nobody = new Visitor(world, {})
    expect((await nobody.send('GET', '/status')).status).toBe(200)
    const refused = await nobody.send('GET', '/me')
    expect(refused).toMatchObject({ status: 401, code: 'unauthorized' })
    expect(refused.headers.get('www-authenticate')).toContain('Bearer')
  })

  it('is not signed in by a made-up cookie or key', async () => {
    for (const headers of [
      { cookie: 'lx.session_token=forged' },
      { authorization: `Bearer sk-lx-${'a'.repeat(43)}` },
      { authorization: 'Bearer' },
      { authorization: 'Basic dXNlcjpwYXNz' },
      { authorization: `Bearer ${'x'.repeat(5000)}` },
    ]) {
      expect(await new Visitor(world, headers).send('GET', '/me')).toMatchObject({ status: 401, code: 'unauthorized' })
    }
  })

  it('with a bad key is refused even where none is needed', async () => {
    const headers = { authorization: 'Bearer sk-lx-wrong' }
    expect((await new Visitor(world, headers).send('GET', '/status')).status).toBe(401)
  })
})

describe('a key', () => {
  it('does what its scopes say', async () => {
    const reader = await ann.withKey(['read'])
    expect((await reader.call('me.balances')).lco.available).toBe('1000.00000000')
    const refused = await reader.send('POST', '/orders', order)
    expect(refused).toMatchObject({ status: 403, code: 'scope_missing', json: { context: { scope: 'trade' } } })
    const trader = await ann.withKey(['trade'])
    expect((await trader.send('POST', '/orders', order)).status).toBe(201)
    expect((await trader.send('POST', '/stake', { amount: '1' })).code).toBe('scope_missing')
    await trader.call('orders.cancelAll')
  })

  it('makes no keys and says less of its person', async () => {
    const key = await ann.withKey(['read', 'wallet', 'trade', 'earn', 'relay'])
    expect(await key.send('POST', '/keys', { name: 'more' })).toMatchObject({ status: 403, code: 'session_required' })
    expect(await key.call('me.get')).toMatchObject({ via: 'key', email: null, name: null, account: ann.account })
  })

  it('shows its secret once', async () => {
    const { secret, keyId } = await ann.call('keys.create', { body: { name: 'once' } })
    expect(secret).toMatch(/^sk-lx-/)
    const everything = [await ann.call('keys.get', { params: { keyId } }), await ann.call('keys.list')]
    expect(JSON.stringify(everything)).not.toContain(secret)
  })

  it('ends when it is revoked and when it expires', async () => {
    const key = await ann.withKey(['read'])
    const { keyId } = await key.call('me.get')
    await ann.call('keys.revoke', { params: { keyId: keyId ?? 0 } })
    expect(await key.send('GET', '/me')).toMatchObject({ status: 401, code: 'key_revoked' })
    const short = await ann.withKey(['read'], { expiresAt: world.core.now() + 1000 })
    expect((await short.send('GET', '/me')).status).toBe(200)
    await world.core.advance(1000)
    expect(await short.send('GET', '/me')).toMatchObject({ status: 401, code: 'key_expired' })
  })

  it('works from its addresses only', async () => {
    const elsewhere = await ann.withKey(['read'], { allowedIps: ['10.0.0.0/8'] })
    expect(await elsewhere.send('GET', '/me')).toMatchObject({ status: 403, code: 'ip_not_allowed' })
    const here = await ann.withKey(['read'], { allowedIps: ['127.0.0.0/8', '::1'] })
    expect((await here.send('GET', '/me')).status).toBe(200)
  })

  it('of somebody else is not found', async () => {
    const bob = await world.signUp('bob')
    const { keyId } = await ann.call('keys.create', { body: { name: 'mine' } })
    expect((await bob.send('GET', `/keys/${keyId}`)).code).toBe('key_not_found')
    expect((await bob.send('PATCH', `/keys/${keyId}`, { name: 'his' })).code).toBe('key_not_found')
    expect((await bob.send('DELETE', `/keys/${keyId}`)).code).toBe('key_not_found')
  })

  it('keeps what a change leaves out and loses a limit that is set to null', async () => {
    const { keyId } = await ann.call('keys.create', {
      body: { name: 'old', budget: { total: '5', daily: '1' }, limits: { concurrent: 3 } },
    })
    const changed = await ann.call('keys.update', { params: { keyId }, body: { name: 'new', budget: { daily: null } } })
    expect(changed).toMatchObject({
      name: 'new',
      budget: { total: '5.000000', daily: null, monthly: null },
      limits: { concurrent: 3, requestsPerMinute: null },
    })
  })
})

describe('an operator', () => {
  it('alone reaches the controls', async () => {
    expect(await ann.send('GET', '/admin/overview')).toMatchObject({ status: 403, code: 'forbidden' })
    const operator = await world.operator()
    expect((await operator.send('GET', '/admin/overview')).status).toBe(200)
    const plain = await operator.withKey(['read'])
    expect((await plain.send('GET', '/admin/overview')).code).toBe('scope_missing')
    const key = await operator.withKey(['admin'], { allowedIps: ['127.0.0.1', '::1'] })
    expect((await key.send('GET', '/admin/overview')).status).toBe(200)
  })

  it('gives the scope admin to nobody else, and only with addresses', async () => {
    expect((await ann.send('POST', '/keys', { name: 'x', scopes: ['admin'], allowedIps: ['127.0.0.1'] })).code).toBe(
      'forbidden',
    )
    const operator = await world.operator()
    expect((await operator.send('POST', '/keys', { name: 'x', scopes: ['admin'] })).code).toBe('forbidden')
  })

  it('loses the key’s power with the role', async () => {
    const operator = await world.operator()
    const carl = await world.signUp('carl')
    await operator.call('admin.users.roles', {
      params: { account: carl.account },
      body: { roles: ['operator'], reason: 'covers the weekend' },
    })
    const key = await carl.withKey(['admin'], { allowedIps: ['127.0.0.1', '::1'] })
    expect((await key.send('GET', '/admin/holds')).status).toBe(200)
    await operator.call('admin.users.roles', {
      params: { account: carl.account },
      body: { roles: [], reason: 'weekend is over' },
    })
    expect((await key.send('GET', '/admin/holds')).code).toBe('forbidden')
    expect((await carl.send('GET', '/admin/holds')).code).toBe('forbidden')
  })
})

describe('a page of another site', () => {
  const changes = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'null' },
  ]

  it.each(changes)('changes nothing with a visitor’s cookie: %j', async (headers) => {
    expect(await ann.send('POST', '/orders', order, headers)).toMatchObject({ status: 403, code: 'cross_site_refused' })
    expect((await ann.call('orders.list', { query: { status: 'open' } })).items).toEqual([])
  })

  it('is no other site when it is our own or a trusted one', async () => {
    for (const origin of [world.url, 'https://trusted.example']) {
      const answer = await ann.send('POST', '/orders/quote', order, { origin, 'sec-fetch-site': 'same-origin' })
      expect(answer.status).toBe(200)
    }
  })

  it('does not matter to a key, which no browser sends by itself', async () => {
    const key = await ann.withKey(['trade', 'read'])
    expect((await key.send('POST', '/orders/quote', order, { origin: 'https://evil.example' })).status).toBe(200)
  })

  it('gets no session into the relay', async () => {
    const body = { model: 'sandbox-chat', messages: [] }
    const cookie = ann.headers['cookie'] ?? ''
    await world.send('POST', '/v1/chat/completions', { body, headers: { cookie } })
    expect(world.relayed.at(-1)?.session).toMatchObject({ account: ann.account, keyId: null, tier: 'lv1' })
    await world.send('POST', '/v1/chat/completions', { body, headers: { cookie, origin: 'https://evil.example' } })
    expect(world.relayed.at(-1)?.session).toBeUndefined()
    await world.send('POST', '/v1/chat/completions', { body, headers: { cookie, authorization: 'Bearer sk-lx-x' } })
    expect(world.relayed.at(-1)?.session).toBeUndefined()
  })
})

describe('an Idempotency-Key', () => {
  const key = (value: string) => ({ 'idempotency-key': value })

  it('books once, however often and in parallel it is sent', async () => {
    const before = await ann.call('faucet.get')
    const sent = Array.from({ length: 20 }, () => ann.send('POST', '/faucet', { amount: '1.5' }, key('draw-1')))
    const answers = await Promise.all(sent)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const booked = answers.filter(({ json }) => !(json as { repeated: boolean }).repeated)
    const numbered = answers.filter(({ json }) => (json as { sequence: number | null }).sequence !== null)
    expect(numbered, 'only what was booked has a number').toEqual(booked)
    expect(booked.length).toBe(1)
    const after = await ann.call('faucet.get')
    expect(Number(before.leftToday) - Number(after.leftToday)).toBe(1.5)
  })

  it('with another body or another endpoint is refused', async () => {
    await ann.send('POST', '/faucet', { amount: '1' }, key('draw-2'))
    expect(await ann.send('POST', '/faucet', { amount: '2' }, key('draw-2'))).toMatchObject({
      status: 409,
      code: 'idempotency_key_reused',
    })
    expect((await ann.send('POST', '/stake', { amount: '1' }, key('draw-2'))).code).toBe('idempotency_key_reused')
  })

  it('is each account’s own', async () => {
    const dora = await world.signUp('dora')
    await ann.send('POST', '/faucet', { amount: '1' }, key('shared'))
    expect((await dora.send('POST', '/faucet', { amount: '3' }, key('shared'))).status).toBe(200)
  })

  it('is refused when it is unprintable or too long', async () => {
    for (const value of ['a b', 'x'.repeat(129), '\u00fc']) {
      expect((await ann.send('POST', '/faucet', { amount: '1' }, key(value))).code).toBe('invalid_idempotency_key')
    }
  })
})

describe('limits', () => {
  it('stop an address that asks too much, with the time to come back', async () => {
    const small = await openWorld({
      settings: { limits: { byAddress: { name: 'address', requests: 5, windowMs: 60_000 } } },
    })
    try {
      const answers: Answer[] = []
      for (let i = 0; i < 7; i++) answers.push(await small.send('GET', '/api/v1/status'))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429])
      expect(answers[4]?.headers.get('x-ratelimit-remaining')).toBe('0')
      expect(Number(answers[6]?.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(answers[6]?.code).toBe('rate_limited')
    } finally {
      await small.close()
    }
  })

  it('count guessed keys against the address that guesses', async () => {
    const small = await openWorld({
      settings: { limits: { byAddress: { name: 'address', requests: 3, windowMs: 60_000 } } },
    })
    try {
      const guess = () => new Visitor(small, { authorization: `Bearer sk-lx-${'b'.repeat(43)}` }).send('GET', '/me')
      for (let i = 0; i < 3; i++) expect((await guess()).status).toBe(401)
      expect((await guess()).status).toBe(429)
    } finally {
      await small.close()
    }
  })
})
