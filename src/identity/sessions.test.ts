/** Claims about sessions: how they end, and what looking them up costs. */
import { describe, expect, it } from 'vitest'
import type { AccountId } from '../engine/ledger/chart.ts'
import { password, start } from './testing/world.ts'

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
