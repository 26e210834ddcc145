/** OpenAI's own client: chat completions, completions and responses on every upstream, with tools, pictures and structured output. */
import OpenAI, { type ClientOptions } from 'openai'
import { zodFunction, zodResponseFormat, zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { cities, forecast, forecasts, pixel, prompts, record, said, usualCharge } from './knowledge.ts'
import { type Access, type Customer, foreign, type World } from './world.ts'

const parameters = z.object({ city: z.string() })
const weather = zodFunction({ name: 'weather', description: 'of a city', parameters })
const answerSchema = z.object({ city: z.string(), degrees: z.number() })
const picture = `data:image/png;base64,${pixel}`

export function openAiText(world: () => World): void {
  let customer: Customer
  let client: OpenAI
  const user = (content: string) => [{ role: 'user' as const, content }]

  beforeAll(async () => {
    customer = await world().customer('openai-text')
    client = openAi(customer)
  })

  describe.each(foreign)('openai, chat completions of %s', (model) => {
    const asked = { model, max_tokens: 100 }

    test('text comes plain and streamed, at one charge', async () => {
      const plain = await client.chat.completions.create({ ...asked, messages: user(prompts.text) })
      expect(plain.choices[0]).toMatchObject({ message: { content: said }, finish_reason: 'stop' })
      expect(plain.usage).toMatchObject({ prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 })
      const streamed = client.chat.completions.stream({
        ...asked,
        messages: user(prompts.text),
        stream_options: { include_usage: true },
      })
      const pieces: string[] = []
      streamed.on('content', (piece) => void pieces.push(piece))
      const final = await streamed.finalChatCompletion()
      expect([pieces.join(''), final.choices[0]?.message.content]).toEqual([said, said])
      expect(final.usage).toMatchObject({ prompt_tokens: 11, completion_tokens: 7 })
      expect(await customer.charges(2)).toEqual([usualCharge, usualCharge])
    })

    test.each([false, true])('two tools are run at once and their results told (streamed: %s)', async (stream) => {
      const asks: string[] = []
      const run = {
        ...weather,
        function: {
          ...weather.function,
          parse: (text: string) => parameters.parse(JSON.parse(text)),
          function: async ({ city }: { city: string }) => {
            asks.push(city)
            return forecast(city)
          },
        },
      }
      const given = { ...asked, messages: user(prompts.tools), tools: [run] }
      const runner = stream
        ? client.chat.completions.runTools({ ...given, stream: true })
        : client.chat.completions.runTools(given)
      expect(await runner.finalContent()).toBe(forecasts)
      expect(asks).toEqual([...cities])
      const turns = await customer.last(2)
      expect(turns.map(({ charge, outcome }) => [charge, outcome])).toEqual([
        [usualCharge, 'stop'],
        [usualCharge, 'tool_calls'],
      ])
    })

    test('a picture arrives upstream as it was sent', async () => {
      const { choices } = await client.chat.completions.create({
        ...asked,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: prompts.picture },
              { type: 'image_url', image_url: { url: picture, detail: 'low' } },
            ],
          },
        ],
      })
      expect(choices[0]?.message.content).toBe('A point.')
      expect(world().moody.last).toContain(pixel)
    })

    test('an answer is parsed by its schema', async () => {
      const given = {
        ...asked,
        messages: user(prompts.record),
        response_format: zodResponseFormat(answerSchema, 'r'),
      }
      const parsed = await client.chat.completions.parse(given)
      expect(parsed.choices[0]?.message.parsed).toEqual(record)
      expect((await client.chat.completions.stream(given).finalChatCompletion()).choices[0]?.message.parsed).toEqual(
        record,
      )
      expect(world().moody.last).toMatch(/degrees/)
    })
  })

  describe.each(foreign)('openai, responses of %s', (model) => {
    const asked = { model, max_output_tokens: 100 }

    test('text comes plain and streamed, at one charge', async () => {
      const plain = await client.responses.create({ ...asked, input: prompts.text })
      expect([plain.output_text, plain.status]).toEqual([said, 'completed'])
      expect(plain.usage).toMatchObject({ input_tokens: 11, output_tokens: 7, total_tokens: 18 })
      const streamed = client.responses.stream({ ...asked, input: prompts.text })
      let text = ''
      streamed.on('response.output_text.delta', ({ delta }) => {
        text += delta
      })
      const final = await streamed.finalResponse()
      expect([text, final.output_text, final.usage?.total_tokens]).toEqual([said, said, 18])
      expect(await customer.charges(2)).toEqual([usualCharge, usualCharge])
    })

    test('two tools are called at once, and their results told to the response before', async () => {
      const tools = [zodResponsesFunction({ name: 'weather', description: 'of a city', parameters })]
      const first = await client.responses.parse({ ...asked, input: prompts.tools, tools, store: true })
      const calls = first.output.filter((item) => item.type === 'function_call')
      expect(calls.map((call) => call.parsed_arguments)).toEqual(cities.map((city) => ({ city })))
      const results = calls.map(({ call_id, parsed_arguments: { city } }) => ({
        ...{ type: 'function_call_output' as const, call_id, output: forecast(city) },
      }))
      const second = client.responses.stream({ ...asked, tools, previous_response_id: first.id, input: results })
      expect((await second.finalResponse()).output_text).toBe(forecasts)
    })

    test('a picture arrives upstream as it was sent', async () => {
      const { output_text } = await client.responses.create({
        ...asked,
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: prompts.picture },
              { type: 'input_image', image_url: picture, detail: 'low' },
            ],
          },
        ],
      })
      expect(output_text).toBe('A point.')
      expect(world().moody.last).toContain(pixel)
    })

    test('an answer is parsed by its schema', async () => {
      const text = { format: zodTextFormat(answerSchema, 'r') }
      const parsed = await client.responses.parse({ ...asked, input: prompts.record, text })
      expect(parsed.output_parsed).toEqual(record)
      const streamed = client.responses.stream({ ...asked, input: prompts.record, text })
      expect((await streamed.finalResponse()).output_parsed).toEqual(record)
    })
  })

  test.each(['up-chat', 'up-claude'])('openai, completions of %s come plain and streamed', async (model) => {
    const asked = { model, prompt: prompts.text, max_tokens: 50 }
    const { choices, usage } = await client.completions.create(asked)
    expect([choices[0]?.text, usage?.total_tokens]).toEqual([said, 18])
    let text = ''
    for await (const chunk of await client.completions.create({ ...asked, stream: true })) {
      text += chunk.choices[0]?.text ?? ''
    }
    expect(text).toBe(said)
  })

  test('openai, the sandbox answers with several choices, a tool, a record that fits its schema', async () => {
    const asked = { model: 'sandbox-chat', max_tokens: 200 }
    const { choices } = await client.chat.completions.create({ ...asked, n: 2, messages: user('Hello') })
    expect(choices.map(({ index }) => index)).toEqual([0, 1])
    const called = await client.chat.completions.parse({
      ...asked,
      messages: user('Weather in Kyoto?'),
      tools: [weather],
    })
    expect(called.choices[0]?.message.tool_calls?.[0]?.function.parsed_arguments).toEqual({ city: 'Kyoto' })
    const parsed = await client.chat.completions.parse({
      ...asked,
      messages: user('Make one'),
      response_format: zodResponseFormat(answerSchema, 'r'),
    })
    expect(parsed.choices[0]?.message.parsed).toEqual({ city: expect.any(String), degrees: expect.any(Number) })
  })

  test('openai, models are listed and told one by one', async () => {
    const ids: string[] = []
    for await (const { id } of client.models.list()) ids.push(id)
    expect(ids).toEqual(expect.arrayContaining([...foreign, 'sandbox-chat']))
    expect(await client.models.retrieve('up-claude')).toMatchObject({ id: 'up-claude', object: 'model' })
  })
}

export function openAi({ key, origin, fetch }: Access, more: ClientOptions = {}): OpenAI {
  return new OpenAI({ apiKey: key, baseURL: `${origin}/v1`, maxRetries: 0, fetch, ...more })
}
