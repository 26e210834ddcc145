/** Vectors in every dialect from every wire: the same numbers, the same charge, official clients. */

import type { ServerResponse } from 'node:http'
import { GoogleGenAI } from '@google/genai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { usageRecord } from '../../src/engine/metering/rates.ts'
import { type Person, Rig, testModel } from './rig.ts'
import { type SeenRequest, sendJson } from './upstream.ts'

/** Exact as 32-bit floats, so that base64 carries them unchanged. */
const vectors = [
  [0.5, -0.25, 0.125],
  [1, 0, -0.0625],
]
const texts = ['the red fox', 'the blue whale']

interface Upstream {
  readonly provider: string
  /** Below its own address. */
  readonly base?: string
  /** The name the upstream has for the model. */
  readonly model?: string
  readonly secret?: string
  /** What it is asked for and answers; `tokens` undefined: it does not say. */
  readonly answer: (request: SeenRequest, tokens: number | undefined) => unknown
  /** The texts of one of its requests. */
  readonly asked: (request: SeenRequest) => unknown
  readonly path: string
  /** It never says. */
  readonly silent?: boolean
}

const usageOf = (tokens: number | undefined) =>
  tokens === undefined ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } }
const base64Of = (vector: number[]) => Buffer.from(new Float32Array(vector).buffer).toString('base64')
const openAiAnswer: Upstream['answer'] = ({ body }, tokens) => ({
  object: 'list',
  model: 'up',
  data: (body['input'] as unknown[]).map((_, index) => {
    const vector = vectors[index] ?? []
    const embedding = body['encoding_format'] === 'base64' ? base64Of(vector) : vector
    return { object: 'embedding', index, embedding }
  }),
  ...usageOf(tokens),
})
const input: Upstream['asked'] = ({ body }) => body['input']

const upstreams: Readonly<Record<string, Upstream>> = {
  openai: { provider: 'openai', path: '/embeddings', asked: input, answer: openAiAnswer },
  gemini: {
    provider: 'gemini',
    path: '/models/up:batchEmbedContents',
    silent: true,
    asked: ({ body }) =>
      (body['requests'] as { content: { parts: { text: string }[] } }[]).map(({ content }) => content.parts[0]?.text),
    answer: ({ body }) => ({ embeddings: (body['requests'] as unknown[]).map((_, i) => ({ values: vectors[i] })) }),
  },
  cohere: {
    provider: 'cohere',
    path: '/embed',
    asked: ({ body }) => body['texts'],
    answer: ({ body }, tokens) => ({
      embeddings: { float: vectors.slice(0, (body['texts'] as unknown[]).length) },
      meta: { billed_units: { input_tokens: tokens ?? 0 } },
    }),
  },
  mistral: { provider: 'mistral', path: '/embeddings', asked: input, answer: openAiAnswer },
  openrouter: { provider: 'openrouter', path: '/embeddings', asked: input, answer: openAiAnswer },
  azure: {
    provider: 'azure',
    path: '/embeddings',
    asked: input,
    answer: openAiAnswer,
  },
  ollama: {
    provider: 'ollama',
    path: '/embed',
    asked: input,
    answer: ({ body }, tokens) => ({
      model: 'up',
      embeddings: vectors.slice(0, (body['input'] as unknown[]).length),
      total_duration: 1,
      load_duration: 1,
      prompt_eval_count: tokens ?? 0,
    }),
  },
  vertex: {
    provider: 'vertex',
    base: '/projects/p/locations/l/publishers/google',
    model: 'text-embedding-005',
    path: '/projects/p/locations/l/publishers/google/models/text-embedding-005:predict',
    asked: ({ body }) => (body['instances'] as { content: string }[]).map(({ content }) => content),
    answer: ({ body }, tokens = 0) => ({
      predictions: vectors.slice(0, (body['instances'] as unknown[]).length).map((values, i) => ({
        embeddings: { values, statistics: { token_count: i === 0 ? tokens - 3 : 3 } },
      })),
    }),
  },
  bedrock: {
    provider: 'bedrock',
    model: 'amazon.titan-embed-text-v2:0',
    secret: 'access:secret',
    path: '/model/amazon.titan-embed-text-v2%3A0/invoke',
    asked: ({ body }) => body['inputText'],
    answer: ({ body }, tokens = 0) => {
      const at = texts.indexOf(String(body['inputText']))
      return { embedding: vectors[at], inputTextTokenCount: at === 0 ? tokens - 3 : 3 }
    },
  },
}

let rig: Rig
let person: Person
let google: GoogleGenAI
let tokens: number | undefined = 9

beforeAll(async () => {
  rig = await new Rig({ channels: [] }).start()
  Object.entries(upstreams).forEach(([name, { provider, base = '', model, secret }], i) => {
    const models = [testModel({ model: name, upstream: model ?? 'up', kind: 'embedding' })]
    const keys = secret === undefined ? {} : { keys: [{ id: `k${i}`, secret }] }
    rig.addChannel({ id: i + 1, provider, baseUrl: `${rig.upstreamUrl}/${name}${base}`, models, ...keys })
  })
  rig.addSandbox()
  rig.upstream.script = (request, response) => {
    if (request.path.endsWith('/up:embedContent')) return sendJson(response, 200, { embedding: { values: vectors[0] } })
    const found = Object.entries(upstreams).find(([name, { path }]) => request.path === `/v1/${name}${path}`)?.[1]
    sendJson(response, found ? 200 : 404, found ? found.answer(request, tokens) : { error: { message: request.path } })
  }
  person = rig.person('p')
  google = new GoogleGenAI({ apiKey: person.secret, httpOptions: { baseUrl: rig.baseUrl.replace(/\/v1$/, '') } })
})
afterAll(() => rig.stop())

const last = () => rig.captures().at(-1)!

describe.each(Object.entries(upstreams))('from %s', (model, { silent = false, asked }) => {
  const calls = () => rig.upstream.requests.length

  /** 9 tokens × 2 µCR, or what is counted here. */
  function checkCharge(): void {
    if (silent) expect(last()).toMatchObject({ captured: 14, facts: { estimated: true } })
    else expect(last()).toMatchObject({ captured: 18, facts: { estimated: false, quarantined: false } })
  }

  test('OpenAI’s client gets the vectors, in numbers and in base64, at the same charge', async () => {
    const start = calls()
    const decoded = await person.client.embeddings.create({ model, input: texts })
    expect(decoded.data.map(({ embedding }) => embedding)).toEqual(vectors)
    expect(decoded.usage.total_tokens).toBe(silent ? 7 : 9)
    checkCharge()
    // Some packages ask for each text at the same time.
    expect(rig.upstream.requests.slice(start).flatMap(asked).sort()).toEqual([...texts].sort())
    const plain = await person.client.embeddings.create({ model, input: texts, encoding_format: 'float' })
    expect(plain.data.map(({ embedding }) => embedding)).toEqual(vectors)
    checkCharge()
  })

  test('Google’s client gets the same vectors at the same charge', async () => {
    const start = calls()
    const { embeddings } = await google.models.embedContent({ model, contents: texts })
    expect(embeddings?.map(({ values }) => values)).toEqual(vectors)
    checkCharge()
    // Some packages ask for each text at the same time.
    expect(rig.upstream.requests.slice(start).flatMap(asked).sort()).toEqual([...texts].sort())
    expect(last().facts.dialect).toBe('gemini')
  })

  test('one content is answered as one', async () => {
    const response = await rig.post(`/models/${model}:embedContent`, {
      secret: person.secret,
      body: JSON.stringify({ content: { parts: [{ text: texts[0] }] } }),
    })
    expect(await response.json()).toMatchObject({ embedding: { values: vectors[0] } })
  })
})

describe('what a request says', () => {
  const sent = () => rig.upstream.requests.at(-1)!.body

  test('dimensions and task reach each upstream in its own words', async () => {
    const ask = async (model: string) => {
      await google.models.embedContent({
        model,
        contents: texts,
        config: { outputDimensionality: 256, taskType: 'RETRIEVAL_DOCUMENT' },
      })
      return sent()
    }
    expect(await ask('openai')).toMatchObject({ dimensions: 256, encoding_format: 'float' })
    expect(await ask('gemini')).toMatchObject({
      requests: [
        { outputDimensionality: 256, taskType: 'RETRIEVAL_DOCUMENT', model: 'models/up' },
        { outputDimensionality: 256, taskType: 'RETRIEVAL_DOCUMENT', model: 'models/up' },
      ],
    })
    expect(await ask('cohere')).toMatchObject({ output_dimension: 256, input_type: 'search_document' })
    expect(await ask('mistral')).toMatchObject({ output_dimension: 256 })
    expect(await ask('openrouter')).toMatchObject({ dimensions: 256 })
    expect(await ask('azure')).toMatchObject({ dimensions: 256 })
    expect(await ask('ollama')).toMatchObject({ dimensions: 256 })
    expect(await ask('vertex')).toMatchObject({
      parameters: { outputDimensionality: 256 },
      instances: [{ task_type: 'RETRIEVAL_DOCUMENT' }, { task_type: 'RETRIEVAL_DOCUMENT' }],
    })
    expect(await ask('bedrock')).toMatchObject({ dimensions: 256 })
  })

  test('a task in the words of compatible servers is understood from OpenAI’s clients', async () => {
    const more = { input_type: 'search_query' }
    await person.client.embeddings.create({ model: 'gemini', input: texts, ...more })
    expect(sent()).toMatchObject({ requests: [{ taskType: 'RETRIEVAL_QUERY' }, { taskType: 'RETRIEVAL_QUERY' }] })
  })

  test('requests pass verbatim to an upstream of the same dialect, with only the model’s name changed', async () => {
    const body = { requests: [{ model: 'models/gemini', content: { parts: [{ text: 'x' }] }, odd: [1] }], also: 1 }
    const response = await rig.post('/models/gemini:batchEmbedContents', {
      secret: person.secret,
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(200)
    expect(sent()).toEqual({ ...body, requests: [{ ...body.requests[0], model: 'models/up' }] })
    const more = { odd: { kept: true } }
    await person.client.embeddings.create({ model: 'openai', input: [[1, 2, 3]], encoding_format: 'float', ...more })
    expect(sent()).toEqual({ model: 'up', input: [[1, 2, 3]], encoding_format: 'float', odd: { kept: true } })
  })

  test('a batch can not smuggle in another model', async () => {
    const smuggled = { requests: [{ model: 'models/dear', content: { parts: [{ text: 'x' }] } }] }
    await rig.post('/models/gemini:batchEmbedContents', { secret: person.secret, body: JSON.stringify(smuggled) })
    expect(sent()).toMatchObject({ requests: [{ model: 'models/up' }] })
  })

  test('what another dialect has no words for is a 400 in the caller’s shape, and costs nothing', async () => {
    const calls = rig.captures().length
    await expect(person.client.embeddings.create({ model: 'gemini', input: [1, 2, 3] })).rejects.toMatchObject({
      status: 400,
      code: 'unsupported_value',
      param: 'input',
    })
    const post = async (path: string, body: object) => {
      const response = await rig.post(path, { secret: person.secret, body: JSON.stringify(body) })
      return [response.status, ((await response.json()) as { error: { status?: string } }).error.status]
    }
    const image = { content: { parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] } }
    expect(await post('/models/openai:embedContent', image)).toEqual([400, 'INVALID_ARGUMENT'])
    const mixed = [
      { content: { parts: [{ text: 'a' }] }, taskType: 'CLUSTERING' },
      { content: { parts: [{ text: 'b' }] } },
    ]
    expect(await post('/models/openai:batchEmbedContents', { requests: mixed })).toEqual([400, 'INVALID_ARGUMENT'])
    for (const bad of [{}, { requests: [] }, { requests: [1] }, { requests: [{}] }])
      expect(await post('/models/openai:batchEmbedContents', bad)).toEqual([400, 'INVALID_ARGUMENT'])
    expect(rig.captures().length).toBe(calls)
  })
})

describe('answers', () => {
  const reply = (value: unknown) => {
    const script = rig.upstream.script
    rig.upstream.script = (_request: SeenRequest, response: ServerResponse) => sendJson(response, 200, value)
    return () => {
      rig.upstream.script = script
    }
  }
  const code = async (model: string, input: string | string[] = texts) => {
    const error: unknown = await person.client.embeddings.create({ model, input }).catch((thrown: unknown) => thrown)
    return (error as { code?: string }).code
  }

  test('without usage the input is counted here, marked estimated, and told to the caller', async () => {
    tokens = undefined
    const { usage } = await person.client.embeddings.create({ model: 'mistral', input: texts })
    tokens = 9
    expect([usage.total_tokens, last().captured, last().facts.estimated]).toEqual([7, 14, true])
  })

  test('another number of vectors than asked for, an error with status 200 and nonsense are faults, and free', async () => {
    const captured = rig.captures().length
    const odd: [string, unknown][] = [
      ['gemini', { embeddings: [{ values: [1] }] }],
      ['gemini', { embeddings: [{ values: [1] }, { values: 'x' }] }],
      ['gemini', { error: { code: 500, message: 'no', status: 'INTERNAL' } }],
      ['openai', { error: { message: 'no' } }],
      ['openai', { object: 'list' }],
      ['cohere', { embeddings: {} }],
      ['mistral', []],
    ]
    for (const [model, value] of odd) {
      const restore = reply(value)
      expect([model, value, await code(model)]).toEqual([model, value, expect.stringMatching(/^upstream_/)])
      restore()
    }
    expect(rig.captures().length).toBe(captured)
    expect(rig.held(person.account)).toBe(0)
  })

  test('the same Idempotency-Key is one upstream call and one charge, for another model a conflict', async () => {
    const ask = (model: string) =>
      rig.post(`/models/${model}:embedContent`, {
        secret: person.secret,
        headers: { 'idempotency-key': 'once' },
        body: JSON.stringify({ content: { parts: [{ text: 'x' }] } }),
      })
    const [calls, captured] = [rig.upstream.requests.length, rig.captures().length]
    const answers = await Promise.all([ask('gemini'), ask('gemini'), ask('gemini')])
    const bodies = await Promise.all(answers.map((answer) => answer.text()))
    expect(new Set(bodies).size).toBe(1)
    expect([rig.upstream.requests.length - calls, rig.captures().length - captured]).toEqual([1, 1])
    expect((await ask('openai')).status).toBe(409)
  })
})

test('the sandbox embeds for Google’s client as for OpenAI’s', async () => {
  const { embeddings } = await google.models.embedContent({
    model: 'sandbox-embed',
    contents: texts,
    config: { outputDimensionality: 8 },
  })
  const { data } = await person.client.embeddings.create({
    model: 'sandbox-embed',
    input: texts,
    dimensions: 8,
    encoding_format: 'float',
  })
  expect(embeddings?.map(({ values }) => values)).toEqual(data.map(({ embedding }) => embedding))
  expect(usageRecord(last().usage)).toMatchObject({ input: 11, calls: 1 })
})
