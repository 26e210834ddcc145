/** The AI SDK with its own three providers, whose strict parsing is the judge of every answer: text, tools, thoughts, pictures, records, vectors, sound, refusals, repeats, departures. */
import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import {
  APICallError,
  embedMany,
  generateImage,
  generateSpeech,
  generateText,
  type LanguageModel,
  Output,
  RetryError,
  stepCountIs,
  streamText,
  type ToolSet,
  tool,
  transcribe,
} from 'ai'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { cities, forecast, forecasts, pixel, prompts, record, said, thought, usualCharge } from './knowledge.ts'
import { moody } from './moody.ts'
import { counting } from './openai-faults.ts'
import { type Access, type Customer, foreign, type World } from './world.ts'

type Ask = (access: Access, model: string) => LanguageModel

const openai = ({ key, origin, fetch }: Access) => createOpenAI({ apiKey: key, baseURL: `${origin}/v1`, fetch })

/** How each provider asks. */
const ways: Readonly<Record<string, Ask>> = {
  'responses of @ai-sdk/openai': (access, model) => openai(access).responses(model),
  'chat of @ai-sdk/openai': (access, model) => openai(access).chat(model),
  '@ai-sdk/anthropic': ({ key, origin, fetch }, model) =>
    createAnthropic({ apiKey: key, baseURL: `${origin}/v1`, fetch })(model),
  '@ai-sdk/google': ({ key, origin, fetch }, model) =>
    createGoogle({ apiKey: key, baseURL: `${origin}/v1beta`, fetch })(model),
}
const pairs = Object.entries(ways).flatMap(([way, ask]) => foreign.map((model) => [way, model, ask] as const))
const schema = z.object({ city: z.string(), degrees: z.number() })

export function aiSdk(world: () => World): void {
  let customer: Customer

  beforeAll(async () => {
    customer = await world().customer('ai-sdk')
  })

  describe.each(pairs)('ai, %s over %s', (way, name, ask) => {
    const given = () => ({ model: ask(customer, name), maxOutputTokens: 100, maxRetries: 0 })

    test('text comes plain and streamed, at one charge', async () => {
      const plain = await generateText({ ...given(), prompt: prompts.text })
      expect([plain.text, plain.finishReason, plain.usage.totalTokens]).toEqual([said, 'stop', 18])
      const errors: unknown[] = []
      const onError = ({ error }: { readonly error: unknown }) => void errors.push(error)
      const streamed = streamText({ ...given(), prompt: prompts.text, onError })
      expect([await streamed.text, await streamed.finishReason, errors]).toEqual([said, 'stop', []])
      expect(await streamed.usage).toMatchObject({ inputTokens: 11, outputTokens: 7 })
      expect(await customer.charges(2)).toEqual([usualCharge, usualCharge])
    })

    test.each([false, true])('two tools are run at once in a loop of steps (streamed: %s)', async (stream) => {
      const asks: string[] = []
      const weather = tool({
        description: 'of a city',
        inputSchema: z.object({ city: z.string() }),
        execute: async ({ city }) => {
          asks.push(city)
          return forecast(city)
        },
        // The package's own types do not hold under exact optional members.
      }) as ToolSet[string]
      const loop = { ...given(), prompt: prompts.tools, tools: { weather }, stopWhen: stepCountIs(3) }
      const text = stream ? await streamText(loop).text : (await generateText(loop)).text
      expect([text, asks]).toEqual([forecasts, [...cities]])
    })

    test('a picture arrives upstream as it was sent', async () => {
      const data = Buffer.from(pixel, 'base64')
      const content = [
        { type: 'text' as const, text: prompts.picture },
        { type: 'file' as const, data, mediaType: 'image/png' },
      ]
      const { text } = await generateText({ ...given(), messages: [{ role: 'user', content }] })
      expect([text, world().moody.last.includes(pixel)]).toEqual(['A point.', true])
    })

    test('a record fits its schema, whole and as it grows', async () => {
      const output = Output.object({ schema })
      expect((await generateText({ ...given(), prompt: prompts.record, output })).output).toEqual(record)
      const streamed = streamText({ ...given(), prompt: prompts.record, output })
      let last: unknown
      for await (const partial of streamed.partialOutputStream) last = partial
      expect([last, await streamed.output]).toEqual([record, record])
    })

    test('thoughts are told apart from the answer', async () => {
      // Chat completions have no word for thoughts that this client reads.
      const expected = way.startsWith('chat') ? '' : thought.text
      const more = { ...given(), maxOutputTokens: 3_000, prompt: prompts.think, providerOptions: thinking }
      const plain = await generateText(more)
      expect([plain.text, plain.reasoningText ?? '']).toEqual([thought.answer, expected])
      const streamed = streamText(more)
      expect([await streamed.text, (await streamed.reasoningText) ?? '']).toEqual([thought.answer, expected])
    })
  })

  describe.each(Object.entries(ways))('ai, %s', (way, ask) => {
    const given = (model: string, prompt: string) => ({ model: ask(customer, model), prompt, maxOutputTokens: 100 })
    const label = (what: string): string => `${what}_${way.replace(/\W/g, '_')}`

    test('the sandbox’s answers, streamed or not, are what it reads', async () => {
      const plain = await generateText(given('sandbox-chat', 'Hello'))
      expect(await streamText(given('sandbox-chat', 'Hello')).text).toBe(plain.text)
    })

    test('a refusal has its status, and says whether a repeat helps', async () => {
      const asked = (model: string, prompt = 'x') => generateText({ ...given(model, prompt), maxRetries: 0 })
      const poor = ask(await world().customer(label('poor').toLowerCase(), '0'), 'up-chat')
      const nobody = ask({ key: 'sk-lx-nobody', origin: customer.origin, fetch }, 'up-chat')
      const cases = [
        [() => generateText({ model: nobody, prompt: 'x', maxRetries: 0 }), 401, false],
        [() => generateText({ model: poor, prompt: 'x', maxRetries: 0 }), 402, false],
        [() => asked('nobody'), 404, false],
        [() => asked('sandbox-chat', '!error 400'), 400, false],
        [() => asked('sandbox-chat', '!error 429 3'), 429, true],
        [() => asked('sandbox-chat', '!error 500'), 502, true],
      ] as const
      for (const [attempt, status, isRetryable] of cases) {
        const error = await attempt().then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        if (!APICallError.isInstance(error)) throw new Error(`it was not refused in the client's own way: ${error}`)
        expect([error.statusCode, error.isRetryable]).toEqual([status, isRetryable])
        expect(error.message.length).toBeGreaterThan(5)
      }
    })

    test('one Idempotency-Key is one call', async () => {
      const before = world().mock.getRequests().length
      const headers = { 'Idempotency-Key': label('once') }
      const once = () => generateText({ ...given('up-claude', prompts.text), headers })
      const texts = (await Promise.all([once(), once()])).map(({ text }) => text)
      expect([texts, (await once()).text]).toEqual([[said, said], said])
      expect([world().mock.getRequests().length - before, await customer.charges()]).toEqual([1, [usualCharge]])
    })

    test('leaving a stream stops it, and pays what came', async () => {
      const leave = new AbortController()
      const name = label('leave')
      const forever = given('up-chat', moody(name, 'forever'))
      const streamed = streamText({ ...forever, abortSignal: leave.signal, onError: () => undefined })
      let pieces = 0
      let aborted = false
      for await (const part of streamed.stream) {
        if (part.type === 'abort') aborted = true
        if (part.type === 'text-delta' && ++pieces === 5) leave.abort()
      }
      const [receipt] = await customer.last(1)
      expect([aborted, world().moody.left(name)]).toEqual([true, true])
      expect(receipt).toMatchObject({ state: 'captured', outcome: 'client_gone' })
      expect(receipt?.outputTokens).toBeGreaterThanOrEqual(5)
      expect(receipt?.outputTokens).toBeLessThan(100)
    })
  })

  test('ai, a repeat of its own after a failure pays once, and it says when it has given up', async () => {
    const { count, fetch } = counting(customer.fetch)
    const provider = openai({ key: customer.key, origin: customer.origin, fetch })
    const asked = (prompt: string, model = 'up-claude') => ({
      ...{ model: provider.chat(model), prompt, maxOutputTokens: 50, maxRetries: 1 },
    })
    expect((await generateText(asked(moody('ai_repeat', 'fail 1 529')))).text).toBe('At last.')
    expect([count(), world().moody.asked('ai_repeat'), await customer.charges()]).toEqual([2, 2, [usualCharge]])
    const before = await customer.balance()
    // On a channel that nobody else needs: it is left alone for a while.
    const never = generateText(asked(moody('ai_never', 'fail 9 429'), 'up-drained'))
    await expect(never).rejects.toSatisfy((error) => RetryError.isInstance(error))
    expect(await customer.balance()).toBe(before)
  })

  test('ai, pictures, sound and vectors', async () => {
    const provider = openai(customer)
    const { image } = await generateImage({ model: provider.image('sandbox-image'), prompt: 'A fox', size: '64x64' })
    expect(image.mediaType).toBe('image/png')
    const { audio } = await generateSpeech({ model: provider.speech('sandbox-speech'), text: 'Hello, fox.' })
    const model = provider.transcription('sandbox-transcribe')
    expect((await transcribe({ model, audio: audio.uint8Array })).text).toBe('Hello, fox.')
    const gemini = createGoogle({ apiKey: customer.key, baseURL: `${customer.origin}/v1beta`, fetch: customer.fetch })
    for (const embedding of [provider.embedding('sandbox-embed'), gemini.embedding('sandbox-embed')]) {
      const { embeddings, usage } = await embedMany({ model: embedding, values: ['fox', 'dog'] })
      expect(embeddings.map(({ length }) => length)).toEqual([256, 256])
      expect(usage.tokens).not.toBe(0)
    }
  })

  test('ai, a conversation goes on from a stored response', async () => {
    const model = openai(customer).responses('up-gemini')
    const given = { model, maxOutputTokens: 100 }
    const first = await generateText({ ...given, prompt: prompts.text, providerOptions: { openai: { store: true } } })
    const previousResponseId = String(first.providerMetadata?.['openai']?.['responseId'])
    const next = { ...given, prompt: prompts.text, providerOptions: { openai: { previousResponseId } } }
    expect((await generateText(next)).text).toBe(said)
    expect(world().moody.last.split(prompts.text).length).toBe(3)
  })
}

/** Each provider reads its own. */
const thinking = {
  anthropic: { thinking: { type: 'enabled', budgetTokens: 1_024 } },
  google: { thinkingConfig: { includeThoughts: true } },
}
