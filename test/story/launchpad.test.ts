/** An offering through public interfaces only: announced, locked for, allocated, called until the quota is gone, ended, opened to all. */
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY, HOUR, hello, Launch, SCARCE } from '../launch.ts'
import { temporaryDir, type Visitor } from '../server-process.ts'

const dir = temporaryDir()
let launch: Launch
let alice: { readonly visitor: Visitor; readonly key: string }
let bob: { readonly visitor: Visitor; readonly key: string }
let offeringId: number

beforeAll(async () => {
  launch = await Launch.open(dir.path)
  alice = await launch.holder('alice')
  bob = await launch.holder('bob')
})

afterAll(async () => {
  await launch.server.stop()
  dir.remove()
})

async function position(who: Visitor) {
  const { items } = await who.call('offerings.mine', {})
  return items.find((one) => one.offeringId === offeringId)
}

test('from the announcement on the model is closed, and each dialect is told so in its own shape', async () => {
  offeringId = await launch.announce('200')
  const shape = async (path: string, body: unknown) => {
    const response = await launch.post(path, alice.key, body)
    return [response.status, await response.json()]
  }
  expect(await shape('/v1/chat/completions', { model: SCARCE, messages: hello })).toMatchObject([
    403,
    { error: { code: 'model_not_open', message: expect.stringContaining(`offering ${offeringId}`) } },
  ])
  expect(await shape('/v1/responses', { model: SCARCE, input: 'Hi' })).toMatchObject([
    403,
    { error: { code: 'model_not_open' } },
  ])
  expect(await shape('/v1/messages', { model: SCARCE, max_tokens: 5, messages: hello })).toMatchObject([
    403,
    { type: 'error', error: { type: 'permission_error' } },
  ])
  const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }]
  expect(await shape(`/v1beta/models/${SCARCE}:generateContent`, { contents })).toMatchObject([
    403,
    { error: { code: 403, status: 'PERMISSION_DENIED' } },
  ])
  const { items } = await alice.visitor.call('models.list', {})
  expect(items.find(({ model }) => model === SCARCE)?.gate).toEqual({ offeringId, phase: 'announced', open: false })
  const { items: calls } = await alice.visitor.call('calls.list', {})
  expect(calls).toHaveLength(1)
})

test('while the window runs a holder of Lv3 locks staked coins and sees what they would get', async () => {
  await launch.pass(DAY)
  const lock = { params: { offeringId }, body: { amount: '4000' } }
  expect(await alice.visitor.call('offerings.lock', lock)).toMatchObject({ locked: '4000.00000000', weight: 1 })
  await launch.pass(HOUR)
  expect(await position(alice.visitor)).toMatchObject({ expected: '40.000000', quota: null, locked: '4000.00000000' })
  const removed = await alice.visitor.raw('POST', '/api/v1/stake/remove', { amount: '6001' })
  expect([removed.status, (await removed.json()).code]).toEqual([402, 'insufficient_stake'])
})

test('at the end of the window the quota is there, capped, and the table of all is public', async () => {
  await launch.pass(71 * HOUR)
  const { items } = await alice.visitor.call('offerings.allocation', { params: { offeringId }, query: {} })
  expect(items).toMatchObject([{ rank: 1, yours: true, quota: '40.000000', used: '0.000000', weight: 1 }])
  const offering = await bob.visitor.call('offerings.get', { params: { offeringId } })
  expect(offering).toMatchObject({ phase: 'active', unallocated: '160.000000', cap: '40.000000', lockers: 1 })
  expect(offering.acts.map(({ kind }) => kind)).toEqual(['announced', 'subscribe', 'active'])
})

test('the holder calls at the price of their tier until the quota is gone; somebody else never can', async () => {
  const quote = await launch.post('/v1/quote', alice.key, { model: SCARCE, max_tokens: 5, messages: hello })
  expect(await quote.json()).toMatchObject({
    highest: { cost: '8.500000' },
    quota: { offering: offeringId, remaining: '40.000000', highest: '10.000000' },
  })
  const openai = new OpenAI({ apiKey: alice.key, baseURL: `${launch.server.url}/v1`, maxRetries: 0 })
  const { response } = await openai.chat.completions
    .create({ model: SCARCE, max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] })
    .withResponse()
  expect(response.headers.get('x-lx-cost')).toBe('8.500000')
  expect(response.headers.get('x-lx-quota-remaining')).toBe('30.000000')
  const stream = await launch.post('/v1/chat/completions', alice.key, { model: SCARCE, stream: true, messages: hello })
  expect(await stream.text()).toContain('x-lx-quota-remaining=20.000000')
  const rush = await Promise.all(Array.from({ length: 10 }, () => launch.chat(alice.key)))
  const said = await Promise.all(rush.map(async (one) => [one.status, (await one.json()).error?.code ?? null]))
  expect(said.filter(([status]) => status === 200)).toHaveLength(2)
  expect(said.filter(([status]) => status !== 200)).toEqual(Array(8).fill([403, 'quota_exceeded']))
  expect(await position(alice.visitor)).toMatchObject({ used: '40.000000', held: '0.000000', remaining: '0.000000' })
  expect((await launch.chat(bob.key)).status).toBe(403)
})

test('when the use window ends the coins are staked again, and the model stays closed until it is opened', async () => {
  await launch.pass(30 * DAY)
  const { lco } = await alice.visitor.call('me.balances', {})
  expect([lco.imo, lco.staked]).toEqual(['0.00000000', '10000.00000000'])
  expect((await launch.chat(alice.key)).status).toBe(403)
  const opened = await launch.operator.call('admin.offerings.open', {
    params: { offeringId },
    body: { reason: 'there is enough of it now' },
  })
  expect(opened).toMatchObject({ phase: 'closed', afterwards: 'open' })
  const answer = await launch.chat(bob.key)
  expect([answer.status, answer.headers.get('x-lx-quota-remaining')]).toEqual([200, null])
  const { acts } = await bob.visitor.call('offerings.get', { params: { offeringId } })
  expect(acts.at(-1)).toMatchObject({ kind: 'opened', reason: 'there is enough of it now' })
  const { items } = await bob.visitor.call('offerings.allocation', { params: { offeringId }, query: {} })
  expect(items).toMatchObject([{ quota: '40.000000', used: '40.000000', yours: false }])
})

test('the scarce video of the sandbox is bought with a quota too, by the second of list price', async () => {
  const subscribeFrom = (await launch.now()) + DAY
  const { offeringId: video } = await launch.operator.call('admin.offerings.announce', {
    body: { model: 'sandbox-scarce-video', total: '10', capBps: 10_000, subscribeFrom },
  })
  await launch.pass(DAY)
  await alice.visitor.call('offerings.lock', { params: { offeringId: video }, body: { amount: '1' } })
  await launch.pass(72 * HOUR)
  const ask = { model: 'sandbox-scarce-video', prompt: 'A cat', seconds: '4' }
  expect((await launch.post('/v1/videos', bob.key, ask)).status).toBe(403)
  expect((await launch.post('/v1/videos', alice.key, ask)).status).toBe(200)
  const { items } = await alice.visitor.call('offerings.mine', {})
  const own = items.find((one) => one.offeringId === video)
  expect(Number(own?.used) + Number(own?.held)).toBe(6)
})
