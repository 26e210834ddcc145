/** What is wrong with a batch is told before a call is made: its input, its file, its owner. */
import type OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batchRig, batchTools, echo, HOUR, line } from './batch-world.ts'
import { type Person, Rig, until } from './rig.ts'

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

test('requests of batches that are not over are bounded for an account; room comes back with their end', async () => {
  const small = await batchRig(undefined, { maxInputBytes: 800, atATime: 2, atATimeOfAccount: 1 })
  try {
    const { client: one } = small.person('waits')
    const tools = batchTools(() => one)
    const waiting: (() => void)[] = []
    small.upstream.script = (request, response) => void waiting.push(() => echo(request, response))
    const lines = [line('a'), line('b'), line('c'), line('d')]
    const first = await tools.begin(lines)
    await until(() => waiting.length === 1)
    const second = await tools.ended((await tools.begin(lines)).id)
    expect([second.status, second.errors?.data?.[0]?.code]).toEqual(['failed', 'storage_full'])
    small.upstream.script = echo
    waiting[0]?.()
    expect((await tools.ended(first.id)).request_counts).toMatchObject({ completed: 4 })
    expect((await tools.ended((await tools.begin(lines)).id)).request_counts).toMatchObject({ completed: 4 })
  } finally {
    await small.stop()
  }
})

describe('what batches leave', () => {
  test('is bounded for an account: lines beyond it fail before their call, until files are deleted', async () => {
    const small = await batchRig(undefined, { maxResultBytes: 1_500, atATime: 1, atATimeOfAccount: 1 })
    try {
      small.upstream.script = echo
      const { client: one } = small.person('full')
      const tools = batchTools(() => one)
      const lines = Array.from({ length: 12 }, (_, n) => line(`line ${n}`))
      const first = await tools.ended((await tools.begin(lines)).id)
      const { completed = 0, failed = 0 } = first.request_counts ?? {}
      expect([completed + failed, completed > 0, failed > 0]).toEqual([12, true, true])
      expect([small.upstream.requests.length, small.captures().length]).toEqual([completed, completed])
      const errors = await (await one.files.content(first.error_file_id!)).text()
      expect(errors).toContain('storage_full')
      const second = await tools.ended((await tools.begin([line('again')])).id)
      expect(second.request_counts).toMatchObject({ completed: 0, failed: 1 })
      for (const id of [first.output_file_id, first.error_file_id, second.error_file_id]) await one.files.delete(id!)
      const third = await tools.ended((await tools.begin([line('again')])).id)
      expect(third.request_counts).toMatchObject({ completed: 1, failed: 0 })
      const other = batchTools(() => small.person('other').client)
      expect((await other.ended((await other.begin([line('x')])).id)).request_counts?.completed).toBe(1)
    } finally {
      await small.stop()
    }
  })

  test('is shown up to a bound: of batches older than a day those that ended first go', async () => {
    const small = await batchRig(undefined, { maxEnded: 2 })
    try {
      const { client: one } = small.person('many')
      const tools = batchTools(() => one)
      const ids: string[] = []
      for (let n = 0; n < 4; n++) {
        small.driver.pass(10)
        ids.push((await tools.begin(['{'])).id)
        await tools.ended(ids.at(-1)!).catch(() => undefined)
      }
      const shown = async () => (await one.batches.list()).data.map(({ id }) => id)
      expect(await shown()).toEqual([...ids].reverse())
      small.driver.pass(25 * HOUR)
      const { id } = await tools.begin(['{'])
      expect(await shown()).toEqual([id, ids[3], ids[2]])
    } finally {
      await small.stop()
    }
  })
})
