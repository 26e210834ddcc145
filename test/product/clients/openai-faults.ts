/** OpenAI's own client: refusals by its own error classes, repeats, departures. What a failure costs is what counts. */
import OpenAI from 'openai'
import { beforeAll, describe, expect, test } from 'vitest'
import { prompts, said, usualCharge } from './knowledge.ts'
import { moody } from './moody.ts'
import { openAi } from './openai-text.ts'
import type { Customer, World } from './world.ts'

export function openAiFaults(world: () => World): void {
  let customer: Customer
  let client: OpenAI
  const asked = (content: string, model = 'up-chat') => ({
    ...{ model, max_tokens: 100, messages: [{ role: 'user' as const, content }] },
  })

  beforeAll(async () => {
    customer = await world().customer('openai-faults')
    client = openAi(customer)
  })

  describe('openai, a refusal', () => {
    const refused = async (promise: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> => {
      const error = await promise.then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      if (error instanceof OpenAI.APIError) return error
      throw new Error(`it was not refused in the client's own way: ${error}`)
    }

    test('is of the class that its status has, with our code, and free', async () => {
      const before = await customer.balance()
      const key = await customer.limited({ allowedModels: ['up-claude'] })
      const poor = openAi(await world().customer('openai-poor', '0'))
      const create = client.chat.completions.create.bind(client.chat.completions)
      const nobody = openAi(customer, { apiKey: 'sk-lx-nobody' })
      const cases = [
        [() => nobody.models.list(), OpenAI.AuthenticationError, 401, 'invalid_key'],
        [() => poor.chat.completions.create(asked('x')), OpenAI.APIError, 402, 'insufficient_credits'],
        [() => openAi(key).chat.completions.create(asked('x')), OpenAI.PermissionDeniedError, 403, 'model_not_allowed'],
        [() => create(asked('x', 'nobody')), OpenAI.NotFoundError, 404, 'model_not_found'],
        [() => create({ ...asked('x'), messages: [] }), OpenAI.BadRequestError, 400, 'invalid_field'],
        [() => client.fineTuning.jobs.list(), OpenAI.InternalServerError, 501, 'endpoint_not_supported'],
        [() => client.responses.compact({ model: 'm' }), OpenAI.InternalServerError, 501, 'endpoint_not_supported'],
        [() => create(asked('!error 429 7', 'sandbox-chat')), OpenAI.RateLimitError, 429, 'upstream_rate_limited'],
        [() => create(asked('!error 400', 'sandbox-chat')), OpenAI.BadRequestError, 400, 'upstream_refused'],
      ] as const
      for (const [ask, kind, status, code] of cases) {
        const error = await refused(ask())
        expect([error.status, error.code, error instanceof kind]).toEqual([status, code, true])
      }
      expect(await customer.balance()).toBe(before)
    })

    test('of a key’s rate says when to come again', async () => {
      const hurried = openAi(await customer.limited({ limits: { requestsPerMinute: 1 } }))
      await hurried.files.list()
      const error = await refused(hurried.files.list())
      expect(error).toBeInstanceOf(OpenAI.RateLimitError)
      expect(Number(error.headers?.get('retry-after'))).toBeGreaterThan(0)
    })

    test('in the middle of a stream is thrown by the client, and what came is billed', async () => {
      const stream = await client.chat.completions.create({ ...asked('!cut 3 hello', 'sandbox-chat'), stream: true })
      let text = ''
      const read = async () => {
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
      }
      await expect(read()).rejects.toBeInstanceOf(OpenAI.APIError)
      expect(text.length).toBeGreaterThan(0)
      expect(await customer.last(1)).toMatchObject([{ state: 'captured', outcome: 'upstream_cut' }])
    })

    test('that no repeat can help is not repeated by the client', async () => {
      const { count, fetch } = counting(customer.fetch)
      const patient = openAi(customer, { maxRetries: 3, fetch })
      await refused(patient.fineTuning.jobs.list())
      await refused(patient.chat.completions.create(asked('x', 'nobody')))
      expect(count()).toBe(2)
    })
  })

  describe('openai, a repeat of the client', () => {
    test.each(['up-chat', 'up-claude', 'up-gemini'])('after two failures of %s pays once', async (model) => {
      const name = `repeat_${model.slice(3)}`
      const patient = openAi(customer, { maxRetries: 2 })
      const { choices } = await patient.chat.completions.create(asked(moody(name, 'fail 2 503'), model))
      expect([choices[0]?.message.content, world().moody.asked(name)]).toEqual(['At last.', 3])
      const calls = await customer.last(3)
      expect(calls.map(({ state }) => state)).toEqual(['captured', 'released', 'released'])
      expect(calls[0]?.charge).toBe(usualCharge)
    })

    test('waits as long as a rate limit says', async () => {
      const patient = openAi(customer, { maxRetries: 2 })
      const began = performance.now()
      await patient.chat.completions.create(asked(moody('limit', 'fail 1 429')))
      expect(performance.now() - began).toBeGreaterThan(900)
      expect(world().moody.asked('limit')).toBe(2)
      expect(await customer.charges()).toEqual([usualCharge])
    })

    test('after its own time-out follows the call under one Idempotency-Key', async () => {
      const patient = openAi(customer, { maxRetries: 5, timeout: 300 })
      const headers = { 'Idempotency-Key': 'openai-late' }
      const late = asked(moody('late', 'late 700'), 'up-drained')
      const { choices } = await patient.chat.completions.create(late, { headers })
      expect([choices[0]?.message.content, world().moody.asked('late')]).toEqual(['At last.', 1])
      expect((await customer.last(2)).map(({ outcome, charge }) => [outcome, charge])[0]).toEqual(['stop', usualCharge])
    })
  })

  test('openai, one Idempotency-Key is one call, asked at once or later, streamed or not', async () => {
    const options = { headers: { 'Idempotency-Key': 'openai-once' } }
    const before = world().mock.getRequests().length
    const once = () => client.chat.completions.create(asked(prompts.text), options).withResponse()
    const answers = [...(await Promise.all([once(), once(), once()])), await once()]
    expect(new Set(answers.map(({ response }) => response.headers.get('x-lx-call-id'))).size).toBe(1)
    expect(new Set(answers.map(({ data }) => data.choices[0]?.message.content))).toEqual(new Set([said]))
    expect(world().mock.getRequests().length).toBe(before + 1)
    const other = client.chat.completions.create(asked('Something else'), options)
    await expect(other).rejects.toBeInstanceOf(OpenAI.ConflictError)
    const streamed = { headers: { 'Idempotency-Key': 'openai-stream' } }
    const twice: string[] = []
    for (let i = 0; i < 2; i++) {
      const stream = client.chat.completions.stream(asked(prompts.text), streamed)
      twice.push((await stream.finalChatCompletion()).choices[0]?.message.content ?? '')
    }
    expect(twice).toEqual([said, said])
    expect(world().mock.getRequests().length).toBe(before + 2)
    expect(await customer.charges(2)).toEqual([usualCharge, usualCharge])
  })

  describe('openai, a caller who leaves', () => {
    test.each(['up-chat', 'up-claude', 'up-gemini'])('in a stream of %s stops it and pays what came', async (model) => {
      const name = `leave_${model.slice(3)}`
      const leave = new AbortController()
      const given = { ...asked(moody(name, 'forever'), model), stream: true } as const
      const stream = await client.chat.completions.create(given, { signal: leave.signal })
      let pieces = 0
      for await (const chunk of stream) {
        pieces += chunk.choices[0]?.delta.content ? 1 : 0
        if (pieces === 5) leave.abort()
      }
      const [receipt] = await customer.last(1)
      expect(world().moody.left(name)).toBe(true)
      expect(receipt).toMatchObject({ state: 'captured', outcome: 'client_gone', estimated: true })
      expect(receipt?.outputTokens).toBeGreaterThanOrEqual(5)
      expect(receipt?.outputTokens).toBeLessThan(100)
    })

    test('before an answer is told so by the client, and the upstream is let go', async () => {
      const leave = new AbortController()
      const gone = client.responses.create(
        { model: 'up-chat', input: moody('early', 'late 5000'), max_output_tokens: 50 },
        { signal: leave.signal },
      )
      setTimeout(() => leave.abort(), 150)
      await expect(gone).rejects.toBeInstanceOf(OpenAI.APIUserAbortError)
      await customer.last(1)
      expect(world().moody.left('early')).toBe(true)
    })
  })
}

/** A fetch that counts. */
export function counting(fetched: typeof fetch): { readonly count: () => number; readonly fetch: typeof fetch } {
  let count = 0
  return {
    count: () => count,
    fetch: (input, init) => {
      count++
      return fetched(input, init)
    },
  }
}
