/** Legacy text completions with OpenAI's own client: verbatim where the upstream speaks them, translated elsewhere, billed by all that is written. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { usageRecord } from '../../src/engine/metering/rates.ts'
import { type Person, Rig, testModel, until } from './rig.ts'
import { completion, event, sendJson, stream, usage } from './upstream.ts'

let rig: Rig
let person: Person

beforeAll(async () => {
  rig = await new Rig({ channels: [], settings: { lateUsageMs: 30 } }).start()
  const speaks = (wire: 'openai.completions' | 'openai.chat') => ({ baseUrl: rig.upstreamUrl, speaks: [wire] })
  rig.addChannel({ id: 1, ...speaks('openai.completions'), models: [testModel({ model: 'base', upstream: 'up' })] })
  rig.addChannel({ id: 2, ...speaks('openai.chat'), models: [testModel({ model: 'gpt' })] })
  rig.addChannel({
    id: 3,
    provider: 'anthropic',
    baseUrl: rig.upstreamUrl,
    models: [testModel({ model: 'claude' })],
  })
  rig.addSandbox()
  person = rig.person('p', { credits: 100_000_000 })
})
afterAll(() => rig.stop())

const last = () => rig.captures().at(-1)!
const sent = () => rig.upstream.requests.at(-1)!
const bound = () => {
  const { input } = rig.money.log.findLast(({ type }) => type === 'call.authorize')!
  return usageRecord((input as { bound: number[] }).bound)
}
const choice = (text: string, index = 0, finish: string | null = 'stop') => ({
  text,
  index,
  logprobs: null,
  finish_reason: finish,
})
const whole = (choices: object[], used: object | null = usage(10, 5)) => ({
  id: 'cmpl-1',
  object: 'text_completion',
  created: 1,
  model: 'up',
  choices,
  ...(used ? { usage: used } : {}),
})
const chunk = (text: string, finish: string | null = null, index = 0) =>
  event(whole([choice(text, index, finish)], null))
const answer = (value: object) => {
  rig.upstream.script = (_request, response) => sendJson(response, 200, value)
}

describe('an upstream that speaks them', () => {
  test('gets every field as it came, and its answer comes back as it is', async () => {
    const said = whole([{ ...choice('Hi'), logprobs: { tokens: ['Hi'], token_logprobs: [-0.1] } }])
    answer(said)
    const asked = {
      prompt: 'Say hi',
      suffix: ' there',
      max_tokens: 7,
      logprobs: 2,
      logit_bias: { 50256: -100 },
      stop: ['x'],
    }
    const { data, response } = await person.client.completions
      .create({ model: 'base', ...asked, ...{ guided: { odd: true } } })
      .withResponse()
    expect(data).toEqual(said)
    expect(sent()).toMatchObject({ path: '/v1/completions', body: { model: 'up', ...asked, guided: { odd: true } } })
    // 10 × 2 µCR, 5 × 4 µCR
    expect(response.headers.get('x-lx-cost')).toBe('0.000040')
  })

  test('the hold covers every answer that may be written: n, best_of, and each of several prompts', async () => {
    answer(whole([choice('a')]))
    const held = async (more: object) => {
      await person.client.completions.create({ model: 'base', prompt: 'x', max_tokens: 10, ...more })
      return bound().output
    }
    expect(await held({})).toBe(10)
    expect(await held({ n: 3 })).toBe(30)
    expect(await held({ n: 2, best_of: 5 })).toBe(50)
    expect(await held({ best_of: 4, prompt: ['a', 'b', 'c'] })).toBe(120)
    expect(await held({ prompt: [[1, 2], [3]] })).toBe(20)
    expect(await held({ prompt: [1, 2, 3] })).toBe(10)
    expect(await held({ max_tokens: undefined })).toBe(1_000)
    expect(await held({ max_tokens: 0, echo: true })).toBeUndefined()
  })

  test('a stream is put together by the client, its usage only shown where asked for, and billed either way', async () => {
    const script = [chunk('Hel'), chunk('lo'), chunk('', 'length'), event(whole([], usage(10, 2))), event('[DONE]')]
    for (const options of [undefined, { include_usage: true }]) {
      rig.upstream.script = stream(script)
      let [text, told] = ['', 0]
      const body = { model: 'base', prompt: 'x', stream: true as const, ...(options && { stream_options: options }) }
      for await (const part of await person.client.completions.create(body)) {
        text += part.choices[0]?.text ?? ''
        told += part.usage ? 1 : 0
      }
      expect([text, told]).toEqual(['Hello', options ? 1 : 0])
      expect(sent().body).toMatchObject({ stream_options: { include_usage: true } })
      expect(last()).toMatchObject({ captured: 28, facts: { outcome: 'length', estimated: false } })
    }
  })

  test('a prompt that is echoed is not counted as written where the upstream says no usage', async () => {
    const prompt = 'abcd'.repeat(5_000)
    rig.upstream.script = stream([
      chunk(prompt.slice(0, 9_000)),
      chunk(`${prompt.slice(9_000)}efgh`),
      chunk('ijkl', 'stop'),
      event('[DONE]'),
    ])
    let text = ''
    const body = { model: 'base', prompt, echo: true, max_tokens: 5, stream: true as const }
    for await (const part of await person.client.completions.create(body)) text += part.choices[0]?.text ?? ''
    expect(text).toBe(`${prompt}efghijkl`)
    expect(last().facts).toMatchObject({ estimated: true, outcome: 'stop' })
    expect(usageRecord(last().usage)).toMatchObject({ output: 2 })
    answer(whole([choice('one1111'), choice('one2222', 1), choice('two3333', 2), choice('two4444', 3)], null))
    await person.client.completions.create({ model: 'base', prompt: ['one', 'two'], n: 2, echo: true })
    expect(usageRecord(last().usage)).toMatchObject({ output: 4 })
  })
})

describe('an upstream that does not', () => {
  test('is asked in its own wire, with the dialect’s own limit where the caller sets none', async () => {
    rig.upstream.script = completion('Hi!', usage(10, 5))
    const result = await person.client.completions.create({
      model: 'gpt',
      prompt: 'Say hi',
      temperature: 0.5,
      stop: 'x',
    })
    expect(result).toMatchObject({
      object: 'text_completion',
      model: 'gpt',
      choices: [{ text: 'Hi!', index: 0, finish_reason: 'stop', logprobs: null }],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    })
    expect(sent()).toMatchObject({
      path: '/v1/chat/completions',
      body: { messages: [{ role: 'user', content: 'Say hi' }], max_tokens: 16, temperature: 0.5, stop: ['x'] },
    })
    expect(last().captured).toBe(40)
  })

  test('streams through another dialect, at the same charge', async () => {
    const events = [
      { type: 'message_start', message: { usage: { input_tokens: 10, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hel' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'lo' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'max_tokens' }, usage: { output_tokens: 5 } },
      { type: 'message_stop' },
    ]
    rig.upstream.script = stream(events.map((one) => `event: ${one.type}\ndata: ${JSON.stringify(one)}\n\n`))
    let [text, finish, total] = ['', '', 0]
    const body = { model: 'claude', prompt: 'x', max_tokens: 9, stream: true as const }
    for await (const part of await person.client.completions.create({
      ...body,
      stream_options: { include_usage: true },
    })) {
      text += part.choices[0]?.text ?? ''
      finish = part.choices[0]?.finish_reason ?? finish
      total = part.usage?.total_tokens ?? total
    }
    expect([text, finish, total, last().captured]).toEqual(['Hello', 'length', 15, 40])
  })

  test('is not asked for what it can not say: a named 400, nothing sent, nothing billed', async () => {
    const [calls, captured] = [rig.upstream.requests.length, rig.captures().length]
    const cases: [object, string | null][] = [
      [{ prompt: [1, 2] }, 'prompt'],
      [{ echo: true }, 'echo'],
      [{ logprobs: 0 }, 'logprobs'],
      [{ suffix: 'x' }, 'suffix'],
      [{ logit_bias: { 5: 1 } }, 'logit_bias'],
      [{ max_tokens: 0 }, 'max_tokens'],
      [{ n: 2 }, null],
      [{ best_of: 2 }, null],
      [{ prompt: ['a', 'b'] }, null],
    ]
    for (const [more, param] of cases) {
      const error: unknown = await person.client.completions
        .create({ model: 'gpt', prompt: 'x', ...more })
        .catch((thrown: unknown) => thrown)
      expect([more, error]).toMatchObject([more, { status: 400, code: 'unsupported_value', param }])
    }
    expect([rig.upstream.requests.length, rig.captures().length]).toEqual([calls, captured])
  })

  test('the sandbox completes, plain and streamed', async () => {
    const plain = await person.client.completions.create({
      model: 'sandbox-chat',
      prompt: 'Good morning',
      max_tokens: 200,
    })
    expect(plain.choices[0]?.text.length).toBeGreaterThan(20)
    let text = ''
    const body = { model: 'sandbox-chat', prompt: 'Good morning', max_tokens: 200, stream: true as const }
    for await (const part of await person.client.completions.create(body)) text += part.choices[0]?.text ?? ''
    expect(text).toBe(plain.choices[0]?.text)
    const short = await person.client.completions.create({ model: 'sandbox-chat', prompt: 'Good morning' })
    expect(short).toMatchObject({ choices: [{ finish_reason: 'length' }], usage: { completion_tokens: 16 } })
  })
})

describe('other dialects over an upstream of text completions', () => {
  test('one message is a prompt', async () => {
    answer(whole([choice('Hi!')]))
    const chat = await person.client.chat.completions.create({
      model: 'base',
      messages: [{ role: 'user', content: 'Say hi' }],
    })
    expect(chat.choices[0]?.message.content).toBe('Hi!')
    expect(sent()).toMatchObject({ path: '/v1/completions', body: { prompt: 'Say hi', max_tokens: 1_000 } })
    expect(last().captured).toBe(40)
    rig.upstream.script = stream([chunk('Hel'), chunk('lo', 'stop'), event(whole([], usage(10, 5))), event('[DONE]')])
    const streamed = person.client.chat.completions.stream({
      model: 'base',
      messages: [{ role: 'user', content: 'Say hi' }],
    })
    expect((await streamed.finalChatCompletion()).choices[0]?.message.content).toBe('Hello')
    expect(last().captured).toBe(40)
  })

  test('a conversation, tools or a format can not be said', async () => {
    const ask = (more: object) =>
      person.client.chat.completions
        .create({ model: 'base', messages: [{ role: 'user', content: 'x' }], ...more })
        .catch((thrown: unknown) => thrown)
    const tools = [{ type: 'function', function: { name: 'f', parameters: {} } }]
    expect(
      await ask({
        messages: [
          { role: 'system', content: 'y' },
          { role: 'user', content: 'x' },
        ],
      }),
    ).toMatchObject({
      status: 400,
      param: 'messages',
    })
    expect(await ask({ tools })).toMatchObject({ status: 400, param: 'tools' })
    expect(await ask({ response_format: { type: 'json_object' } })).toMatchObject({ param: 'response_format' })
  })
})

test('bad requests are named 400s and change nothing', async () => {
  const before = rig.money.log.length
  const cases: [object, string][] = [
    [{ prompt: undefined }, 'prompt'],
    [{ prompt: [] }, 'prompt'],
    [{ prompt: [''].concat(Array<string>(10_000).fill('x')) }, 'prompt'],
    [{ prompt: [[]] }, 'prompt'],
    [{ prompt: [1.5] }, 'prompt'],
    [{ prompt: ['a', 1] }, 'prompt'],
    [{ prompt: { text: 'x' } }, 'prompt'],
    [{ max_tokens: -1 }, 'max_tokens'],
    [{ n: 0 }, 'n'],
    [{ n: 1_000_000 }, 'n'],
    [{ best_of: 1_000_000 }, 'best_of'],
    [{ n: 3, best_of: 2 }, 'best_of'],
    [{ echo: 'yes' }, 'echo'],
    [{ stream: 1 }, 'stream'],
    [{ stream_options: [] }, 'stream_options'],
    [{ model: null }, 'model'],
  ]
  for (const [change, param] of cases) {
    const body = JSON.stringify({ model: 'base', prompt: 'x', ...change })
    const response = await rig.post('/completions', { secret: person.secret, body })
    expect([param, response.status, await response.json()]).toMatchObject([param, 400, { error: { param } }])
  }
  expect(rig.money.log.length).toBe(before)
})

test('the same Idempotency-Key is one upstream call and one charge, streamed to everybody', async () => {
  rig.upstream.script = stream([chunk('Hello', 'stop'), event(whole([], usage(10, 5))), event('[DONE]')], { gapMs: 5 })
  const [calls, captured] = [rig.upstream.requests.length, rig.captures().length]
  const body = JSON.stringify({ model: 'base', prompt: 'x', stream: true })
  const post = () => rig.post('/completions', { secret: person.secret, headers: { 'idempotency-key': 'k' }, body })
  const texts = await Promise.all(Array.from({ length: 20 }, async () => (await post()).text()))
  expect(new Set(texts).size).toBe(1)
  await until(() => rig.held(person.account) === 0)
  expect([rig.upstream.requests.length - calls, rig.captures().length - captured]).toEqual([1, 1])
})

test('an account without credits is refused in the dialect’s shape before anything is sent', async () => {
  const { client } = rig.person('poor', { credits: 0 })
  const calls = rig.upstream.requests.length
  await expect(client.completions.create({ model: 'base', prompt: 'x' })).rejects.toMatchObject({ status: 402 })
  expect(rig.upstream.requests.length).toBe(calls)
})
