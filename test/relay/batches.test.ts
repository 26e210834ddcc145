/** Batches by OpenAI's own client: every line one paid call, results in files, faults told, nothing twice. */
import type OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KeyId } from '../../src/engine/command.ts'
import { batchRig, batchTools, echo, HOUR, line } from './batch-world.ts'
import { type Person, type Rig, until } from './rig.ts'
import { completion, sendJson } from './upstream.ts'

let rig: Rig
let person: Person
let client: OpenAI

beforeAll(async () => {
  rig = await batchRig()
  person = rig.person('p')
  client = person.client
})
afterAll(() => rig.stop())

const { upload, begin, ended } = batchTools(() => client)

interface Row {
  readonly custom_id: string
  readonly response: {
    readonly status_code: number
    readonly request_id: string
    readonly body: Record<string, unknown>
  } | null
  readonly error: { readonly code: string } | null
}

async function rows(fileId: string | null | undefined, one = client): Promise<readonly Row[]> {
  if (!fileId) return []
  const text = await (await one.files.content(fileId)).text()
  expect(text.endsWith('\n')).toBe(true)
  return text
    .trimEnd()
    .split('\n')
    .map((each) => JSON.parse(each) as Row)
}

describe('a batch', () => {
  test('makes a paid call of every line, and leaves the answers in a file', async () => {
    const { client: one, account } = rig.person('whole')
    rig.upstream.script = echo
    const before = rig.upstream.requests.length
    const batch = await begin([line('a'), line('b'), line('c')], one, { metadata: { a: 'b' } })
    expect(batch).toMatchObject({ object: 'batch', status: 'validating', metadata: { a: 'b' }, errors: null })
    const done = await ended(batch.id, one)
    expect(done).toMatchObject({
      status: 'completed',
      request_counts: { total: 3, completed: 3, failed: 0 },
      error_file_id: null,
    })
    const results = await rows(done.output_file_id, one)
    expect(results.map(({ custom_id }) => custom_id)).toEqual(['a', 'b', 'c'])
    for (const { custom_id, response, error } of results) {
      expect([response?.status_code, error]).toEqual([200, null])
      expect(response?.body).toMatchObject({ choices: [{ message: { content: `re: ${custom_id}` } }] })
      expect(rig.captures().filter(({ callId }) => callId === response?.request_id)).toHaveLength(1)
    }
    expect(rig.upstream.requests.length).toBe(before + 3)
    expect([rig.balance(account), rig.held(account)]).toEqual([10_000_000 - 3 * 40, 0])
    expect(await one.files.retrieve(done.output_file_id!)).toMatchObject({ purpose: 'batch_output' })
    expect(await rig.db.selectFrom('batchLine').selectAll().where('batchId', '=', batch.id).execute()).toEqual([])
  })

  test('forwards each body as it came', async () => {
    rig.upstream.script = completion('x')
    const raw =
      '{"custom_id":"r","method":"POST","url":"/v1/chat/completions","body":{ "model" : "gpt", "messages":[{"role":"user","content":"\\u0041"}],"max_tokens":1,"strange":1.50 }}'
    await ended((await begin([raw, '', '   '])).id)
    expect(rig.upstream.requests.at(-1)!.text).toBe(
      '{ "model" : "m", "messages":[{"role":"user","content":"\\u0041"}],"max_tokens":1,"strange":1.50 }',
    )
  })

  test('tells failed lines apart from answered ones', async () => {
    const { client: one, account } = rig.person('mixed')
    rig.upstream.script = (request, response) =>
      request.text.includes('bad')
        ? sendJson(response, 400, { error: { message: 'Too strange.' } })
        : echo(request, response)
    const done = await ended((await begin([line('good'), line('bad'), line('none', { model: 'none' })], one)).id, one)
    expect(done.request_counts).toEqual({ total: 3, completed: 1, failed: 2 })
    expect((await rows(done.output_file_id, one)).map(({ custom_id }) => custom_id)).toEqual(['good'])
    const failed = await rows(done.error_file_id, one)
    expect(failed.map(({ custom_id, response }) => [custom_id, response?.status_code])).toEqual([
      ['bad', 400],
      ['none', 404],
    ])
    expect(failed[0]?.response?.body).toMatchObject({ error: { message: 'Too strange.', code: 'upstream_refused' } })
    expect(rig.balance(account)).toBe(10_000_000 - 40)
  })

  test('tries lines again whose upstream fails for a while, and bills them once', async () => {
    const { client: one, account } = rig.person('again')
    let asked = 0
    rig.upstream.script = (request, response) => {
      asked += 1
      return asked <= 2 ? sendJson(response, 500, {}) : echo(request, response)
    }
    const done = await ended((await begin([line('a')], one)).id, one)
    expect(done.request_counts).toEqual({ total: 1, completed: 1, failed: 0 })
    expect(rig.balance(account)).toBe(10_000_000 - 40)
  })

  test('spends what the account has and no more: other lines fail', async () => {
    const { client: one, account } = rig.person('poor', { credits: 1_500 })
    rig.upstream.script = echo
    const done = await ended(
      (
        await begin(
          Array.from({ length: 60 }, (_, i) => line(`l${i}`)),
          one,
        )
      ).id,
      one,
    )
    const { completed = 0, failed = 0, total = 0 } = done.request_counts ?? {}
    expect([total, completed + failed, failed > 0]).toEqual([60, 60, true])
    expect(rig.balance(account)).toBe(1_500 - 40 * completed)
    const codes = (await rows(done.error_file_id, one)).map(({ response }) => Object(response?.body['error']).code)
    expect(new Set(codes)).toEqual(new Set(['insufficient_credits']))
  })

  test('keeps to its key: a model that it may not use fails, a revoked key ends in errors', async () => {
    const limited = rig.person('limited', { principal: { models: ['vec'] } })
    const first = await ended((await begin([line('a')], limited.client)).id, limited.client)
    const [row] = await rows(first.error_file_id, limited.client)
    expect(row?.response).toMatchObject({ status_code: 403, body: { error: { code: 'model_not_allowed' } } })
    const { account } = rig.person('gone')
    const asked = { account, keyId: 999_999 as KeyId, form: 'openai', endpoint: '/v1/chat/completions' } as const
    const batch = await rig.kept.batches.create({ ...asked, inputFileId: null, metadata: null, retry: undefined })
    const request = Buffer.from('{"model":"gpt"}')
    await rig.kept.batches.add(batch.id, [{ position: 0, customId: 'a', request }])
    await rig.kept.batches.begin(batch.id, 1)
    await rig.relay.start()
    await until(() => rig.relay.running() === 0)
    for (;;) {
      const now = await rig.kept.batches.get(account, batch.id)
      if (now?.status === 'completed') return expect(await rig.kept.batches.counts(now)).toMatchObject({ failed: 1 })
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })

  test('does embeddings, and responses that are stored when they say so', async () => {
    rig.upstream.script = (_request, response) =>
      sendJson(response, 200, {
        object: 'list',
        data: [{ object: 'embedding', index: 0, embedding: [1] }],
        usage: { prompt_tokens: 3, total_tokens: 3 },
      })
    const vec = { custom_id: 'v', method: 'POST', url: '/v1/embeddings', body: { model: 'vec', input: 'x' } }
    const vectors = await ended((await begin([vec], client, { endpoint: '/v1/embeddings' })).id)
    expect((await rows(vectors.output_file_id))[0]?.response?.body).toMatchObject({ data: [{ embedding: [1] }] })
    rig.upstream.script = completion('Hi!')
    const ask = {
      custom_id: 'r',
      method: 'POST',
      url: '/v1/responses',
      body: { model: 'gpt', input: 'x', store: true },
    }
    const made = await ended((await begin([ask], client, { endpoint: '/v1/responses' })).id)
    const id = String((await rows(made.output_file_id))[0]?.response?.body['id'])
    expect((await client.responses.retrieve(id)).output_text).toBe('Hi!')
  })

  test('is canceled: what runs is finished and billed, the rest is not made', async () => {
    const { client: one, account } = rig.person('canceler')
    let answered = 0
    rig.upstream.script = async (request, response) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      answered += 1
      return echo(request, response)
    }
    const batch = await begin(
      Array.from({ length: 100 }, (_, i) => line(`l${i}`)),
      one,
    )
    await until(() => answered > 3)
    expect((await one.batches.cancel(batch.id)).status).toBe('cancelling')
    const done = await ended(batch.id, one)
    const completed = done.request_counts?.completed ?? 0
    expect([done.status, completed > 0, completed < 20]).toEqual(['cancelled', true, true])
    expect(rig.balance(account)).toBe(10_000_000 - 40 * completed)
    expect(await rows(done.output_file_id, one)).toHaveLength(completed)
    const unmade = await rows(done.error_file_id, one)
    expect([unmade.length, new Set(unmade.map(({ error }) => error?.code))]).toEqual([
      100 - completed,
      new Set(['batch_cancelled']),
    ])
    expect((await one.batches.cancel(batch.id)).status).toBe('cancelled')
  })

  test('stops when its time is up', async () => {
    const { client: one } = rig.person('slow')
    rig.upstream.script = async (request, response) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      return echo(request, response)
    }
    const batch = await begin(
      Array.from({ length: 60 }, (_, i) => line(`l${i}`)),
      one,
    )
    await until(() => rig.relay.running() > 0)
    rig.driver.sleep(24 * HOUR)
    const done = await ended(batch.id, one)
    expect(done.status).toBe('expired')
    const unmade = await rows(done.error_file_id, one)
    expect(new Set(unmade.map(({ error }) => error?.code))).toEqual(new Set(['batch_expired']))
    expect(unmade.length + (done.request_counts?.completed ?? 0)).toBe(60)
  })

  test('makes no more calls at a time than an account’s share', async () => {
    let [now, most] = [0, 0]
    rig.upstream.script = async (request, response) => {
      now += 1
      most = Math.max(most, now)
      await new Promise((resolve) => setTimeout(resolve, 3))
      now -= 1
      return echo(request, response)
    }
    const two = await Promise.all([0, 1].map((n) => begin(Array.from({ length: 20 }, (_, i) => line(`${n}-${i}`)))))
    for (const { id } of two) expect((await ended(id)).request_counts?.completed).toBe(20)
    expect(most).toBe(3)
  })
})

test('batches are listed, newest first, page by page', async () => {
  const { client: lister } = rig.person('lister')
  rig.upstream.script = echo
  const ids: string[] = []
  for (let i = 0; i < 3; i++) {
    ids.push((await begin([line('a')], lister)).id)
    await ended(ids[i]!, lister)
    rig.driver.sleep(1_000)
  }
  const walked: string[] = []
  for await (const { id } of lister.batches.list({ limit: 2 })) walked.push(id)
  expect(walked).toEqual(ids.toReversed())
})

test('one Idempotency-Key makes one batch', async () => {
  const { client: one } = rig.person('once')
  rig.upstream.script = echo
  const input_file_id = await upload([line('a')], one)
  const ask = () =>
    one.batches.create(
      { input_file_id, endpoint: '/v1/chat/completions', completion_window: '24h' },
      { headers: { 'idempotency-key': 'k' } },
    )
  const ids = await Promise.all([ask(), ask(), ask()])
  expect(new Set(ids.map(({ id }) => id)).size).toBe(1)
})
