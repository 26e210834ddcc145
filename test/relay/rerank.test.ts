/** Reranking in Cohere's and Jina's form: verbatim, through the AI SDK's packages, and in the sandbox; billed by search units or tokens. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flatRates, usageRecord } from '../../src/engine/metering/rates.ts'
import { type Person, Rig, testModel } from './rig.ts'
import { sendJson } from './upstream.ts'

const documents = ['Kyoto is old.', 'Foxes are red.', 'The whale is blue.']
const results = [
  { index: 1, relevance_score: 0.9 },
  { index: 0, relevance_score: 0.25 },
]
const model = (name: string) => testModel({ model: name, upstream: 'up', kind: 'rerank' })
/** 2,000 µCR a search unit; nothing for tokens. */
const byUnit = flatRates({ calls: 2_000_000_000 })

let rig: Rig
let person: Person

beforeAll(async () => {
  rig = await new Rig({ channels: [] }).start()
  rig.addChannel({ id: 1, baseUrl: rig.upstreamUrl, models: [model('units')] }, byUnit)
  rig.addChannel({ id: 2, baseUrl: rig.upstreamUrl, models: [model('tokens')] })
  rig.addChannel({ id: 3, provider: 'cohere', baseUrl: rig.upstreamUrl, models: [model('cohere')] }, byUnit)
  const keys = [{ id: 'k4', secret: 'access:secret' }]
  rig.addChannel({ id: 4, provider: 'bedrock', baseUrl: rig.upstreamUrl, models: [model('bedrock')], keys }, byUnit)
  rig.addSandbox()
  person = rig.person('p', { credits: 100_000_000 })
})
afterAll(() => rig.stop())

const last = () => rig.captures().at(-1)!
const sent = () => rig.upstream.requests.at(-1)!
function answer(value: object): void {
  rig.upstream.script = (_request, response) => sendJson(response, 200, value)
}
async function ask(body: object, path = '/rerank') {
  const response = await rig.post(path, {
    secret: person.secret,
    body: JSON.stringify({ query: 'fox', documents, ...body }),
  })
  return {
    status: response.status,
    headers: response.headers,
    value: (await response.json()) as Record<string, unknown>,
  }
}

describe('an upstream of the same form', () => {
  test('gets the request as it came, and its answer comes back as it is, billed by its search units', async () => {
    const said = {
      id: 'r',
      results,
      meta: { api_version: { version: '2' }, billed_units: { search_units: 2 } },
      odd: 1,
    }
    answer(said)
    const { value, headers } = await ask({ model: 'units', top_n: 2, odd: { kept: true } })
    expect(value).toEqual(said)
    expect(sent()).toMatchObject({
      path: '/v1/rerank',
      body: { model: 'up', query: 'fox', documents, top_n: 2, odd: { kept: true } },
      headers: { authorization: 'Bearer upstream-secret-1' },
    })
    expect(headers.get('x-lx-cost')).toBe('0.008000')
    expect(usageRecord(last().usage)).toMatchObject({ calls: 2 })
  })

  test('Jina’s token counts are billed where the price is for tokens', async () => {
    answer({
      model: 'jina',
      object: 'list',
      usage: { total_tokens: 30 },
      results: [{ ...results[0], document: { text: 'x' } }],
    })
    const { value } = await ask({ model: 'tokens', return_documents: true, documents: [{ text: 'a' }, { text: 'b' }] })
    expect(value).toMatchObject({ results: [{ document: { text: 'x' } }] })
    expect(last()).toMatchObject({ captured: 60, facts: { estimated: false } })
    expect(usageRecord(last().usage)).toEqual({ input: 30, calls: 1 })
  })

  test('where it says no usage, tokens and search units are counted here', async () => {
    answer({ results })
    await ask({ model: 'tokens' })
    expect(last().facts.estimated).toBe(true)
    // 45 letters of documents and their spaces, and the query once for each
    expect(usageRecord(last().usage)).toEqual({ input: 15, calls: 1 })
    const many = Array.from({ length: 250 }, (_, i) => `document ${i}`)
    await ask({ model: 'units', documents: many })
    expect(last().captured).toBe(12_000)
  })

  test('Cohere’s clients ask below /v2', async () => {
    answer({ results, meta: { billed_units: { search_units: 1 } } })
    const url = new URL('/v2/rerank', rig.baseUrl)
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${person.secret}` }
    const body = JSON.stringify({ model: 'units', query: 'fox', documents })
    const response = await fetch(url, { method: 'POST', headers, body })
    expect([response.status, last().captured]).toEqual([200, 4_000])
    expect((await fetch(new URL('/v2/chat', rig.baseUrl), { method: 'POST', headers, body })).status).toBe(501)
  })

  test('absurd search units are clamped to what the request can be, and the operator is told', async () => {
    answer({ results, meta: { billed_units: { search_units: 1e9 } } })
    await ask({ model: 'units' })
    expect(last()).toMatchObject({ captured: 4_000, facts: { quarantined: true } })
    answer({ results, meta: { billed_units: { search_units: -1 } } })
    await ask({ model: 'units' })
    expect(last()).toMatchObject({ captured: 0, facts: { quarantined: true } })
  })

  test('errors with status 200 and answers without results are faults, and free', async () => {
    const captured = rig.captures().length
    for (const value of [{ error: { message: 'no' } }, { message: 'no' }, {}]) {
      answer(value)
      const { status, headers } = await ask({ model: 'units' })
      expect([value, status, headers.get('x-lx-charge')]).toEqual([value, 502, 'free'])
    }
    expect([rig.captures().length, rig.held(person.account)]).toEqual([captured, 0])
  })
})

describe('the AI SDK’s rerankers', () => {
  test('Cohere answers through its package, with documents where they were asked for', async () => {
    answer({ id: 'r', results, meta: { billed_units: { search_units: 1 } } })
    const { value } = await ask({ model: 'cohere', top_n: 2, return_documents: true, max_tokens_per_doc: 100 })
    expect(value).toMatchObject({
      model: 'cohere',
      results: [
        { index: 1, relevance_score: 0.9, document: { text: documents[1] } },
        { index: 0, relevance_score: 0.25, document: { text: documents[0] } },
      ],
      meta: { billed_units: { search_units: 1 } },
    })
    expect(sent().body).toMatchObject({ model: 'up', query: 'fox', documents, top_n: 2, max_tokens_per_doc: 100 })
    expect(last().captured).toBe(4_000)
  })

  test('Bedrock answers through its package, and is billed by the count of documents', async () => {
    answer({ results: results.map(({ index, relevance_score }) => ({ index, relevanceScore: relevance_score })) })
    const { value } = await ask({ model: 'bedrock', top_n: 2 })
    expect(value).toMatchObject({ results })
    expect(sent().body).toMatchObject({ queries: [{ textQuery: { text: 'fox' } }] })
    expect(last().captured).toBe(4_000)
  })
})

test('the sandbox ranks by shared words, the same every time, and is billed by search units', async () => {
  const { value } = await ask({ model: 'sandbox-rerank', query: 'a red fox', documents: [...documents, 'A red fox!'] })
  const ranked = value['results'] as { index: number; relevance_score: number }[]
  expect(ranked.map(({ index }) => index).slice(0, 2)).toEqual([3, 1])
  expect((await ask({ model: 'sandbox-rerank', query: 'a red fox', top_n: 1 })).value['results']).toHaveLength(1)
  expect(usageRecord(last().usage)).toMatchObject({ calls: 1 })
  // 2,000 µCR, twice
  expect(last().captured).toBe(4_000)
})

test('the same Idempotency-Key is one upstream call and one charge', async () => {
  answer({ results, meta: { billed_units: { search_units: 1 } } })
  const [calls, captured] = [rig.upstream.requests.length, rig.captures().length]
  const post = () =>
    rig.post('/rerank', {
      secret: person.secret,
      headers: { 'idempotency-key': 'once' },
      body: JSON.stringify({ model: 'units', query: 'fox', documents }),
    })
  const answers = await Promise.all(Array.from({ length: 10 }, post))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect([rig.upstream.requests.length - calls, rig.captures().length - captured]).toEqual([1, 1])
})

test('bad requests are named 400s and change nothing', async () => {
  const before = rig.money.log.length
  const cases: [object, string][] = [
    [{ documents: [] }, 'documents'],
    [{ documents: 'x' }, 'documents'],
    [{ documents: [1] }, 'documents'],
    [{ documents: Array(10_001).fill('x') }, 'documents'],
    [{ query: '' }, 'query'],
    [{ query: 5 }, 'query'],
    [{ top_n: 0 }, 'top_n'],
    [{ top_n: 1.5 }, 'top_n'],
    [{ return_documents: 'yes' }, 'return_documents'],
    [{ model: 7 }, 'model'],
  ]
  for (const [change, param] of cases) {
    const { status, value } = await ask({ model: 'units', ...change })
    expect([param, status, value['error']]).toMatchObject([param, 400, { code: 'invalid_field', param }])
  }
  expect((await ask({ model: 'sandbox-chat' })).value['error']).toMatchObject({ code: 'wrong_endpoint' })
  expect(rig.money.log.length).toBe(before)
})
