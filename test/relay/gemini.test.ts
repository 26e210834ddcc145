/** Google's own client against the relay: over an upstream of its dialect, of OpenAI's, and the sandbox. */
import { FunctionCallingConfigMode, GoogleGenAI } from '@google/genai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, Rig, testModel } from './rig.ts'
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

test('tokens are counted for free, and refusals speak Google’s shape', async () => {
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
