/** Moderations: verbatim with OpenAI's own client, free or at a price for each call, and a sandbox that always says the same. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { flatRates, usageRecord } from '../../src/engine/metering/rates.ts'
import { type Person, Rig, testModel } from './rig.ts'
import { sendJson } from './upstream.ts'

const model = (name: string) => testModel({ model: name, upstream: `${name}-up`, kind: 'moderation' })
const result = { flagged: true, categories: { violence: true }, category_scores: { violence: 0.9 } }
const said = { id: 'modr-1', model: 'up', results: [result] }

let rig: Rig
let person: Person

beforeAll(async () => {
  rig = await new Rig({ channels: [] }).start()
  rig.addChannel({ id: 1, baseUrl: rig.upstreamUrl, models: [model('omni-moderation-latest')] }, flatRates({}))
  rig.addChannel({ id: 2, baseUrl: rig.upstreamUrl, models: [model('paid')] }, flatRates({ calls: 50_000_000 }))
  rig.addSandbox()
  person = rig.person('p')
  rig.upstream.script = (_request, response) => sendJson(response, 200, said)
})
afterAll(() => rig.stop())

const last = () => rig.captures().at(-1)!
const sent = () => rig.upstream.requests.at(-1)!

test('a free model costs nothing, and the model that OpenAI takes by default is the default', async () => {
  const before = rig.balance(person.account)
  expect(await person.client.moderations.create({ input: 'hello' })).toEqual(said)
  expect(sent()).toMatchObject({
    path: '/v1/moderations',
    body: { input: 'hello', model: 'omni-moderation-latest-up' },
  })
  expect([rig.balance(person.account), last().captured, rig.held(person.account)]).toEqual([before, 0, 0])
})

test('a price for each call is charged once, whatever the input', async () => {
  const inputs: Parameters<typeof person.client.moderations.create>[0]['input'][] = [
    'one',
    ['one', 'two'],
    [
      { type: 'text', text: 'what is this?' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(100_000)}` } },
    ],
  ]
  for (const input of inputs) {
    const { data, response } = await person.client.moderations.create({ model: 'paid', input }).withResponse()
    expect([data.results[0]?.flagged, response.headers.get('x-lx-cost')]).toEqual([true, '0.000100'])
    expect(sent().body).toEqual({ model: 'paid-up', input })
  }
})

test('bad input is a named 400, an answer without results a fault, and both are free', async () => {
  const captured = rig.captures().length
  for (const input of [undefined, null, 5, [], [1], ['a', {}], { text: 'x' }]) {
    const response = await rig.post('/moderations', {
      secret: person.secret,
      body: JSON.stringify({ model: 'paid', input }),
    })
    expect([response.status, await response.json()]).toMatchObject([400, { error: { param: 'input' } }])
  }
  rig.upstream.script = (_request, response) => sendJson(response, 200, { error: { message: 'no' } })
  await expect(person.client.moderations.create({ model: 'paid', input: 'x' })).rejects.toMatchObject({ status: 502 })
  expect([rig.captures().length, rig.held(person.account)]).toEqual([captured, 0])
})

test('the sandbox flags by plain words in three languages, always alike', async () => {
  const ask = async (input: string | string[]) =>
    (await person.client.moderations.create({ model: 'sandbox-moderation', input })).results
  const [calm, angry, japanese, chinese] = await ask(['A fox sleeps.', 'I will kill the fox', '狐を殺す', '杀死狐狸'])
  expect([calm, angry, japanese, chinese].map((one) => one?.flagged)).toEqual([false, true, true, true])
  expect(angry).toMatchObject({ categories: { violence: true, sexual: false } })
  expect(await ask('I will kill the fox')).toEqual(await ask('I will kill the fox'))
  expect(usageRecord(last().usage)).toMatchObject({ calls: 1 })
  expect(last().captured).toBe(200)
})
