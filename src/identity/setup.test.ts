/** Claims about the first operator. */
import { describe, expect, it } from 'vitest'
import { password, start } from './testing/world.ts'

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
