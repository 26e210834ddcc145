/** Bad and hostile bodies, and the endpoints around calls. */
import { request as httpRequest } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sandboxModels } from '../../src/relay/providers/sandbox/models.ts'
import { scaled } from '../scale.ts'
import { Rig, until } from './rig.ts'
import { completion } from './upstream.ts'

const good = { model: 'm', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 }

describe('bad and hostile input', () => {
  let rig: Rig
  let secret: string
  beforeAll(async () => {
    rig = await new Rig({ settings: { maxBodyBytes: 4_000_000, bodyIdleMs: 100 } }).start()
    secret = rig.person('input', { credits: 1_000_000_000 }).secret
    rig.upstream.script = completion('ok')
  })
  afterAll(() => rig.stop())

  const codeOf = async (
    body: string | Uint8Array,
    headers: Record<string, string> = {},
    path = '/chat/completions',
  ) => {
    const response = await rig.post(path, { secret, body, headers })
    const { error } = (await response.json()) as {
      error?: { code: string; type: string; message: string; param: string | null }
    }
    return [response.status, error?.code ?? 'ok']
  }

  test('every malformed body is a named 400 in the dialect’s shape, and nothing is held or sent', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const cases: [string, string | Uint8Array, string][] = [
      ['empty', '', 'malformed_json'],
      ['truncated', '{"model": "m", "messages": [', 'malformed_json'],
      ['array', '[]', 'body_not_object'],
      ['string', '"x"', 'body_not_object'],
      ['null', 'null', 'body_not_object'],
      ['trailing comma', '{"model":"m",}', 'malformed_json'],
      ['text behind', `${JSON.stringify(good)} x`, 'malformed_json'],
      ['two objects', `${JSON.stringify(good)}${JSON.stringify(good)}`, 'malformed_json'],
      ['byte order mark', `\ufeff${JSON.stringify(good)}`, 'malformed_json'],
      ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 'malformed_json'],
      ['duplicate field', '{"model":"m","messages":[{}],"max_tokens":1,"max_tokens":99999}', 'duplicate_field'],
      [
        'duplicate by escape',
        '{"model":"m","messages":[{}],"max_tokens":1,"max\\u005ftokens":99999}',
        'duplicate_field',
      ],
      ['deep', `{"model":"m","messages":[{}],"x":${deep}}`, 'too_complex'],
      ['wide', `{"model":"m","messages":[{}],"x":[${'1,'.repeat(1_500_000)}1]}`, 'too_complex'],
      ['no model', '{"messages":[{}]}', 'invalid_field'],
      ['model is a number', '{"model":1,"messages":[{}]}', 'invalid_field'],
      ['long model', JSON.stringify({ ...good, model: 'x'.repeat(300) }), 'invalid_field'],
      ['no messages', '{"model":"m"}', 'invalid_field'],
      ['messages of strings', '{"model":"m","messages":["hi"]}', 'invalid_field'],
      ['negative tokens', JSON.stringify({ ...good, max_tokens: -1 }), 'invalid_field'],
      ['zero tokens', JSON.stringify({ ...good, max_tokens: 0 }), 'invalid_field'],
      ['fractional tokens', JSON.stringify({ ...good, max_tokens: 1.5 }), 'invalid_field'],
      ['huge tokens', '{"model":"m","messages":[{}],"max_tokens":1e999}', 'invalid_field'],
      ['tokens as text', JSON.stringify({ ...good, max_tokens: '10' }), 'invalid_field'],
      ['many choices', JSON.stringify({ ...good, n: 1_000_000 }), 'invalid_field'],
      ['stream as text', JSON.stringify({ ...good, stream: 'yes' }), 'invalid_field'],
      ['stream_options as array', JSON.stringify({ ...good, stream_options: [] }), 'invalid_field'],
      ['service tier without a price', JSON.stringify({ ...good, service_tier: 'priority' }), 'unsupported_value'],
      ['unknown service tier', JSON.stringify({ ...good, service_tier: 'scale' }), 'unsupported_value'],
    ]
    const calls = rig.upstream.requests.length
    for (const [name, body, code] of cases) expect([name, ...(await codeOf(body))]).toEqual([name, 400, code])
    expect(rig.upstream.requests.length).toBe(calls)
    expect(rig.money.log.filter(({ type }) => type !== 'relay.boot')).toEqual([])
  })

  test('prototype names, lone surrogates and strange unicode do no harm', async () => {
    const bodies = [
      '{"__proto__":{"model":"evil"},"constructor":{"prototype":{}},"model":"m","messages":[{"role":"user","content":"x","__proto__":{"polluted":1}}]}',
      '{"model":"m","messages":[{"role":"user","content":"\\ud800"}]}',
      `{"model":"m","messages":[{"role":"user","content":"${'\u202e\u0000'.replace('\u0000', '\\u0000')}\u{1F600}\u{10FFFF}"}]}`,
    ]
    for (const body of bodies) expect(await codeOf(body)).toEqual([200, 'ok'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(await codeOf('{"model":"\\ud800","messages":[{}]}')).toEqual([404, 'model_not_found'])
  })

  test('compressed bodies are read, bombs and unknown encodings are not', async () => {
    const bytes = Buffer.from(JSON.stringify(good))
    for (const [encoding, packed] of [
      ['gzip', gzipSync(bytes)],
      ['br', brotliCompressSync(bytes)],
      ['zstd', zstdCompressSync(bytes)],
      ['deflate', deflateSync(bytes)],
    ] as const) {
      expect([encoding, ...(await codeOf(packed, { 'content-encoding': encoding }))]).toEqual([encoding, 200, 'ok'])
      expect([encoding, ...(await codeOf(bytes, { 'content-encoding': encoding }))]).toEqual([
        encoding,
        400,
        'malformed_json',
      ])
    }
    const bomb = gzipSync(Buffer.alloc(40_000_000, 0x20))
    expect(bomb.length).toBeLessThan(50_000)
    expect(await codeOf(bomb, { 'content-encoding': 'gzip' })).toEqual([413, 'body_too_large'])
    expect(await codeOf(bytes, { 'content-encoding': 'compress' })).toEqual([415, 'unsupported_encoding'])
    expect(await codeOf(bytes, { 'content-encoding': 'gzip, gzip' })).toEqual([415, 'unsupported_encoding'])
  })

  test('an oversized body is refused by its declared length and by its real one', async () => {
    expect(await codeOf(`{"model":"m","x":"${'x'.repeat(4_000_000)}"}`)).toEqual([413, 'body_too_large'])
    const status = await new Promise<number>((resolve) => {
      const request = httpRequest(`${rig.baseUrl}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'transfer-encoding': 'chunked' },
      })
      request.on('response', (response) => resolve(response.statusCode ?? 0)).on('error', () => undefined)
      const piece = Buffer.alloc(500_000, 0x20)
      for (let i = 0; i < 10; i++) request.write(piece)
    })
    expect(status).toBe(413)
  })

  test('a body that stops arriving is answered with 408', async () => {
    const status = await new Promise<number>((resolve) => {
      const request = httpRequest(`${rig.baseUrl}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-length': '1000' },
      })
      request.on('response', (response) => resolve(response.statusCode ?? 0)).on('error', () => undefined)
      request.write('{"model"')
    })
    expect(status).toBe(408)
  })

  test('whatever JSON comes, the answer is never a 5xx and books nothing that it does not tell', async () => {
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom('m', 'nope', 1e308, -0, [], {}, '', null))
    const names = [
      'model',
      'messages',
      'stream',
      'n',
      'max_tokens',
      'max_completion_tokens',
      'stream_options',
      'tools',
      'modalities',
      'input',
    ]
    const bodies = fc.dictionary(fc.constantFrom(...names), field)
    await fc.assert(
      fc.asyncProperty(bodies, fc.boolean(), async (body, valid) => {
        const sent = JSON.stringify(valid ? { ...body, model: 'm' } : body)
        const response = await rig.post('/chat/completions', { secret, body: sent })
        await response.text()
        expect([200, 400, 402, 404]).toContain(response.status)
      }),
      { numRuns: scaled(2_000) },
    )
    expect(rig.held(rig.driver.do('account.open', { identity: 'input', operator: false }).account)).toBe(0)
  })

  test('of two output limits the larger one is held, whichever the upstream obeys', async () => {
    for (const [one, other] of [
      ['max_tokens', 'max_completion_tokens'],
      ['max_completion_tokens', 'max_tokens'],
    ] as const) {
      const { max_tokens: _, ...rest } = good
      expect(await codeOf(JSON.stringify({ ...rest, [one]: 1, [other]: 500 }))).toEqual([200, 'ok'])
      const call = rig.money.log.filter(({ type }) => type === 'call.authorize').at(-1)?.input as { bound: number[] }
      expect(Math.max(...call.bound.slice(6))).toBe(500)
    }
  })

  test('images, audio and files are bounded by their kind, not by their bytes', async () => {
    const holds: number[] = []
    const part = (content: unknown) => JSON.stringify({ ...good, messages: [{ role: 'user', content: [content] }] })
    const data = 'A'.repeat(300_000)
    for (const content of [
      { type: 'text', text: data },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } },
      { type: 'input_audio', input_audio: { data, format: 'mp3' } },
    ]) {
      expect(await codeOf(part(content))).toEqual([200, 'ok'])
      const call = rig.money.log.filter(({ type }) => type === 'call.authorize').at(-1)?.input as { bound: number[] }
      holds.push(call.bound.slice(0, 6).reduce((sum, count) => sum + count, 0))
    }
    expect(holds[0]).toBeGreaterThan(300_000)
    expect(holds[1]).toBeLessThan(13_000)
    expect(holds[2]).toBeLessThan(6_000)
  })
})

describe('endpoints', () => {
  let rig: Rig
  let secret: string
  beforeAll(async () => {
    rig = await new Rig().start()
    rig.addSandbox()
    secret = rig.person('endpoints').secret
  })
  afterAll(() => rig.stop())
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(new URL(path, rig.baseUrl), { headers: { authorization: `Bearer ${secret}`, ...headers } })

  test('what is not supported answers 501 in the dialect of path and headers', async () => {
    const openAi = ['/v1/whatever', '/v1/chat', '/v1/fine_tuning/jobs', '/v1/assistants', '/v1/vector_stores']
    for (const path of openAi) {
      const response = await fetch(new URL(path, rig.baseUrl), { method: 'POST', body: '{}' })
      expect([path, response.status]).toEqual([path, 501])
      expect(await response.json()).toMatchObject({
        error: { type: 'not_supported_error', code: 'endpoint_not_supported', param: null },
      })
    }
    const anthropic = await fetch(new URL('/v1/messages/whatever', rig.baseUrl), { method: 'POST', body: '{}' })
    expect([anthropic.status, await anthropic.json()]).toMatchObject([
      501,
      { type: 'error', error: { type: 'api_error' } },
    ])
    const gemini = await fetch(new URL('/v1beta/models/x:predict', rig.baseUrl), { method: 'POST', body: '{}' })
    expect([gemini.status, await gemini.json()]).toMatchObject([501, { error: { code: 501, status: 'UNIMPLEMENTED' } }])
    expect((await get('/v1/chat/completions')).status).toBe(501)
  })

  test('the list of models answers in each dialect, with prices and limits', async () => {
    const openAi = (await (await get('/v1/models')).json()) as { data: Record<string, unknown>[] }
    expect(openAi.data.map(({ id }) => id)).toEqual(['m', ...sandboxModels.map(({ model }) => model)])
    expect(openAi.data[0]).toMatchObject({
      object: 'model',
      max_output_tokens: 1_000,
      pricing: { currency: 'CR', tiers: [{ from: 0, rates: { input: '0.000002000000' } }] },
    })
    expect(await (await get('/v1/models', { 'anthropic-version': '2023-06-01' })).json()).toMatchObject({
      has_more: false,
      first_id: 'm',
      data: [{ type: 'model', id: 'm' }, ...sandboxModels.map(({ model }) => ({ id: model }))],
    })
    const gemini = await fetch(new URL('/v1beta/models', rig.baseUrl), { headers: { 'x-goog-api-key': secret } })
    const { models } = (await gemini.json()) as { models: { name: string; supportedGenerationMethods: string[] }[] }
    const methods = Object.fromEntries(models.map((one) => [one.name, one.supportedGenerationMethods]))
    expect(models.length).toBe(sandboxModels.length + 1)
    expect(methods).toMatchObject({
      'models/m': ['generateContent', 'streamGenerateContent', 'countTokens'],
      'models/sandbox-embed': ['embedContent', 'batchEmbedContents'],
      'models/sandbox-rerank': [],
      'models/sandbox-moderation': [],
    })
    expect(openAi.data.find(({ id }) => id === 'sandbox-rerank')).toMatchObject({
      kind: 'rerank',
      pricing: { tiers: [{ rates: { calls: expect.any(String) } }] },
    })
    expect(await (await get('/v1/models/sandbox-chat')).json()).toMatchObject({ id: 'sandbox-chat', sandbox: true })
    expect((await get('/v1/models/nope')).status).toBe(404)
    expect((await rig.client(secret).models.list()).data.length).toBe(sandboxModels.length + 1)
  })

  test('a key sees only the models it may use', async () => {
    const { secret: narrow } = rig.person('narrow', { principal: { models: ['m'] } })
    const { data } = await rig.client(narrow).models.list()
    expect(data.map(({ id }) => id)).toEqual(['m'])
  })

  test('every kind of call that takes its model in JSON is quoted by its own rules', async () => {
    const quoted = async (body: object) =>
      (
        (await (await rig.post('/quote', { secret, body: JSON.stringify(body) })).json()) as {
          highest: { usage: object }
        }
      ).highest.usage
    const text = 'x'
    expect(await quoted({ model: 'sandbox-chat', prompt: text, max_tokens: 10, n: 3 })).toMatchObject({ output: 30 })
    expect(await quoted({ model: 'sandbox-chat', input: text, max_output_tokens: 7 })).toMatchObject({ output: 7 })
    expect(await quoted({ model: 'sandbox-embed', input: text })).toMatchObject({ calls: 1 })
    expect(await quoted({ model: 'sandbox-moderation', input: text })).toMatchObject({ calls: 1 })
    const documents = Array.from({ length: 150 }, () => text)
    expect(await quoted({ model: 'sandbox-rerank', query: text, documents })).toMatchObject({ calls: 2 })
  })

  test('a quote tells the highest and the expected cost and books nothing', async () => {
    const before = rig.driver.engine.seq
    const body = JSON.stringify({ model: 'm', messages: good.messages, max_tokens: 100 })
    const response = await rig.post('/quote', { secret, body })
    const highest = (body.length + 128) * 2 + 400
    expect(await response.json()).toMatchObject({
      object: 'quote',
      model: 'm',
      tier: 'lv1',
      highest: { cost: (highest / 1_000_000).toFixed(6) },
      expected: { cost: '0.000408000000', mined: '0.00408000', usage: { input: 4, output: 100, calls: 1 } },
    })
    expect(rig.driver.engine.seq).toBe(before)
    expect((await rig.post('/quote', { secret, body: '{"model":"m"}' })).status).toBe(400)
  })

  test('a quote takes a place among the calls at a time while it is made, as it takes their memory', async () => {
    const limits = { requestsPerMinute: null, tokensPerMinute: null, concurrent: 1 }
    const { secret: single } = rig.person('single', { principal: { limits } })
    rig.upstream.script = () => undefined
    const leaving = new AbortController()
    const asked = rig.upstream.requests.length
    const body = JSON.stringify({ model: 'm', messages: good.messages, max_tokens: 5 })
    const call = rig.post('/chat/completions', { secret: single, body, signal: leaving.signal }).catch(() => undefined)
    await until(() => rig.upstream.requests.length > asked)
    expect((await rig.post('/quote', { secret: single, body })).status).toBe(429)
    leaving.abort()
    await call
  })

  test('browsers of any origin may ask, since keys are no cookies', async () => {
    const preflight = await fetch(`${rig.baseUrl}/chat/completions`, { method: 'OPTIONS' })
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
    expect(
      (await get('/v1/models', { origin: 'https://app.example' })).headers.get('access-control-allow-origin'),
    ).toBe('*')
    expect((await get('/v1/models')).headers.get('access-control-allow-origin')).toBeNull()
  })

  test('a relay that shuts down finishes running calls and takes no new ones', async () => {
    const other = await new Rig().start()
    const { client, account } = other.person('shutdown')
    other.upstream.script = async (seen, response) => {
      await new Promise((resolve) => setTimeout(resolve, 60))
      completion('in time')(seen, response)
    }
    const running = client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'x' }] })
    await until(() => other.upstream.requests.length === 1)
    const stopped = other.relay.stop(2_000)
    await expect(
      client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'x' }] }),
    ).rejects.toMatchObject({ status: 503, code: 'shutting_down' })
    expect((await running).choices[0]?.message.content).toBe('in time')
    await stopped
    expect(other.held(account)).toBe(0)
    await other.stop()
  })
})
