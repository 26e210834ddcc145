/** Responses made in the background: they outlive their client and the process, are billed once, canceled, refused clearly. */
import type OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { usageVector } from '../../src/engine/metering/rates.ts'
import type { Principal } from '../../src/relay/ports.ts'
import { Problem } from '../../src/relay/problem.ts'
import { requestHash } from '../../src/relay/replay/runs.ts'
import type { StoredResponse } from '../../src/relay/responses/response.ts'
import { type Person, Rig, testModel, until } from './rig.ts'
import { completion, frames, type Script, sendJson, stream, usage } from './upstream.ts'

let rig: Rig
let person: Person
let client: OpenAI

beforeAll(async () => {
  rig = await new Rig({ channels: [] }).start()
  rig.addChannel({ id: 1, baseUrl: rig.upstreamUrl, models: [testModel({ model: 'gpt' })], onClientGone: 'abort' })
  person = rig.person('p')
  client = person.client
})
afterAll(() => rig.stop())

const ask = { model: 'gpt', input: 'Hello', max_output_tokens: 50, background: true } as const
const text = (words: readonly string[]): Script => stream(frames(words, usage(10, 5)))

async function ended(id: string, one = client): Promise<OpenAI.Responses.Response> {
  for (let i = 0; i < 400; i++) {
    const response = await one.responses.retrieve(id)
    if (response.status !== 'queued' && response.status !== 'in_progress') return response
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('waited in vain')
}

describe('a response in the background', () => {
  test('is begun at once and found when it is made, billed like any other', async () => {
    const { client: one, account } = rig.person('one')
    rig.upstream.script = text(['Hel', 'lo'])
    const begun = await one.responses.create({ ...ask, metadata: { a: 'b' } })
    expect(begun).toMatchObject({ status: 'queued', background: true, output: [], metadata: { a: 'b' } })
    const made = await ended(begun.id, one)
    expect(made).toMatchObject({
      id: begun.id,
      status: 'completed',
      background: true,
      output_text: 'Hello',
      metadata: { a: 'b' },
    })
    expect([rig.balance(account), rig.held(account)]).toEqual([10_000_000 - 40, 0])
    rig.upstream.script = completion('More.')
    const next = await one.responses.create({ model: 'gpt', input: 'And?', previous_response_id: begun.id })
    expect(next.previous_response_id).toBe(begun.id)
  })

  test('goes on with a conversation', async () => {
    rig.upstream.script = completion('Hi!')
    const first = await client.responses.create({ model: 'gpt', input: 'one' })
    rig.upstream.script = text(['Yes'])
    const begun = await client.responses.create({ ...ask, previous_response_id: first.id })
    expect((await ended(begun.id)).previous_response_id).toBe(first.id)
    expect(rig.upstream.requests.at(-1)!.body['messages']).toHaveLength(3)
  })

  test('that is not made yet can not be gone on from', async () => {
    rig.upstream.script = stream(frames(['a', 'b']), { gapMs: 50 })
    const begun = await client.responses.create(ask)
    const asked = client.responses.create({ model: 'gpt', input: 'And?', previous_response_id: begun.id })
    await expect(asked).rejects.toMatchObject({ status: 400, param: 'previous_response_id' })
    await ended(begun.id)
  })

  test('is canceled: the upstream stops, and what was made till then is billed', async () => {
    const { client: one, account } = rig.person('canceler')
    rig.upstream.script = stream(frames(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']), { gapMs: 40 })
    const aborted = rig.upstream.aborted
    const begun = await one.responses.create(ask)
    await until(() => rig.held(account) > 0)
    expect((await one.responses.retrieve(begun.id)).status).toBe('in_progress')
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect((await one.responses.cancel(begun.id)).status).toBe('cancelled')
    await until(() => rig.held(account) === 0)
    await until(() => rig.upstream.aborted === aborted + 1)
    expect(rig.balance(account)).toBeGreaterThan(10_000_000 - 1_000)
    expect(rig.balance(account)).toBeLessThan(10_000_000)
    expect((await one.responses.retrieve(begun.id)).status).toBe('cancelled')
    expect((await one.responses.cancel(begun.id)).status).toBe('cancelled')
  })

  test('that is deleted while it is made is gone', async () => {
    const { client: one, account } = rig.person('deleter')
    rig.upstream.script = stream(frames(['a', 'b', 'c', 'd', 'e', 'f']), { gapMs: 30 })
    const begun = await one.responses.create(ask)
    await until(() => rig.held(account) > 0)
    await one.responses.delete(begun.id)
    await until(() => rig.held(account) === 0)
    await expect(one.responses.retrieve(begun.id)).rejects.toMatchObject({ status: 404 })
    expect(await rig.db.selectFrom('responseRun').selectAll().where('responseId', '=', begun.id).execute()).toEqual([])
  })

  test('tells why it failed, and costs nothing then', async () => {
    const { client: one, account } = rig.person('failed')
    rig.upstream.script = (_request, response) => sendJson(response, 400, { error: { message: 'Too strange.' } })
    const begun = await one.responses.create(ask)
    expect(await ended(begun.id, one)).toMatchObject({
      status: 'failed',
      error: { code: 'upstream_refused', message: 'Too strange.' },
    })
    expect(rig.balance(account)).toBe(10_000_000)
    const poor = rig.person('poor', { credits: 10 })
    const unpaid = await poor.client.responses.create(ask)
    expect(await ended(unpaid.id, poor.client)).toMatchObject({
      status: 'failed',
      error: { code: 'insufficient_credits' },
    })
  })

  test('is refused when it is not to be stored, or no such model exists', async () => {
    const wrong: readonly (readonly [object, number, string])[] = [
      [{ store: false }, 400, 'store'],
      [{ model: 'none' }, 404, 'model'],
      [{ previous_response_id: 'resp_none' }, 400, 'previous_response_id'],
    ]
    for (const [change, status, param] of wrong) {
      const answer = await rig.post('/responses', {
        secret: person.secret,
        body: JSON.stringify({ ...ask, ...change }),
      })
      const { error } = (await answer.json()) as { error: { param: string } }
      expect([answer.status, error.param]).toEqual([status, param])
    }
    const rows = await rig.db.selectFrom('responseRun').selectAll().execute()
    expect(rows).toEqual([])
  })

  test('is begun once for one Idempotency-Key', async () => {
    const { client: one, account } = rig.person('twice')
    rig.upstream.script = text(['Hi'])
    const options = { headers: { 'idempotency-key': 'k' } }
    const ids = await Promise.all(Array.from({ length: 5 }, async () => (await one.responses.create(ask, options)).id))
    expect(new Set(ids).size).toBe(1)
    await ended(ids[0]!, one)
    expect((await one.responses.create(ask, options)).id).toBe(ids[0])
    expect(rig.balance(account)).toBe(10_000_000 - 40)
    const other = one.responses.create({ ...ask, input: 'Other' }, options)
    await expect(other).rejects.toMatchObject({ status: 409, code: 'idempotency_key_reused' })
  })

  test('is billed once for one Idempotency-Key, also when it was deleted between', async () => {
    const { client: one, account } = rig.person('deleted')
    rig.upstream.script = text(['Hi'])
    const options = { headers: { 'idempotency-key': 'gone' } }
    const first = await one.responses.create(ask, options)
    await ended(first.id, one)
    await one.responses.delete(first.id)
    const calls = rig.upstream.requests.length
    const again = await one.responses.create(ask, options)
    expect(await ended(again.id, one)).toMatchObject({ status: 'failed', error: { code: 'call_already_done' } })
    expect([rig.balance(account), rig.held(account)]).toEqual([10_000_000 - 40, 0])
    expect(rig.upstream.requests.length).toBe(calls)
  })

  test('obeys the most that it may cost', async () => {
    const begun = await client.responses.create(ask, { headers: { 'x-lx-max-cost': '0.000001' } })
    expect(await ended(begun.id)).toMatchObject({ status: 'failed', error: { code: 'max_cost_exceeded' } })
  })

  test('is refused when the requests that wait for their making are too large together', async () => {
    const small = await new Rig({ settings: { maxStoredBytes: 10_000 } }).start()
    try {
      const { client: one } = small.person('one')
      small.upstream.script = (_request, response) => void response.writeHead(200).flushHeaders()
      const large = { ...ask, model: 'm', unknown: 'x'.repeat(6_000) }
      await one.responses.create(large)
      await expect(one.responses.create(large)).rejects.toMatchObject({ code: 'storage_full' })
    } finally {
      await small.stop()
    }
  })
})

describe('after the end of a process', () => {
  const cardOf = () => rig.directory.candidates('gpt', 'chat')[0]!.card.cardId
  const begin = async (name: string, principal: Partial<Principal> = {}) => {
    const { account, secret } = rig.person(name, { principal })
    const { keyId } = rig.principal(secret)
    const id = `resp_${name}`
    const response: StoredResponse = {
      ...{ id, account, previousId: null, status: 'queued', maker: '', input: [] },
      body: { id, object: 'response', status: 'queued', background: true, output: [] },
      createdAt: rig.driver.now,
      expiresAt: rig.driver.now + 1e9,
    }
    const request = Buffer.from(JSON.stringify(ask))
    await rig.kept.responses.begin({ response, keyId, request, retry: undefined, maxCost: undefined })
    return { account, secret, keyId, response, client: rig.client(secret) }
  }

  test('what was begun is made by the next', async () => {
    const { account, response, client: one } = await begin('resumed')
    rig.upstream.script = text(['Hi'])
    await rig.relay.start()
    expect(await ended(response.id, one)).toMatchObject({ status: 'completed', output_text: 'Hi' })
    expect(rig.balance(account)).toBe(10_000_000 - 40)
  })

  test('what was begun waits while its key has too many calls', async () => {
    const limits = { requestsPerMinute: null, tokensPerMinute: null, concurrent: 1 }
    const { account, response, client: one } = await begin('busy', { limits })
    rig.upstream.script = stream(frames(['a', 'b', 'c', 'd'], usage(10, 5)), { gapMs: 30 })
    const messages = [{ role: 'user' as const, content: 'x' }]
    const long = await one.chat.completions.create({ model: 'gpt', max_tokens: 9, messages, stream: true })
    await rig.relay.start()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect((await one.responses.retrieve(response.id)).status).toBe('queued')
    for await (const _chunk of long);
    expect((await ended(response.id, one)).output_text).toBe('abcd')
    expect(rig.balance(account)).toBe(10_000_000 - 80)
  })

  test('what was begun and can not be taken yet is read again less and less often', async () => {
    const { response, client: one } = await begin('patient')
    rig.upstream.script = text(['Hi'])
    const { authorize } = rig.money
    const asked: number[] = []
    const refuse = () => {
      asked.push(performance.now())
      throw new Problem('overloaded', { retryAfterMs: 10 })
    }
    Object.assign(rig.money, { authorize: refuse })
    await rig.relay.start()
    await until(() => asked.length === 5)
    Object.assign(rig.money, { authorize })
    expect(asked[4]! - asked[3]!).toBeGreaterThan(70)
    expect((await ended(response.id, one)).output_text).toBe('Hi')
  })

  test('what its key’s scope no longer allows fails', async () => {
    const { account, response } = await begin('unscoped', { scopes: [] })
    await rig.relay.start()
    for (;;) {
      const stored = await rig.kept.responses.get(account, response.id)
      if (stored?.status === 'failed') return expect(stored.body['error']).toMatchObject({ code: 'scope_missing' })
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })

  test('what was made but not billed is made and billed once', async () => {
    const { account, response, client: one } = await begin('unbilled')
    rig.driver.do('relay.boot', { node: 'other', bootId: 'gone' })
    const held = { bootId: 'gone', callId: 'c0', account, keyId: null, cardIds: [cardOf()] }
    rig.driver.do('call.authorize', { ...held, bound: usageVector({ calls: 1 }) })
    const made = { ...response.body, status: 'completed', lost: true }
    await rig.kept.responses.made({ ...response, status: 'completed', body: made }, 'c0')
    expect((await one.responses.retrieve(response.id)).status).toBe('queued')
    rig.driver.do('relay.boot', { node: 'other', bootId: 'next' })
    rig.upstream.script = text(['Hi'])
    await rig.relay.start()
    const again = await ended(response.id, one)
    expect([again.status, 'lost' in again, rig.balance(account)]).toEqual(['completed', false, 10_000_000 - 40])
  })

  test('what was billed but not shown is shown, and asks no upstream again', async () => {
    const { account, keyId, response, client: one } = await begin('billed')
    await rig.kept.responses.made(
      { ...response, status: 'completed', body: { ...response.body, status: 'completed' } },
      'c1',
    )
    const cardId = cardOf()
    const retryHash = await requestHash('responses', [Buffer.from(JSON.stringify(ask))])
    const used = usageVector({ input: 10, output: 5, calls: 1 })
    rig.driver.do('call.authorize', {
      ...{ bootId: rig.relay.bootId, callId: 'c1', account, keyId, cardIds: [cardId], bound: used },
      retryKey: `response ${response.id}`,
      retryHash,
    })
    const facts = { latencyMs: 1, firstTokenMs: 1, dialect: 'openai', stream: true, status: 200, outcome: 'stop' }
    const capture = { callId: 'c1', cardId, usage: used, unrecovered: [] }
    rig.driver.do('call.capture', { ...capture, facts: { ...facts, estimated: false, quarantined: false } })
    const [before, calls] = [rig.balance(account), rig.upstream.requests.length]
    await rig.relay.start()
    expect((await ended(response.id, one)).status).toBe('completed')
    expect([rig.balance(account), rig.upstream.requests.length]).toEqual([before, calls])
  })

  test('what was canceled stays canceled', async () => {
    const { account, response, client: one } = await begin('stopped')
    await rig.kept.responses.cancel(account, response.id)
    await rig.relay.start()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect((await one.responses.retrieve(response.id)).status).toBe('cancelled')
    expect(await rig.kept.responses.runs()).toEqual([])
    expect(rig.balance(account)).toBe(10_000_000)
  })

  test('what a revoked key has begun fails', async () => {
    const { account, secret, response } = await begin('revoked')
    rig.forget(secret)
    await rig.relay.start()
    await until(() => rig.balance(account) === 10_000_000)
    for (;;) {
      const stored = await rig.kept.responses.get(account, response.id)
      if (stored?.status === 'failed') return expect(stored.body['error']).toMatchObject({ code: 'key_revoked' })
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })
})
