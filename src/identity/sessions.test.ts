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

  it('end 14 days after their last use', async () => {
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

  it('last as long as they are used, and 90 days at most', async () => {
    const { signUp, identity, clock } = await start()
    const { sessions } = identity
    const DAY_MS = 86_400_000
    const { cookie } = await signUp('ann@example.com')
    const days: number[] = []
    const first = await sessions.find({ cookie })
    for (let session = first, day = 0; session; day++, session = await sessions.find({ cookie })) {
      const line = await sessions.renew({ cookie }, session)
      if (day === 0 || day === 1) expect(line === null, `day ${day}`).toBe(day === 0)
      if (line) expect(line).toMatch(/^lx\.session_token=\S+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/)
      days.push(((await sessions.find({ cookie }))?.expiresAt ?? 0) - clock.now)
      clock.now += DAY_MS + 1_000
      if (day > 100) break
    }
    expect(days).toHaveLength(90)
    expect(Math.round((days[50] ?? 0) / DAY_MS)).toBe(14)
    expect(Math.round((days[88] ?? 0) / DAY_MS)).toBeLessThan(3)
  })

  it('are renewed once for many requests at once, and the renewed cookie is the same session', async () => {
    const { signUp, identity, clock, db } = await start()
    const { cookie } = await signUp('ann@example.com')
    clock.now += 2 * 86_400_000
    const lines = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const session = await identity.sessions.find({ cookie })
        return session && identity.sessions.renew({ cookie }, session)
      }),
    )
    const renewed = lines.filter((line) => line !== null)
    expect(renewed).toHaveLength(1)
    expect(renewed[0]?.split(';')[0]).toBe(cookie)
    const { expiresAt } = await db.selectFrom('session').select('expiresAt').executeTakeFirstOrThrow()
    expect(Date.parse(expiresAt)).toBe(clock.now + 14 * 86_400_000)
  })

  it('of people who do not want to be remembered are not renewed', async () => {
    const { signUp, send, identity, clock } = await start()
    await signUp('ann@example.com')
    const { cookie } = await send('/sign-in/email', { body: { email: 'ann@example.com', password, rememberMe: false } })
    const session = await identity.sessions.find({ cookie })
    expect(session?.expiresAt).toBeLessThan(clock.now + 1.1 * 86_400_000)
    expect(session && (await identity.sessions.renew({ cookie }, session))).toBeNull()
  })

  it('are listed for their owner without anything that opens them, and end one by one', async () => {
    const { signUp, signIn, identity, find } = await start()
    const [one, two, three] = [
      await signUp('ann@example.com'),
      await signIn('ann@example.com', password, { address: '198.51.100.7', headers: { 'user-agent': 'Lynx/2.9' } }),
      await signIn('ann@example.com'),
    ]
    await signUp('bob@example.com')
    const { identityId, sessionId } = (await find(one.cookie)) ?? { identityId: '', sessionId: '' }
    const list = await identity.sessionList.of(identityId)
    expect(list).toHaveLength(3)
    expect(list.find(({ userAgent }) => userAgent === 'Lynx/2.9')?.address).toBe('198.51.100.7')
    for (const { cookie } of [one, two, three])
      expect(JSON.stringify(list)).not.toContain(cookie.split('=')[1]?.split('.')[0])
    const second = (await find(two.cookie))?.sessionId ?? ''
    expect(await identity.sessionList.end('somebody else', second)).toBe(false)
    expect(await identity.sessionList.end(identityId, second)).toBe(true)
    expect(await find(two.cookie)).toBeNull()
    expect(await identity.sessionList.endAll(identityId, sessionId)).toBe(1)
    expect([await find(one.cookie), await find(three.cookie)]).toEqual([expect.anything(), null])
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
