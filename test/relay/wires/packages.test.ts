/** Every client wire to upstreams that are asked through the AI SDK's packages: the same conversation arrives, the same answer comes back, at the same charge. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isObject, type JsonObject } from '../../../src/relay/body/parse.ts'
import type { Part } from '../../../src/relay/generation/part.ts'
import { wires } from '../../../src/relay/wires/registry.ts'
import type { Wire } from '../../../src/relay/wires/wire.ts'
import { type Person, Rig, testModel } from '../rig.ts'
import { sendJson } from '../upstream.ts'
import { answer, conversation, heard, pixel, usage } from './conversation.ts'
import { clientPath } from './paths.ts'

interface Upstream {
  readonly base: string
  /** What its package has no words for in requests, or in answers. */
  readonly silent?: readonly (
    | 'picture'
    | 'signature sent'
    | 'thoughts'
    | 'signature'
    | 'cache'
    | 'ids'
    | 'text beside calls'
  )[]
  readonly secret?: string
  /** Its answer where it imitates nobody; how it streams is in foreign.test.ts. */
  readonly whole?: object
  /** Its own words, where they are not those of the wire that it imitates. */
  readonly accent?: (value: JsonObject) => JsonObject
}

const packages: Readonly<Record<string, Upstream>> = {
  azure: { base: '/openai', silent: ['signature sent', 'thoughts'] },
  bedrock: { base: '', secret: 'access:secret', whole: bedrock() },
  cohere: { base: '/v2', silent: ['signature sent', 'thoughts', 'cache', 'text beside calls'], whole: cohere() },
  deepseek: { base: '/v1', silent: ['picture', 'signature sent', 'signature'], accent: deepseek },
  groq: { base: '/v1', silent: ['signature sent', 'signature'], accent: groq },
  mistral: { base: '/v1', silent: ['signature sent', 'thoughts'], accent: mistral },
  ollama: { base: '/api', silent: ['signature sent', 'signature', 'cache', 'ids'], whole: ollama() },
  openrouter: { base: '/v1', accent: (value) => inMessages(value, thoughtsAs('reasoning')) },
  vertex: { base: '/v1/projects/p/locations/l/publishers/google' },
  xai: { base: '/v1', silent: ['signature sent', 'signature'], accent: withStatus },
}
const conversing = wires.filter(({ name }) => name !== 'openai.completions')
const pairs = conversing.flatMap((client) =>
  Object.keys(packages).map((provider) => [client.name, provider, client] as const),
)
const lacks = (provider: string, what: NonNullable<Upstream['silent']>[number]): boolean =>
  packages[provider]?.silent?.includes(what) ?? false

function inMessages(value: JsonObject, change: (message: JsonObject) => JsonObject): JsonObject {
  const choices = Array.isArray(value['choices']) ? value['choices'].filter(isObject) : []
  const changed = choices.map((choice) => {
    const [message, delta] = [choice['message'], choice['delta']]
    return {
      ...choice,
      ...(isObject(message) && { message: change(message) }),
      ...(isObject(delta) && { delta: change(delta) }),
    }
  })
  return { ...value, ...(choices.length > 0 && { choices: changed }) }
}

function thoughtsAs(name: string): (message: JsonObject) => JsonObject {
  return ({ reasoning_content: text, ...rest }) => ({ ...rest, ...(typeof text === 'string' && { [name]: text }) })
}

/** Its usage comes beside a choice that says nothing more. */
function mistral(value: JsonObject): JsonObject {
  const { choices } = value
  if (!Array.isArray(choices) || choices.length > 0) return value
  return { ...value, choices: [{ index: 0, delta: {}, finish_reason: null }] }
}

function deepseek(value: JsonObject): JsonObject {
  const { usage: told } = value
  if (!isObject(told)) return value
  const { prompt_tokens_details: _, ...totals } = told
  return { ...value, usage: { ...totals, prompt_cache_hit_tokens: 60, prompt_cache_miss_tokens: 40 } }
}

/** In streams its usage stands in a member of its own. */
function groq(value: JsonObject): JsonObject {
  const { usage: told, ...rest } = inMessages(value, thoughtsAs('reasoning'))
  if (value['object'] !== 'chat.completion.chunk' || told === undefined) return { ...rest, usage: told }
  return { ...rest, x_groq: { id: 'req_1', usage: told } }
}

/** Every item of its answers says how far it is. */
function withStatus(value: JsonObject): JsonObject {
  const item = (one: unknown): unknown => (isObject(one) ? { status: 'completed', ...one } : one)
  const { item: single, response, output } = value
  return {
    ...value,
    ...(single !== undefined && { item: item(single) }),
    ...(isObject(response) && { response: withStatus(response) }),
    ...(Array.isArray(output) && { output: output.map(item) }),
  }
}

function bedrock(): object {
  const { text, reasoning, signature, calls } = heard(answer)
  const content = [
    { reasoningContent: { reasoningText: { text: reasoning, signature } } },
    { text },
    ...calls.map(({ id, name, input }) => ({ toolUse: { toolUseId: id, name, input } })),
  ]
  const counts = { inputTokens: 40, cacheReadInputTokens: 60, cacheWriteInputTokens: 0 }
  return {
    ...{ output: { message: { role: 'assistant', content } }, stopReason: 'tool_use', metrics: { latencyMs: 1 } },
    usage: { ...counts, outputTokens: 30, totalTokens: 130 },
  }
}

function cohere(): object {
  const { text, calls } = heard(answer)
  const tool_calls = calls.map(({ id, name, input }) => ({
    ...{ id, type: 'function', function: { name, arguments: JSON.stringify(input) } },
  }))
  const counts = { input_tokens: 100, output_tokens: 30 }
  return {
    ...{ id: 'up-1', finish_reason: 'TOOL_CALL', usage: { billed_units: counts, tokens: counts } },
    message: { role: 'assistant', content: [{ type: 'text', text }], tool_calls },
  }
}

function ollama(): object {
  const { text, reasoning, calls } = heard(answer)
  const tool_calls = calls.map(({ name, input }) => ({ function: { name, arguments: input } }))
  return {
    ...{ model: 'm', created_at: '2026-01-01T00:00:00Z', done: true, done_reason: 'stop' },
    message: { role: 'assistant', content: text, thinking: reasoning, tool_calls },
    ...{ prompt_eval_count: 100, eval_count: 30, total_duration: 1, load_duration: 1 },
    ...{ prompt_eval_duration: 1, eval_duration: 1 },
  }
}

let rig: Rig
let person: Person
let origin = ''

beforeAll(async () => {
  rig = await new Rig({ channels: [] }).start()
  origin = rig.baseUrl.replace(/\/v1$/, '')
  const upstream = new URL(rig.upstreamUrl).origin
  Object.entries(packages).forEach(([provider, { base, secret = 'upstream-secret' }], i) => {
    const models = [testModel({ model: provider, upstream: provider })]
    const keys = [{ id: `k${i}`, secret }]
    rig.addChannel({ id: i + 1, provider, baseUrl: `${upstream}${base}`, models, keys })
  })
  person = rig.person('p', { credits: 100_000_000 })
})
afterAll(() => rig.stop())

/** What the upstream was asked in, it answers in. */
function wireOf(path: string): Wire {
  const name = path.includes('enerateContent') ? 'gemini.generate' : 'openai.chat'
  return wires.find((wire) => wire.name === (path.includes('/responses') ? 'openai.responses' : name))!
}

function play(provider: string, stream: boolean): void {
  const { accent = (value: JsonObject) => value, whole } = packages[provider]!
  const accented = (event: string): string =>
    event.replace(/^data: (\{.*)$/gm, (_, json: string) => `data: ${JSON.stringify(accent(JSON.parse(json)))}`)
  rig.upstream.script = ({ path }, response) => {
    if (whole) return sendJson(response, 200, whole)
    const writer = wireOf(path).writer({ id: 'up-1', model: 'm', created: 1, showUsage: true })
    if (!stream) {
      const body = JSON.stringify(accent(writer.whole(answer, usage)))
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const part of answer) response.write(accented(writer.push([part])))
    response.end(accented(writer.end(usage)))
  }
}

async function ask(client: Wire, model: string, stream: boolean): Promise<Part[]> {
  const body = client.writeRequest(conversation, { model, stream, maxOutput: 500, streamUsage: true })
  const response = await fetch(origin + clientPath(client.name, model, stream), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${person.secret}` },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  expect([response.status, response.status === 200 ? '' : text]).toEqual([200, ''])
  if (!stream) return [...(client.partsOf(JSON.parse(text))?.parts ?? [])]
  const reader = client.partReader()
  return text.split('\n\n').flatMap((event) => {
    const data = event.split('\n').find((line) => line.startsWith('data: '))
    const read = data === undefined ? undefined : reader.read(data.slice(6))
    expect(read).not.toBe('malformed')
    return read === undefined || read === 'malformed' ? [] : [...read.parts]
  })
}

describe.each(pairs)('asked in %s, answered by %s', (_client, provider, client) => {
  test('the conversation arrives whole', async () => {
    play(provider, false)
    await ask(client, provider, false)
    const { text } = rig.upstream.requests.at(-1)!
    const words = ['You are terse.', 'What is in the picture', 'weather', 'Kyoto', 'Atlantis', 'sunny']
    const also = [
      lacks(provider, 'picture') ? '' : pixel,
      lacks(provider, 'signature sent') ? '' : 'sig-1',
      lacks(provider, 'text beside calls') ? '' : 'Let me look.',
    ]
    for (const word of [...words, 'no such city', 'So?', 'of a city', ...also]) expect(text).toContain(word)
  })

  const ways = packages[provider]?.whole ? [false] : [false, true]
  test.each(ways)('the answer comes back whole, at the same charge (streamed: %s)', async (stream) => {
    play(provider, stream)
    const said = heard(await ask(client, provider, stream))
    if (lacks(provider, 'ids')) said.calls = said.calls.map((call, i) => ({ ...call, id: heard(answer).calls[i]!.id }))
    const quiet = {
      ...(lacks(provider, 'thoughts') && { reasoning: '', signature: undefined }),
      ...(lacks(provider, 'signature') && { signature: undefined }),
    }
    expect(said).toEqual({ ...heard(answer), ...quiet })
    const { captured, usage: billed, facts } = rig.captures().at(-1)!
    const [fresh, cached] = lacks(provider, 'cache') ? [100, 0] : [40, 60]
    expect([captured, billed, facts.outcome, facts.estimated]).toEqual([
      fresh * 2 + cached + 30 * 4,
      [fresh, cached, 0, 0, 0, 0, 30, 0, 0, 0, 0, 0, 0, 1],
      'tool_calls',
      false,
    ])
  })
})
