/** Claims about signing up and in: cookies, lock-outs, refusals, cross-site requests. */
import { describe, expect, it } from 'vitest'
import { HashingBusy, type PasswordHashing } from './password.ts'
import { password, start } from './testing/world.ts'

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

  it('keeps an account locked over a restart', async () => {
    const { signUp, signIn, db, clock } = await start()
    await signUp('ann@example.com')
    for (let time = 0; time < 5; time++) await signIn('ann@example.com', 'not the password')
    const again = await start({ db, now: () => clock.now })
    expect((await again.signIn('ann@example.com')).status).toBe(429)
    clock.now += 15 * 60_000
    expect((await again.signIn('ann@example.com')).status).toBe(200)
  })

  it('can not be used to lock somebody out from everywhere by knocking at a locked door', async () => {
    const { signUp, signIn } = await start()
    await signUp('ann@example.com')
    for (let time = 0; time < 55; time++) await signIn('ann@example.com', 'not the password')
    expect((await signIn('ann@example.com', password, { address: '198.51.100.7' })).status).toBe(200)
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
    expect((await send('/sign-out', { body: {}, headers: { cookie, origin: 'null' } })).status).toBe(403)
    expect((await send('/sign-out', { body: {}, headers: { cookie, 'sec-fetch-site': 'cross-site' } })).status).toBe(
      403,
    )
    expect((await send('/sign-out', { body: {}, headers: { cookie, referer: 'https://evil.example/' } })).status).toBe(
      403,
    )
    expect((await signIn('ann@example.com', password, { headers: foreign })).status).toBe(403)
    expect(await find(cookie)).not.toBeNull()
    expect((await send('/sign-out', { body: {}, headers: { cookie, origin: 'http://localhost:3000' } })).status).toBe(
      200,
    )
  })

  it('is not what a script without a browser makes: it needs no Origin', async () => {
    for (const publicUrl of [null, 'https://exchange.example']) {
      const { signUp, send, find } = await start({ publicUrl })
      const { cookie } = await signUp('ann@example.com')
      expect((await send('/sign-out', { body: {}, headers: { cookie } })).status).toBe(200)
      expect(await find(cookie)).toBeNull()
    }
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
