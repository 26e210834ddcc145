/** Anthropic's own client against the relay: over an upstream of its dialect, of OpenAI's, and the sandbox. */
import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, Rig, testModel } from './rig.ts'
import { completion, frames, sendJson, stream, usage } from './upstream.ts'

const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'Hello' }]
const weather: Anthropic.Tool = {
  name: 'weather',
  description: 'of a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}

let rig: Rig
let person: Person
let client: Anthropic

beforeAll(async () => {
  rig = await new Rig({ channels: [] }).start()
  rig.addChannel({
    id: 1,
    provider: 'anthropic',
    baseUrl: rig.upstreamUrl,
    models: [testModel({ model: 'claude', upstream: 'claude-up' })],
  })
  rig.addChannel({ id: 2, baseUrl: rig.upstreamUrl, models: [testModel({ model: 'gpt' })] })
  rig.addSandbox()
  person = rig.person('p')
  client = new Anthropic({ apiKey: person.secret, baseURL: rig.baseUrl.replace(/\/v1$/, ''), maxRetries: 0 })
})
afterAll(() => rig.stop())

const message = (content: object[], more: object = {}) => ({
  ...{
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-up',
    stop_reason: 'end_turn',
    stop_sequence: null,
  },
  content,
  usage: { input_tokens: 10, cache_read_input_tokens: 4, cache_creation_input_tokens: 0, output_tokens: 5 },
  ...more,
})

describe('over an upstream of the same dialect', () => {
  test('a message is passed on verbatim, with the upstream’s model name, key and version', async () => {
    rig.upstream.script = (_request, response) => sendJson(response, 200, message([{ type: 'text', text: 'Hi!' }]))
    const { data, response } = await client.messages
      .create({ model: 'claude', max_tokens: 50, messages })
      .withResponse()
    expect(data.content).toEqual([{ type: 'text', text: 'Hi!' }])
    const seen = rig.upstream.requests.at(-1)!
    expect(seen.body).toEqual({ model: 'claude-up', max_tokens: 50, messages })
    expect([
      seen.path,
      seen.headers['x-api-key'],
      seen.headers['anthropic-version'],
      seen.headers.authorization,
    ]).toEqual(['/v1/messages', 'upstream-secret-1', expect.stringMatching(/^\d{4}-\d\d-\d\d$/), undefined])
    // 10 × 2 µCR, 4 cached × 1 µCR, 5 × 4 µCR
    expect(response.headers.get('x-lx-cost')).toBe('0.000044')
  })

  test('a stream with thoughts, text and a tool call is put together by the client, and billed on its last usage', async () => {
    const events = [
      {
        type: 'message_start',
        message: message([], { stop_reason: null, usage: { input_tokens: 10, output_tokens: 1 } }),
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'sig' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'ping' },
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} },
      },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"city":"Kyo' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: 'to"}' } },
      { type: 'content_block_stop', index: 1 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 20 } },
      { type: 'message_stop' },
    ]
    rig.upstream.script = stream(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`))
    const final = await client.messages
      .stream({ model: 'claude', max_tokens: 50, messages, tools: [weather] })
      .finalMessage()
    expect(final.content).toEqual([
      { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
      { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Kyoto' } },
    ])
    expect(rig.captures().at(-1)).toMatchObject({
      captured: 100,
      facts: { outcome: 'tool_calls', dialect: 'anthropic' },
    })
  })

  test('a stream without its end is an error for the client, and billed for what came', async () => {
    const start = { type: 'message_start', message: message([], { usage: { input_tokens: 10, output_tokens: 1 } }) }
    const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello there' } }
    const block = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }
    rig.upstream.script = stream([start, block, delta].map((event) => `data: ${JSON.stringify(event)}\n\n`))
    await expect(client.messages.stream({ model: 'claude', max_tokens: 50, messages }).finalMessage()).rejects.toThrow()
    expect(rig.captures().at(-1)!.captured).toBeGreaterThan(20)
  })

  test('refusals speak Anthropic’s shape', async () => {
    await expect(client.messages.create({ model: 'nobody', max_tokens: 5, messages })).rejects.toMatchObject({
      status: 404,
      error: { type: 'error', error: { type: 'not_found_error' } },
    })
    const poor = rig.person('poor', { credits: 0 })
    const broke = new Anthropic({ apiKey: poor.secret, baseURL: rig.baseUrl.replace(/\/v1$/, ''), maxRetries: 0 })
    await expect(broke.messages.create({ model: 'claude', max_tokens: 5, messages })).rejects.toMatchObject({
      status: 402,
    })
  })
})

describe('over an upstream of OpenAI’s dialect', () => {
  test('a message is translated there and back', async () => {
    rig.upstream.script = completion('Hi!', usage(10, 5))
    const answer = await client.messages.create({ model: 'gpt', max_tokens: 50, system: 'Be terse.', messages })
    expect(answer).toMatchObject({
      type: 'message',
      model: 'gpt',
      content: [{ type: 'text', text: 'Hi!' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 10, output_tokens: 5 },
    })
    expect(rig.upstream.requests.at(-1)!.body).toEqual({
      model: 'm',
      max_tokens: 50,
      messages: [
        { role: 'system', content: 'Be terse.' },
        { role: 'user', content: 'Hello' },
      ],
    })
  })

  test('a stream is put together by the client', async () => {
    rig.upstream.script = stream(frames(['Hel', 'lo ', '世界'], usage(7, 3)))
    const streamed = client.messages.stream({ model: 'gpt', max_tokens: 50, messages })
    const texts: string[] = []
    streamed.on('text', (text) => texts.push(text))
    const final = await streamed.finalMessage()
    expect(texts).toEqual(['Hel', 'lo ', '世界'])
    expect(final.usage).toMatchObject({ input_tokens: 7, output_tokens: 3 })
    expect(rig.captures().at(-1)).toMatchObject({ captured: 26 })
  })
})

test('the sandbox answers Anthropic’s client, with tools', async () => {
  const answer = await client.messages.create({ model: 'sandbox-chat', max_tokens: 200, messages })
  expect(answer.content[0]).toMatchObject({ type: 'text' })
  const called = await client.messages.create({
    model: 'sandbox-chat',
    max_tokens: 200,
    messages,
    tools: [weather],
    tool_choice: { type: 'tool', name: 'weather' },
  })
  expect(called.content).toContainEqual(expect.objectContaining({ type: 'tool_use', name: 'weather' }))
})

test('tokens are counted by an upstream that does, under its name of the model, for free', async () => {
  const [before, booked] = [rig.balance(person.account), rig.money.log.length]
  rig.upstream.script = (_request, response) => sendJson(response, 200, { input_tokens: 4711 })
  expect(await client.messages.countTokens({ model: 'claude', messages })).toEqual({ input_tokens: 4711 })
  expect(rig.upstream.requests.at(-1)).toMatchObject({
    path: '/v1/messages/count_tokens',
    body: { model: 'claude-up', messages },
    headers: { 'x-api-key': 'upstream-secret-1' },
  })
  expect([rig.balance(person.account), rig.money.log.length]).toEqual([before, booked])
})

test('tokens are counted here where no upstream does or it fails, for free and without blame', async () => {
  const before = rig.balance(person.account)
  rig.upstream.script = (_request, response) => sendJson(response, 500, { error: { message: 'no' } })
  for (let i = 0; i < 10; i++) await client.messages.countTokens({ model: 'claude', messages })
  expect((await client.messages.countTokens({ model: 'gpt', messages })).input_tokens).toBeGreaterThan(0)
  expect(rig.relay.health(1, 'k1').state).toBe('closed')
  const { input_tokens } = await client.messages.countTokens({
    model: 'claude',
    messages: [{ role: 'user', content: 'one two three four five' }],
  })
  expect(input_tokens).toBeGreaterThan(3)
  expect(rig.balance(person.account)).toBe(before)
})
