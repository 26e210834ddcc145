/** Files by OpenAI's own client: kept sealed and within bounds, listed, read, deleted, and put into requests to any upstream. */
import type OpenAI from 'openai'
import { toFile } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, Rig, testModel } from './rig.ts'
import { completion, sendJson, usage } from './upstream.ts'

const DAY = 86_400_000
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUg==', 'base64')

let rig: Rig
let person: Person
let client: OpenAI

beforeAll(async () => {
  rig = await new Rig({ channels: [], settings: { maxFiles: 30, maxFileBytes: 5_000_000 } }).start()
  const baseUrl = rig.upstreamUrl
  rig.addChannel({ id: 1, baseUrl, models: [testModel({ model: 'gpt' })] })
  rig.addChannel({ id: 2, baseUrl, models: [testModel({ model: 'native' })], speaks: ['openai.responses'] })
  rig.addChannel({ id: 3, baseUrl, provider: 'anthropic', models: [testModel({ model: 'claude' })] })
  person = rig.person('p')
  client = person.client
})
afterAll(() => rig.stop())

const sent = (): Record<string, unknown> => rig.upstream.requests.at(-1)!.body

async function upload(content: string | Buffer, name = 'a.txt', more: object = {}) {
  return client.files.create({ file: await toFile(Buffer.from(content), name), purpose: 'user_data', ...more })
}

describe('a file', () => {
  test('comes back as it was sent, whatever its bytes', async () => {
    const bytes = Buffer.from(Array.from({ length: 2_500_000 }, (_, i) => (i * 7 + (i >> 8)) % 256))
    const file = await upload(bytes, '../x/データ.bin', { purpose: 'assistants' })
    expect(file).toMatchObject({
      object: 'file',
      bytes: bytes.length,
      filename: 'データ.bin',
      purpose: 'assistants',
      status: 'processed',
    })
    const content = await client.files.content(file.id)
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true)
    expect(content.headers.get('content-disposition')).toBe('attachment')
    expect(await client.files.retrieve(file.id)).toEqual(file)
    await client.files.delete(file.id)
  })

  test('is gone when it is deleted, with all its pieces', async () => {
    const file = await upload('hello')
    expect(await client.files.delete(file.id)).toEqual({ id: file.id, object: 'file', deleted: true })
    await expect(client.files.retrieve(file.id)).rejects.toMatchObject({ status: 404, code: 'file_not_found' })
    await expect(client.files.delete(file.id)).rejects.toMatchObject({ status: 404 })
    const pieces = await rig.db.selectFrom('filePiece').select('position').where('fileId', '=', file.id).execute()
    expect(pieces).toEqual([])
  })

  test('is gone when its time is up', async () => {
    const short = { expires_after: { anchor: 'created_at' as const, seconds: 3_600 } }
    const [one, two] = [await upload('hello', 'one', short), await upload('hello', 'two')]
    expect(one.expires_at! - one.created_at).toBe(3_600)
    rig.driver.sleep(3_600_000)
    await expect(client.files.retrieve(one.id)).rejects.toMatchObject({ status: 404 })
    expect((await client.files.retrieve(two.id)).expires_at! - two.created_at).toBe(30 * 86_400)
    await rig.kept.files.sweep()
    expect(await rig.db.selectFrom('file').select('id').where('id', '=', one.id).execute()).toEqual([])
    await client.files.delete(two.id)
  })

  test('is nobody else’s', async () => {
    const { id } = await upload('hello')
    const other = rig.person('other').client
    await expect(other.files.retrieve(id)).rejects.toMatchObject({ status: 404 })
    await expect(other.files.content(id)).rejects.toMatchObject({ status: 404 })
    await expect(other.files.delete(id)).rejects.toMatchObject({ status: 404 })
    expect((await other.files.list()).data).toEqual([])
    const asked = other.chat.completions.create({
      model: 'gpt',
      messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: id } }] }],
    })
    await expect(asked).rejects.toMatchObject({ status: 400, code: 'file_not_found' })
    expect((await client.files.retrieve(id)).id).toBe(id)
  })

  test('is unreadable in the database, and so is its name', async () => {
    await upload('a secret content', 'secret-name.txt')
    const rows = [
      ...(await rig.db.selectFrom('file').selectAll().execute()).map(({ label }) => label),
      ...(await rig.db.selectFrom('filePiece').selectAll().execute()).map(({ content }) => content),
    ]
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.map((row) => Buffer.from(row).toString('latin1')).join('')).not.toContain('secret')
  })
})

describe('lists', () => {
  test('go page by page in either order, and by purpose', async () => {
    const { client: lister } = rig.person('lister')
    const ids: string[] = []
    for (const purpose of ['batch', 'vision', 'batch'] as const) {
      ids.push((await lister.files.create({ file: await toFile(Buffer.from('x'), 'x'), purpose })).id)
      rig.driver.sleep(1_000)
    }
    const asc = await lister.files.list({ order: 'asc', limit: 2 })
    expect([asc.data.map(({ id }) => id), asc.has_more]).toEqual([ids.slice(0, 2), true])
    const walked: string[] = []
    for await (const { id } of lister.files.list({ limit: 1 })) walked.push(id)
    expect(walked).toEqual(ids.toReversed())
    const batches = await lister.files.list({ purpose: 'batch', order: 'asc' })
    expect(batches.data.map(({ id }) => id)).toEqual([ids[0], ids[2]])
    await expect(lister.files.list({ after: 'file-none' })).rejects.toMatchObject({ status: 400, param: 'after' })
    await expect(lister.files.list({ limit: 0 })).rejects.toMatchObject({ status: 400, param: 'limit' })
  })
})

describe('an upload is refused', () => {
  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(`${rig.baseUrl}/files`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${person.secret}`, ...headers },
    })
  const form = (fields: Readonly<Record<string, string>>, files = 1): FormData => {
    const data = new FormData()
    for (const [name, value] of Object.entries(fields)) data.set(name, value)
    for (let i = 0; i < files; i++) data.append('file', new Blob(['x']), 'x')
    return data
  }

  test('when it has no purpose, no file or two, a strange expiry, or is no form', async () => {
    const wrong: readonly (readonly [BodyInit, string | null])[] = [
      [form({}), 'purpose'],
      [form({ purpose: 'fun' }), 'purpose'],
      [form({ purpose: 'batch' }, 0), 'file'],
      [form({ purpose: 'batch' }, 2), 'file'],
      [
        form({ purpose: 'batch', 'expires_after[anchor]': 'created_at', 'expires_after[seconds]': '1' }),
        'expires_after',
      ],
      ['{}', null],
    ]
    for (const [body, param] of wrong) {
      const answer = await post(body)
      const { error } = (await answer.json()) as { error: { param: string | null } }
      expect([answer.status, error.param]).toEqual([400, param])
    }
  })

  test('beyond the bytes and the number that an account may keep, also when many come at once', async () => {
    const { secret, client: filler } = rig.person('filler')
    const big = Buffer.alloc(2_000_000)
    const send = () => {
      const data = form({ purpose: 'batch' }, 0)
      data.append('file', new Blob([big]), 'big')
      return fetch(`${rig.baseUrl}/files`, {
        method: 'POST',
        body: data,
        headers: { authorization: `Bearer ${secret}` },
      })
    }
    const statuses = (await Promise.all(Array.from({ length: 5 }, send))).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(2)
    expect(statuses.filter((status) => status === 413)).toHaveLength(3)
    const small = () => filler.files.create({ file: new File(['x'], 'x'), purpose: 'batch' })
    const made = await Promise.allSettled(Array.from({ length: 40 }, small))
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(28)
  })

  test('to a client that means Anthropic’s files', async () => {
    const answer = await post(form({ purpose: 'batch' }), { 'anthropic-version': '2023-06-01' })
    expect([answer.status, ((await answer.json()) as { type: string }).type]).toEqual([501, 'error'])
  })
})

describe('a request that names a file', () => {
  test('carries it to an upstream of chat completions, an image as an image', async () => {
    const [text, image] = [await upload('hello', 'a.pdf'), await upload(png, 'a.png', { purpose: 'vision' })]
    rig.upstream.script = completion('Read.', usage(10, 5))
    await client.chat.completions.create({
      model: 'gpt',
      max_tokens: 10,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'file', file: { file_id: text.id } },
            { type: 'file', file: { file_id: image.id } },
          ],
        },
      ],
    })
    expect(sent()['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,aGVsbG8=' } },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${png.toString('base64')}` } },
        ],
      },
    ])
  })

  test('carries it in responses to an upstream of any dialect, and in the turns after', async () => {
    const [text, image] = [await upload('hello', 'a.pdf'), await upload(png, 'a.png')]
    const content = [
      { type: 'input_file' as const, file_id: text.id },
      { type: 'input_image' as const, file_id: image.id, detail: 'auto' as const },
    ]
    rig.upstream.script = (_request, response) =>
      sendJson(response, 200, {
        ...{ id: 'm', type: 'message', role: 'assistant', model: 'up', stop_reason: 'end_turn' },
        content: [{ type: 'text', text: 'Read.' }],
        usage: { input_tokens: 20, output_tokens: 2 },
      })
    const first = await client.responses.create({
      model: 'claude',
      input: [{ role: 'user', content }],
      max_output_tokens: 9,
    })
    const carried = {
      content: [{ source: { type: 'base64', data: 'aGVsbG8=' } }, { source: { media_type: 'image/png' } }],
    }
    expect(sent()['messages']).toMatchObject([carried])
    await client.responses.create({
      model: 'claude',
      input: 'And?',
      previous_response_id: first.id,
      max_output_tokens: 9,
    })
    expect(sent()['messages']).toMatchObject([carried, {}, {}])
    const { data } = await client.responses.inputItems.list(first.id)
    expect(data[0]).toMatchObject({ content: [{ type: 'input_file', file_id: text.id }, { file_id: image.id }] })
    await client.files.delete(text.id)
    const late = client.responses.create({ model: 'claude', input: 'And?', previous_response_id: first.id })
    await expect(late).rejects.toMatchObject({ status: 400, code: 'file_not_found' })
  })

  test('carries it in messages to Anthropic’s models', async () => {
    const file = await upload('hello', 'a.txt')
    const answer = await rig.post('/messages', {
      secret: person.secret,
      headers: { 'anthropic-version': '2023-06-01' },
      body: JSON.stringify({
        model: 'claude',
        max_tokens: 9,
        messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'file', file_id: file.id } }] }],
      }),
    })
    expect(answer.status).toBe(200)
    expect(sent()['messages']).toMatchObject([{ content: [{ source: { type: 'text', data: 'hello' } }] }])
  })

  test('holds credits for what the file may cost', async () => {
    const file = await upload('x'.repeat(30_000), 'long.txt')
    const { client: poor, account } = rig.person('poor', { credits: 20_000 })
    await rig.kept.files.put({ account, purpose: 'user_data', name: 'long.txt', mediaType: '' }, Buffer.alloc(30_000))
    const own = (await poor.files.list()).data[0]!
    const asked = (id: string) => {
      const content = [{ type: 'file' as const, file: { file_id: id } }]
      return poor.chat.completions.create({ model: 'gpt', max_tokens: 1, messages: [{ role: 'user', content }] })
    }
    await expect(asked(own.id)).rejects.toMatchObject({ status: 402 })
    await expect(asked(file.id)).rejects.toMatchObject({ status: 400 })
  })

  test('is refused when it grows too large, before anything is read', async () => {
    const small = await new Rig({ settings: { maxBodyBytes: 10_000 } }).start()
    try {
      const { client: one } = small.person('one')
      const file = await one.files.create({ file: new File(['x'.repeat(8_000)], 'x'), purpose: 'user_data' })
      const asked = one.responses.create({
        model: 'm',
        input: [{ role: 'user', content: [{ type: 'input_file', file_id: file.id }] }],
      })
      await expect(asked).rejects.toMatchObject({ status: 413, param: 'file_id' })
    } finally {
      await small.stop()
    }
  })

  test('counts a file as often as it is named: a small request does not become a huge one', async () => {
    const small = await new Rig({ settings: { maxBodyBytes: 10_000 } }).start()
    try {
      const { client: one } = small.person('one')
      small.upstream.script = completion('Seen.')
      const file = await one.files.create({ file: new File(['x'.repeat(3_000)], 'x'), purpose: 'user_data' })
      const asked = (times: number) => {
        const content = Array.from({ length: times }, () => ({ type: 'file' as const, file: { file_id: file.id } }))
        return one.chat.completions.create({ model: 'm', max_tokens: 5, messages: [{ role: 'user', content }] })
      }
      await asked(2)
      await expect(asked(3)).rejects.toMatchObject({ status: 413, param: 'file_id' })
    } finally {
      await small.stop()
    }
  })
})

test('files that were never finished are swept', async () => {
  const { account } = person
  const row = { account, purpose: 'batch', label: Buffer.alloc(1), bytes: 9, createdAt: rig.driver.now, ready: 0 }
  await rig.db
    .insertInto('file')
    .values({ id: 'file-half', ...row, expiresAt: rig.driver.now + DAY })
    .execute()
  await rig.kept.files.sweep()
  rig.driver.sleep(3_600_000)
  expect(await rig.db.selectFrom('file').select('id').where('ready', '=', 0).execute()).toHaveLength(1)
  await rig.kept.files.sweep()
  expect(await rig.db.selectFrom('file').select('id').where('ready', '=', 0).execute()).toEqual([])
})
