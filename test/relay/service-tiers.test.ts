/** Service tiers from the request's word to the bill: held at the dearest, billed as delivered, refused without a price. */
import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bps } from '../../src/base/money.ts'
import { Rig, testCost, testModel } from './rig.ts'
import { event, sendJson, stream, usage } from './upstream.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]
const half = 5_000 as Bps
const twice = 20_000 as Bps

let rig: Rig
beforeAll(async () => {
  rig = await new Rig({ channels: [] }).start()
  const models = ['m', 'plain'].map((model) => testModel({ model, upstream: model }))
  rig.addChannel({ id: 1, baseUrl: rig.upstreamUrl, models })
  rig.publish(1, 'm', { cost: testCost, services: { flex: half, priority: twice } })
  rig.addChannel({
    id: 2,
    baseUrl: rig.upstreamUrl,
    models: [testModel({ model: 'native' })],
    speaks: ['openai.responses'],
  })
  rig.publish(2, 'native', { cost: testCost, services: { flex: half, priority: twice } })
  rig.addChannel({ id: 3, provider: 'anthropic', baseUrl: rig.upstreamUrl, models: [testModel({ model: 'claude' })] })
  rig.publish(3, 'claude', { cost: testCost, services: { priority: twice } })
})
afterAll(() => rig.stop())

/** µCR that the call captured last held. */
function held(): number {
  return rig.captures().at(-1)?.hold ?? 0
}

/** Padded: a longer word would be a longer request, and its hold another. */
const body = (more: { readonly service_tier?: string; readonly model?: string; readonly stream?: boolean }) => {
  const said = more.service_tier === undefined ? 0 : `,"service_tier":"${more.service_tier}"`.length
  const user = '.'.repeat(40 - said)
  return JSON.stringify({ model: 'm', messages, max_tokens: 100, user, ...more })
}
const whole = (service_tier: string | undefined) => ({
  ...{ id: 'x', object: 'chat.completion', created: 1, model: 'up', service_tier },
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi!' }, finish_reason: 'stop' }],
  usage: usage(10, 5),
})

describe('chat completions', () => {
  const ask = async (
    asked: { readonly service_tier?: string },
    delivered: string | undefined,
  ): Promise<string | null> => {
    rig.upstream.script = (_request, response) => sendJson(response, 200, whole(delivered))
    const { secret } = rig.person(`p${rig.money.log.length}`)
    return (await rig.post('/chat/completions', { secret, body: body(asked) })).headers.get('x-lx-cost')
  }

  test('an answer is billed in the tier it was delivered in, at a multiple of every price', async () => {
    // 10 × 2 µCR + 5 × 4 µCR
    expect(await ask({}, 'default')).toBe('0.000040')
    expect(await ask({ service_tier: 'flex' }, 'flex')).toBe('0.000020')
    expect(await ask({ service_tier: 'priority' }, 'priority')).toBe('0.000080')
    expect(rig.captures().at(-1)).toMatchObject({
      service: 'priority',
      serviceBps: 20_000,
      list: 80_000_000,
      cost: 40_000_000,
    })
  })

  test('what was asked for and not delivered is not billed', async () => {
    expect(await ask({ service_tier: 'priority' }, 'default')).toBe('0.000040')
    expect(await ask({ service_tier: 'flex' }, undefined)).toBe('0.000040')
  })

  test('a dearer tier that nobody asked for is billed all the same: the platform pays it', async () => {
    expect(await ask({}, 'priority')).toBe('0.000080')
  })

  test('the hold covers the dearest tier that the word may lead to', async () => {
    await ask({}, 'default')
    const standard = held()
    for (const [asked, factor] of [
      ['default', 1],
      ['flex', 1],
      ['auto', 2],
      ['priority', 2],
    ] as const) {
      await ask({ service_tier: asked }, 'default')
      expect([asked, Math.round((held() / standard) * 10) / 10]).toEqual([asked, factor])
    }
  })

  test('the word reaches the upstream; one that OpenAI does not know is refused before money', async () => {
    await ask({ service_tier: 'flex' }, 'flex')
    expect(rig.upstream.requests.at(-1)?.body['service_tier']).toBe('flex')
    const { secret } = rig.person('unknown-word')
    const response = await rig.post('/chat/completions', { secret, body: body({ service_tier: 'scale' }) })
    expect([response.status, await response.json()]).toMatchObject([400, { error: { param: 'service_tier' } }])
  })

  test('priority is refused where no channel has a price for it', async () => {
    const { secret } = rig.person('unpriced')
    const response = await rig.post('/chat/completions', {
      secret,
      body: body({ model: 'plain', service_tier: 'priority' }),
    })
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: 'unsupported_value' } }])
  })

  test('a stream that is cut before its usage is billed in the tier its chunks name', async () => {
    const chunk = (content: string, finish_reason: string | null = null) =>
      event({
        id: 'x',
        object: 'chat.completion.chunk',
        service_tier: 'flex',
        choices: [{ index: 0, delta: { content }, finish_reason }],
      })
    rig.upstream.script = stream([chunk('one '), chunk('two '), chunk('three ')], { cut: true })
    const { secret } = rig.person('cut')
    const answer = await rig.post('/chat/completions', { secret, body: body({ stream: true, service_tier: 'flex' }) })
    await expect(answer.text()).rejects.toThrow()
    expect(rig.captures().at(-1)).toMatchObject({ service: 'flex', serviceBps: 5_000 })
  })

  test('a quote tells the dearest of what may come and the usual price of what was asked for', async () => {
    const { secret } = rig.person('quoted')
    const quote = async (more: { readonly service_tier?: string }) =>
      (await rig.post('/quote', { secret, body: body(more) })).json()
    const [standard, flex, priority] = [
      await quote({}),
      await quote({ service_tier: 'flex' }),
      await quote({ service_tier: 'priority' }),
    ]
    expect(flex.highest).toEqual(standard.highest)
    expect(Number(flex.expected.cost)).toBeCloseTo(Number(standard.expected.cost) / 2, 12)
    expect(Number(priority.highest.cost)).toBeGreaterThan(Number(standard.highest.cost) * 1.9)
  })
})

test('a responses stream is billed in the tier that its last event names', async () => {
  const response = (service_tier: string, more: object = {}) => ({
    id: 'r',
    object: 'response',
    service_tier,
    output: [],
    ...more,
  })
  rig.upstream.script = stream([
    event({ type: 'response.created', response: response('flex') }),
    event({ type: 'response.output_text.delta', delta: 'Hi!' }),
    event({
      type: 'response.completed',
      response: response('default', { usage: { input_tokens: 10, output_tokens: 5 } }),
    }),
  ])
  const { client } = rig.person('responses')
  const events = await client.responses.create({ model: 'native', input: 'Hello', service_tier: 'flex', stream: true })
  for await (const _ of events);
  expect(rig.captures().at(-1)).toMatchObject({ service: 'standard', captured: 40 })
})

test('a message is billed in the tier that its usage names, streamed and whole', async () => {
  const { secret } = rig.person('claude')
  const client = new Anthropic({ apiKey: secret, baseURL: rig.baseUrl.replace(/\/v1$/, ''), maxRetries: 0 })
  const used = { input_tokens: 10, output_tokens: 5, service_tier: 'priority' }
  const message = {
    id: 'm',
    type: 'message',
    role: 'assistant',
    model: 'claude',
    content: [{ type: 'text', text: 'Hi!' }],
  }
  rig.upstream.script = (_request, response) =>
    sendJson(response, 200, { ...message, stop_reason: 'end_turn', usage: used })
  await client.messages.create({ model: 'claude', max_tokens: 50, messages })
  expect(rig.captures().at(-1)).toMatchObject({ service: 'priority', captured: 80 })
  rig.upstream.script = stream(
    [
      { type: 'message_start', message: { ...message, content: [], usage: { ...used, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi!' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } },
      { type: 'message_stop' },
    ].map((one) => `event: ${one.type}\n${event(one)}`),
  )
  await client.messages.stream({ model: 'claude', max_tokens: 50, messages, service_tier: 'auto' }).finalMessage()
  expect(rig.captures().at(-1)).toMatchObject({ service: 'priority', captured: 80 })
  await expect(
    client.messages.create({ model: 'claude', max_tokens: 50, messages, service_tier: 'fast' as 'auto' }),
  ).rejects.toMatchObject({ status: 400 })
})

test('an answer over another dialect is billed in the tier that its upstream names', async () => {
  const { client } = rig.person('crossed')
  rig.upstream.script = (_request, response) => sendJson(response, 200, whole('flex'))
  await client.responses.create({ model: 'm', input: 'Hello', service_tier: 'flex' })
  expect(rig.upstream.requests.at(-1)?.body['service_tier']).toBeUndefined()
  expect(rig.captures().at(-1)).toMatchObject({ service: 'flex', captured: 20 })
})
