/** /v1/runs end to end: an envelope is opened, spent by its own key through the official client, closed, and the rest is back. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Person, Rig } from './rig.ts'
import { completion, usage } from './upstream.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]

let rig: Rig
beforeAll(async () => {
  rig = await new Rig().start()
  rig.upstream.script = completion('Hi!', usage(10, 5))
})
afterAll(() => rig.stop())

interface Shown {
  readonly id: string
  readonly key: string
  readonly status: string
  readonly [member: string]: unknown
}

async function open(person: Pick<Person, 'secret'>, body: object, headers: Record<string, string> = {}) {
  const response = await rig.post('/runs', { secret: person.secret, body: JSON.stringify(body), headers })
  return { status: response.status, run: (await response.json()) as Shown & { error?: { code: string } } }
}

async function ask(person: Pick<Person, 'secret'>, path: string, method = 'GET') {
  const headers = { authorization: `Bearer ${person.secret}` }
  const response = await fetch(`${rig.baseUrl}${path}`, { method, headers })
  return { status: response.status, body: await response.json() }
}

test('an agent spends from its envelope with a key of its own, and what it leaves comes back', async () => {
  const owner = rig.person('owner', { credits: 10_000 })
  const { status, run } = await open(owner, { budget: '0.004', name: 'research', expires_in: 600 })
  expect([status, run]).toMatchObject([
    200,
    { object: 'run', name: 'research', status: 'open', budget: '0.004000', spent: '0.000000', left: '0.004000' },
  ])
  expect(Number(run['expires_at']) - Number(run['created_at'])).toBe(600)
  expect([rig.balance(owner.account), rig.held(owner.account)]).toEqual([6_000, 4_000])
  const agent = rig.client(run.key)
  const { response } = await agent.chat.completions.create({ model: 'm', messages, max_tokens: 100 }).withResponse()
  expect([response.headers.get('x-lx-cost'), response.headers.get('x-lx-balance')]).toEqual(['0.000040', '0.003960'])
  expect(rig.balance(owner.account)).toBe(6_000)
  await expect(agent.chat.completions.create({ model: 'm', messages, max_tokens: 1_000 })).rejects.toMatchObject({
    status: 402,
  })
  expect((await ask(owner, `/runs/${run.id}`)).body).toMatchObject({ spent: '0.000040', left: '0.003960' })
  expect((await ask(owner, `/runs/${run.id}`)).body).not.toHaveProperty('key')
  expect((await ask(owner, `/runs/${run.id}`, 'DELETE')).body).toMatchObject({ status: 'closed', returned: '0.003960' })
  expect([rig.balance(owner.account), rig.held(owner.account)]).toEqual([9_960, 0])
  await expect(agent.chat.completions.create({ model: 'm', messages, max_tokens: 1 })).rejects.toMatchObject({
    status: 401,
  })
})

test('bodies that make no call are small: large ones are refused without being read', async () => {
  const owner = rig.person('large', { credits: 10_000 })
  const body = JSON.stringify({ budget: '0.001', name: 'x'.repeat(300_000) })
  for (const path of ['/runs', '/realtime/client_secrets', '/realtime/sessions']) {
    const response = await rig.post(path, { secret: owner.secret, body })
    expect([path, response.status, await response.json()]).toMatchObject([
      path,
      413,
      { error: { code: 'body_too_large' } },
    ])
  }
  expect(rig.balance(owner.account)).toBe(10_000)
})

test('a repeat with its Idempotency-Key gets the same run with the same secret; another body is refused', async () => {
  const owner = rig.person('repeater', { credits: 10_000 })
  const headers = { 'idempotency-key': 'once' }
  const [first, second] = [
    await open(owner, { budget: '0.001' }, headers),
    await open(owner, { budget: '0.001' }, headers),
  ]
  expect([second.run.id, second.run.key]).toEqual([first.run.id, first.run.key])
  expect(rig.balance(owner.account)).toBe(9_000)
  expect(await open(owner, { budget: '0.002' }, headers)).toMatchObject({
    status: 409,
    run: { error: { code: 'idempotency_key_reused' } },
  })
})

test('the key of a run opens no run, and sees none of others', async () => {
  const [owner, other] = [rig.person('nester', { credits: 10_000 }), rig.person('stranger')]
  const { run } = await open(owner, { budget: '0.001' })
  expect(await open({ secret: run.key }, { budget: '0.0001' })).toMatchObject({
    status: 403,
    run: { error: { code: 'run_in_run' } },
  })
  const { run: beside } = await open(owner, { budget: '0.001' })
  for (const method of ['GET', 'DELETE']) {
    expect(await ask(other, `/runs/${run.id}`, method)).toMatchObject({ status: 404 })
    expect(await ask({ secret: run.key }, `/runs/${beside.id}`, method)).toMatchObject({ status: 404 })
  }
  expect((await ask({ secret: run.key }, '/runs')).body).toMatchObject({ data: [{ id: run.id }], has_more: false })
  expect((await ask(owner, `/runs/${run.id}`)).body).toMatchObject({ status: 'open' })
})

test('runs are listed newest first in pages, closed ones too', async () => {
  const owner = rig.person('lister', { credits: 10_000 })
  const ids: string[] = []
  for (let i = 0; i < 3; i++) ids.unshift((await open(owner, { budget: '0.001' })).run.id)
  await ask(owner, `/runs/${ids[1]}`, 'DELETE')
  const page = (await ask(owner, '/runs?limit=2')).body as { data: Shown[]; has_more: boolean }
  expect([page.data.map(({ id }) => id), page.has_more]).toEqual([ids.slice(0, 2), true])
  expect(page.data.map(({ status }) => status)).toEqual(['open', 'closed'])
  expect((await ask(owner, `/runs?after=${ids[1]}`)).body).toMatchObject({ data: [{ id: ids[2] }], has_more: false })
})

test('a run may use no model that its opener may not', async () => {
  const owner = rig.person('narrow', { credits: 10_000, principal: { models: ['m'] } })
  expect(await open(owner, { budget: '0.001', models: ['other'] })).toMatchObject({ status: 403 })
  expect((await open(owner, { budget: '0.001' })).run['models']).toEqual(['m'])
})

test.each([
  ['no budget', {}],
  ['a budget that is a float', { budget: 0.1 }],
  ['a negative budget', { budget: '-1' }],
  ['nothing as a budget', { budget: '0' }],
  ['too fine a budget', { budget: '0.0000001' }],
  ['a life of no time', { budget: '1', expires_in: 0 }],
  ['too long a life', { budget: '1', expires_in: 2_592_001 }],
  ['a name of two lines', { budget: '1', name: 'a\nb' }],
  ['no models', { budget: '1', models: [] }],
])('%s is refused by name and reserves nothing', async (what, body) => {
  const owner = rig.person(`bad ${what}`.replaceAll(' ', '-'), { credits: 2_000_000 })
  expect(await open(owner, body)).toMatchObject({ status: 400, run: { error: { code: 'invalid_field' } } })
  expect(rig.held(owner.account)).toBe(0)
})
