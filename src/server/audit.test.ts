/** Claims about the record that operators' acts leave. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEntry } from '../contract/audit.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import { endpoints } from '../contract/index.ts'
import { openWorld, operatorEmail, type Visitor, type World } from './testing/world.ts'

let world: World
let ann: Visitor
let operator: Visitor

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  operator = await world.operator()
})
afterAll(() => world.close())

const newest = async (): Promise<AuditEntry | undefined> =>
  (await operator.call('admin.audit', { query: { limit: 1 } })).items[0]
const reason = 'because of the drill'

describe('every act of operators', () => {
  const acts = (Object.values(endpoints) as readonly Endpoint[]).filter(
    ({ auth, method }) => auth === 'operator' && method !== 'GET',
  )

  it.each(acts.map((endpoint) => [endpoint.id, endpoint] as const))(
    '%s leaves a record, also when it is refused',
    async (_id, endpoint) => {
      const path = endpoint.path.replace(/\{(?:account|\w+Id)\}/g, '4711').replace(/\{\w+\}/g, 'x')
      const before = await newest()
      const answer = await operator.send(endpoint.method, path, endpoint.body ? { surprise: 1 } : undefined)
      expect(answer.status, answer.text).toBeGreaterThanOrEqual(400)
      const record = await newest()
      expect(record?.auditId).toBeGreaterThan(before?.auditId ?? 0)
      expect(record).toMatchObject({
        action: endpoint.audit?.action,
        outcome: 'refused',
        code: answer.code,
        actor: operator.account,
        email: operatorEmail,
        keyId: null,
        address: '127.0.0.1',
      })
    },
  )

  it('are told apart: no two endpoints that do different things share a name', () => {
    const names = acts.map(({ audit }) => audit?.action).filter((action) => action !== 'session.end')
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('a record', () => {
  it('of a request that is not well-formed says where it went', async () => {
    await operator.send('PUT', '/admin/parameters/no%00such-key', { surprise: 1 })
    expect(await newest()).toMatchObject({ action: 'parameter.set', target: 'no?such-key', code: 'validation_failed' })
  })

  it('of a treasury movement has the amount, the reason and the command', async () => {
    const { sequence } = await operator.call('admin.treasury.fund', { body: { amount: '50.25', reason } })
    expect(await newest()).toMatchObject({
      action: 'treasury.fund',
      summary: 'amount 50.25',
      reason,
      sequence,
      outcome: 'done',
      code: null,
    })
    const refused = await operator.send('POST', '/admin/treasury/withdraw', { amount: '999999', reason })
    expect(refused.code).toBe('insufficient_treasury')
    expect(await newest()).toMatchObject({ outcome: 'refused', code: 'insufficient_treasury', sequence: null, reason })
  })

  it('of a second delivery says that it did nothing', async () => {
    const ask = { body: { amount: '1', reason }, headers: { 'idempotency-key': 'once' } }
    const { sequence } = await operator.call('admin.treasury.fund', ask)
    await operator.call('admin.treasury.fund', ask)
    const { items } = await operator.call('admin.audit', { query: { limit: 2 } })
    expect(items).toMatchObject([
      { outcome: 'repeated', sequence: null },
      { outcome: 'done', sequence },
    ])
  })

  it('of a change tells what was and what is', async () => {
    const key = 'market.openOrders'
    await operator.call('admin.parameters.set', { params: { key }, body: { value: '150', reason } })
    expect(await newest()).toMatchObject({ action: 'parameter.set', target: key, before: '200', after: '150' })
    const body = { on: false, reason, confirm: 'borrowing' }
    await operator.call('admin.switches.set', { params: { product: 'borrowing' }, body })
    expect(await newest()).toMatchObject({ action: 'switch.set', target: 'borrowing', before: 'on', after: 'off' })
    const params = { account: ann.account as number }
    await operator.call('admin.users.suspend', { params, body: { suspended: true, reason } })
    expect(await newest()).toMatchObject({
      action: 'account.suspend',
      target: String(ann.account),
      before: 'active',
      after: 'suspended',
    })
    await operator.call('admin.users.suspend', { params, body: { suspended: false, reason } })
    await operator.call('admin.users.roles', { params, body: { roles: ['auditor'], reason } })
    expect(await newest()).toMatchObject({ action: 'user.roles', before: 'user', after: 'user auditor' })
  })

  it('of a channel and its prices never has a secret in it', async () => {
    const canary = 'c4narySecretOfTheUpstream'
    const channel = await operator.call('admin.channels.create', {
      body: {
        name: 'Upstream',
        provider: 'openai',
        baseUrl: 'https://api.example.com/v1',
        secrets: [canary],
        headers: { 'x-org': canary },
        models: [{ model: 'gpt-4o-mini' }],
        reason: `instead of ${canary}`,
      },
    })
    const target = String(channel.channelId)
    expect(await newest()).toMatchObject({ action: 'channel.create', target, outcome: 'done' })
    await operator.call('admin.channels.update', {
      params: { channelId: channel.channelId },
      body: { weight: 5, enabled: false, secrets: [canary, `${canary}2`] },
    })
    expect(await newest()).toMatchObject({
      action: 'channel.update',
      target,
      summary: 'weight 5, enabled false, secrets given',
      before: 'weight 100, enabled true',
      after: 'weight 5, enabled false',
    })
    const { published } = await operator.call('admin.models.seed', { body: { channelId: channel.channelId, reason } })
    expect(published).toHaveLength(1)
    const seeded = await newest()
    expect(seeded).toMatchObject({ action: 'card.seed', target, reason })
    expect(seeded?.sequence).toBeGreaterThan(0)
    await operator.send('DELETE', `/admin/channels/${channel.channelId}?reason=${encodeURIComponent(reason)}`)
    expect(await newest()).toMatchObject({ action: 'channel.remove', target, reason, outcome: 'done' })
    const all = await operator.send('GET', '/admin/audit?limit=200')
    expect(all.text).not.toContain(canary)
  })

  it('names the key that was used', async () => {
    const key = await operator.withKey(['admin'], { allowedIps: ['127.0.0.1'] })
    await key.call('admin.treasury.fund', { body: { amount: '1', reason } })
    expect(await newest()).toMatchObject({ actor: operator.account, email: operatorEmail, keyId: expect.any(Number) })
  })

  it('is for operators, by filter, page and as a file', async () => {
    expect((await ann.send('GET', '/admin/audit')).code).toBe('forbidden')
    const { items } = await operator.call('admin.audit', { query: { action: 'treasury', outcome: 'done' } })
    expect(items.length).toBeGreaterThan(2)
    expect(new Set(items.map(({ action }) => action))).toEqual(new Set(['treasury.fund']))
    const [first] = (await operator.call('admin.audit', { query: { limit: 1 } })).items
    const page = await operator.call('admin.audit', { query: { limit: 1, cursor: String(first?.auditId) } })
    expect(page.items[0]?.auditId).toBeLessThan(first?.auditId ?? 0)
    expect((await operator.send('GET', '/admin/audit?cursor=1-2')).code).toBe('invalid_cursor')
    const csv = await operator.send('GET', '/admin/audit?format=csv&action=treasury.fund')
    expect(csv.text.split('\r\n')[0]).toContain('auditId,at,sequence,actor')
    expect(csv.text).toContain('amount 50.25')
  })
})

describe('without a record', () => {
  it('no operator acts', async () => {
    const broken = await openWorld({ brokenRecords: true })
    try {
      const op = await broken.operator()
      const before = broken.core.status().seq
      expect((await op.send('POST', '/admin/treasury/fund', { amount: '5', reason })).status).toBe(500)
      expect(broken.core.status().seq).toBe(before)
    } finally {
      await broken.close()
    }
  })
})
