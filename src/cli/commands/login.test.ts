/** Claims about signing in, the file that keeps the key, and keys. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { type Answers, type Asked, machine, standIn } from '../testing/bench.ts'

const secret = `sk-lx-${'A'.repeat(43)}`
const none = { total: null, daily: null, monthly: null }
const zero = { total: '0.000000', daily: '0.000000', monthly: '0.000000' }
const key = (keyId: number) => ({
  keyId,
  name: 'bot',
  hint: 'sk-lx-AAA…AAA',
  status: 'active',
  scopes: ['relay', 'read'],
  createdAt: 0,
  lastUsedAt: null,
  expiresAt: null,
  budget: none,
  spent: zero,
  held: '0.000000',
  allowedModels: null,
  allowedIps: null,
  limits: { requestsPerMinute: null, tokensPerMinute: null, concurrent: null },
  fitToBalance: false,
  signing: null,
})
const status = {
  name: 'x',
  version: '1',
  rulesVersion: 1,
  simulation: true,
  demo: false,
  state: 'running',
  needsSetup: false,
  now: 1_000,
  virtualClock: false,
  sequence: { applied: 1, durable: 1 },
  startedAt: 0,
  switches: {
    relay: true,
    mining: true,
    trading: true,
    borrowing: true,
    prediction: true,
    launchpad: true,
    governance: true,
  },
  history: { state: 'current', lag: 0 },
  signUp: { email: true, providers: [] },
}

function exchange(more: Answers = {}) {
  let made = 10
  return standIn({
    'POST /api/auth/sign-in/email': ({ body }: Asked) =>
      (body as { password: string }).password === 'right password'
        ? { body: { token: 't' }, headers: { 'set-cookie': ['lx.session_token=abc.sig; Path=/; HttpOnly'] } }
        : { status: 401, body: { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' } },
    'POST /api/auth/sign-out': { body: { success: true } },
    'GET /api/v1/status': { body: status },
    'POST /api/v1/keys': () => ({ status: 201, body: { ...key(++made), secret, signingSecret: null } }),
    'DELETE /api/v1/keys/11': { body: { ...key(11), status: 'revoked' } },
    ...more,
  })
}

describe('lx sign-up', () => {
  const made = { body: { token: 't' }, headers: { 'set-cookie': ['lx.session_token=abc.sig; Path=/; HttpOnly'] } }
  const args = ['sign-up', '--email', 'ann@example.com', '--name', 'Ann', '--password-stdin']

  it('makes the account, keeps a key of this machine, and leaves no session', async () => {
    const server = await exchange({ 'POST /api/auth/sign-up/email': made })
    const box = machine({ url: server.url })
    expect((await box.lx(args, { input: 'a fresh password\n' })).code).toBe(0)
    expect(server.asked.map(({ route }) => route)).toEqual([
      'GET /api/v1/status',
      'POST /api/auth/sign-up/email',
      'GET /api/v1/status',
      'POST /api/v1/keys',
      'POST /api/auth/sign-out',
    ])
    expect(server.asked[1]?.body).toEqual({ email: 'ann@example.com', password: 'a fresh password', name: 'Ann' })
    expect(JSON.parse(readFileSync(box.file, 'utf8')).servers[server.url].email).toBe('ann@example.com')
    await server.close()
  })

  it('asks a person for address, name and the password twice', async () => {
    const server = await exchange({ 'POST /api/auth/sign-up/email': made })
    const box = machine({ url: server.url })
    const typed = ['ann@example.com', 'a fresh password', 'a fresh pasword']
    const differing = await box.lx(['sign-up'], { interactive: true, typed })
    expect([differing.code, differing.note]).toEqual([2, expect.stringContaining('differ')])
    const again = ['ann@example.com', 'a fresh password', 'a fresh password', 'Ann']
    const { code, questions } = await box.lx(['sign-up'], { interactive: true, typed: again })
    expect([code, questions.length]).toEqual([0, 4])
    await server.close()
  })

  it('does not try where nobody is let in', async () => {
    const closed = { body: { ...status, signUp: { email: false, providers: [] } } }
    const server = await exchange({ 'GET /api/v1/status': closed })
    const result = await machine({ url: server.url }).lx(args, { input: 'a fresh password' })
    expect([result.code, result.note]).toEqual([1, expect.stringContaining('no new accounts')])
    expect(server.asked).toHaveLength(1)
    await server.close()
  })
})

describe('lx login', () => {
  it('makes a key of this machine with e-mail and password, keeps it for the owner alone, and leaves no session', async () => {
    const server = await exchange()
    const box = machine({ url: server.url })
    const result = await box.lx(['login', '--email', 'ann@example.com', '--password-stdin'], {
      input: 'right password\n',
    })
    expect(result.code).toBe(0)
    expect(server.asked.map(({ route }) => route)).toEqual([
      'POST /api/auth/sign-in/email',
      'GET /api/v1/status',
      'POST /api/v1/keys',
      'POST /api/auth/sign-out',
    ])
    expect(server.asked[2]).toMatchObject({
      headers: { cookie: 'lx.session_token=abc.sig' },
      body: {
        name: `lx on ${hostname()}`,
        scopes: ['relay', 'read', 'trade', 'earn', 'wallet'],
        expiresAt: 1_000 + 90 * 86_400_000,
        allowedIps: null,
      },
    })
    expect(JSON.parse(readFileSync(box.file, 'utf8')).servers[server.url]).toEqual({
      key: secret,
      keyId: 11,
      email: 'ann@example.com',
    })
    expect(statSync(box.file).mode & 0o777).toBe(0o600)
    expect(result.out + result.note).not.toContain(secret)
    await server.close()
  })

  it('asks a person for what is missing, and ends the key of the login before', async () => {
    const server = await exchange()
    const box = machine({ url: server.url })
    const typed = ['ann@example.com', 'right password']
    const first = await box.lx(['login'], { interactive: true, typed })
    expect(first.questions).toEqual([`E-mail for ${server.url}: `, 'Password of ann@example.com: '])
    expect((await box.lx(['login'], { interactive: true, typed: ['right password'] })).code).toBe(0)
    expect(server.asked.map(({ route }) => route)).toContain('DELETE /api/v1/keys/11')
    await server.close()
  })

  it('with a wrong password ends with 4 and keeps nothing', async () => {
    const server = await exchange()
    const box = machine({ url: server.url })
    const result = await box.lx(['login', '--email', 'ann@example.com', '--password-stdin'], { input: 'wrong' })
    expect([result.code, result.note]).toEqual([4, 'lx: INVALID_EMAIL_OR_PASSWORD: Invalid email or password\n'])
    expect(() => readFileSync(box.file)).toThrow()
    await server.close()
  })

  it('does not wait for a person who is not there', async () => {
    const server = await exchange()
    expect((await machine({ url: server.url }).lx(['login', '--email', 'ann@example.com'])).code).toBe(2)
    expect(server.asked).toEqual([])
    await server.close()
  })

  it('signs out although the key was refused', async () => {
    const server = await exchange({
      'POST /api/v1/keys': {
        status: 409,
        body: { type: 'x', title: 'x', status: 409, code: 'key_limit', traceId: 'x', docs: 'x' },
      },
    })
    const result = await machine({ url: server.url }).lx(['login', '--email', 'ann@example.com', '--password-stdin'], {
      input: 'right password',
    })
    expect(result.code).toBe(1)
    expect(server.asked.at(-1)?.route).toBe('POST /api/auth/sign-out')
    await server.close()
  })

  it('limits an operator’s key to this machine, or to the named addresses', async () => {
    const server = await exchange()
    const box = machine({ url: server.url })
    const sign = ['--email', 'root@example.com', '--password-stdin', '--admin']
    await box.lx(['login', ...sign], { input: 'right password' })
    expect(server.asked[2]?.body).toMatchObject({
      scopes: expect.arrayContaining(['admin']),
      allowedIps: ['127.0.0.0/8', '::1'],
    })
    const far = await machine({ url: 'http://exchange.example' }).lx(['login', ...sign], { input: 'right password' })
    expect(far.code).not.toBe(0)
    await server.close()
  })
})

describe('the login file', () => {
  it('that is damaged is named, not overwritten', async () => {
    const server = await exchange()
    const box = machine({ url: server.url })
    await box.lx(['login', '--email', 'ann@example.com', '--password-stdin'], { input: 'right password' })
    writeFileSync(box.file, '{"servers":')
    const result = await box.lx(['whoami'])
    expect([result.code, result.note]).toEqual([2, expect.stringContaining('damaged')])
    expect(readFileSync(box.file, 'utf8')).toBe('{"servers":')
    await server.close()
  })
})

describe('lx logout', () => {
  it('forgets the key, and ends it with --revoke', async () => {
    const server = await exchange()
    const box = machine({ url: server.url })
    const sign = { input: 'right password' }
    await box.lx(['login', '--email', 'ann@example.com', '--password-stdin'], sign)
    const result = await box.lx(['logout', '--revoke', '--password-stdin'], sign)
    expect([result.code, server.asked.some(({ route }) => route === 'DELETE /api/v1/keys/11')]).toEqual([0, true])
    expect((await box.lx(['whoami'])).code).toBe(4)
    expect((await box.lx(['logout'])).out).toContain('There is no key')
    await server.close()
  })
})

describe('lx keys', () => {
  it('create prints the secret alone on standard output', async () => {
    const server = await exchange()
    const args = [
      'keys',
      'create',
      'bot',
      '--models',
      'a,b',
      '--daily',
      '2.5',
      '--expires',
      '1h',
      '--rpm',
      '60',
      '--fit',
      '--email',
      'ann@example.com',
      '--password-stdin',
    ]
    const { out, note } = await machine({ url: server.url }).lx(args, { input: 'right password' })
    expect(out).toBe(`${secret}\n`)
    expect(note).toContain('not shown again')
    expect(server.asked.find(({ route }) => route === 'POST /api/v1/keys')?.body).toMatchObject({
      name: 'bot',
      allowedModels: ['a', 'b'],
      budget: { total: null, daily: '2.5', monthly: null },
      expiresAt: 3_601_000,
      limits: { requestsPerMinute: 60, tokensPerMinute: null, concurrent: null },
      fitToBalance: true,
    })
    await server.close()
  })

  it('list reads all pages and cannot be made to steer the terminal by a name', async () => {
    const server = await standIn({
      'GET /api/v1/keys': ({ path }: Asked) =>
        path.includes('cursor=next')
          ? { body: { items: [key(1)], nextCursor: null } }
          : { body: { items: [{ ...key(2), name: 'evil\u001b[2Jname' }], nextCursor: 'next' } },
    })
    const { out } = await machine({ url: server.url, key: 'k' }).lx(['keys', 'list'])
    expect(out.split('\n').map((line) => line.trim().split(' ')[0])).toEqual(['id', '2', '1', ''])
    expect(out).not.toContain('\u001b')
    await server.close()
  })
})
