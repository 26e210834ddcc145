/** Google's own client against the relay: over an upstream of its dialect, of OpenAI's, and the sandbox. */
import { request } from 'node:http'
import { FunctionCallingConfigMode, GoogleGenAI } from '@google/genai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chunksOf, type Person, Rig, testModel } from './rig.ts'
import { completion, frames, sendJson, stream, usage } from './upstream.ts'

let rig: Rig
let person: Person
let client: GoogleGenAI

beforeAll(async () => {
  rig = await new Rig({ channels: [] }).start()
  rig.addChannel({
    id: 1,
    provider: 'gemini',
    baseUrl: rig.upstreamUrl,
    models: [testModel({ model: 'gemini', upstream: 'gemini-up' })],
  })
  rig.addChannel({ id: 2, baseUrl: rig.upstreamUrl, models: [testModel({ model: 'gpt' })] })
  rig.addSandbox()
  person = rig.person('p')
  client = new GoogleGenAI({ apiKey: person.secret, httpOptions: { baseUrl: rig.baseUrl.replace(/\/v1$/, '') } })
})
afterAll(() => rig.stop())

const usageMetadata = {
  promptTokenCount: 14,
  cachedContentTokenCount: 4,
  candidatesTokenCount: 3,
  thoughtsTokenCount: 2,
  totalTokenCount: 19,
}
const candidate = (parts: object[], finishReason?: string) => ({
  content: { role: 'model', parts },
  finishReason,
  index: 0,
})

describe('over an upstream of the same dialect', () => {
  test('a request is passed on as it came, to the upstream’s name of the model', async () => {
    rig.upstream.script = (_request, response) =>
      sendJson(response, 200, { candidates: [candidate([{ text: 'Hi!' }], 'STOP')], usageMetadata })
    const answer = await client.models.generateContent({
      model: 'gemini',
      contents: 'Hello',
      config: { maxOutputTokens: 50 },
    })
    expect(answer.text).toBe('Hi!')
    const seen = rig.upstream.requests.at(-1)!
    expect([seen.path, seen.headers['x-goog-api-key']]).toEqual([
      '/v1/models/gemini-up:generateContent',
      'upstream-secret-1',
    ])
    // 10 × 2 µCR, 4 cached × 1 µCR, 5 × 4 µCR
    expect(rig.captures().at(-1)).toMatchObject({ captured: 44, facts: { dialect: 'gemini', outcome: 'stop' } })
  })

  test('a stream is put together by the client, and is whole when it ends after its finish', async () => {
    const chunks = [
      { candidates: [candidate([{ text: 'Hel' }])] },
      { candidates: [candidate([{ text: 'lo' }], 'STOP')], usageMetadata },
    ]
    rig.upstream.script = stream(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`))
    let text = ''
    for await (const chunk of await client.models.generateContentStream({ model: 'gemini', contents: 'Hello' }))
      text += chunk.text
    expect(text).toBe('Hello')
    expect(rig.captures().at(-1)).toMatchObject({ captured: 44, facts: { estimated: false } })
  })

  test('a stream that ends before its finish is cut, and billed for what came', async () => {
    rig.upstream.script = stream([
      `data: ${JSON.stringify({ candidates: [candidate([{ text: 'Hello there' }])] })}\n\n`,
    ])
    const read = async () => {
      for await (const _chunk of await client.models.generateContentStream({ model: 'gemini', contents: 'Hello' }));
    }
    await expect(read()).rejects.toThrow()
    expect(rig.captures().at(-1)!.facts).toMatchObject({ estimated: true })
  })
})

describe('over an upstream of OpenAI’s dialect', () => {
  test('a request is translated there and back', async () => {
    rig.upstream.script = completion('Hi!', usage(10, 5))
    const answer = await client.models.generateContent({
      model: 'gpt',
      contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
      config: { systemInstruction: 'Be terse.', maxOutputTokens: 50 },
    })
    expect([answer.text, answer.usageMetadata?.totalTokenCount]).toEqual(['Hi!', 15])
    expect(rig.upstream.requests.at(-1)!.body).toMatchObject({
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
    let text = ''
    for await (const chunk of await client.models.generateContentStream({ model: 'gpt', contents: 'Hello' }))
      text += chunk.text ?? ''
    expect(text).toBe('Hello 世界')
    expect(rig.captures().at(-1)).toMatchObject({ captured: 26 })
  })
})

test('the sandbox answers Google’s client, with functions', async () => {
  const parametersJsonSchema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
  const answer = await client.models.generateContent({
    model: 'sandbox-chat',
    contents: 'How is the weather?',
    config: {
      tools: [{ functionDeclarations: [{ name: 'weather', parametersJsonSchema }] }],
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['weather'] } },
    },
  })
  expect(answer.functionCalls?.[0]?.name).toBe('weather')
})

describe('a stream without alt=sse', () => {
  const chunks = [
    { candidates: [{ content: { role: 'model', parts: [{ text: 'Hel' }] }, index: 0 }] },
    { candidates: [candidate([{ text: 'lo' }], 'STOP')], usageMetadata },
  ]
  const sse = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
  const post = (model: string, headers: Record<string, string> = {}) =>
    rig.post(`/models/${model}:streamGenerateContent`, {
      secret: person.secret,
      headers,
      body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }),
    })

  test('is one array of the same chunks, and asks the upstream for events', async () => {
    rig.upstream.script = stream(sse)
    const response = await post('gemini')
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await response.json()).toEqual(chunks)
    expect(rig.upstream.requests.at(-1)!.path).toBe('/v1/models/gemini-up:streamGenerateContent?alt=sse')
    expect(rig.captures().at(-1)).toMatchObject({ captured: 44 })
  })

  test('is written element by element, as they come', async () => {
    let go = (): void => undefined
    const waits = new Promise<void>((resolve) => {
      go = resolve
    })
    rig.upstream.script = async (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(sse[0])
      await waits
      response.end(sse[1])
    }
    const pieces = chunksOf(await post('gemini'))
    const first = Buffer.from((await pieces.next()).value!).toString('utf8')
    expect(JSON.parse(`${first}]`)).toEqual([chunks[0]])
    go()
    let rest = ''
    for await (const piece of pieces) rest += Buffer.from(piece).toString('utf8')
    expect(JSON.parse(first + rest)).toEqual(chunks)
  })

  test('is translated from any other dialect', async () => {
    rig.upstream.script = stream(frames(['Hel', 'lo'], usage(7, 3)))
    const list = (await (await post('gpt')).json()) as { candidates: { content: { parts: { text: string }[] } }[] }[]
    const text = list.flatMap(({ candidates }) => candidates.flatMap(({ content }) => content.parts)).map((p) => p.text)
    expect([text.join(''), rig.captures().at(-1)!.captured]).toEqual(['Hello', 26])
  })

  test('tells errors and cuts as its last element and breaks off', async () => {
    const read = async (response: Response) => {
      let [text, whole] = ['', true]
      try {
        for await (const piece of chunksOf(response)) text += Buffer.from(piece).toString('utf8')
      } catch {
        whole = false
      }
      return { list: JSON.parse(text) as { error?: { code: number } }[], whole }
    }
    rig.upstream.script = stream([sse[0]!], { cut: true })
    const cut = await read(await post('gemini'))
    expect(cut).toMatchObject({ whole: false, list: [chunks[0], { error: { code: 502 } }] })
    rig.upstream.script = stream([sse[0]!, 'data: {"error":{"code":500,"message":"no","status":"INTERNAL"}}\n\n'])
    expect(await read(await post('gemini'))).toMatchObject({
      whole: false,
      list: [chunks[0], { error: { code: 502 } }],
    })
    rig.upstream.script = stream(['data: {"candidates": [\n\n'])
    const response = await post('gemini')
    expect([response.status, await response.json()]).toMatchObject([502, { error: { code: 502 } }])
  })

  test('is replayed to repeats of its Idempotency-Key in the form that each asks for', async () => {
    rig.upstream.script = stream(sse)
    const headers = { 'idempotency-key': 'array' }
    expect(await (await post('gemini', headers)).json()).toEqual(chunks)
    const calls = rig.upstream.requests.length
    const repeated = await post('gemini', headers)
    expect([repeated.headers.get('x-lx-replayed'), await repeated.json()]).toEqual(['true', chunks])
    const events = await rig.post('/models/gemini:streamGenerateContent?alt=sse', {
      secret: person.secret,
      headers,
      body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }),
    })
    expect(await events.text()).toBe(sse.join(''))
    expect(rig.upstream.requests.length).toBe(calls)
  })

  test('tells the bill in trailers, which Google’s clients pass over', async () => {
    rig.upstream.script = stream(sse)
    const trailers = await new Promise<NodeJS.Dict<string>>((resolve) => {
      const sent = request(`${rig.baseUrl}/models/gemini:streamGenerateContent`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-goog-api-key': person.secret },
      })
      sent.on('response', (response) => response.resume().on('end', () => resolve(response.trailers)))
      sent.end('{"contents":"Hello"}')
    })
    expect(trailers).toMatchObject({ 'x-lx-cost': '0.000044', 'x-lx-charge': 'metered' })
  })
})

test('tokens are counted by an upstream that does, for free', async () => {
  const booked = rig.money.log.length
  rig.upstream.script = (_request, response) =>
    sendJson(response, 200, { totalTokens: 4711, totalBillableCharacters: 9 })
  expect(await client.models.countTokens({ model: 'gemini', contents: 'Hello' })).toMatchObject({ totalTokens: 4711 })
  expect(rig.upstream.requests.at(-1)!.path).toBe('/v1/models/gemini-up:countTokens')
  const inner = { model: 'models/gemini', contents: [{ parts: [{ text: 'Hello' }] }] }
  await rig.post('/models/gemini:countTokens', {
    secret: person.secret,
    body: JSON.stringify({ generateContentRequest: inner }),
  })
  expect(rig.upstream.requests.at(-1)!.body).toEqual({
    generateContentRequest: { ...inner, model: 'models/gemini-up' },
  })
  expect(rig.money.log.length).toBe(booked)
  rig.upstream.script = (_request, response) => sendJson(response, 500, {})
})

test('tokens are counted here where no upstream does or it fails, and refusals speak Google’s shape', async () => {
  const { totalTokens } = await client.models.countTokens({ model: 'gemini', contents: 'one two three four five' })
  expect(totalTokens).toBeGreaterThan(3)
  await expect(client.models.generateContent({ model: 'nobody', contents: 'x' })).rejects.toMatchObject({ status: 404 })
})

test('a key in the query works too', async () => {
  const url = `${rig.baseUrl.replace(/\/v1$/, '')}/v1beta/models?key=${person.secret}`
  const { models } = (await (await fetch(url)).json()) as {
    models: { name: string; supportedGenerationMethods: string[] }[]
  }
  expect(models.find(({ name }) => name === 'models/gemini')?.supportedGenerationMethods).toContain('generateContent')
})
