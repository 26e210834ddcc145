/** Claims about sessions and lost passwords through the API. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SocketClient } from '../testing/socket.ts'
import { cookieOf, openWorld, password, Visitor, type World } from '../testing/world.ts'

let world: World
let operator: Visitor

beforeAll(async () => {
  world = await openWorld()
  operator = await world.operator()
})
afterAll(() => world.close())

async function signIn(name: string, typed = password): Promise<Visitor> {
  const body = { email: `${name}@example.test`, password: typed }
  const answer = await world.send('POST', '/api/auth/sign-in/email', { body })
  if (answer.status !== 200) throw new Error(answer.text)
  return new Visitor(world, { cookie: cookieOf(answer.headers) }).known()
}

describe('own sessions', () => {
  it('are listed, end one by one or all but the present one, and never through a key', async () => {
    const here = await world.signUp('ann')
    const [there, elsewhere] = [await signIn('ann'), await signIn('ann')]
    const { items } = await here.call('me.sessions.list')
    expect(items.map(({ current }) => current).filter(Boolean)).toHaveLength(1)
    expect(items).toHaveLength(3)
    const [own] = (await there.call('me.sessions.list')).items.filter(({ current }) => current)
    await here.call('me.sessions.end', { params: { sessionId: own?.sessionId ?? '' } })
    expect((await there.send('GET', '/me')).code).toBe('unauthorized')
    expect(await here.call('me.sessions.endOthers')).toEqual({ ended: 1 })
    expect((await elsewhere.send('GET', '/me')).code).toBe('unauthorized')
    expect((await here.send('GET', '/me')).status).toBe(200)
    const key = await here.withKey(['relay', 'read', 'trade', 'earn', 'wallet'])
    expect((await key.send('GET', '/me/sessions')).code).toBe('session_required')
    expect((await key.send('DELETE', '/me/sessions')).code).toBe('session_required')
  })

  it('last while they are used: once a day an answer carries the cookie with a later end', async () => {
    const hal = await world.signUp('hal')
    const cookies = async () => (await hal.send('GET', '/me')).headers.getSetCookie()
    expect(await cookies()).toEqual([])
    world.later(2 * 86_400_000)
    const [renewed, ...more] = await cookies()
    expect(renewed?.split(';')[0]).toBe(hal.headers['cookie'])
    expect(Number(/Max-Age=(\d+)/.exec(renewed ?? '')?.[1])).toBeGreaterThan(13.9 * 86_400)
    expect(more).toEqual([])
    expect(await cookies()).toEqual([])
  })

  it('are nobody else’s', async () => {
    const [cat, dan] = [await world.signUp('cat'), await world.signUp('dan')]
    const [session] = (await cat.call('me.sessions.list')).items
    expect((await dan.send('DELETE', `/me/sessions/${session?.sessionId}`)).code).toBe('session_not_found')
    expect((await dan.send('GET', `/admin/users/${cat.account}/sessions`)).code).toBe('forbidden')
    expect((await cat.send('GET', '/me')).status).toBe(200)
  })
})

describe('operators', () => {
  it('sign a person out everywhere, live sockets too', async () => {
    const eve = await world.signUp('eve')
    const socket = await SocketClient.open(world.url, eve.headers)
    await socket.ask({ op: 'subscribe', channel: 'balances' })
    const { items } = await operator.call('admin.users.sessions.list', { params: { account: eve.account } })
    expect(items).toMatchObject([{ current: false, address: '127.0.0.1' }])
    const ask = { params: { account: eve.account as number }, query: { reason: 'a lost laptop' } }
    expect(await operator.call('admin.users.sessions.endAll', ask)).toEqual({ ended: 1 })
    expect((await eve.send('GET', '/me')).code).toBe('unauthorized')
    expect(await socket.ended()).toMatchObject({ code: 4004 })
    expect((await operator.call('admin.audit', { query: { limit: 1 } })).items).toMatchObject([
      { action: 'session.end', target: String(eve.account), reason: 'a lost laptop', outcome: 'done' },
    ])
  })

  it('end one session of a person', async () => {
    const fay = await world.signUp('fay')
    const other = await signIn('fay')
    const { items } = await fay.call('me.sessions.list')
    const gone = items.find(({ current }) => !current)?.sessionId ?? ''
    const params = { account: fay.account as number, sessionId: gone }
    expect(await operator.call('admin.users.sessions.end', { params })).toEqual({ ended: 1 })
    expect((await operator.send('DELETE', `/admin/users/${fay.account}/sessions/${gone}`)).code).toBe(
      'session_not_found',
    )
    expect((await other.send('GET', '/me')).code).toBe('unauthorized')
    expect((await fay.send('GET', '/me')).status).toBe(200)
  })

  it('give a person who lost the password a link that works once and ends every session', async () => {
    const gus = await world.signUp('gus')
    const made = await operator.send('POST', `/admin/users/${gus.account}/password-reset`, { reason: 'called us' })
    expect(made.status).toBe(201)
    const { url } = made.json as { url: string }
    expect(url.startsWith(`${world.url}/reset-password?token=`)).toBe(true)
    const token = new URL(url).searchParams.get('token')
    const complete = (typed: string) =>
      world.send('POST', '/api/v1/password-reset', { body: { token, password: typed } })
    const check = () => world.send('POST', '/api/v1/password-reset/check', { body: { token } })
    expect((await check()).json).toMatchObject({ email: 'gus@example.test' })
    expect(await complete('short')).toMatchObject({ status: 400, code: 'weak_password' })
    expect((await complete('another horse battery')).json).toEqual({ email: 'gus@example.test' })
    expect(await complete('a third horse battery')).toMatchObject({ status: 410, code: 'reset_token_used' })
    expect(await check()).toMatchObject({ status: 410, code: 'reset_token_used' })
    expect((await gus.send('GET', '/me')).code).toBe('unauthorized')
    await expect(signIn('gus')).rejects.toThrow('INVALID_EMAIL_OR_PASSWORD')
    expect((await signIn('gus', 'another horse battery')).account).toBe(gus.account)
    const { items } = await operator.call('admin.audit', { query: { action: 'password' } })
    expect(items).toMatchObject([
      { action: 'password.reset', outcome: 'refused', code: 'reset_token_used', actor: null },
      { action: 'password.reset', outcome: 'done', target: 'gus@example.test', actor: null },
      { action: 'password.reset', outcome: 'refused', code: 'weak_password' },
      { action: 'password.link', target: String(gus.account), reason: 'called us', actor: operator.account },
    ])
    expect(JSON.stringify(items)).not.toContain(token)
  })
})
