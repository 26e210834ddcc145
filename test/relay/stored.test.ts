/** Stored responses by OpenAI's own client: found again, gone on from over any upstream, listed, deleted, bounded. */
import { createOpenAI } from '@ai-sdk/openai'
import { generateText, stepCountIs, type ToolSet, tool } from 'ai'
import type OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Person, Rig, testModel } from './rig.ts'
import { completion, frames, type Script, sendJson, stream, usage } from './upstream.ts'

const DAY = 86_400_000

let rig: Rig
let person: Person
let client: OpenAI

beforeAll(async () => {
  rig = await new Rig({ channels: [] }).start()
  const baseUrl = rig.upstreamUrl
  rig.addChannel({ id: 1, baseUrl, models: [testModel({ model: 'gpt' })] })
  rig.addChannel({ id: 2, baseUrl, models: [testModel({ model: 'native' })], speaks: ['openai.responses'] })
  rig.addChannel({ id: 3, baseUrl, provider: 'anthropic', models: [testModel({ model: 'claude' })] })
  rig.addChannel({
    id: 4,
    baseUrl,
    models: [testModel({ model: 'thinker', upstream: 'o9' })],
    speaks: ['openai.responses'],
  })
  rig.addSandbox()
  person = rig.person('p')
  client = person.client
})
afterAll(() => rig.stop())

const sent = (): Record<string, unknown> => rig.upstream.requests.at(-1)!.body
const user = (text: string) => ({ role: 'user' as const, content: text })

const spent = (input: number, output: number) => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: input + output,
})

const said = (text: string, id = 'msg_up'): object => ({
  id,
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [] }],
})

/** An answer of an upstream that speaks responses; always under the same id. */
const native =
  (output: object[], more: object = {}): Script =>
  (_request, response) =>
    sendJson(response, 200, {
      ...{ id: 'resp_upstream', object: 'response', created_at: 1, status: 'completed', model: 'up', store: false },
      output,
      usage: spent(10, 5),
      ...more,
    })

async function create(input: OpenAI.Responses.ResponseInput | string, more: object = {}, model = 'gpt') {
  return client.responses.create({ model, input, max_output_tokens: 50, ...more })
}

describe('a stored response', () => {
  test('is found again as it was given, with what was asked', async () => {
    rig.upstream.script = completion('Hi!', usage(10, 5))
    const more = { store: true, instructions: 'Be terse.', metadata: { a: 'b' }, temperature: 0.5 }
    const made = await create('Hello', more)
    expect(made).toMatchObject({ store: true, instructions: 'Be terse.', metadata: { a: 'b' }, temperature: 0.5 })
    expect(made.id).toMatch(/^resp_[0-9a-f]{48}$/)
    expect(await client.responses.retrieve(made.id)).toEqual(made)
  })

  test('of a stream is the one that the stream told of', async () => {
    rig.upstream.script = stream(frames(['Hel', 'lo'], usage(7, 2)))
    const ids: string[] = []
    const streamed = client.responses.stream({ model: 'gpt', input: 'Hello', max_output_tokens: 50, store: true })
    streamed.on('event', (event) => void ('response' in event && ids.push(event.response.id)))
    const final = await streamed.finalResponse()
    const found = await client.responses.retrieve(final.id)
    expect([found.output_text, Object(found).store, new Set(ids)]).toEqual(['Hello', true, new Set([final.id])])
  })

  test('has an id of ours whatever the upstream calls it', async () => {
    const events = (status: string): string => {
      const response = { id: 'resp_upstream', object: 'response', status, output: [said('Hi!')], usage: spent(3, 2) }
      return `event: response.${status}\ndata: ${JSON.stringify({ type: `response.${status}`, response })}\n\n`
    }
    const delta = JSON.stringify({
      type: 'response.output_text.delta',
      item_id: 'msg_up',
      output_index: 0,
      delta: 'Hi!',
    })
    rig.upstream.script = stream([
      events('created'),
      `event: response.output_text.delta\ndata: ${delta}\n\n`,
      events('completed'),
    ])
    const answer = await rig.post('/responses', {
      secret: person.secret,
      body: JSON.stringify({ model: 'native', input: 'Hello', stream: true, store: true }),
    })
    const text = await answer.text()
    const [id] = /resp_[0-9a-f]{48}/.exec(text) ?? []
    expect(text).not.toContain('resp_upstream')
    expect(text).toContain(`data: ${delta}\n`)
    expect(text.lastIndexOf('x-lx-cost')).toBeLessThan(text.lastIndexOf('event: response.completed'))
    expect((await client.responses.retrieve(id ?? '')).output_text).toBe('Hi!')
    rig.upstream.script = native([said('Hi!')])
    const [one, two] = [await create('Hello', {}, 'native'), await create('Hello', {}, 'native')]
    expect(one.id).not.toBe(two.id)
    expect(sent()).toMatchObject({ store: false, input: 'Hello' })
  })

  test('is kept for a day when nothing was said of it, for thirty when it was', async () => {
    rig.upstream.script = completion('Hi!')
    const [unasked, asked] = [await create('Hello'), await create('Hello', { store: true })]
    rig.driver.sleep(DAY + 1)
    await expect(client.responses.retrieve(unasked.id)).rejects.toMatchObject({ status: 404 })
    expect((await client.responses.retrieve(asked.id)).id).toBe(asked.id)
    rig.driver.sleep(29 * DAY)
    await expect(client.responses.retrieve(asked.id)).rejects.toMatchObject({ status: 404 })
    await rig.kept.responses.sweep()
    const rows = await rig.db.selectFrom('response').select('id').where('id', 'in', [unasked.id, asked.id]).execute()
    expect(rows).toEqual([])
  })

  test('is not kept when the request says so', async () => {
    rig.upstream.script = completion('Hi!')
    const made = await create('Hello', { store: false })
    expect(Object(made).store).toBe(false)
    await expect(client.responses.retrieve(made.id)).rejects.toMatchObject({ status: 404, code: 'response_not_found' })
  })

  test('is nobody else’s', async () => {
    rig.upstream.script = completion('Hi!')
    const { id } = await create('Hello', { store: true })
    const other = rig.person('other').client
    await expect(other.responses.retrieve(id)).rejects.toMatchObject({ status: 404 })
    await expect(other.responses.inputItems.list(id)).rejects.toMatchObject({ status: 404 })
    await expect(other.responses.delete(id)).rejects.toMatchObject({ status: 404 })
    const asked = other.responses.create({ model: 'gpt', input: 'Go on', previous_response_id: id })
    await expect(asked).rejects.toMatchObject({ status: 400, param: 'previous_response_id' })
    expect((await client.responses.retrieve(id)).id).toBe(id)
  })

  test('is unreadable in the database', async () => {
    rig.upstream.script = completion('a secret answer')
    await create('a secret question', { store: true })
    const rows = await rig.db.selectFrom('response').selectAll().execute()
    const bytes = rows.map(({ content }) => Buffer.from(content).toString('latin1')).join('')
    expect(bytes.length).toBeGreaterThan(100)
    expect(bytes).not.toContain('secret')
  })
})

describe('a conversation', () => {
  test('goes on over an upstream that keeps nothing, which is told and bills all of it', async () => {
    rig.upstream.script = completion('I am Ann.', usage(10, 5))
    const first = await create('Who are you?', { instructions: 'You are Ann.' })
    rig.upstream.script = completion('Bob said so.', usage(30, 5))
    const { data: second, response } = await client.responses
      .create({ model: 'gpt', input: 'Who said so?', previous_response_id: first.id, max_output_tokens: 50 })
      .withResponse()
    expect(sent()['messages']).toEqual([
      user('Who are you?'),
      { role: 'assistant', content: 'I am Ann.' },
      user('Who said so?'),
    ])
    expect(second.previous_response_id).toBe(first.id)
    expect(response.headers.get('x-lx-cost')).toBe('0.000080')
    rig.upstream.script = completion('Really.', usage(50, 5))
    await create('Really?', { previous_response_id: second.id })
    expect(sent()['messages']).toHaveLength(5)
  })

  test('goes on verbatim over one that could keep it, and is not kept there', async () => {
    rig.upstream.script = native([said('I am Ann.')])
    const first = await create([user('Who are you?')], {}, 'native')
    await create([user('Really?')], { previous_response_id: first.id }, 'native')
    expect(sent()).toMatchObject({
      store: false,
      previous_response_id: null,
      input: [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Who are you?' }] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I am Ann.' }] },
        user('Really?'),
      ],
    })
  })

  test('goes on over another upstream than it began with', async () => {
    rig.upstream.script = native([said('I am Ann.')])
    const first = await create('Who are you?', {}, 'native')
    const content = [{ type: 'text', text: 'Yes.' }]
    rig.upstream.script = (_request, response) =>
      sendJson(response, 200, {
        ...{ id: 'm', type: 'message', role: 'assistant', model: 'up', stop_reason: 'end_turn', content },
        usage: { input_tokens: 20, output_tokens: 2 },
      })
    const second = await create('Really?', { previous_response_id: first.id }, 'claude')
    expect(second.output_text).toBe('Yes.')
    expect(sent()['messages']).toHaveLength(3)
  })

  test('takes the result of a tool that the answer before has called', async () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Kyoto"}' } }
    rig.upstream.script = (_request, response) =>
      sendJson(response, 200, {
        ...{ id: 'x', object: 'chat.completion', created: 1, model: 'up', usage: usage(10, 5) },
        choices: [
          { index: 0, message: { role: 'assistant', content: null, tool_calls: [call] }, finish_reason: 'tool_calls' },
        ],
      })
    const tools = [{ type: 'function', name: 'weather', parameters: { type: 'object' }, strict: false }]
    const first = await create('How is the weather?', { tools })
    expect(first.output).toMatchObject([{ type: 'function_call', call_id: 'call_1' }])
    rig.upstream.script = completion('Sunny.')
    const output = { type: 'function_call_output' as const, call_id: 'call_1', output: 'sun' }
    await create([output], { tools, previous_response_id: first.id })
    expect(sent()['messages']).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'call_1' }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'sun' },
    ])
  })

  test('remembers images', async () => {
    rig.upstream.script = completion('A cat.')
    const image = { type: 'input_image' as const, detail: 'auto' as const, image_url: 'data:image/png;base64,aGVsbG8=' }
    const first = await create([{ role: 'user', content: [image] }])
    await create('What colour?', { previous_response_id: first.id })
    expect(sent()['messages']).toMatchObject([
      { content: [{ type: 'image_url', image_url: { url: image.image_url } }] },
      { role: 'assistant' },
      { role: 'user' },
    ])
  })

  test('gives thoughts back to who had them, and to nobody else', async () => {
    const thought = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'sealed-by-the-upstream' }
    rig.upstream.script = native([thought, said('42.')])
    const first = await create('Think.', {}, 'thinker')
    expect(sent()['include']).toEqual(['reasoning.encrypted_content'])
    await create('Go on.', { previous_response_id: first.id }, 'thinker')
    expect(JSON.stringify(sent())).toContain('sealed-by-the-upstream')
    rig.upstream.script = native([said('43.')])
    await create('Go on.', { previous_response_id: first.id }, 'native')
    expect(JSON.stringify(sent())).not.toContain('sealed-by-the-upstream')
    expect(JSON.stringify(sent())).toContain('42.')
  })

  test('is renewed by being used', async () => {
    rig.upstream.script = completion('Hi!')
    const first = await create('Hello')
    const second = await create('Go on', { previous_response_id: first.id, store: false })
    expect(second).toMatchObject({ previous_response_id: first.id, store: false })
    rig.driver.sleep(20 * DAY)
    expect((await create('Go on', { previous_response_id: first.id })).output_text).toBe('Hi!')
  })

  test('that has lost a turn is refused, not shortened, and costs nothing', async () => {
    rig.upstream.script = completion('Hi!')
    const first = await create('Hello')
    const second = await create('Go on', { previous_response_id: first.id })
    expect(Object(await client.responses.delete(first.id))).toEqual({ id: first.id, object: 'response', deleted: true })
    const before = rig.balance(person.account)
    const asked = create('Go on', { previous_response_id: second.id })
    await expect(asked).rejects.toMatchObject({ status: 400, param: 'previous_response_id' })
    expect(rig.balance(person.account)).toBe(before)
    expect(await rig.db.selectFrom('response').select('id').where('id', '=', first.id).execute()).toEqual([])
  })

  test('named in another way than by its last response is refused', async () => {
    const asked = client.responses.create({ model: 'gpt', input: 'Hello', conversation: 'conv_1' })
    await expect(asked).rejects.toMatchObject({ status: 501, param: 'conversation' })
    for (const path of ['/conversations', '/uploads']) {
      const answer = await rig.post(path, { secret: person.secret, body: '{}' })
      expect([answer.status, await answer.json()]).toMatchObject([501, { error: { code: 'endpoint_not_supported' } }])
    }
  })
})

describe('the items of an input', () => {
  test('are listed in pages, in either order, with what was said before', async () => {
    rig.upstream.script = completion('Hi!')
    const first = await create('one')
    const second = await create([user('two'), user('three')], { previous_response_id: first.id })
    const texts = async (query: OpenAI.Responses.InputItemListParams) => {
      const page = await client.responses.inputItems.list(second.id, query)
      return page.data.map((item) =>
        'content' in item && Array.isArray(item.content) ? Object(item.content[0]).text : item.type,
      )
    }
    expect(await texts({ order: 'asc' })).toEqual(['one', 'Hi!', 'two', 'three'])
    expect(await texts({})).toEqual(['three', 'two', 'Hi!', 'one'])
    const { data } = await client.responses.inputItems.list(second.id, { order: 'asc', limit: 2 })
    expect(await texts({ order: 'asc', after: data[1]!.id! })).toEqual(['two', 'three'])
    const walked: string[] = []
    for await (const item of client.responses.inputItems.list(second.id, { limit: 1 })) walked.push(item.id!)
    expect(new Set(walked).size).toBe(4)
    const strange = client.responses.inputItems.list(second.id, { after: 'msg_none' })
    await expect(strange).rejects.toMatchObject({ status: 400, param: 'after' })
  })
})

describe('clients that name what was answered by id', () => {
  test('go through the steps of a tool without saying that anything is to be stored', async () => {
    const run = async (): Promise<string> => 'sun'
    const weather = tool({
      description: 'of a city',
      inputSchema: z.strictObject({ city: z.string() }),
      execute: run,
    }) as ToolSet[string]
    const model = createOpenAI({ apiKey: person.secret, baseURL: rig.baseUrl })('sandbox-chat')
    const { steps } = await generateText({
      model,
      prompt: 'How is the weather?',
      tools: { weather },
      stopWhen: stepCountIs(2),
      prepareStep: ({ stepNumber }) => ({
        toolChoice: stepNumber === 0 ? { type: 'tool', toolName: 'weather' } : 'none',
      }),
      maxOutputTokens: 200,
    })
    expect(steps.map(({ toolCalls, text }) => [toolCalls.length, text.length > 0])).toEqual([
      [1, false],
      [0, true],
    ])
  })

  test('are told when the item is gone', async () => {
    const asked = create([{ type: 'item_reference', id: 'msg_none' }])
    await expect(asked).rejects.toMatchObject({ status: 400, param: 'input' })
  })

  test('are named once each, and not together when their responses are larger than a request may be', async () => {
    const small = await new Rig({ settings: { maxBodyBytes: 10_000 } }).start()
    try {
      const { client: one } = small.person('one')
      small.upstream.script = completion('x'.repeat(4_000))
      const made: string[] = []
      for (let n = 0; n < 3; n++)
        made.push((await one.responses.create({ model: 'm', input: 'Hello', max_output_tokens: 5 })).output[0]!.id!)
      const named = (ids: readonly string[]) =>
        one.responses.create({
          model: 'm',
          input: [...ids.map((id) => ({ type: 'item_reference' as const, id })), user('And?')],
          max_output_tokens: 5,
        })
      await named(made.slice(0, 1))
      await expect(named([made[0]!, made[0]!])).rejects.toMatchObject({ status: 400, param: 'input' })
      await expect(named(made)).rejects.toMatchObject({ status: 413, param: 'input' })
    } finally {
      await small.stop()
    }
  })
})

describe('bounds', () => {
  test('the responses that expire first make room for new ones', async () => {
    const small = await new Rig({ settings: { maxResponses: 2 } }).start()
    try {
      const { client: one } = small.person('one')
      small.upstream.script = completion('Hi!')
      const made: string[] = []
      for (const store of [true, undefined, true])
        made.push((await one.responses.create({ model: 'm', input: 'Hello', ...(store && { store }) })).id)
      const found = await Promise.all(
        made.map((id) =>
          one.responses.retrieve(id).then(
            () => true,
            () => false,
          ),
        ),
      )
      expect(found).toEqual([true, false, true])
    } finally {
      await small.stop()
    }
  })

  test('what can not be stored is not billed', async () => {
    const { account, client: one } = rig.person('unkept')
    rig.upstream.script = completion('Hi!', usage(10, 5))
    const put = rig.kept.responses.put
    Object.assign(rig.kept.responses, { put: () => Promise.reject(new Error('disk')) })
    const asked = one.responses.create({ model: 'gpt', input: 'Hello', max_output_tokens: 5 })
    await expect(asked).rejects.toMatchObject({ status: 503, code: 'answer_not_kept' })
    Object.assign(rig.kept.responses, { put })
    expect([rig.balance(account), rig.held(account)]).toEqual([10_000_000, 0])
    expect(rig.driver.seen('call.unrecovered').at(-1)).toMatchObject({ amount: 20 })
  })
})
