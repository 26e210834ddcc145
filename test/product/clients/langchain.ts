/** LangChain's client of OpenAI: chat completions and responses on every upstream, tools, pictures, structured output, vectors, refusals, repeats, departures. */
import { AIMessage, HumanMessage, type ToolMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI, type ChatOpenAIFields, OpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { cities, forecast, forecasts, pixel, prompts, record, said, usualCharge } from './knowledge.ts'
import { moody } from './moody.ts'
import { type Access, type Customer, foreign, type World } from './world.ts'

const weather = tool(({ city }) => forecast(city), {
  ...{ name: 'weather', description: 'of a city', schema: z.object({ city: z.string() }) },
})
const answer = z.object({ city: z.string(), degrees: z.number() })
const pairs = [false, true].flatMap((useResponsesApi) =>
  foreign.map((model) => [useResponsesApi ? 'responses' : 'chat completions', model, useResponsesApi] as const),
)

function settings({ key, origin, fetch }: Access) {
  return { apiKey: key, maxRetries: 0, configuration: { baseURL: `${origin}/v1`, fetch } }
}

/** Its own type of a message says that it has no usage. */
function totalOf(message: object): number | undefined {
  return 'usage_metadata' in message ? Object(message.usage_metadata).total_tokens : undefined
}

export function langChain(world: () => World): void {
  let customer: Customer
  const chat = (model: string, more: Partial<ChatOpenAIFields> = {}): ChatOpenAI =>
    new ChatOpenAI({ ...settings(customer), model, maxTokens: 100, ...more })

  beforeAll(async () => {
    customer = await world().customer('langchain')
  })

  describe.each(pairs)('langchain, %s of %s', (_way, model, useResponsesApi) => {
    const client = () => chat(model, { useResponsesApi })

    test('text comes plain and streamed, at one charge', async () => {
      const plain = await client().invoke(prompts.text)
      expect([plain.text, totalOf(plain)]).toEqual([said, 18])
      let text = ''
      let total: number | undefined
      for await (const chunk of await client().stream(prompts.text)) {
        text += chunk.text
        total = totalOf(chunk) ?? total
      }
      expect([text, total]).toEqual([said, 18])
      expect(await customer.charges(2)).toEqual([usualCharge, usualCharge])
    })

    test('two tools are called at once, and their results told', async () => {
      const bound = client().bindTools([weather])
      const question = new HumanMessage(prompts.tools)
      const first = await bound.invoke([question])
      expect(first.tool_calls?.map(({ args }) => args)).toEqual(cities.map((city) => ({ city })))
      const results: ToolMessage[] = []
      for (const call of first.tool_calls ?? []) results.push(await weather.invoke({ ...call, type: 'tool_call' }))
      expect((await bound.invoke([question, first, ...results])).text).toBe(forecasts)
    })

    test('a picture arrives upstream as it was sent', async () => {
      const url = `data:image/png;base64,${pixel}`
      const content = [
        { type: 'text', text: prompts.picture },
        { type: 'image_url', image_url: { url } },
      ]
      const { text } = await client().invoke([new HumanMessage({ content })])
      expect([text, world().moody.last.includes(pixel)]).toEqual(['A point.', true])
    })

    test('an answer fits its schema', async () => {
      const shaped = client().withStructuredOutput(answer, { method: 'jsonSchema' })
      expect(await shaped.invoke(prompts.record)).toEqual(record)
    })
  })

  test('langchain, texts are completed and become vectors', async () => {
    const complete = new OpenAI({ ...settings(customer), model: 'up-chat', maxTokens: 50 })
    expect(await complete.invoke(prompts.text)).toBe(said)
    const vectors = new OpenAIEmbeddings({ ...settings(customer), model: 'sandbox-embed' })
    expect((await vectors.embedDocuments(['fox', 'dog'])).map(({ length }) => length)).toEqual([256, 256])
  })

  test('langchain, many at once are answered each', async () => {
    const answers = await chat('sandbox-chat').batch(['What is 2 + 3?', 'What is 4 + 5?'])
    expect(answers.map(({ text }) => /= (\d)/.exec(text)?.[1])).toEqual(['5', '9'])
    expect(answers.every((message) => message instanceof AIMessage)).toBe(true)
  })

  test('langchain, a refusal has its status and is free', async () => {
    const before = await customer.balance()
    const poor = await world().customer('langchain-poor', '0')
    const cases = [
      [chat('up-chat', { apiKey: 'sk-lx-nobody' }).invoke('x'), 401],
      [new ChatOpenAI({ ...settings(poor), model: 'up-chat' }).invoke('x'), 402],
      [chat('nobody').invoke('x'), 404],
      [chat('sandbox-chat').invoke('!error 429 7'), 429],
      [chat('sandbox-chat').invoke('!error 400'), 400],
    ] as const
    const ends = await Promise.allSettled(cases.map(([promise]) => promise))
    expect(ends.map((end) => end.status === 'rejected' && Object(end.reason).status)).toEqual(
      cases.map(([, status]) => status),
    )
    expect(await customer.balance()).toBe(before)
  })

  test('langchain, a repeat of its own after failures pays once', async () => {
    const { text } = await chat('up-claude', { maxRetries: 2 }).invoke(moody('langchain_repeat', 'fail 1 503'))
    expect([text, world().moody.asked('langchain_repeat'), await customer.charges()]).toEqual([
      'At last.',
      2,
      [usualCharge],
    ])
  })

  test('langchain, leaving a stream stops it, and pays what came', async () => {
    const leave = new AbortController()
    const read = async () => {
      let pieces = 0
      const forever = moody('langchain_leave', 'forever')
      for await (const { text } of await chat('up-gemini').stream(forever, { signal: leave.signal }))
        if (text !== '' && ++pieces === 5) leave.abort()
    }
    await expect(read()).rejects.toThrow()
    const [receipt] = await customer.last(1)
    expect(world().moody.left('langchain_leave')).toBe(true)
    expect(receipt).toMatchObject({ state: 'captured', outcome: 'client_gone' })
  })
}
