/** Chat completions end to end: verbatim, billed, refused before money. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Rig, testModel } from './rig.ts'
import { completion, frames, sendJson, stream, usage } from './upstream.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]

describe('chat completions through the official client', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await new Rig().start()
    rig.addSandbox()
  })
  afterAll(() => rig.stop())

  test('a plain call is billed on the reported usage, mines, and tells so in its headers', async () => {
    const { client, account } = rig.person('plain')
    rig.upstream.script = completion('Hi!', usage(10, 5))
    const { data, response } = await client.chat.completions
      .create({ model: 'm', messages, max_tokens: 100 })
      .withResponse()
    expect(data.choices[0]?.message.content).toBe('Hi!')
    // 10 × 2 µCR + 5 × 4 µCR
    expect(response.headers.get('x-lx-cost')).toBe('0.000040')
    expect(response.headers.get('x-lx-mined')).toBe('0.00040000')
    expect(response.headers.get('x-lx-balance')).toBe('9.999960')
    expect(response.headers.get('x-lx-charge')).toBe('metered')
    expect(response.headers.get('x-lx-call-id')).toMatch(/^c[\w-]{24}$/)
    expect(response.headers.get('x-lx-channel')).toBeNull()
    expect(rig.balance(account)).toBe(9_999_960)
    expect(rig.held(account)).toBe(0)
  })

  test('a stream reaches the client verbatim and ends with the bill before [DONE]', async () => {
    const { secret, account } = rig.person('verbatim')
    const sent = frames(['Hel', 'lo ', '世界 🌍'], usage(7, 3))
    rig.upstream.script = stream(sent)
    const body = JSON.stringify({ model: 'm', messages, stream: true, stream_options: { include_usage: true } })
    const text = await (await rig.post('/chat/completions', { secret, body })).text()
    const [before, bill, rest] = text.split(/(: x-lx-call-id=.*\n\n)/)
    expect(before).toBe(sent.slice(0, -1).join(''))
    expect(rest).toBe('data: [DONE]\n\n')
    expect(bill).toContain(' x-lx-cost=0.000026 x-lx-mined=0.00026000 x-lx-balance=9.999974 x-lx-charge=metered')
    expect(rig.balance(account)).toBe(9_999_974)
  })

  test('the official client reads a stream to its end and never sees the comment', async () => {
    const { client } = rig.person('sdk-stream')
    rig.upstream.script = stream(frames(['a', 'b', 'c']))
    const parts: string[] = []
    for await (const chunk of await client.chat.completions.create({ model: 'm', messages, stream: true })) {
      parts.push(chunk.choices[0]?.delta.content ?? '')
    }
    expect(parts.join('')).toBe('abc')
  })

  test('usage is asked of the upstream but shown only to a client that asked too', async () => {
    const { secret } = rig.person('usage-hidden')
    rig.upstream.script = stream(frames(['a']))
    const ask = async (options: object) => {
      const response = await rig.post('/chat/completions', {
        secret,
        body: JSON.stringify({ model: 'm', messages, stream: true, ...options }),
      })
      return response.text()
    }
    expect(await ask({})).not.toContain('prompt_tokens')
    expect(rig.upstream.requests.at(-1)?.body['stream_options']).toEqual({ include_usage: true })
    expect(await ask({ stream_options: { include_obfuscation: false } })).not.toContain('prompt_tokens')
    expect(rig.upstream.requests.at(-1)?.body['stream_options']).toEqual({
      include_obfuscation: false,
      include_usage: true,
    })
    expect(await ask({ stream_options: { include_usage: true } })).toContain('prompt_tokens')
  })

  test('unknown fields and odd spacing survive, only the model name changes', async () => {
    rig.addChannel({
      id: 40,
      baseUrl: rig.channels[0]!.baseUrl,
      models: [testModel({ model: 'alias', upstream: 'real/name' })],
    })
    const { secret } = rig.person('fields')
    rig.upstream.script = completion('ok')
    const body =
      '{ "x_new" : {"big": 123456789012345678901234567890, "e": 1.50}, "model":"alias" , "messages":[ {"role":"user","content":"\\u00e9\\ud83d\\ude00"} ],"max_tokens":5 }'
    const response = await rig.post('/chat/completions', { secret, body })
    expect(response.status).toBe(200)
    expect(rig.upstream.requests.at(-1)?.text).toBe(body.replace('"alias"', '"real/name"'))
  })

  test('the upstream gets its own key and none of the client’s headers', async () => {
    const { secret } = rig.person('headers')
    rig.upstream.script = completion('ok')
    await rig.post('/chat/completions', {
      secret,
      body: JSON.stringify({ model: 'm', messages }),
      headers: { 'x-secret-thing': 'mine', cookie: 'a=b' },
    })
    const { headers } = rig.upstream.requests.at(-1)!
    expect(headers.authorization).toBe('Bearer upstream-secret-1')
    expect(headers['x-secret-thing']).toBeUndefined()
    expect(headers.cookie).toBeUndefined()
    expect(JSON.stringify(headers)).not.toContain(secret)
  })

  test('operators see which channel delivered', async () => {
    const { secret } = rig.person('op', { principal: { operator: true } })
    rig.upstream.script = completion('ok')
    const response = await rig.post('/chat/completions', { secret, body: JSON.stringify({ model: 'm', messages }) })
    expect(response.headers.get('x-lx-channel')).toBe('1:channel_1')
  })

  test('an account without enough credits is refused before anything is sent', async () => {
    const { client } = rig.person('poor', { credits: 100 })
    const before = rig.upstream.requests.length
    const error = await client.chat.completions
      .create({ model: 'm', messages, max_tokens: 100 })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ status: 402, code: 'insufficient_credits', type: 'insufficient_quota' })
    expect(rig.upstream.requests.length).toBe(before)
  })

  test('a call whose worst case is above x-lx-max-cost is refused', async () => {
    const { secret } = rig.person('max-cost')
    const body = JSON.stringify({ model: 'm', messages, max_tokens: 100 })
    const refused = await rig.post('/chat/completions', { secret, body, headers: { 'x-lx-max-cost': '0.000399' } })
    expect(refused.status).toBe(402)
    expect(await refused.json()).toMatchObject({ error: { code: 'max_cost_exceeded' } })
    rig.upstream.script = completion('ok')
    expect((await rig.post('/chat/completions', { secret, body, headers: { 'x-lx-max-cost': '1' } })).status).toBe(200)
    expect((await rig.post('/chat/completions', { secret, body, headers: { 'x-lx-max-cost': '-1' } })).status).toBe(400)
  })

  test('tool calls, refusals and several choices pass and are counted', async () => {
    const { client, account } = rig.person('tools')
    rig.upstream.script = (_request, response) => {
      const message = {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
      }
      sendJson(response, 200, {
        id: 'x',
        object: 'chat.completion',
        choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
        usage: usage(20, 9),
      })
    }
    const result = await client.chat.completions.create({ model: 'm', messages, n: 1 })
    expect(result.choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { arguments: '{"a":1}' } })
    expect(rig.balance(account)).toBe(10_000_000 - 20 * 2 - 9 * 4)
    expect(rig.captures().at(-1)?.facts).toMatchObject({
      outcome: 'tool_calls',
      stream: false,
      status: 200,
      estimated: false,
    })
  })
})
