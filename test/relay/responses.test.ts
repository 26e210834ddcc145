/** OpenAI's responses by its own client and by the AI SDK, whose strict parsing is the judge, over upstreams of other dialects. */
import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { ChatOpenAI } from '@langchain/openai'
import { generateText, type LanguageModel, streamText, type ToolSet, tool } from 'ai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Person, Rig, testModel } from './rig.ts'
import { completion, frames, sendJson, stream, usage } from './upstream.ts'

let rig: Rig
let person: Person
let origin = ''

beforeAll(async () => {
  rig = await new Rig({ channels: [] }).start()
  rig.addChannel({ id: 1, baseUrl: rig.upstreamUrl, models: [testModel({ model: 'gpt' })] })
  rig.addChannel({
    id: 2,
    baseUrl: rig.upstreamUrl,
    models: [testModel({ model: 'native' })],
    speaks: ['openai.responses'],
  })
  rig.addSandbox()
  person = rig.person('p')
  origin = rig.baseUrl.replace(/\/v1$/, '')
})
afterAll(() => rig.stop())

const parameters = z.strictObject({ city: z.string() })

describe('the official client', () => {
  test('is answered over an upstream that knows chat completions only', async () => {
    rig.upstream.script = completion('Hi!', usage(10, 5))
    const { data, response } = await person.client.responses
      .create({ model: 'gpt', instructions: 'Be terse.', input: 'Hello', max_output_tokens: 50 })
      .withResponse()
    expect([data.output_text, data.status, data.usage?.total_tokens]).toEqual(['Hi!', 'completed', 15])
    expect(response.headers.get('x-lx-cost')).toBe('0.000040')
    expect(rig.upstream.requests.at(-1)!.body).toEqual({
      model: 'm',
      max_tokens: 50,
      messages: [
        { role: 'system', content: 'Be terse.' },
        { role: 'user', content: 'Hello' },
      ],
    })
  })

  test('puts a stream together from its events', async () => {
    rig.upstream.script = stream(frames(['Hel', 'lo ', '世界'], usage(7, 3)))
    const streamed = person.client.responses.stream({ model: 'gpt', input: 'Hello', max_output_tokens: 50 })
    const deltas: string[] = []
    streamed.on('response.output_text.delta', ({ delta }) => deltas.push(delta))
    const final = await streamed.finalResponse()
    expect([deltas, final.output_text]).toEqual([['Hel', 'lo ', '世界'], 'Hello 世界'])
    expect(rig.captures().at(-1)).toMatchObject({ captured: 26, facts: { estimated: false } })
  })

  test('reaches an upstream that knows responses verbatim, but for what would be kept there', async () => {
    const output = [
      {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'Hi!', annotations: [] }],
      },
    ]
    const spent = {
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 5,
      output_tokens_details: { reasoning_tokens: 2 },
      total_tokens: 15,
    }
    rig.upstream.script = (_request, response) =>
      sendJson(response, 200, {
        id: 'resp_1',
        object: 'response',
        status: 'completed',
        model: 'm',
        output,
        usage: spent,
      })
    const answer = await person.client.responses.create({ model: 'native', input: 'Hello', metadata: { a: 'b' } })
    expect(answer.output_text).toBe('Hi!')
    expect(rig.upstream.requests.at(-1)).toMatchObject({
      path: '/v1/responses',
      body: { model: 'm', input: 'Hello', metadata: { a: 'b' }, store: false },
    })
  })

  test('is told plainly that a response is not there', async () => {
    const asked = person.client.responses.create({ model: 'gpt', input: 'Hello', previous_response_id: 'resp_1' })
    await expect(asked).rejects.toMatchObject({ status: 400, param: 'previous_response_id' })
  })
})

/** Each of them asks in its own dialect; the sandbox answers in OpenAI's. */
const models: Readonly<Record<string, () => LanguageModel>> = {
  'responses of @ai-sdk/openai': () => createOpenAI({ apiKey: person.secret, baseURL: rig.baseUrl })('sandbox-chat'),
  'chat of @ai-sdk/openai': () => createOpenAI({ apiKey: person.secret, baseURL: rig.baseUrl }).chat('sandbox-chat'),
  'messages of @ai-sdk/anthropic': () =>
    createAnthropic({ apiKey: person.secret, baseURL: rig.baseUrl })('sandbox-chat'),
  'generateContent of @ai-sdk/google': () =>
    createGoogle({ apiKey: person.secret, baseURL: `${origin}/v1beta` })('sandbox-chat'),
}

describe.each(Object.entries(models))('%s', (_name, model) => {
  test('gets text and usage', async () => {
    const { text, usage: spent } = await generateText({ model: model(), prompt: 'Hello', maxOutputTokens: 100 })
    expect(text.length).toBeGreaterThan(5)
    expect(spent.totalTokens).toBe((spent.inputTokens ?? 0) + (spent.outputTokens ?? 0))
    expect(rig.captures().at(-1)!.usage[6]).toBe(spent.outputTokens)
  })

  test('gets the same text as a stream', async () => {
    const asked = { model: model(), prompt: 'Hello', maxOutputTokens: 100 }
    const whole = (await generateText(asked)).text
    const errors: unknown[] = []
    const streamed = streamText({ ...asked, onError: ({ error }) => void errors.push(error) })
    expect([await streamed.text, errors]).toEqual([whole, []])
    expect(['stop', 'length']).toContain(await streamed.finishReason)
  })

  test('gets a tool call with input of the right shape', async () => {
    // The package's own types do not hold under exact optional members.
    const weather = tool({ description: 'of a city', inputSchema: parameters }) as ToolSet[string]
    const { toolCalls } = await generateText({
      model: model(),
      prompt: 'How is the weather?',
      tools: { weather },
      toolChoice: { type: 'tool', toolName: 'weather' },
      maxOutputTokens: 200,
    })
    expect(toolCalls[0]).toMatchObject({ toolName: 'weather', input: { city: expect.any(String) } })
  })
})

test('LangChain gets text, plain and streamed', async () => {
  const chat = new ChatOpenAI({ apiKey: person.secret, model: 'sandbox-chat', configuration: { baseURL: rig.baseUrl } })
  const whole = await chat.invoke('Hello')
  let text = ''
  for await (const chunk of await chat.stream('Hello')) text += chunk.text
  expect(text).toBe(whole.text)
})
