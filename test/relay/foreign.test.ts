/** Upstreams that are not ours: @copilotkit/aimock plays each of them, and its journal counts what reached it. */
import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flatRates } from '../../src/engine/metering/rates.ts'
import type { Channel } from '../../src/relay/channels/channel.ts'
import { type Person, Rig, testModel } from './rig.ts'

const rates = flatRates({ input: 1_000_000, output: 2_000_000 })

interface Upstream {
  /** Where it finds its own protocol on the mock. */
  readonly base: string
  readonly upstream?: string
  readonly secret?: string
  /** What the mock leaves out of this protocol's answers, though the upstream itself does not. */
  readonly lacks?: 'usage in streams' | 'usage' | 'a member of streams'
}

const upstreams: Readonly<Record<string, Upstream>> = {
  azure: { base: '/openai' },
  bedrock: { base: '', upstream: 'anthropic.claude-sonnet-4-5-v1:0', secret: 'access:secret' },
  cohere: { base: '/v2', lacks: 'a member of streams' },
  deepseek: { base: '/v1' },
  groq: { base: '/v1', lacks: 'usage in streams' },
  mistral: { base: '/v1', lacks: 'usage in streams' },
  ollama: { base: '/api', lacks: 'usage' },
  openrouter: { base: '/v1' },
  vertex: { base: '/v1/projects/p/locations/l/publishers/google' },
  xai: { base: '/v1' },
}

const usage = { input_tokens: 11, output_tokens: 7, prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 }
const weather = {
  type: 'function' as const,
  function: {
    name: 'weather',
    description: 'of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
}

const mock = new LLMock({ port: 0, journalMaxEntries: 0 })
let rig: Rig
let person: Person

beforeAll(async () => {
  mock.onMessage('plain', { content: 'Hello from afar.', usage })
  mock.onMessage('tool', { toolCalls: [{ id: 'call_1', name: 'weather', arguments: '{"city":"Kyoto"}' }], usage })
  await mock.start()
  rig = await new Rig({ channels: [] }).start()
  Object.entries(upstreams).forEach(([provider, { base, upstream, secret }], i) => {
    const models = [testModel({ model: provider, upstream: upstream ?? provider })]
    const keys = [{ id: `k-${provider}`, secret: secret ?? 'upstream-secret' }]
    const channel: Partial<Channel> & { id: number } = {
      id: i + 1,
      provider,
      baseUrl: `${mock.url}${base}`,
      models,
      keys,
    }
    rig.addChannel(channel, rates)
  })
  person = rig.person('p')
})
afterAll(async () => {
  await rig.stop()
  await mock.stop()
})

describe.each(Object.entries(upstreams))('through %s', (model, { lacks }) => {
  const calls = () => mock.getRequests().length
  const ask = (content: string) => ({ model, messages: [{ role: 'user' as const, content }], max_tokens: 100 })
  const streamed = () =>
    person.client.chat.completions.create({ ...ask('plain'), stream: true, stream_options: { include_usage: true } })

  test('a plain call reaches it once and is billed on what it reports', async () => {
    const before = calls()
    const { data, response } = await person.client.chat.completions.create(ask('plain')).withResponse()
    expect(data.choices[0]?.message.content).toBe('Hello from afar.')
    expect(calls() - before).toBe(1)
    if (lacks === 'usage') return expect(rig.captures().at(-1)).toMatchObject({ facts: { quarantined: true } })
    expect(data.usage).toMatchObject({ prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 })
    expect(response.headers.get('x-lx-cost')).toBe('0.000050')
  })

  if (lacks === 'a member of streams') {
    test('a stream that breaks its own protocol before any content is an error, and costs nothing', async () => {
      const balance = rig.balance(person.account)
      await expect(streamed()).rejects.toMatchObject({ status: 502 })
      expect(rig.balance(person.account)).toBe(balance)
    })
  } else {
    test('a stream says the same and costs the same, or what was counted where it reports nothing', async () => {
      const before = calls()
      let text = ''
      let last: unknown
      for await (const chunk of await streamed()) {
        text += chunk.choices[0]?.delta.content ?? ''
        last = chunk.usage ?? last
      }
      expect(text).toBe('Hello from afar.')
      expect(calls() - before).toBe(1)
      if (lacks) return expect(rig.captures().at(-1)).toMatchObject({ facts: { estimated: true } })
      expect(last).toMatchObject({ prompt_tokens: 11, completion_tokens: 7 })
      expect(rig.captures().at(-1)).toMatchObject({ captured: 50, facts: { estimated: false } })
    })
  }

  test('a tool call keeps its name and arguments', async () => {
    const { choices } = await person.client.chat.completions.create({ ...ask('tool'), tools: [weather] })
    const call = choices[0]?.message.tool_calls?.[0]
    expect(call).toMatchObject({ type: 'function', function: { name: 'weather' } })
    expect(JSON.parse(call?.type === 'function' ? call.function.arguments : '')).toEqual({ city: 'Kyoto' })
    expect(choices[0]?.finish_reason).toBe('tool_calls')
  })

  test('a refusal of the upstream is told, and costs nothing', async () => {
    const balance = rig.balance(person.account)
    await expect(person.client.chat.completions.create(ask('nobody answers this'))).rejects.toMatchObject({
      status: expect.any(Number),
    })
    expect(rig.balance(person.account)).toBe(balance)
  })
})
