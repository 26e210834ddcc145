/** Message batches by Anthropic's own client: every request one paid call, results by the batch's own name. */
import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, Rig, testModel, until } from './rig.ts'
import { completion, sendJson, usage } from './upstream.ts'

let rig: Rig
let person: Person
let client: Anthropic

const clientOf = (secret: string): Anthropic =>
  new Anthropic({ apiKey: secret, baseURL: rig.baseUrl.replace(/\/v1$/, ''), maxRetries: 0 })

beforeAll(async () => {
  const batches = {
    ...{ maxOpen: 5, maxLines: 100, windowMs: 86_400_000, atATime: 8, atATimeOfAccount: 3 },
    ...{ maxTries: 2, retryMs: 5, lookMs: 5, maxEnded: 100, maxInputBytes: 20_000, maxResultBytes: 1e9 },
  }
  rig = await new Rig({ channels: [], settings: { batches } }).start()
  rig.addChannel({ id: 1, baseUrl: rig.upstreamUrl, models: [testModel({ model: 'gpt' })] })
  person = rig.person('p')
  client = clientOf(person.secret)
})
afterAll(() => rig.stop())

const request = (custom_id: string, model = 'gpt') => ({
  custom_id,
  params: { model, max_tokens: 50, messages: [{ role: 'user' as const, content: custom_id }] },
})

async function ended(id: string, one = client): Promise<Anthropic.Messages.MessageBatch> {
  for (let i = 0; i < 2_000; i++) {
    const batch = await one.messages.batches.retrieve(id)
    if (batch.processing_status === 'ended') return batch
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('waited in vain')
}

async function resultsOf(id: string, one = client) {
  const results: Anthropic.Messages.MessageBatchIndividualResponse[] = []
  for await (const each of await one.messages.batches.results(id)) results.push(each)
  return results
}

test('requests that an account has waiting are bounded', async () => {
  const requests = [{ ...request('long'), params: { ...request('x').params, system: 'x'.repeat(30_000) } }]
  await expect(client.messages.batches.create({ requests })).rejects.toMatchObject({ status: 413 })
})

describe('a message batch', () => {
  test('makes a paid call of every request over any upstream, and tells each result', async () => {
    const { secret, account } = rig.person('whole')
    const one = clientOf(secret)
    rig.upstream.script = (seen, response) =>
      seen.text.includes('bad')
        ? sendJson(response, 400, { error: { message: 'Too strange.' } })
        : completion('Hi!', usage(10, 5))(seen, response)
    const batch = await one.messages.batches.create({ requests: [request('a'), request('bad'), request('c', 'none')] })
    expect(batch).toMatchObject({ type: 'message_batch', processing_status: 'in_progress', results_url: null })
    const done = await ended(batch.id, one)
    expect(done.request_counts).toEqual({ processing: 0, succeeded: 1, errored: 2, canceled: 0, expired: 0 })
    expect(await resultsOf(batch.id, one)).toMatchObject([
      { custom_id: 'a', result: { type: 'succeeded', message: { type: 'message', content: [{ text: 'Hi!' }] } } },
      { custom_id: 'bad', result: { type: 'errored', error: { type: 'error', error: { message: 'Too strange.' } } } },
      { custom_id: 'c', result: { type: 'errored', error: { error: { type: 'not_found_error' } } } },
    ])
    expect(rig.balance(account)).toBe(10_000_000 - 40)
    expect((await rig.client(secret).files.list()).data).toEqual([])
  })

  test('is canceled, listed, deleted when it is over, and nobody else’s', async () => {
    let answered = 0
    rig.upstream.script = async (seen, response) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      answered += 1
      completion('Hi!')(seen, response)
    }
    const { id } = await client.messages.batches.create({
      requests: Array.from({ length: 60 }, (_, i) => request(`r${i}`)),
    })
    await until(() => answered > 3)
    const early = client.messages.batches.delete(id)
    await expect(early).rejects.toMatchObject({ status: 409 })
    expect((await client.messages.batches.cancel(id)).processing_status).toBe('canceling')
    const { request_counts: counts } = await ended(id)
    expect([counts.succeeded > 0, counts.canceled > 0, counts.succeeded + counts.canceled]).toEqual([true, true, 60])
    const stranger = clientOf(rig.person('stranger').secret)
    await expect(stranger.messages.batches.retrieve(id)).rejects.toMatchObject({ status: 404 })
    const listed: string[] = []
    for await (const batch of client.messages.batches.list()) listed.push(batch.id)
    expect(listed).toEqual([id])
    expect(await client.messages.batches.delete(id)).toEqual({ id, type: 'message_batch_deleted' })
    await expect(client.messages.batches.retrieve(id)).rejects.toMatchObject({ status: 404 })
  })

  test('is refused when a request has no name, a name twice, no model, or is to be streamed', async () => {
    const wrong: readonly (readonly unknown[])[] = [
      [],
      ['x'],
      [{ custom_id: 'a b', params: {} }],
      [request('a'), request('a')],
      [{ custom_id: 'a', params: {} }],
      [{ custom_id: 'a', params: { model: 'gpt', stream: true } }],
      Array.from({ length: 101 }, (_, i) => request(`r${i}`)),
    ]
    for (const requests of wrong) {
      const headers = { 'anthropic-version': '2023-06-01' }
      const answer = await rig.post('/messages/batches', {
        secret: person.secret,
        headers,
        body: JSON.stringify({ requests }),
      })
      const { error } = (await answer.json()) as { error: { type: string } }
      expect([answer.status, error.type]).toEqual([400, 'invalid_request_error'])
    }
  })
})
