/** Claims about signing up, in and out, sessions, lock-outs, people and setup, through the port alone. */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { getMigrations } from 'better-auth/db/migration'
import { describe, expect, it } from 'vitest'
import type { AccountId } from '../engine/ledger/chart.ts'
import { openLocal } from '../sql/open.ts'
import { createLog, silentLog } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { createAuth } from './auth.ts'
import { createIdentity, type IdentityOptions } from './identity.ts'
import { HashingBusy, type PasswordHashing } from './password.ts'
import { type IdentityTables, migrateIdentity } from './schema.ts'

const password = 'correct horse battery'
const sessionKey = new Uint8Array(32).fill(3)

/** Quick and unsafe: these tests are about everything around the hash. */
const hashing: PasswordHashing = {
  hash: async (typed) => createHash('sha256').update(typed).digest('hex'),
  verify: async (input) => input.hash === createHash('sha256').update(input.password).digest('hex'),
}

interface Sent {
  readonly body?: unknown
  readonly headers?: IncomingHttpHeaders
  readonly address?: string
  readonly method?: string
}

async function start(options: Partial<IdentityOptions> = {}) {
  const db = options.db ?? openLocal<IdentityTables>({ file: ':memory:' })
  const clock = { now: Date.now() }
  const lines: string[] = []
  const opened: string[] = []
  const metrics = createMetrics()
  const identity = await createIdentity({
    db,
    sessionKey,
    publicUrl: null,
    trustedOrigins: [],
    openAccount: async ({ identityId }) => {
      if (!opened.includes(identityId)) opened.push(identityId)
      return (opened.indexOf(identityId) + 1) as AccountId
    },
    log: createLog({ level: 'debug', write: (line) => lines.push(line) }),
    meter: metrics.identity,
    now: () => clock.now,
    hashing,
    ...options,
  })
  const send = async (path: string, { body, headers = {}, address = '192.0.2.1', method = 'POST' }: Sent = {}) => {
    const answer = await identity.handle({
      method,
      path: `/api/auth${path}`,
      headers: {
        host: 'localhost:3000',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      address,
    })
    const cookie = answer.cookies.map((line) => line.split(';')[0]).join('; ')
    return { ...answer, cookie, json: answer.body.startsWith('{') ? JSON.parse(answer.body) : undefined }
  }
  const signUp = (email: string, more: Sent = {}) =>
    send('/sign-up/email', { body: { email, password, name: 'Ann' }, ...more })
  const signIn = (email: string, typed = password, more: Sent = {}) =>
    send('/sign-in/email', { body: { email, password: typed }, ...more })
  const find = (cookie: string) => identity.sessions.find({ cookie })
  return { identity, db, clock, lines, metrics, send, signUp, signIn, find }
}

describe('signing up and in', () => {
  it('signs in with a HttpOnly SameSite=Lax cookie and knows the engine account of the session', async () => {
    const { signUp, signIn, find } = await start()
    const up = await signUp('Ann@Example.com')
    expect(up.status).toBe(200)
    expect(up.cookies[0]).toMatch(/^lx\.session_token=.*HttpOnly.*SameSite=Lax/i)
    const session = await find(up.cookie)
    expect(session).toMatchObject({
      account: 1,
      email: 'ann@example.com',
      name: 'Ann',
      roles: ['user'],
      operator: false,
    })
    const back = await signIn('ann@example.com')
    expect((await find(back.cookie))?.account).toBe(1)
  })

  it('uses secure cookies when the public address is https', async () => {
    const { signUp } = await start({ publicUrl: 'https://exchange.example' })
    expect((await signUp('ann@example.com')).cookies[0]).toMatch(/^__Secure-lx\.session_token=.*; Secure/)
  })

  it('answers a wrong password and an unknown address alike', async () => {
    const { signUp, signIn } = await start()
    await signUp('ann@example.com')
    const [wrong, unknown] = [
      await signIn('ann@example.com', 'wrong wrong wrong'),
      await signIn('bob@example.com', 'wrong wrong wrong'),
    ]
    expect(wrong.status).toBe(401)
    expect({ ...wrong }).toEqual({ ...unknown })
  })

  it('locks an account for an address after five wrong passwords, alike for unknown people, whatever the right one is', async () => {
    const { signUp, signIn, clock, metrics } = await start()
    await signUp('ann@example.com')
    for (const email of ['ann@example.com', 'nobody@example.com']) {
      for (let guess = 0; guess < 5; guess++) expect((await signIn(email, `guess number ${guess}`)).status).toBe(401)
      const locked = await signIn(email)
      expect(locked.status).toBe(429)
      expect(Number(locked.headers['retry-after'])).toBeGreaterThan(800)
    }
    expect((await signIn('ann@example.com', password, { address: '198.51.100.7' })).status).toBe(200)
    clock.now += 15 * 60_000
    expect((await signIn('ann@example.com')).status).toBe(200)
    expect((await metrics.page()).text).toContain('lx_identity_sign_ins_total{result="locked"} 2')
  })

  it('lets no more than five of fifty parallel guesses through', async () => {
    const { signUp, signIn } = await start()
    await signUp('ann@example.com')
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, guess) => signIn('ann@example.com', `parallel guess ${guess}`)),
    )
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5)
  })

  it('stops one address that tries a password on many accounts', async () => {
    const { signIn } = await start()
    const answers: number[] = []
    for (let who = 0; who < 62; who++) answers.push((await signIn(`user${who}@example.com`, 'x'.repeat(1_000))).status)
    expect(answers.at(-1)).toBe(429)
  })

  it('does not count those who know their password', async () => {
    const { signUp, signIn } = await start()
    await signUp('ann@example.com')
    for (let time = 0; time < 12; time++) expect((await signIn('ann@example.com')).status).toBe(200)
  })

  it.each([
    ['a weak password', { email: 'a@example.com', password: 'password123', name: 'A' }, 'WEAK_PASSWORD'],
    [
      'the address as password',
      { email: 'somebody@example.com', password: 'somebody@example.com', name: 'A' },
      'WEAK_PASSWORD',
    ],
    ['no address', { email: 'nobody', password, name: 'A' }, 'VALIDATION_FAILED'],
    ['an empty name', { email: 'a@example.com', password, name: '' }, 'VALIDATION_FAILED'],
    ['control characters in the name', { email: 'a@example.com', password, name: 'a\u0000b' }, 'VALIDATION_FAILED'],
    ['a picture', { email: 'a@example.com', password, name: 'A', image: 'javascript:alert(1)' }, 'VALIDATION_FAILED'],
    ['a role', { email: 'a@example.com', password, name: 'A', roles: 'operator' }, 'VALIDATION_FAILED'],
    ['numbers as text', { email: 'a@example.com', password: 1234567890123, name: 'A' }, 'VALIDATION_FAILED'],
    ['lone surrogates', '{"email":"a@example.com","password":"\\ud800aaaaaaaaaaa","name":"A"}', 'VALIDATION_FAILED'],
    [
      'a prototype',
      '{"__proto__":{"admin":true},"email":"a@example.com","password":"correct horse battery","name":"A"}',
      'VALIDATION_FAILED',
    ],
    ['no JSON', '{"email":', 'VALIDATION_FAILED'],
    ['a list', '[1]', 'VALIDATION_FAILED'],
  ])('refuses to sign up with %s', async (_name, body, code) => {
    const { send, identity } = await start()
    const answer = await send('/sign-up/email', { body })
    expect([answer.status, answer.json.code]).toEqual([400, code])
    expect(await identity.people.count()).toBe(0)
  })

  it('takes JSON only', async () => {
    const { send } = await start()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await send('/sign-in/email', { body: 'email=a%40example.com&password=x', headers })).status).toBe(415)
  })

  it('answers 503 when too many passwords are being hashed, and 500 without details when something breaks', async () => {
    const broken = (error: Error): PasswordHashing => ({
      hash: () => Promise.reject(error),
      verify: () => Promise.reject(error),
    })
    const busy = await (await start({ hashing: broken(new HashingBusy('full')) })).signUp('ann@example.com')
    expect([busy.status, busy.headers['retry-after']]).toEqual([503, '2'])
    const { signUp, lines } = await start({ hashing: broken(new Error('c4nary detail')) })
    const failed = await signUp('ann@example.com')
    expect([failed.status, failed.body.includes('c4nary')]).toEqual([500, false])
    expect(lines.some((line) => line.includes('"level":"error"'))).toBe(true)
  })

  it('has nothing but the listed paths', async () => {
    const { send } = await start()
    for (const path of [
      '/sign-in/social',
      '/delete-user',
      '/change-email',
      '/request-password-reset',
      '/verify-email',
      '/callback/x',
      '/error',
      '/',
      '',
    ]) {
      for (const method of ['GET', 'POST']) expect((await send(path, { method })).status, path).toBe(404)
    }
  })
})

describe('cross-site requests', () => {
  it('are refused when they carry a cookie or say that they come from elsewhere', async () => {
    const { signUp, send, signIn, find } = await start()
    const { cookie } = await signUp('ann@example.com')
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await send('/sign-out', { body: {}, headers: { cookie, ...foreign } })).status).toBe(403)
    expect((await send('/sign-out', { body: {}, headers: { cookie } })).status).toBe(403)
    expect((await signIn('ann@example.com', password, { headers: foreign })).status).toBe(403)
    expect(await find(cookie)).not.toBeNull()
    expect((await send('/sign-out', { body: {}, headers: { cookie, origin: 'http://localhost:3000' } })).status).toBe(
      200,
    )
  })

  it('can not pretend another host, and only the configured origins are added', async () => {
    const { signUp, send, identity } = await start({
      publicUrl: 'https://exchange.example',
      trustedOrigins: ['https://app.example'],
    })
    const { cookie } = await signUp('ann@example.com')
    const at = (origin: string) =>
      send('/update-user', {
        body: { name: 'Bo' },
        headers: {
          cookie,
          origin,
          host: 'evil.example',
          'x-lx-host': 'evil.example',
          'x-forwarded-host': 'evil.example',
        },
      })
    expect((await at('https://evil.example')).status).toBe(403)
    expect((await at('http://evil.example')).status).toBe(403)
    expect((await at('https://app.example')).status).toBe(200)
    expect((await at('https://exchange.example')).status).toBe(200)
    expect(identity.trustsOrigin('https://exchange.example', 'x')).toBe(true)
    expect(identity.trustsOrigin('null', 'x')).toBe(false)
  })
})

describe('sessions', () => {
  const origin = 'http://localhost:3000'

  it('end at once with sign-out, also where they are remembered', async () => {
    const { signUp, send, find } = await start()
    const { cookie } = await signUp('ann@example.com')
    expect(await find(cookie)).not.toBeNull()
    await send('/sign-out', { body: {}, headers: { cookie, origin } })
    expect(await find(cookie)).toBeNull()
  })

  it('of all other places end when the password changes', async () => {
    const { signUp, signIn, send, find } = await start()
    const [one, two] = [await signUp('ann@example.com'), await signIn('ann@example.com')]
    expect([await find(one.cookie), await find(two.cookie)]).not.toContain(null)
    const changed = await send('/change-password', {
      body: { currentPassword: password, newPassword: 'another horse battery' },
      headers: { cookie: one.cookie, origin },
    })
    expect(changed.status).toBe(200)
    expect(await find(two.cookie)).toBeNull()
    expect((await signIn('ann@example.com')).status).toBe(401)
    expect((await signIn('ann@example.com', 'another horse battery')).status).toBe(200)
  })

  it('do not help to guess the password', async () => {
    const { signUp, send } = await start()
    const { cookie } = await signUp('ann@example.com')
    const guess = () =>
      send('/change-password', {
        body: { currentPassword: 'not the password', newPassword: 'another horse battery' },
        headers: { cookie, origin },
      })
    for (let time = 0; time < 5; time++) expect((await guess()).status).toBe(400)
    expect((await guess()).status).toBe(429)
  })

  it('are nothing without the signature', async () => {
    const { signUp, find, db } = await start()
    const { cookie } = await signUp('ann@example.com')
    const { token } = await db.selectFrom('session').select('token').executeTakeFirstOrThrow()
    for (const forged of [
      `lx.session_token=${token}`,
      `lx.session_token=${token}.AAAA`,
      `${cookie}x`,
      'lx.session_token=',
      'other=1',
      '',
    ])
      expect(await find(forged)).toBeNull()
  })

  it('end 14 days after sign-in', async () => {
    const { signUp, find, db } = await start()
    const { cookie } = await signUp('ann@example.com')
    const session = await find(cookie)
    expect((session?.expiresAt ?? 0) - (session?.createdAt ?? 0)).toBeGreaterThan(13.9 * 86_400_000)
    expect(session?.expiresAt).toBeLessThan(Date.now() + 14.1 * 86_400_000)
    await db
      .updateTable('session')
      .set({ expiresAt: new Date(Date.now() - 1).toISOString() })
      .execute()
    const again = await start({ db })
    expect(await again.find(cookie)).toBeNull()
  })

  it('are looked up once for many requests at the same time, and from memory afterwards', async () => {
    let asked = 0
    const { signUp, find } = await start({ openAccount: async () => ++asked as AccountId })
    const { cookie } = await signUp('ann@example.com')
    await Promise.all(Array.from({ length: 50 }, () => find(cookie)))
    await find(cookie)
    expect(asked).toBe(1)
  })

  it('are not remembered with rights that changed while they were looked up', async () => {
    let calls = 0
    let release: () => void = () => undefined
    const opening = new Promise<void>((go) => {
      release = go
    })
    const { signUp, find, identity } = await start({
      openAccount: async () => {
        if (calls++ === 0) await opening
        return 1 as AccountId
      },
    })
    const { cookie } = await signUp('ann@example.com')
    const early = find(cookie)
    await new Promise((go) => setTimeout(go, 20))
    const person = await identity.people.findByEmail('ann@example.com')
    await identity.people.setRoles(person?.identityId ?? '', ['auditor'])
    release()
    await early
    expect((await find(cookie))?.roles).toEqual(['user', 'auditor'])
  })
})

describe('people', () => {
  it('are found by any part of address or name, in pages, newest first', async () => {
    const { signUp, identity } = await start()
    for (let who = 0; who < 5; who++) await signUp(`user${who}@example.com`, { address: `192.0.2.${who}` })
    const first = await identity.people.search({ search: 'USER', limit: 3 })
    expect(first.items).toHaveLength(3)
    const second = await identity.people.search({ search: 'USER', limit: 3, after: first.next ?? '' })
    expect(second.next).toBeNull()
    expect(new Set([...first.items, ...second.items].map(({ email }) => email)).size).toBe(5)
    expect((await identity.people.search({ search: 'user3', limit: 3 })).items.map(({ email }) => email)).toEqual([
      'user3@example.com',
    ])
    expect((await identity.people.search({ search: '%', limit: 3 })).items).toEqual([])
    expect((await identity.people.search({ search: "' or 1=1 --", limit: 3 })).items).toEqual([])
  })

  it('get and lose roles with the next request; the last operator keeps theirs', async () => {
    const { signUp, find, identity } = await start()
    const { cookie } = await signUp('ann@example.com')
    const id = (await find(cookie))?.identityId ?? ''
    expect(await identity.people.setRoles(id, ['operator', 'user'])).toMatchObject({
      ok: true,
      value: { roles: ['user', 'operator'] },
    })
    expect((await find(cookie))?.operator).toBe(true)
    expect(await identity.people.setRoles(id, [])).toEqual({ ok: false, code: 'last_operator' })
    expect(await identity.people.setDisabled(id, true)).toEqual({ ok: false, code: 'last_operator' })
    await identity.people.create({ email: 'bo@example.com', password, name: 'Bo' }, ['operator'])
    expect((await identity.people.setRoles(id, [])).ok).toBe(true)
    expect((await find(cookie))?.operator).toBe(false)
    expect(await identity.people.setRoles('nobody', [])).toEqual({ ok: false, code: 'not_found' })
  })

  it('whose role changes have their engine account told, signed in or not', async () => {
    const told: unknown[] = []
    const { identity } = await start({
      openAccount: async (person) => {
        told.push(person)
        return 1 as AccountId
      },
    })
    const made = await identity.people.create({ email: 'bo@example.com', password, name: 'Bo' }, [])
    const identityId = made.ok ? made.value.identityId : ''
    await identity.people.setRoles(identityId, ['operator'])
    expect(told).toEqual([{ identityId, operator: true }])
  })

  it('who are disabled are out at once and stay out', async () => {
    const { signUp, signIn, find, identity } = await start()
    const { cookie } = await signUp('ann@example.com')
    const id = (await find(cookie))?.identityId ?? ''
    await identity.people.setDisabled(id, true)
    expect(await find(cookie)).toBeNull()
    expect((await signIn('ann@example.com')).json.code).toBe('ACCOUNT_DISABLED')
    await identity.people.setDisabled(id, false)
    expect((await signIn('ann@example.com')).status).toBe(200)
  })

  it('who lost their password get one from the operator, and nobody stays signed in with the old one', async () => {
    const { signUp, signIn, find, identity } = await start()
    const { cookie } = await signUp('ann@example.com')
    const id = (await find(cookie))?.identityId ?? ''
    expect(await identity.people.setPassword(id, 'password123')).toEqual({ ok: false, code: 'weak_password' })
    expect((await identity.people.setPassword(id, 'operator gave this')).ok).toBe(true)
    expect(await find(cookie)).toBeNull()
    expect((await signIn('ann@example.com', 'operator gave this')).status).toBe(200)
  })

  it('configured as operator exist after the start, with the password they have', async () => {
    const { identity, signIn, signUp } = await start()
    expect((await identity.people.ensureOperator('Root@Example.com', password)).ok).toBe(true)
    expect((await identity.people.ensureOperator('root@example.com', 'another horse battery')).ok).toBe(true)
    expect((await signIn('root@example.com')).status).toBe(200)
    await signUp('ann@example.com')
    await identity.people.ensureOperator('ann@example.com', password)
    expect(await identity.people.countOperators()).toBe(2)
  })
})

describe('first setup', () => {
  const person = { email: 'root@example.com', password, name: 'Root' }
  const from = { headers: { host: 'localhost:3000' }, address: '192.0.2.1' }

  it('makes the operator with the printed token and signs in, once', async () => {
    const { identity, find, db } = await start()
    const token = (await identity.setup.issue()) ?? ''
    expect(token).toHaveLength(43)
    expect(JSON.stringify(await db.selectFrom('setupToken').selectAll().execute())).not.toContain(token)
    const done = await identity.completeSetup(token, person, from)
    if (!done.ok) throw new Error(done.code)
    expect((await find(done.value.cookies[0]?.split(';')[0] ?? ''))?.operator).toBe(true)
    expect(await identity.completeSetup(token, { ...person, email: 'two@example.com' }, from)).toEqual({
      ok: false,
      code: 'setup_not_needed',
    })
    expect(await identity.setup.issue()).toBeNull()
    expect(await identity.setup.needed()).toBe(false)
  })

  it('makes one operator when the token is used many times at the same moment', async () => {
    const { identity } = await start()
    const token = (await identity.setup.issue()) ?? ''
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, who) =>
        identity.completeSetup(token, { ...person, email: `root${who}@example.com` }, from),
      ),
    )
    expect(all.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await identity.people.countOperators()).toBe(1)
  })

  it('keeps the token when the password was too weak or the address taken', async () => {
    const { identity, signUp } = await start()
    await signUp('ann@example.com')
    const token = (await identity.setup.issue()) ?? ''
    expect(await identity.completeSetup(token, { ...person, password: 'password123' }, from)).toEqual({
      ok: false,
      code: 'weak_password',
    })
    expect(await identity.completeSetup(token, { ...person, email: 'ann@example.com' }, from)).toEqual({
      ok: false,
      code: 'email_taken',
    })
    expect((await identity.completeSetup(token, person, from)).ok).toBe(true)
  })

  it('ends an earlier token with a new one and limits wrong ones', async () => {
    const { identity } = await start()
    const old = (await identity.setup.issue()) ?? ''
    const token = (await identity.setup.issue()) ?? ''
    expect(await identity.completeSetup(old, person, from)).toEqual({ ok: false, code: 'setup_token_invalid' })
    for (let guess = 0; guess < 9; guess++) await identity.completeSetup(`guess${guess}`, person, from)
    expect(await identity.completeSetup(token, person, from)).toEqual({ ok: false, code: 'rate_limited' })
    expect((await identity.completeSetup(token, person, { ...from, address: '198.51.100.7' })).ok).toBe(true)
  })
})

describe('the database', () => {
  it('has the tables that this version of better-auth wants', async () => {
    const db = openLocal<IdentityTables>({ file: ':memory:' })
    await migrateIdentity(db)
    const auth = createAuth({
      db,
      secret: 'ab'.repeat(32),
      publicUrl: null,
      trustedOrigins: [],
      hashing,
      log: silentLog,
    })
    const { toBeCreated, toBeAdded } = await getMigrations(auth.options)
    expect({ toBeCreated, toBeAdded }).toEqual({ toBeCreated: [], toBeAdded: [] })
  })

  it('loses half-made people of a crash at the next start, so that they can sign up again', async () => {
    const { db, signUp } = await start()
    await signUp('ann@example.com')
    await db.deleteFrom('account').execute()
    const again = await start({ db })
    expect((await again.signUp('ann@example.com')).status).toBe(200)
  })

  it('and the logs hold no password and no usable session', async () => {
    const { db, signUp, signIn, lines } = await start()
    const { cookie } = await signUp('ann@example.com')
    await signIn('ann@example.com', 'c4nary wrong password')
    await signIn('c4nary@example.com', 'c4nary wrong password')
    const rows = JSON.stringify([
      await db.selectFrom('user').selectAll().execute(),
      await db.selectFrom('account').selectAll().execute(),
      await db.selectFrom('session').selectAll().execute(),
    ])
    expect(rows).not.toContain(password)
    expect(rows).not.toContain(cookie.split('=')[1])
    expect(lines.join('')).not.toMatch(/c4nary wrong|correct horse/)
    expect(lines.join('')).not.toContain(cookie.split('=')[1])
  })
})
