/** Claims about links for people who lost their password. */
import { describe, expect, it } from 'vitest'
import { password, start } from './testing/world.ts'

const fresh = 'another horse battery'

async function lost() {
  const world = await start()
  const { cookie } = await world.signUp('ann@example.com')
  const ann = await world.identity.people.findByEmail('ann@example.com')
  const identityId = ann?.identityId ?? ''
  const { passwordResets } = world.identity
  const complete = (token: string, typed = fresh, address = '192.0.2.1') =>
    passwordResets.complete(token, typed, address)
  return { ...world, cookie, identityId, complete, issue: () => passwordResets.issue(identityId) }
}

describe('a link for a lost password', () => {
  it('sets the new one, ends all sessions, and works once', async () => {
    const { issue, complete, cookie, find, signIn } = await lost()
    expect(await find(cookie)).not.toBeNull()
    const { token } = await issue()
    expect(await complete(token)).toMatchObject({ ok: true, value: { email: 'ann@example.com' } })
    expect(await find(cookie)).toBeNull()
    expect((await signIn('ann@example.com', password)).status).toBe(401)
    expect((await signIn('ann@example.com', fresh)).status).toBe(200)
    expect(await complete(token, 'a third horse battery')).toEqual({ ok: false, code: 'reset_token_used' })
  })

  it('works for one of many who send it at once', async () => {
    const { issue, complete } = await lost()
    const { token } = await issue()
    const done = await Promise.all(Array.from({ length: 8 }, () => complete(token)))
    expect(done.filter(({ ok }) => ok)).toHaveLength(1)
  })

  it('outlives a weak password, but not a newer link or a day', async () => {
    const { issue, complete, clock, db, identity } = await lost()
    const first = await issue()
    expect(await complete(first.token, 'password12')).toEqual({ ok: false, code: 'weak_password' })
    const second = await issue()
    expect(await complete(first.token)).toMatchObject({ ok: false, code: 'reset_token_invalid' })
    clock.now += 24 * 3_600_000
    expect(await complete(second.token)).toMatchObject({ ok: false, code: 'reset_token_expired' })
    await identity.sweep()
    expect(await complete(second.token)).toMatchObject({ ok: false, code: 'reset_token_expired' })
    clock.now += 7 * 24 * 3_600_000
    await identity.sweep()
    expect(await db.selectFrom('passwordReset').selectAll().execute()).toEqual([])
  })

  it('says whose it is and why it does not work, as often as its holder asks, and changes nothing', async () => {
    const { issue, complete, clock, identity, find, cookie } = await lost()
    const check = (token: string) => identity.passwordResets.check(token, '192.0.2.1')
    const { token, expiresAt } = await issue()
    for (let time = 0; time < 12; time++)
      expect(await check(token)).toMatchObject({ ok: true, value: { person: { email: 'ann@example.com' }, expiresAt } })
    expect(await find(cookie)).not.toBeNull()
    await complete(token)
    expect(await check(token)).toEqual({ ok: false, code: 'reset_token_used' })
    const late = await issue()
    clock.now += 24 * 3_600_000
    expect(await check(late.token)).toEqual({ ok: false, code: 'reset_token_expired' })
    for (let time = 0; time < 10; time++) expect(await check('x')).toEqual({ ok: false, code: 'reset_token_invalid' })
    expect(await check(late.token)).toEqual({ ok: false, code: 'rate_limited' })
  })

  it('lets in whoever was locked out with the old password', async () => {
    const { issue, complete, signIn } = await lost()
    for (let time = 0; time < 6; time++) await signIn('ann@example.com', 'not the password')
    expect((await signIn('ann@example.com', password)).status).toBe(429)
    await complete((await issue()).token)
    expect((await signIn('ann@example.com', fresh)).status).toBe(200)
  })

  it('can not be guessed, and is not in the database', async () => {
    const { issue, complete, db } = await lost()
    const { token } = await issue()
    expect(JSON.stringify(await db.selectFrom('passwordReset').selectAll().execute())).not.toContain(token)
    for (let time = 0; time < 10; time++) expect(await complete('x')).toMatchObject({ code: 'reset_token_invalid' })
    expect(await complete(token)).toEqual({ ok: false, code: 'rate_limited' })
    expect(await complete(token, fresh, '198.51.100.7')).toMatchObject({ ok: true })
  })
})
