/** Claims about the command line as a whole: exit codes, where server and key come from, what is printed where. */
import { describe, expect, it } from 'vitest'
import { machine, standIn } from './testing/bench.ts'

const problem = (code: string, status: number, more: object = {}) => ({
  status,
  body: { type: 'about:blank', title: `title of ${code}`, status, code, traceId: 'req_1', docs: '/docs', ...more },
})
const trades = {
  items: [
    { tradeId: 1, at: 0, price: '0.10000', quantity: '5.0', notional: '0.500000', takerSide: 'buy', source: 'buyback' },
  ],
  nextCursor: null,
}
const me = {
  account: 7,
  identity: 'x',
  email: null,
  name: null,
  roles: ['user'],
  operator: false,
  suspended: false,
  createdAt: 0,
  via: 'key',
  keyId: 3,
  scopes: ['read'],
  tier: 'lv1',
}

describe('exit codes', () => {
  it.each([
    ['an unknown command', ['nonsense']],
    ['an unknown option', ['book', '--nonsense']],
    ['a missing argument', ['keys', 'create']],
    ['a number that is none', ['trades', '--limit', 'many']],
    ['an address that is none', ['--url', 'localhost', 'book']],
    ['a command group alone', ['keys']],
    ['nothing at all', []],
  ])('are 2 for %s, and nothing is sent', async (_name, args) => {
    const server = await standIn({})
    expect((await machine({ url: server.url }).lx(args)).code).toBe(2)
    expect(server.asked).toEqual([])
    await server.close()
  })

  it('are 0 for help, which names every exit code', async () => {
    const { code, out } = await machine().lx(['--help'])
    expect(code).toBe(0)
    for (const number of ['0 done', '1 refused', '2 wrong', '3 server', '4 no key']) expect(out).toContain(number)
  })

  it.each([
    [1, 'insufficient_credits', 402],
    [1, 'validation_failed', 400],
    [4, 'unauthorized', 401],
    [4, 'scope_missing', 403],
    [4, 'key_expired', 401],
    [1, 'account_suspended', 403],
    [3, 'internal_error', 500],
  ])('are %i for %s', async (code, name, status) => {
    const server = await standIn({ 'GET /api/v1/me': problem(name, status) })
    const result = await machine({ url: server.url, key: 'k' }).lx(['whoami'])
    expect(result.code).toBe(code)
    expect(result.note).toContain(name)
    await server.close()
  })

  it('are 3 when nobody answers and 3 when it is no L-Exchange', async () => {
    expect((await machine({ url: 'http://127.0.0.1:9' }).lx(['book'])).code).toBe(3)
    const server = await standIn({ 'GET /api/v1/market': { body: '<html>' } })
    const result = await machine({ url: server.url }).lx(['book'])
    expect([result.code, result.note]).toEqual([3, expect.stringContaining('Is this an L-Exchange?')])
    await server.close()
  })

  it('are 1 with a hint when server and lx do not understand each other', async () => {
    const server = await standIn({ 'GET /api/v1/market/trades': { body: { things: [] } } })
    const result = await machine({ url: server.url }).lx(['trades'])
    expect([result.code, result.note]).toEqual([1, expect.stringContaining('versions differ')])
    await server.close()
  })
})

describe('a refusal', () => {
  it('says the rule, its numbers, the fields and how long to wait', async () => {
    const more = {
      detail: 'Not enough.',
      context: { missing: '1.5' },
      errors: [{ path: 'body.amount', code: 'x', message: 'too small' }],
      retryAfterSeconds: 9,
    }
    const server = await standIn({ 'GET /api/v1/me': problem('rate_limited', 429, more) })
    const { note } = await machine({ url: server.url, key: 'k' }).lx(['whoami'])
    expect(note).toBe('lx: rate_limited: Not enough. (missing 1.5) Try again in 9 s.\n  body.amount: too small\n')
    await server.close()
  })

  it('is JSON with the whole problem for programs', async () => {
    const server = await standIn({ 'GET /api/v1/me': problem('key_revoked', 401) })
    const result = await machine({ url: server.url, key: 'k' }).lx(['whoami', '--json'])
    expect(result.json().error).toMatchObject({ reason: 'auth', problem: { code: 'key_revoked', traceId: 'req_1' } })
    expect(result.note).toBe('')
    await server.close()
  })
})

describe('server and key', () => {
  it('come from the flag, else the environment, else the login', async () => {
    const [one, two] = [
      await standIn({ 'GET /api/v1/me': { body: me } }),
      await standIn({ 'GET /api/v1/me': { body: me } }),
    ]
    const box = machine()
    await box.lx(['login', '--url', one.url, '--key', 'stored'])
    await box.lx(['whoami'])
    expect(one.asked.at(-1)?.headers.authorization).toBe('Bearer stored')
    await box.lx(['whoami', '--key', 'flag'])
    expect(one.asked.at(-1)?.headers.authorization).toBe('Bearer flag')
    const other = machine({ url: two.url, key: 'environment' })
    await other.lx(['whoami'])
    expect(two.asked.at(-1)?.headers.authorization).toBe('Bearer environment')
    await other.lx(['--url', one.url, 'whoami'])
    expect(one.asked.at(-1)?.headers.authorization).toBe('Bearer environment')
    await Promise.all([one.close(), two.close()])
  })

  it('belong together: a stored key is never sent to another server', async () => {
    const [one, two] = [
      await standIn({ 'GET /api/v1/me': { body: me } }),
      await standIn({ 'GET /api/v1/me': { body: me } }),
    ]
    const box = machine()
    await box.lx(['login', '--url', one.url, '--key', 'stored'])
    const result = await box.lx(['whoami', '--url', two.url])
    expect([result.code, two.asked]).toEqual([4, []])
    await Promise.all([one.close(), two.close()])
  })

  it('do not follow a redirect with the key', async () => {
    const thief = await standIn({})
    const server = await standIn({ 'GET /api/v1/me': { status: 302, headers: { location: `${thief.url}/api/v1/me` } } })
    expect((await machine({ url: server.url, key: 'k' }).lx(['whoami'])).code).toBe(1)
    expect(thief.asked).toEqual([])
    await Promise.all([server.close(), thief.close()])
  })
})

describe('output', () => {
  it('is a table for people and the same data for programs', async () => {
    const server = await standIn({ 'GET /api/v1/market/trades': { body: trades } })
    const box = machine({ url: server.url })
    expect((await box.lx(['trades'])).out).toBe(
      'time                  taker  price CR  LCO        CR\n1970-01-01 00:00:00Z  buy     0.10000  5.0  0.500000  buyback\n',
    )
    expect((await box.lx(['trades', '--json'])).json()).toEqual(trades)
    await server.close()
  })

  it('has colours on a screen only, and none with NO_COLOR or --no-color', async () => {
    const server = await standIn({ 'GET /api/v1/market/trades': { body: trades } })
    const colored = async (environment: { color?: boolean }, args: string[], screen: boolean) =>
      (await machine({ url: server.url, ...environment }).lx(['trades', ...args], { screen })).out.includes('\u001b[')
    expect(await colored({}, [], true)).toBe(true)
    expect(await colored({}, [], false)).toBe(false)
    expect(await colored({ color: false }, [], true)).toBe(false)
    expect(await colored({}, ['--no-color'], true)).toBe(false)
    expect(await colored({}, ['--json'], true)).toBe(false)
    await server.close()
  })
})

describe('requests that may be repeated', () => {
  const drawn = {
    body: { amount: '5.000000', available: '5.000000', leftToday: '95.000000', sequence: 4, repeated: false },
  }

  it('are tried again after a lost answer, with the same idempotency key', async () => {
    const server = await standIn({
      'POST /api/v1/faucet': [{ ...drawn, cut: true }, { status: 503, body: '{}' }, drawn],
    })
    const result = await machine({ url: server.url, key: 'k' }).lx(['faucet', '5'])
    expect(result.code).toBe(0)
    expect(server.asked).toHaveLength(3)
    expect(new Set(server.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    await server.close()
  })

  it('are given up after three tries, and others after one', async () => {
    const server = await standIn({ 'POST /api/v1/faucet': { cut: true }, 'DELETE /api/v1/orders': { cut: true } })
    const box = machine({ url: server.url, key: 'k' })
    expect((await box.lx(['faucet', '5'])).code).toBe(3)
    expect((await box.lx(['cancel', '--all'])).code).toBe(3)
    expect(server.asked.map(({ route }) => route)).toEqual([
      ...Array<string>(3).fill('POST /api/v1/faucet'),
      'DELETE /api/v1/orders',
    ])
    await server.close()
  })
})
