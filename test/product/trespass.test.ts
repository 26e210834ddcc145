/** Taking what is somebody else's: other people's records, scopes a key lacks, controls, other sites' pages, ended keys, suspended accounts. */
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Endpoint, Scope } from '../../src/contract/endpoint.ts'
import { API_BASE, endpoints } from '../../src/contract/index.ts'
import { ServerProcess, temporaryDir, Visitor } from '../server-process.ts'
import { ask, Caller } from './caller.ts'
import { balanced, DAY, type Person, Town } from './people.ts'

const dir = temporaryDir()
let server: ServerProcess
let town: Town
let ann: Person
let bob: Person
/** What is Ann's. */
let mine: { readonly orderId: number; readonly callId: string; readonly keyId: number; readonly unbondingId: number }

const order = { type: 'limit', side: 'buy', price: '0.05000', quantity: '50', clientOrderId: 'anns' } as const

beforeAll(async () => {
  server = await ServerProcess.start({ dataDir: dir.path, clock: '2026-01-05T00:00:00Z' })
  town = await Town.of(server)
  await town.priceForMining()
  ann = await town.person('ann', '100')
  bob = await town.person('bob', '100')
  await town.mine(ann, 1)
  await town.mine(bob, 1)
  const placed = await ann.visitor.call('orders.place', { body: order })
  await ann.visitor.call('stake.add', { body: { amount: '10' } })
  const { unbondingId } = await ann.visitor.call('stake.remove', { body: { amount: '5' } })
  const { items: calls } = await ann.visitor.call('calls.list', {})
  const { items: keys } = await ann.visitor.call('keys.list', {})
  mine = { orderId: placed.order.orderId, callId: calls[0]?.callId ?? '', keyId: keys[0]?.keyId ?? 0, unbondingId }
})
afterAll(async () => {
  await server.kill()
  dir.remove()
})

const all = Object.values(endpoints) as readonly Endpoint[]
const keyed = async (visitor: Visitor, scopes: Scope[]): Promise<Caller> => {
  const { secret } = await visitor.call('keys.create', { body: { name: 'some', scopes } })
  return new Caller(town.url, secret)
}

describe('somebody else’s', () => {
  it('order, call, key and unbonding do not exist for others, by session or by key', async () => {
    for (const [method, path, code, body] of [
      ['GET', `/orders/${mine.orderId}`, 'order_not_found'],
      ['GET', '/orders/client:anns', 'order_not_found'],
      ['DELETE', `/orders/${mine.orderId}`, 'order_not_found'],
      ['DELETE', '/orders/client:anns', 'order_not_found'],
      ['GET', `/calls/${mine.callId}`, 'call_not_found'],
      ['GET', `/keys/${mine.keyId}`, 'key_not_found'],
      ['PATCH', `/keys/${mine.keyId}`, 'key_not_found', { name: 'bobs' }],
      ['DELETE', `/keys/${mine.keyId}`, 'key_not_found'],
      ['POST', '/stake/cancel', 'unbonding_not_found', { unbondingId: mine.unbondingId }],
    ] as const) {
      const asPerson = await bob.visitor.raw(method, API_BASE + path, body)
      expect(await asPerson.json(), `${method} ${path}`).toMatchObject({ code })
      const asKey = await bob.caller.send(API_BASE + path, { method, ...(body ? { body } : {}) })
      expect([code, 'session_required'], `${method} ${path}`).toContain(asKey.code)
    }
    expect((await ann.visitor.call('orders.get', { params: { orderId: 'client:anns' } })).order.status).toBe('open')
  })

  it('records are in nobody else’s lists', async () => {
    const lists = [
      '/orders',
      '/fills',
      '/calls',
      `/calls?keyId=${mine.keyId}`,
      '/keys',
      '/ledger',
      '/ledger?ref=1',
      '/usage',
    ]
    const { account } = await ann.visitor.call('me.get', {})
    for (const path of lists) {
      const { text, status } = await bob.caller.send(API_BASE + path)
      expect(status, path).toBe(200)
      expect(text, path).not.toContain('anns')
      expect(text, path).not.toContain(mine.callId)
      expect(text, path).not.toContain(`user:${account}:`)
    }
    expect((await bob.caller.send(`${API_BASE}/calls?keyId=${mine.keyId}`)).json).toMatchObject({ items: [] })
  })

  it('orders, balances and calls are not heard over a socket', async () => {
    const heard = await listen(bob.caller, ['orders', 'balances', 'calls'])
    await ann.visitor.call('orders.cancel', { params: { orderId: 'client:anns' } })
    await ann.visitor.call('orders.place', { body: order })
    await ann.caller.chat('Secret question', { max_tokens: 5 })
    await bob.caller.chat('My question', { max_tokens: 5 })
    await heard.until((text) => text.includes('"calls"') && text.includes('"update"'))
    expect(heard.messages.join()).not.toContain('anns')
    expect(heard.messages.join()).not.toContain(mine.callId)
    heard.close()
  })
})

interface Heard {
  readonly messages: string[]
  readonly socket: WebSocket
  until(test: (text: string) => boolean): Promise<void>
  close(): void
}

async function listen(caller: Caller, channels: readonly string[]): Promise<Heard> {
  const socket = new WebSocket(`${town.url.replace('http', 'ws')}/api/v1/ws`)
  await once(socket, 'open')
  const messages: string[] = []
  socket.on('message', (data) => messages.push(String(data)))
  const until = async (test: (text: string) => boolean): Promise<void> => {
    while (!messages.some(test)) await once(socket, 'message')
  }
  socket.send(JSON.stringify({ op: 'auth', key: caller.key }))
  await until((text) => text.includes('authenticated'))
  for (const channel of channels) {
    socket.send(JSON.stringify({ op: 'subscribe', channel }))
    await until((text) => text.includes('"subscribed"') && text.includes(`"${channel}"`))
  }
  return { messages, socket, until, close: () => socket.terminate() }
}

describe('the controls', () => {
  it('answer nobody but operators, whatever is sent', async () => {
    const keys = await Promise.all([
      keyed(bob.visitor, ['relay', 'read', 'trade', 'earn', 'wallet']),
      keyed(town.operator, ['relay', 'read', 'trade', 'earn', 'wallet']),
    ])
    for (const { method, path } of all.filter(({ auth }) => auth === 'operator')) {
      const address = API_BASE + path.replace(/\{\w+\}/g, '1')
      const body = method === 'GET' ? undefined : {}
      const nobody = await ask(town.url + address, { method, ...(body ? { body } : {}) })
      expect([nobody.status, nobody.code], path).toEqual([401, 'unauthorized'])
      const person = await bob.visitor.raw(method, address, body)
      expect([person.status, ((await person.json()) as { code: string }).code], path).toEqual([403, 'forbidden'])
      for (const key of keys) {
        const answer = await key.send(address, { method, ...(body ? { body } : {}) })
        expect([answer.status, answer.code], path).toEqual([403, 'scope_missing'])
      }
    }
  })

  it('can not be taken by asking for the scope or the role', async () => {
    const create = (body: object) => bob.visitor.raw('POST', '/api/v1/keys', { name: 'x', ...body })
    expect((await create({ scopes: ['admin'], allowedIps: ['127.0.0.1'] })).status).toBe(403)
    const { keyId } = await bob.visitor.call('keys.create', { body: { name: 'plain' } })
    const raised = await bob.visitor.raw('PATCH', `/api/v1/keys/${keyId}`, {
      scopes: ['admin'],
      allowedIps: ['127.0.0.1'],
    })
    expect(raised.status).toBe(403)
    for (const more of [{ roles: 'operator' }, { roles: ['operator'] }, { disabled: false }, { id: '1' }]) {
      const body = { name: 'mallory', email: 'mallory@example.test', password: 'correct horse battery', ...more }
      expect((await new Visitor(town.url).raw('POST', '/api/auth/sign-up/email', body)).status).toBe(400)
      expect((await bob.visitor.raw('POST', '/api/auth/update-user', { name: 'bob', ...more })).status).toBe(400)
    }
    const setup = { token: 'x', email: 'm@example.test', password: 'correct horse battery', name: 'm' }
    expect((await new Visitor(town.url).raw('POST', '/api/v1/setup', setup)).status).toBe(409)
  })
})

describe('a key', () => {
  it('does nothing that its scopes do not say', async () => {
    const can: Readonly<Record<string, Scope[]>> = {
      '/api/v1/orders': ['trade'],
      '/api/v1/stake': ['earn'],
      '/api/v1/faucet': ['wallet'],
      '/v1/chat/completions': ['relay'],
    }
    for (const scope of ['relay', 'read', 'trade', 'earn', 'wallet'] as const) {
      const key = await keyed(bob.visitor, [scope])
      for (const [path, scopes] of Object.entries(can)) {
        const { status, code } = await key.post(path, {})
        expect([status, code], `${scope} at ${path}`).toEqual(
          scopes.includes(scope) ? [400, expect.any(String)] : [403, 'scope_missing'],
        )
      }
    }
  })

  it('that is revoked does nothing more at once, and loses the socket it has opened', async () => {
    const key = await keyed(bob.visitor, ['trade', 'read', 'relay'])
    const heard = await listen(key, ['orders'])
    const { json } = await key.send('/api/v1/me')
    const { keyId } = json as { keyId: number }
    await bob.visitor.call('keys.revoke', { params: { keyId } })
    expect(await key.send('/api/v1/me')).toMatchObject({ status: 401, code: 'key_revoked' })
    expect((await key.chat('Hi')).status).toBe(401)
    if (heard.socket.readyState !== heard.socket.CLOSED) await once(heard.socket, 'close')
    expect((await bob.visitor.call('orders.list', { query: { status: 'open' } })).items).toEqual([])
  })

  it('keeps to its pace', async () => {
    const { secret } = await bob.visitor.call('keys.create', {
      body: { name: 'slow', limits: { requestsPerMinute: 2 } },
    })
    const slow = new Caller(town.url, secret)
    const answers = [await slow.chat('1', { max_tokens: 1 }), await slow.chat('2', { max_tokens: 1 })]
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const refused = await slow.chat('3')
    expect([refused.status, refused.code]).toEqual([429, 'rate_limited'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('a page of another site', () => {
  it('does nothing with a visitor’s cookie: no change, no call, no socket, no sign-out', async () => {
    const { cookie } = bob.visitor
    for (const more of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
      const headers = { cookie, ...more }
      const placed = await ask(`${town.url}/api/v1/orders`, { method: 'POST', body: order, headers })
      expect([placed.status, placed.code]).toEqual([403, 'cross_site_refused'])
      const body = { model: 'sandbox-chat', messages: [{ role: 'user', content: 'Hi' }] }
      const call = await ask(`${town.url}/v1/chat/completions`, { method: 'POST', body, headers })
      expect([call.status, call.code]).toEqual([401, 'missing_key'])
      const out = await ask(`${town.url}/api/auth/sign-out`, { method: 'POST', body: {}, headers })
      expect(out.status).toBe(403)
    }
    const socket = new WebSocket(`${town.url.replace('http', 'ws')}/api/v1/ws`, {
      headers: { cookie },
      origin: 'https://evil.example',
    })
    await once(socket, 'open')
    socket.send(JSON.stringify({ op: 'subscribe', channel: 'balances' }))
    const [answer] = (await once(socket, 'message')) as [Buffer]
    expect(JSON.parse(String(answer))).toMatchObject({ op: 'error', code: 'unauthorized' })
    socket.terminate()
    expect((await bob.visitor.raw('GET', '/api/v1/me')).status).toBe(200)
  })

  it('can not frame, run or sniff what it gets, and cookies stay out of scripts', async () => {
    for (const path of ['/', '/trade', '/api/v1/status', '/v1/models', '/docs/api']) {
      const { headers } = await ask(town.url + path, { headers: { 'sec-fetch-site': 'none' } })
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      if (path.startsWith('/v1/')) continue
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'")
      expect(headers.get('content-security-policy'), path).not.toMatch(/script-src[^;]*unsafe/)
    }
    const body = { name: 'flags', email: 'flags@example.test', password: 'correct horse battery' }
    const { headers } = await new Visitor(town.url).raw('POST', '/api/auth/sign-up/email', body)
    const [cookie = '', ...others] = headers.getSetCookie()
    expect(others).toEqual([])
    expect(cookie).toMatch(/^lx\.session_token=[^;]+; .*HttpOnly; SameSite=Lax/i)
    expect(cookie).not.toMatch(/domain=/i)
  })
})

describe('signing up', () => {
  it('lets in one of twenty who do it with one address at the same moment', async () => {
    const body = { name: 'twin', email: 'twin@example.test', password: 'correct horse battery' }
    const signUp = () => new Visitor(town.url).raw('POST', '/api/auth/sign-up/email', body)
    const statuses = (await Promise.all(Array.from({ length: 20 }, signUp))).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status >= 500 && status !== 503)).toEqual([])
  })
})

describe('guessing a password', () => {
  it('ends after five wrong ones, for people who exist and who do not, though the sixth be right', async () => {
    await new Visitor(town.url).signUp('victim')
    const attempt = async (email: string, password: string): Promise<number> =>
      (await new Visitor(town.url).raw('POST', '/api/auth/sign-in/email', { email, password })).status
    for (const email of ['victim@example.test', 'nobody@example.test']) {
      const answers: number[] = []
      for (let i = 0; i < 5; i++) answers.push(await attempt(email, `wrong horse battery ${i}`))
      answers.push(await attempt(email, 'correct horse battery'))
      expect(answers, email).toEqual([401, 401, 401, 401, 401, 429])
    }
  })
})

describe('a suspended account', () => {
  it('takes no new risk and draws nothing, by session, key or socket; its orders are gone', async () => {
    const eve = await town.person('eve', '50')
    const { account } = await eve.visitor.call('me.get', {})
    const { order: open } = await eve.visitor.call('orders.place', { body: order })
    const heard = await listen(eve.caller, ['orders'])
    const suspend = (suspended: boolean) =>
      town.operator.call('admin.users.suspend', { params: { account }, body: { suspended, reason: 'an attack' } })
    await suspend(true)
    await town.pass(DAY)
    for (const [path, body] of [
      ['/api/v1/orders', { ...order, clientOrderId: 'more' }],
      ['/api/v1/faucet', { amount: '1' }],
      ['/v1/chat/completions', { model: 'sandbox-chat', messages: [{ role: 'user', content: 'Hi' }] }],
    ] as const) {
      const byKey = await eve.caller.post(path, body)
      expect([byKey.status, byKey.code], path).toEqual([403, 'account_suspended'])
      const bySession = await eve.visitor.raw('POST', path, body)
      expect([401, 403], path).toContain(bySession.status)
    }
    const { clientOrderId: _, ...item } = order
    heard.socket.send(JSON.stringify({ op: 'orders', id: 'late', items: [{ op: 'place', ...item }] }))
    await heard.until((text) => text.includes('"late"'))
    expect(heard.messages.at(-1)).toContain('account_suspended')
    heard.close()
    expect((await eve.caller.send(`/api/v1/orders/${open.orderId}`, { method: 'DELETE' })).status).toBe(404)
    expect(await eve.visitor.call('orders.list', { query: { status: 'open' } })).toMatchObject({ items: [] })
    await suspend(false)
    expect((await eve.caller.post('/api/v1/faucet', { amount: '1' })).status).toBe(200)
    expect(await town.imbalance()).toEqual(balanced)
  })
})
