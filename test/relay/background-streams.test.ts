/** Streams of responses that are made in the background: read while they are made, left and taken up again by number, read after their end. */
import type OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultSettings, type RelaySettings } from '../../src/relay/settings.ts'
import { chunksOf, Rig, testModel, until } from './rig.ts'
import { completion, frames, type Script, sendJson, stream, usage } from './upstream.ts'

type Event = OpenAI.Responses.ResponseStreamEvent

let rig: Rig

async function start(change: Partial<RelaySettings['eventLogs']> = {}): Promise<void> {
  rig = await new Rig({
    channels: [],
    settings: { eventLogs: { ...defaultSettings.eventLogs, ...change } },
  }).start()
  const models = [testModel({ model: 'gpt' })]
  rig.addChannel({ id: 1, baseUrl: rig.upstreamUrl, models, onClientGone: 'abort' })
}

async function again(change: Partial<RelaySettings['eventLogs']>): Promise<void> {
  await rig.stop()
  await start(change)
}

beforeEach(() => start())
afterEach(() => rig.stop())

const ask = { model: 'gpt', input: 'Hello', max_output_tokens: 50, background: true } as const
const WORDS = ['one ', 'two ', 'three ', 'four ', 'five ', 'six']
const slowly: Script = stream(frames(WORDS, usage(10, 5)), { gapMs: 20 })

async function all(events: AsyncIterable<Event>): Promise<Event[]> {
  const seen: Event[] = []
  for await (const event of events) seen.push(event)
  return seen
}

const textOf = (events: readonly Event[]): string =>
  events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('')
const numbersOf = (events: readonly Event[]): number[] => events.map(({ sequence_number }) => sequence_number)
const upTo = (length: number) => Array.from({ length }, (_, number) => number)

describe('a response in the background that is streamed', () => {
  test('tells that it was queued, each event with the next number, and its end once it is billed and found', async () => {
    const { account, client } = rig.person('streams')
    rig.upstream.script = slowly
    const seen: Event[] = []
    for await (const event of await client.responses.create({ ...ask, stream: true })) {
      seen.push(event)
      if (event.type === 'response.completed') break
    }
    expect(seen.slice(0, 3).map(({ type }) => type)).toEqual([
      'response.created',
      'response.queued',
      'response.in_progress',
    ])
    expect(numbersOf(seen)).toEqual(upTo(seen.length))
    expect(textOf(seen)).toBe(WORDS.join(''))
    const [last] = seen.slice(-1)
    const { response } = last as OpenAI.Responses.ResponseCompletedEvent
    expect(response).toMatchObject({ status: 'completed', background: true })
    expect(await client.responses.retrieve(response.id)).toMatchObject({ status: 'completed', id: response.id })
    expect([rig.balance(account), rig.held(account)]).toEqual([10_000_000 - 40, 0])
  })

  test('goes on when its reader leaves, and is taken up behind any number: live, and after its end', async () => {
    const { account, client } = rig.person('resumes')
    rig.upstream.script = slowly
    const first: Event[] = []
    for await (const event of await client.responses.create({ ...ask, stream: true })) {
      first.push(event)
      if (textOf(first) !== '') break
    }
    const { response } = first[0] as OpenAI.Responses.ResponseCreatedEvent
    const starting_after = first.at(-1)!.sequence_number
    const rest = await all(await client.responses.retrieve(response.id, { stream: true, starting_after }))
    expect(textOf([...first, ...rest])).toBe(WORDS.join(''))
    expect(numbersOf([...first, ...rest])).toEqual(upTo(first.length + rest.length))
    expect(rest.at(-1)?.type).toBe('response.completed')
    const later = await all(await client.responses.retrieve(response.id, { stream: true, starting_after }))
    expect(later).toEqual(rest)
    expect(await all(await client.responses.retrieve(response.id, { stream: true }))).toEqual([...first, ...rest])
    expect([rig.upstream.requests.length, rig.captures().length]).toEqual([1, 1])
    expect(rig.balance(account)).toBe(10_000_000 - 40)
  })

  test('has any number of readers, also one that asked for no stream', async () => {
    const { client } = rig.person('crowd')
    rig.upstream.script = slowly
    const { id } = await client.responses.create(ask)
    const seen = await Promise.all(upTo(5).map(async () => all(await client.responses.retrieve(id, { stream: true }))))
    for (const events of seen) expect(events).toEqual(seen[0])
    expect(textOf(seen[0]!)).toBe(WORDS.join(''))
  })

  test('that fails or is canceled ends with response.failed, and the response in it says why', async () => {
    const { client } = rig.person('fails')
    rig.upstream.script = (_request, response) => sendJson(response, 400, { error: { message: 'Too strange.' } })
    const failed = await all(await client.responses.create({ ...ask, stream: true }))
    expect(failed.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { message: 'Too strange.' } },
    })
    rig.upstream.script = slowly
    const canceled: Event[] = []
    for await (const event of await client.responses.create({ ...ask, stream: true })) {
      canceled.push(event)
      if (canceled.length === 4)
        await client.responses.cancel((canceled[0] as OpenAI.Responses.ResponseCreatedEvent).response.id)
    }
    expect(canceled.at(-1)).toMatchObject({ type: 'response.failed', response: { status: 'cancelled' } })
  })

  test('that is deleted is broken off, never ended', async () => {
    const { client, secret } = rig.person('deletes')
    rig.upstream.script = slowly
    const { id } = await client.responses.create(ask)
    const answer = await rig.get(`/responses/${id}?stream=true`, secret)
    await client.responses.delete(id)
    await expect(answer.text()).rejects.toThrow()
    expect((await rig.get(`/responses/${id}?stream=true`, secret)).status).toBe(404)
  })

  test('of a key that may make one call at a time is made while it is read', async () => {
    const limits = { requestsPerMinute: null, tokensPerMinute: null, concurrent: 1 }
    const { client } = rig.person('single', { principal: { limits } })
    rig.upstream.script = slowly
    expect(textOf(await all(await client.responses.create({ ...ask, stream: true })))).toBe(WORDS.join(''))
  })

  test('is one for one Idempotency-Key, whose repeats read the same events', async () => {
    const { account, client } = rig.person('repeats')
    rig.upstream.script = slowly
    const options = { headers: { 'idempotency-key': 'k' } }
    const create = async () => all(await client.responses.create({ ...ask, stream: true }, options))
    const [one, two] = await Promise.all([create(), create()])
    expect(two).toEqual(one)
    expect(await create()).toEqual(one)
    expect(rig.balance(account)).toBe(10_000_000 - 40)
  })
})

describe('the stream of a stored response', () => {
  test('whose events are no longer kept tells its text in one piece, and its end in any case', async () => {
    await again({ keepMs: 0 })
    const { client } = rig.person('later')
    rig.upstream.script = slowly
    const made = await all(await client.responses.create({ ...ask, stream: true }))
    const { response } = made[0] as OpenAI.Responses.ResponseCreatedEvent
    const told = await all(await client.responses.retrieve(response.id, { stream: true }))
    expect(textOf(told)).toBe(WORDS.join(''))
    expect(numbersOf(told)).toEqual(upTo(told.length))
    expect(told.at(-1)).toMatchObject({ response: { status: 'completed' } })
    const end = await all(await client.responses.retrieve(response.id, { stream: true, starting_after: 5_000 }))
    expect(end).toEqual(told.slice(-1))
  })

  test('that was never in the background is told the same way, with its calls and its order', async () => {
    const { client } = rig.person('plain')
    const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }
    rig.upstream.script = (_request, response) =>
      sendJson(response, 200, {
        choices: [{ message: { role: 'assistant', content: 'So.', tool_calls: [call] }, finish_reason: 'tool_calls' }],
        usage: usage(10, 5),
      })
    const { id } = await client.responses.create({ model: 'gpt', input: 'x', store: true })
    const told = await all(await client.responses.retrieve(id, { stream: true }))
    expect(told.map(({ type }) => type.replace('response.', ''))).toEqual([
      ...['created', 'in_progress', 'output_item.added', 'content_part.added', 'output_text.delta', 'output_text.done'],
      ...['content_part.done', 'output_item.done', 'output_item.added', 'function_call_arguments.delta'],
      ...['function_call_arguments.done', 'output_item.done', 'completed'],
    ])
    expect(textOf(told)).toBe('So.')
  })

  test('that is very long tells its beginning and its end', async () => {
    const { client } = rig.person('long')
    rig.upstream.script = completion('word '.repeat(300_000))
    const { id } = await client.responses.create({ model: 'gpt', input: 'x', store: true })
    const told = await all(await client.responses.retrieve(id, { stream: true }))
    expect(told.map(({ type }) => type)).toEqual(['response.created', 'response.in_progress', 'response.completed'])
  })

  test('is its account’s alone, and its number is checked', async () => {
    const { client, secret } = rig.person('owner')
    rig.upstream.script = completion('Hi')
    const { id } = await client.responses.create({ model: 'gpt', input: 'x' })
    const other = rig.person('other')
    expect((await rig.get(`/responses/${id}?stream=true`, other.secret)).status).toBe(404)
    for (const query of ['stream=true&starting_after=-1', 'stream=true&starting_after=x', 'stream=maybe'])
      expect((await rig.get(`/responses/${id}?${query}`, secret)).status).toBe(400)
  })

  test('is read by so many of one account at a time', async () => {
    await again({ readersOfAccount: 2 })
    const { client, secret } = rig.person('many')
    rig.upstream.script = () => undefined
    const { id } = await client.responses.create(ask)
    const read = () => rig.get(`/responses/${id}?stream=true`, secret)
    const readers = [await read(), await read()]
    expect((await read()).status).toBe(429)
    await readers[0]!.body!.cancel()
    let status = 429
    for (let tries = 0; status === 429 && tries < 100; tries++) status = (await read()).status
    expect(status).toBe(200)
  })
})

describe('events of a response', () => {
  test('that are too many to keep break their readers off, who are told the end when they come again', async () => {
    await again({ bytesOfOne: 3_000 })
    const { client, secret } = rig.person('large')
    rig.upstream.script = stream(
      frames(
        Array.from({ length: 60 }, () => 'word '),
        usage(10, 5),
      ),
      { gapMs: 5 },
    )
    const { id } = await client.responses.create(ask)
    const answer = await rig.get(`/responses/${id}?stream=true`, secret)
    await expect(answer.text()).rejects.toThrow()
    const end = await all(await client.responses.retrieve(id, { stream: true }))
    expect(end).toMatchObject([{ type: 'response.completed', response: { status: 'completed' } }])
  })

  test('wait for a reader that lags, and keep nobody else waiting', async () => {
    const { client, secret } = rig.person('lags')
    rig.upstream.script = stream(
      frames(
        Array.from({ length: 40 }, () => 'x'.repeat(100_000)),
        usage(10, 5),
      ),
    )
    const { id } = await client.responses.create({ ...ask, max_output_tokens: 1_000 })
    const slow = chunksOf(await rig.get(`/responses/${id}?stream=true`, secret))
    await slow.next()
    const quick = await all(await client.responses.retrieve(id, { stream: true }))
    let text = ''
    for await (const chunk of slow) text += Buffer.from(chunk).toString('utf8')
    expect(text).toContain(`"sequence_number":${quick.at(-1)!.sequence_number}}`)
  })

  test('of one that a later process makes again have higher numbers than any before', async () => {
    const { account, client, secret } = rig.person('restart')
    const { keyId } = rig.principal(secret)
    const id = 'resp_restart'
    await rig.kept.responses.begin({
      ...{ keyId, request: Buffer.from(JSON.stringify(ask)), retry: undefined, maxCost: undefined },
      response: {
        ...{ id, account, previousId: null, status: 'queued', maker: '', input: [] },
        body: { id, object: 'response', status: 'queued', background: true, output: [] },
        createdAt: rig.driver.now - 3_500,
        expiresAt: rig.driver.now + 1e9,
      },
    })
    rig.upstream.script = slowly
    const reading = client.responses.retrieve(id, { stream: true, starting_after: 3 })
    const events = await reading
    await rig.relay.start()
    const seen = await all(events)
    expect(seen[0]).toMatchObject({ type: 'response.created', sequence_number: 4_000 })
    expect(textOf(seen)).toBe(WORDS.join(''))
    await until(() => rig.held(account) === 0)
    expect(rig.balance(account)).toBe(10_000_000 - 40)
  })
})
