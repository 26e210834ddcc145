/** Batches by OpenAI's own client: every line one paid call, results in files, faults told, nothing twice. */
import type OpenAI from 'openai'
import { toFile } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, Rig, testModel, until } from './rig.ts'
import { completion, type Script, sendJson, usage } from './upstream.ts'

const HOUR = 3_600_000

let rig: Rig
let person: Person
let client: OpenAI

beforeAll(async () => {
  const batches = {
    ...{ maxOpen: 3, maxLines: 500, windowMs: 24 * HOUR, atATime: 8, atATimeOfAccount: 3 },
    ...{ maxTries: 3, retryMs: 5, lookMs: 5 },
  }
  rig = await new Rig({
    channels: [],
    settings: { batches, breaker: { failures: 1_000, pauseMs: 1, maxPauseMs: 1, refusedKeyMs: 1 } },
  }).start()
  const baseUrl = rig.upstreamUrl
  rig.addChannel({
    id: 1,
    baseUrl,
    models: [testModel({ model: 'gpt' }), testModel({ model: 'vec', kind: 'embedding' })],
  })
  person = rig.person('p')
  client = person.client
})
afterAll(() => rig.stop())

const line = (id: string, more: object = {}, rest: object = {}): object => ({
  custom_id: id,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model: 'gpt', max_tokens: 50, messages: [{ role: 'user', content: id }], ...more },
  ...rest,
})

/** Answers with what was asked. */
const echo: Script = (request, response) => {
  const [message] = request.body['messages'] as { content: string }[]
  completion(`re: ${message?.content}`, usage(10, 5))(request, response)
}

async function upload(lines: readonly (object | string)[], one = client): Promise<string> {
  const text = lines.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n')
  return (await one.files.create({ file: await toFile(Buffer.from(text), 'in.jsonl'), purpose: 'batch' })).id
}

async function begin(lines: readonly (object | string)[], one = client, more: object = {}): Promise<OpenAI.Batch> {
  const input_file_id = await upload(lines, one)
  return one.batches.create({ input_file_id, endpoint: '/v1/chat/completions', completion_window: '24h', ...more })
}

async function ended(id: string, one = client): Promise<OpenAI.Batch> {
  for (let i = 0; i < 2_000; i++) {
    const batch = await one.batches.retrieve(id)
    if (['completed', 'failed', 'expired', 'cancelled'].includes(batch.status)) return batch
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('waited in vain')
}

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
    const batch = await rig.kept.batches.create({
      ...{
        account,
        keyId: 999_999 as never,
        form: 'openai',
        endpoint: '/v1/chat/completions',
        inputFileId: null,
        metadata: null,
      },
      ...{ retry: undefined, lines: [{ position: 0, customId: 'a', request: Buffer.from('{"model":"gpt"}') }] },
    })
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

describe('an input is refused as a whole', () => {
  const faults = async (lines: readonly (object | string)[]) => {
    const before = rig.upstream.requests.length
    const done = await ended((await begin(lines)).id)
    expect([done.status, rig.upstream.requests.length]).toEqual(['failed', before])
    return done.errors?.data?.map(({ code, line: at, param }) => [code, at, param])
  }

  test('with every fault that it has, by line', async () => {
    expect(await faults(['{', line('a'), '[]', '"x"', '{"custom_id":"a"}'])).toEqual([
      ['invalid_json_line', 1, null],
      ['invalid_json_line', 3, null],
      ['invalid_json_line', 4, null],
      ['invalid_request', 5, 'method'],
    ])
    const wrong = [
      line('a', {}, { method: 'GET' }),
      line('b', {}, { url: '/v1/embeddings' }),
      line('c', {}, { body: 'x' }),
      line('d', { model: 5 }),
      line('e', { stream: true }),
      line('', {}),
      line('x'.repeat(513)),
      line('g', {}, { custom_id: 7 }),
      `{"custom_id":"h","custom_id":"h"}`,
      `{"a":${'['.repeat(500)}${']'.repeat(500)}}`,
    ]
    expect((await faults(wrong))?.map(([code, , param]) => param ?? code)).toEqual([
      ...['method', 'url', 'body', 'body.model', 'body.stream', 'custom_id', 'custom_id', 'custom_id'],
      ...['invalid_json_line', 'invalid_json_line'],
    ])
  })

  test('when a custom_id comes twice, and when there are too many lines or none', async () => {
    expect(await faults([line('a'), line('b'), line('a')])).toEqual([['duplicate_custom_id', 3, 'custom_id']])
    expect(await faults(['\n', '  '])).toEqual([['empty_file', null, null]])
    expect(await faults(Array.from({ length: 501 }, (_, i) => line(`l${i}`)))).toEqual([['too_many_tasks', null, null]])
    expect((await faults(Array.from({ length: 400 }, () => '{')))?.length).toBe(100)
  })
})

describe('a batch is refused at once', () => {
  test('when it names no file of the account’s, or one for something else, or asks for what is not done in batches', async () => {
    const { client: other } = rig.person('other')
    const theirs = await upload([line('a')], other)
    const { id: image } = await client.files.create({ file: new File(['x'], 'x.png'), purpose: 'vision' })
    const mine = await upload([line('a')])
    const wrong: readonly (readonly [object, string])[] = [
      [{ input_file_id: theirs }, 'input_file_id'],
      [{ input_file_id: 'file-none' }, 'input_file_id'],
      [{ input_file_id: image }, 'input_file_id'],
      [{ endpoint: '/v1/none' }, 'endpoint'],
      [{ completion_window: '1h' }, 'completion_window'],
      [{ metadata: { a: 5 } }, 'metadata'],
    ]
    for (const [change, param] of wrong) {
      const body = { input_file_id: mine, endpoint: '/v1/chat/completions', completion_window: '24h', ...change }
      const answer = await rig.post('/batches', { secret: person.secret, body: JSON.stringify(body) })
      const { error } = (await answer.json()) as { error: { param: string } }
      expect([answer.status, error.param]).toEqual([400, param])
    }
  })

  test('when it is somebody else’s', async () => {
    rig.upstream.script = echo
    const { id } = await begin([line('a')])
    const { client: other } = rig.person('stranger')
    await expect(other.batches.retrieve(id)).rejects.toMatchObject({ status: 404 })
    await expect(other.batches.cancel(id)).rejects.toMatchObject({ status: 404 })
    expect((await other.batches.list()).data).toEqual([])
    const done = await ended(id)
    await expect(other.files.content(done.output_file_id!)).rejects.toMatchObject({ status: 404 })
    await expect(client.batches.cancel(id)).rejects.toMatchObject({ status: 409, code: 'not_possible_now' })
  })

  test('when an account has too many that are not over', async () => {
    const { client: one } = rig.person('many')
    rig.upstream.script = async (request, response) => {
      await new Promise((resolve) => setTimeout(resolve, 200))
      return echo(request, response)
    }
    const made = await Promise.allSettled(Array.from({ length: 5 }, () => begin([line('a')], one)))
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  })
})

test('an input of 50,001 requests is refused without a call', async () => {
  const large = await new Rig().start()
  try {
    const { client: one } = large.person('large')
    const short = { method: 'POST', url: '/v1/chat/completions', body: { model: 'm' } }
    const batch = await begin(
      Array.from({ length: 50_001 }, (_, i) => ({ custom_id: `${i}`, ...short })),
      one,
    )
    const done = await ended(batch.id, one)
    expect([done.status, done.errors?.data?.map(({ code }) => code)]).toEqual(['failed', ['too_many_tasks']])
    expect([
      large.upstream.requests.length,
      await large.db.selectFrom('batchLine').select('position').execute(),
    ]).toEqual([0, []])
  } finally {
    await large.stop()
  }
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
