/** The sandbox models through the whole relay. */
import type OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { usageRecord } from '../../src/engine/metering/rates.ts'
import { type Person, Rig, until } from './rig.ts'

type Ask = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'messages' | 'model'>

describe('the sandbox through the official client', () => {
  let rig: Rig
  let person: Person
  beforeAll(async () => {
    rig = await new Rig({ channels: [], settings: { idleMs: 600, headMs: 600, lateUsageMs: 10 } }).start()
    rig.addSandbox()
    person = rig.person('sandbox', { credits: 100_000_000 })
  })
  afterAll(() => rig.stop())

  const ask = (content: string, more: Ask = {}) =>
    person.client.chat.completions.create({ model: 'sandbox-chat', messages: [{ role: 'user', content }], ...more })
  const streamed = async (content: string, more: object = {}) => {
    const parts: string[] = []
    const chunks = await person.client.chat.completions.create({
      model: 'sandbox-chat',
      messages: [{ role: 'user', content }],
      stream: true,
      ...more,
    })
    for await (const chunk of chunks) parts.push(chunk.choices[0]?.delta.content ?? '')
    return parts
  }
  const last = () => rig.captures().at(-1)!

  test('answers in the language of the prompt, always the same, streamed or not', async () => {
    const scripts = [
      ['What is a good dinner?', /^[\x20-\x7e“”’]+$/],
      ['おすすめの料理を教えて', /[\u3040-\u30ff]/],
      ['今天做什么菜谱好？', /[\u4e00-\u9fff]/],
    ] as const
    for (const [prompt, script] of scripts) {
      const first = (await ask(prompt)).choices[0]?.message.content ?? ''
      expect(first).toMatch(script)
      expect(first.length).toBeGreaterThan(40)
      expect((await ask(prompt)).choices[0]?.message.content).toBe(first)
      expect((await streamed(prompt)).join('')).toBe(first)
    }
    expect((await ask('What is 12 × 34?')).choices[0]?.message.content).toContain('12 × 34 = 408')
  })

  test('reports usage, obeys max_tokens, and its calls mine at their simulated cost', async () => {
    const result = await ask('Tell me about mining', { max_tokens: 7 })
    expect(result.choices[0]?.finish_reason).toBe('length')
    expect(result.usage?.completion_tokens).toBe(7)
    expect(usageRecord(last().usage)).toMatchObject({ input: result.usage?.prompt_tokens, output: 7 })
    expect(last().mined).toBe(last().captured * 1_000)
    expect(last().cost).toBe(400_000 * (result.usage?.prompt_tokens ?? 0) + 1_600_000 * 7)
  })

  test('calls a tool when the prompt asks for what it does, and answers with its result', async () => {
    const tools = [
      {
        type: 'function' as const,
        function: {
          name: 'get_weather',
          description: 'Current weather of a city',
          parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        },
      },
    ]
    const first = await ask('What is the weather in Tokyo?', { tools })
    const call = first.choices[0]?.message.tool_calls?.[0]
    expect(first.choices[0]?.finish_reason).toBe('tool_calls')
    expect(call).toMatchObject({ type: 'function', function: { name: 'get_weather', arguments: '{"city":"Tokyo"}' } })
    expect((await ask('Good morning', { tools })).choices[0]?.message.tool_calls).toBeUndefined()
    expect((await ask('Good morning', { tools, tool_choice: 'required' })).choices[0]?.message.tool_calls?.length).toBe(
      1,
    )
    const answered = await person.client.chat.completions.create({
      model: 'sandbox-chat',
      tools,
      messages: [
        { role: 'user', content: 'What is the weather in Tokyo?' },
        first.choices[0]!.message,
        { role: 'tool', tool_call_id: call!.id, content: '21 °C, clear' },
      ],
    })
    expect(answered.choices[0]?.message.content).toContain('21 °C, clear')
    const runner = person.client.chat.completions.stream({
      model: 'sandbox-chat',
      tools,
      messages: [{ role: 'user', content: 'weather in Kyoto?' }],
    })
    const final = await runner.finalChatCompletion()
    expect(final.choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { arguments: '{"city":"Kyoto"}' } })
  })

  test('structured output fits its schema', async () => {
    const schema = {
      type: 'object',
      properties: {
        title: { type: 'string' },
        score: { type: 'integer', minimum: 3 },
        tags: { type: 'array', items: { enum: ['a', 'b'] } },
      },
    }
    const result = await ask('Make a record', {
      response_format: { type: 'json_schema', json_schema: { name: 'r', schema } },
    })
    expect(JSON.parse(result.choices[0]?.message.content ?? '')).toMatchObject({
      title: expect.any(String),
      score: 3,
      tags: ['a'],
    })
  })

  test('embeddings are unit vectors, nearer for shared words, in floats and base64', async () => {
    const embed = async (input: string | string[], more: object = {}) =>
      (await person.client.embeddings.create({ model: 'sandbox-embed', input, ...more })).data.map(
        ({ embedding }) => embedding,
      )
    const [a, b, c] = (await embed(['the red fox', 'the red dog', 'quantum ledger'])) as [number[], number[], number[]]
    const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)
    expect(a.length).toBe(256)
    expect(dot(a, a)).toBeCloseTo(1, 5)
    expect(dot(a, b)).toBeGreaterThan(dot(a, c))
    expect((await embed('x', { dimensions: 8 }))[0]?.length).toBe(8)
    expect((await embed('the red fox', { encoding_format: 'float' }))[0]?.[0]).toBeCloseTo(a[0]!, 5)
    expect(usageRecord(last().usage)).toEqual({ input: 5, calls: 1 })
  })

  test('every magic word fails the way it says', async () => {
    await expect(ask('!error 500')).rejects.toMatchObject({ status: 502 })
    await expect(ask('!error 429 3')).rejects.toMatchObject({ status: 429 })
    await expect(ask('!error 400')).rejects.toMatchObject({ status: 400 })
    await expect(ask('!stall')).rejects.toMatchObject({ status: 504 })
    await expect(ask('!cut 1')).rejects.toMatchObject({ status: 502 })
    await expect(ask('!malformed')).rejects.toMatchObject({ status: 502 })
    await expect(streamed('!cut 3 hello')).rejects.toThrow()
    expect(last().facts).toMatchObject({ outcome: 'upstream_cut', estimated: true })
    await expect(streamed('!stall hello')).rejects.toThrow()
    await expect(streamed('!malformed hello')).rejects.toThrow()
    await streamed('!nousage hello')
    expect(last().facts.estimated).toBe(true)
    await streamed('!doubleusage hello')
    expect(usageRecord(last().usage).output).toBeGreaterThan(1)
    await ask('!badusage hello')
    expect(last().facts.quarantined).toBe(true)
    expect((await ask('!empty')).choices[0]?.message.content).toBe('')
    expect(last().captured).toBeGreaterThan(0)
    await ask('!cached tell me something long enough to be cached')
    expect(usageRecord(last().usage).cacheRead).toBeGreaterThan(5)
    const thought = await ask('!reasoning hello')
    expect(usageRecord(last().usage).reasoning).toBe(thought.usage?.completion_tokens_details?.reasoning_tokens)
    expect((await streamed('!long 200 hello')).length).toBeGreaterThan(200)
    await streamed('!greedy !long 300 hello', { max_tokens: 5 })
    expect(rig.money.log.some(({ type }) => type === 'call.extend')).toBe(true)
    expect((await ask('!help')).choices[0]?.message.content).toContain('!greedy')
    await until(() => rig.held(person.account) === 0)
  })
})
