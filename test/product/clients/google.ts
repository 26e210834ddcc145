/** Google's own client: generateContent on every upstream, chats, functions by hand and by its own runner, thoughts, pictures, schemas, vectors, counting, refusals, repeats, departures. */
import {
  ApiError,
  type CallableTool,
  type Content,
  GoogleGenAI,
  type HttpOptions,
  type Part,
  Type,
} from '@google/genai'
import { beforeAll, describe, expect, test } from 'vitest'
import { cities, forecast, forecasts, pixel, prompts, record, said, thought, usualCharge } from './knowledge.ts'
import { moody } from './moody.ts'
import { type Access, type Customer, foreign, type World } from './world.ts'

const parameters = { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ['city'] }
const weather = { name: 'weather', description: 'of a city', parameters }
const responseSchema = {
  type: Type.OBJECT,
  properties: { city: { type: Type.STRING }, degrees: { type: Type.INTEGER } },
  required: ['city', 'degrees'],
}

function google({ key, origin, fetch }: Access, more: HttpOptions = {}): GoogleGenAI {
  return new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: origin, fetch, ...more } })
}

export function googleGenAi(world: () => World): void {
  let customer: Customer
  let client: GoogleGenAI

  beforeAll(async () => {
    customer = await world().customer('google')
    client = google(customer)
  })

  describe.each(foreign)('google, generateContent of %s', (model) => {
    const config = { maxOutputTokens: 100 }

    test('text comes plain and streamed, at one charge', async () => {
      const plain = await client.models.generateContent({ model, contents: prompts.text, config })
      expect([plain.text, plain.usageMetadata?.totalTokenCount]).toEqual([said, 18])
      expect(plain.candidates?.[0]?.finishReason).toBe('STOP')
      let text = ''
      let total: number | undefined
      for await (const chunk of await client.models.generateContentStream({ model, contents: prompts.text, config })) {
        text += chunk.text ?? ''
        total = chunk.usageMetadata?.totalTokenCount ?? total
      }
      expect([text, total]).toEqual([said, 18])
      expect(await customer.charges(2)).toEqual([usualCharge, usualCharge])
    })

    test('two functions are called at once in a chat, and their results told', async () => {
      const chat = client.chats.create({ model, config: { ...config, tools: [{ functionDeclarations: [weather] }] } })
      const first = await chat.sendMessage({ message: prompts.tools })
      expect(first.functionCalls?.map(({ name, args }) => [name, args])).toEqual(
        cities.map((city) => ['weather', { city }]),
      )
      const message: Part[] = (first.functionCalls ?? []).map(({ id, name = '' }, i) => ({
        functionResponse: { ...(id !== undefined && { id }), name, response: { output: forecast(cities[i] ?? '') } },
      }))
      let text = ''
      for await (const chunk of await chat.sendMessageStream({ message })) text += chunk.text ?? ''
      expect(text).toBe(forecasts)
    })

    test('its own runner runs two functions at once', async () => {
      const asks: unknown[] = []
      const tool: CallableTool = {
        tool: async () => ({ functionDeclarations: [weather] }),
        callTool: async (calls) =>
          calls.map(({ id, name = '', args }) => {
            asks.push(args?.['city'])
            const response = { output: forecast(String(args?.['city'])) }
            return { functionResponse: { ...(id !== undefined && { id }), name, response } }
          }),
      }
      const given = { model, contents: prompts.tools, config: { ...config, tools: [tool] } }
      expect((await client.models.generateContent(given)).text).toBe(forecasts)
      expect(asks).toEqual([...cities])
    })

    test('a picture arrives upstream as it was sent', async () => {
      const parts: Part[] = [{ text: prompts.picture }, { inlineData: { mimeType: 'image/png', data: pixel } }]
      const contents: Content[] = [{ role: 'user', parts }]
      const { text } = await client.models.generateContent({ model, contents, config })
      expect([text, world().moody.last.includes(pixel)]).toEqual(['A point.', true])
    })

    test('thoughts are told apart from the answer', async () => {
      const thinking = { ...config, maxOutputTokens: 2_000, thinkingConfig: { includeThoughts: true } }
      const { candidates } = await client.models.generateContent({ model, contents: prompts.think, config: thinking })
      const parts = candidates?.[0]?.content?.parts ?? []
      const of = (isThought: boolean) => parts.filter((part) => (part.thought ?? false) === isThought)
      expect([of(true), of(false)].map((list) => list.map(({ text }) => text).join(''))).toEqual([
        thought.text,
        thought.answer,
      ])
    })

    test('an answer fits its schema, in Google’s words or JSON’s', async () => {
      const json = { type: 'object', properties: { city: { type: 'string' }, degrees: { type: 'integer' } } }
      for (const schema of [{ responseSchema }, { responseJsonSchema: json }]) {
        const shaped = { ...config, responseMimeType: 'application/json', ...schema }
        const { text } = await client.models.generateContent({ model, contents: prompts.record, config: shaped })
        expect(JSON.parse(text ?? '')).toEqual(record)
        expect(world().moody.last).toContain('degrees')
      }
    })
  })

  test('google, vectors, counts and models', async () => {
    const { embeddings } = await client.models.embedContent({ model: 'sandbox-embed', contents: ['fox', 'dog'] })
    expect(embeddings?.map(({ values }) => values?.length)).toEqual([256, 256])
    const before = await customer.balance()
    const counted = await client.models.countTokens({ model: 'up-claude', contents: 'one two three' })
    expect(counted.totalTokens).toBeGreaterThan(2)
    const names: (string | undefined)[] = []
    for await (const { name } of await client.models.list()) names.push(name)
    expect(names).toEqual(expect.arrayContaining(foreign.map((model) => `models/${model}`)))
    expect(await client.models.get({ model: 'up-gemini' })).toMatchObject({ name: 'models/up-gemini' })
    expect(await customer.balance()).toBe(before)
  })

  test('google, a refusal is the client’s own error with its status, and free', async () => {
    const before = await customer.balance()
    const asked = (model: string, contents = 'x') => ({ model, contents, config: { maxOutputTokens: 50 } })
    const limited = google(await customer.limited({ allowedModels: ['up-claude'] }))
    const poor = google(await world().customer('google-poor', '0'))
    const nobody = google({ ...(await customer.limited({})), key: 'sk-lx-nobody' })
    const cached = { ...asked('up-gemini'), config: { cachedContent: 'cachedContents/x' } }
    const cases = [
      [() => nobody.models.generateContent(asked('up-chat')), 401, 'UNAUTHENTICATED'],
      [() => poor.models.generateContent(asked('up-chat')), 402, 'RESOURCE_EXHAUSTED'],
      [() => limited.models.generateContent(asked('up-chat')), 403, 'PERMISSION_DENIED'],
      [() => client.models.generateContent(asked('nobody')), 404, 'NOT_FOUND'],
      [() => client.models.generateContentStream(asked('nobody')), 404, 'NOT_FOUND'],
      [() => client.models.generateContent(asked('sandbox-chat', '!error 400')), 400, 'INVALID_ARGUMENT'],
      [() => client.models.generateContent(cached), 400, 'INVALID_ARGUMENT'],
      [() => client.models.generateContent(asked('sandbox-chat', '!error 429 7')), 429, 'RESOURCE_EXHAUSTED'],
      [() => client.files.get({ name: 'files/x' }), 501, 'UNIMPLEMENTED'],
      [() => client.caches.list(), 501, 'UNIMPLEMENTED'],
    ] as const
    for (const [ask, status, name] of cases) {
      const error = await ask().then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      if (!(error instanceof ApiError)) throw new Error(`it was not refused in the client's own way: ${error}`)
      expect([error.status, error.message.includes(`"${name}"`)]).toEqual([status, true])
    }
    expect(await customer.balance()).toBe(before)
  })

  test.each(['up-chat', 'up-claude', 'up-gemini'])('google, a repeat after failures of %s pays once', async (model) => {
    const name = `google_repeat_${model.slice(3)}`
    const patient = google(customer, { retryOptions: { attempts: 3, initialDelay: 0.1 } })
    const contents = moody(name, 'fail 1 503')
    const { text } = await patient.models.generateContent({ model, contents, config: { maxOutputTokens: 50 } })
    expect([text, world().moody.asked(name), await customer.charges()]).toEqual(['At last.', 2, [usualCharge]])
  })

  test('google, one Idempotency-Key is one call, asked at once or later', async () => {
    const before = world().mock.getRequests().length
    const httpOptions = { headers: { 'Idempotency-Key': 'google-once' } }
    const config = { maxOutputTokens: 50, httpOptions }
    const once = () => client.models.generateContent({ model: 'up-gemini', contents: prompts.text, config })
    const answers = [...(await Promise.all([once(), once()])), await once()]
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set([said]))
    expect(world().mock.getRequests().length).toBe(before + 1)
    expect(await customer.charges()).toEqual([usualCharge])
  })

  test.each(['up-chat', 'up-claude', 'up-gemini'])('google, leaving a stream of %s stops it', async (model) => {
    const name = `google_leave_${model.slice(3)}`
    const leave = new AbortController()
    const config = { maxOutputTokens: 500, abortSignal: leave.signal }
    const read = async () => {
      let pieces = 0
      const contents = moody(name, 'forever')
      for await (const chunk of await client.models.generateContentStream({ model, contents, config })) {
        pieces += chunk.text ? 1 : 0
        if (pieces === 5) leave.abort()
      }
    }
    await expect(read()).rejects.toThrow()
    const [receipt] = await customer.last(1)
    expect(world().moody.left(name)).toBe(true)
    expect(receipt).toMatchObject({ state: 'captured', outcome: 'client_gone' })
    expect(receipt?.outputTokens).toBeGreaterThanOrEqual(5)
    expect(receipt?.outputTokens).toBeLessThan(500)
  })
}
