/** Groups of accounts and keys that fit answers to the balance, through the running server and over a restart. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServerProcess, temporaryDir, Visitor } from '../server-process.ts'
import { Caller } from './caller.ts'
import { Town } from './people.ts'

const dir = temporaryDir()
let server: ServerProcess
let town: Town

beforeAll(async () => {
  server = await ServerProcess.start({ dataDir: dir.path })
  town = await Town.of(server)
})
afterAll(async () => {
  await server.kill()
  dir.remove()
})

const body = (model: string, more: object = {}) => ({ model, messages: [{ role: 'user', content: 'Hello' }], ...more })

describe('groups of an account', () => {
  it('open channels that serve those groups only, to keys and to the web app, also after a restart', async () => {
    const { channelId } = await town.operator.call('admin.channels.create', {
      body: {
        name: 'For staff',
        provider: 'sandbox',
        groups: ['staff'],
        models: [{ model: 'staff-chat', upstream: 'sandbox-chat' }],
      },
    })
    const rates = [{ from: 0, rates: { input: '0.000001', output: '0.000002' } }]
    await town.operator.call('admin.models.publish', { body: { channelId, model: 'staff-chat', cost: rates } })
    const ann = await town.person('ann', '20')
    const bob = await town.person('bob', '20')
    const { account } = await ann.visitor.call('me.get', {})
    const set = await town.operator.call('admin.users.groups', { params: { account }, body: { groups: ['staff'] } })
    expect(set).toMatchObject({ groups: ['staff'], email: 'ann@example.test' })

    const statuses = async (): Promise<number[]> => {
      const url = server.url
      const key = (caller: Caller) =>
        new Caller(url, caller.key).post('/v1/chat/completions', body('staff-chat', { max_tokens: 4 }))
      const page = (visitor: Visitor) =>
        visitor.at(url).raw('POST', '/v1/chat/completions', body('staff-chat', { max_tokens: 4 }))
      const answers = [key(ann.caller), page(ann.visitor), key(bob.caller), page(bob.visitor)]
      return (await Promise.all(answers)).map(({ status }) => status)
    }
    const offered = async (visitor: Visitor): Promise<string[]> => {
      const { items } = await visitor.at(server.url).call('models.list', {})
      return items.map(({ model }) => model).filter((model) => model === 'staff-chat')
    }
    expect(await statuses()).toEqual([200, 200, 404, 404])
    expect([await offered(ann.visitor), await offered(bob.visitor), await offered(new Visitor(server.url))]).toEqual([
      ['staff-chat'],
      [],
      [],
    ])
    expect(await server.stop()).toBe(0)
    server = await ServerProcess.start({ dataDir: dir.path })
    town = await Town.of(server)
    expect(await statuses()).toEqual([200, 200, 404, 404])

    await town.operator.call('admin.users.groups', { params: { account }, body: { groups: [], reason: 'left' } })
    expect(await statuses()).toEqual([404, 404, 404, 404])
    const { items } = await town.operator.call('admin.audit', { query: { action: 'account.groups' } })
    expect(items).toMatchObject([
      { target: String(account), before: 'staff', after: '', reason: 'left', outcome: 'done' },
      { target: String(account), before: '', after: 'staff', outcome: 'done' },
    ])
  })
})

describe('a key that fits answers to the balance', () => {
  it('is served where another is refused, says how long the answer may be, and stays so after a restart', async () => {
    const carl = await town.person('carl')
    await carl.visitor.call('faucet.draw', { body: { amount: '0.002' } })
    const { secret, keyId } = await carl.visitor.call('keys.create', { body: { name: 'fits', fitToBalance: true } })
    const ask = (key: string) => new Caller(server.url, key).post('/v1/chat/completions', body('sandbox-chat'))
    expect((await ask(carl.caller.key)).status).toBe(402)
    const fitted = await ask(secret)
    expect(fitted.status).toBe(200)
    expect(Number(fitted.headers.get('x-lx-max-tokens'))).toBeGreaterThan(0)
    expect(await server.stop()).toBe(0)
    server = await ServerProcess.start({ dataDir: dir.path })
    const again = await ask(secret)
    expect([again.status, again.headers.has('x-lx-max-tokens')]).toEqual([200, true])
    const visitor = carl.visitor.at(server.url)
    expect(await visitor.call('keys.get', { params: { keyId } })).toMatchObject({ fitToBalance: true })
    await visitor.call('keys.update', { params: { keyId }, body: { fitToBalance: false } })
    expect((await ask(secret)).status).toBe(402)
  })
})
