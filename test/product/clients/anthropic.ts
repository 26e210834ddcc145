/** Anthropic's own client: messages on every upstream, tools by hand and by its runner, thoughts, pictures, structured output, batches, counting, refusals, repeats, departures. */
import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk'
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod'
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { cities, forecast, forecasts, pixel, prompts, record, said, thought, usualCharge } from './knowledge.ts'
import { moody } from './moody.ts'
import { counting } from './openai-faults.ts'
import { type Access, type Customer, foreign, type World } from './world.ts'

const inputSchema = z.object({ city: z.string() })
const weather: Anthropic.Tool = {
  name: 'weather',
  description: 'of a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}
const user = (content: string | Anthropic.ContentBlockParam[]) => [{ role: 'user' as const, content }]
const textOf = (content: readonly { readonly type: string }[]): string =>
  content.map((block) => ('text' in block && typeof block.text === 'string' ? block.text : '')).join('')

function anthropic({ key, origin, fetch }: Access, more: ClientOptions = {}): Anthropic {
  return new Anthropic({ apiKey: key, baseURL: origin, maxRetries: 0, fetch, ...more })
}

export function anthropicMessages(world: () => World): void {
  let customer: Customer
  let client: Anthropic

  beforeAll(async () => {
    customer = await world().customer('anthropic')
    client = anthropic(customer)
  })

  describe.each(foreign)('anthropic, messages of %s', (model) => {
    const asked = { model, max_tokens: 100 }

    test('text comes plain and streamed, at one charge', async () => {
      const plain = await client.messages.create({ ...asked, messages: user(prompts.text) })
      expect([textOf(plain.content), plain.stop_reason]).toEqual([said, 'end_turn'])
      expect(plain.usage).toMatchObject({ input_tokens: 11, output_tokens: 7 })
      const pieces: string[] = []
      const streamed = client.messages.stream({ ...asked, messages: user(prompts.text) })
      streamed.on('text', (piece) => void pieces.push(piece))
      const final = await streamed.finalMessage()
      expect([pieces.join(''), textOf(final.content), final.usage.output_tokens]).toEqual([said, said, 7])
      expect(await customer.charges(2)).toEqual([usualCharge, usualCharge])
    })

    test('two tools are called at once, and their results, one of them a failure, come back', async () => {
      const given = { ...asked, tools: [weather], messages: user(prompts.tools) }
      const first = await client.messages.stream(given).finalMessage()
      const calls = first.content.filter((block) => block.type === 'tool_use')
      expect([first.stop_reason, calls.map(({ input }) => input)]).toEqual([
        'tool_use',
        cities.map((city) => ({ city })),
      ])
      const results = calls.map(({ id }, i) => ({
        ...{ type: 'tool_result' as const, tool_use_id: id, content: forecast(cities[i] ?? ''), is_error: i === 1 },
      }))
      const messages = [...given.messages, { role: 'assistant' as const, content: first.content }, ...user(results)]
      expect(textOf((await client.messages.create({ ...given, messages })).content)).toBe(forecasts)
    })

    test.each([false, true])('its runner runs two tools at once (streamed: %s)', async (stream) => {
      const asks: string[] = []
      const tool = betaZodTool({
        ...{ name: 'weather', description: 'of a city', inputSchema },
        run: ({ city }) => {
          asks.push(city)
          return forecast(city)
        },
      })
      const runner = client.beta.messages.toolRunner({ ...asked, messages: user(prompts.tools), tools: [tool], stream })
      expect([textOf((await runner.runUntilDone()).content), asks]).toEqual([forecasts, [...cities]])
    })

    test('a picture arrives upstream as it was sent', async () => {
      const source = { type: 'base64' as const, media_type: 'image/png' as const, data: pixel }
      const content = [
        { type: 'image' as const, source },
        { type: 'text' as const, text: prompts.picture },
      ]
      const answer = await client.messages.create({ ...asked, messages: user(content) })
      expect([textOf(answer.content), world().moody.last.includes(pixel)]).toEqual(['A point.', true])
    })

    test('thoughts come before the answer, and go back as they came', async () => {
      const thinking = { type: 'enabled' as const, budget_tokens: 1_024 }
      const given = { ...asked, max_tokens: 2_000, thinking }
      const first = await client.messages.stream({ ...given, messages: user(prompts.think) }).finalMessage()
      const [block] = first.content
      expect(block).toMatchObject({ type: 'thinking', thinking: thought.text })
      const messages = [...user(prompts.think), { role: 'assistant' as const, content: first.content }]
      const next = await client.messages.create({ ...given, messages: [...messages, ...user(prompts.text)] })
      expect(textOf(next.content)).toBe(said)
      if (block?.type === 'thinking' && block.signature !== '') expect(world().moody.last).toContain(block.signature)
    })

    test('an answer is parsed by its schema', async () => {
      const format = zodOutputFormat(z.object({ city: z.string(), degrees: z.number() }))
      const given = { ...asked, messages: user(prompts.record), output_config: { format } }
      expect((await client.messages.parse(given)).parsed_output).toEqual(record)
      expect((await client.messages.stream(given).finalMessage()).parsed_output).toEqual(record)
      expect(world().moody.last).toMatch(/degrees.*(json_schema|[sS]chema)|([sS]chema).*degrees/)
    })
  })

  test('anthropic, a thread that the server would keep is refused so that the client can do without', async () => {
    const asked = { model: 'up-claude', max_tokens: 50 }
    const before = world().mock.getRequests().length
    await expect(client.beta.messages.thread(asked).send(user('x')[0]!)).rejects.toBeInstanceOf(
      Anthropic.BadRequestError,
    )
    expect(world().mock.getRequests().length).toBe(before)
    const unthreaded = client.beta.messages.thread({ ...asked, unsupportedRequestBehavior: 'continue_unthreaded' })
    for (let i = 0; i < 2; i++) expect(textOf((await unthreaded.send(user(prompts.text)[0]!)).content)).toBe(said)
    expect(world().moody.last.split(prompts.text).length).toBe(3)
  })

  test('anthropic, tokens are counted for free, and models told', async () => {
    const before = await customer.balance()
    const counted = await client.messages.countTokens({ model: 'up-claude', messages: user('one two three') })
    expect(counted.input_tokens).toBeGreaterThan(2)
    const ids: string[] = []
    for await (const { id } of client.models.list()) ids.push(id)
    expect(ids).toEqual(expect.arrayContaining([...foreign]))
    expect(await client.models.retrieve('up-gemini')).toMatchObject({ type: 'model', id: 'up-gemini' })
    expect(await customer.balance()).toBe(before)
  })

  test('anthropic, a batch is worked off, and its results read line by line', async () => {
    const request = (custom_id: string, model: string) => ({
      ...{ custom_id, params: { model, max_tokens: 50, messages: user(prompts.text) } },
    })
    const requests = [request('a', 'up-claude'), request('b', 'up-chat'), request('c', 'nobody')]
    const { id } = await client.messages.batches.create({ requests })
    const deadline = performance.now() + 20_000
    while ((await client.messages.batches.retrieve(id)).processing_status !== 'ended') {
      if (performance.now() > deadline) throw new Error('the batch does not end')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const results: string[] = []
    for await (const { custom_id, result } of await client.messages.batches.results(id))
      results.push(`${custom_id} ${result.type === 'succeeded' ? textOf(result.message.content) : result.type}`)
    expect(results.toSorted()).toEqual([`a ${said}`, `b ${said}`, 'c errored'])
    const listed: string[] = []
    for await (const batch of client.messages.batches.list()) listed.push(batch.id)
    expect(listed).toEqual([id])
    expect(await client.messages.batches.delete(id)).toMatchObject({ id, type: 'message_batch_deleted' })
  })

  test('anthropic, a refusal is of the class that its status has, in Anthropic’s words, and free', async () => {
    const before = await customer.balance()
    const asked = (model: string, content = 'x') => ({ model, max_tokens: 50, messages: user(content) })
    const limited = anthropic(await customer.limited({ allowedModels: ['up-claude'] }))
    const poor = anthropic(await world().customer('anthropic-poor', '0'))
    const nobody = anthropic(customer, { apiKey: 'sk-lx-nobody' })
    const cases = [
      [() => nobody.models.list(), Anthropic.AuthenticationError, 401, 'authentication_error'],
      [() => poor.messages.create(asked('up-claude')), Anthropic.APIError, 402, 'billing_error'],
      [() => limited.messages.create(asked('up-chat')), Anthropic.PermissionDeniedError, 403, 'permission_error'],
      [() => client.messages.create(asked('nobody')), Anthropic.NotFoundError, 404, 'not_found_error'],
      [
        () => client.messages.create({ ...asked('up-claude'), messages: [] }),
        Anthropic.BadRequestError,
        400,
        'invalid_request_error',
      ],
      [
        () => client.messages.create(asked('sandbox-chat', '!error 429 7')),
        Anthropic.RateLimitError,
        429,
        'rate_limit_error',
      ],
      [() => client.beta.files.list(), Anthropic.InternalServerError, 501, 'api_error'],
    ] as const
    for (const [ask, kind, status, type] of cases) {
      const error = await ask().then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      if (!(error instanceof Anthropic.APIError))
        throw new Error(`it was not refused in the client's own way: ${error}`)
      expect([error.status, error.type, error instanceof kind]).toEqual([status, type, true])
      if (status === 429) expect(error.headers?.get('retry-after')).toBe('7')
    }
    expect(await customer.balance()).toBe(before)
  })

  test.each(['up-chat', 'up-claude', 'up-gemini'])(
    'anthropic, a repeat after failures of %s pays once',
    async (model) => {
      const name = `anthropic_repeat_${model.slice(3)}`
      const { count, fetch } = counting(customer.fetch)
      const patient = anthropic(customer, { maxRetries: 2, fetch })
      const asked = { model, max_tokens: 50, messages: user(moody(name, 'fail 1 529')) }
      expect(textOf((await patient.messages.create(asked)).content)).toBe('At last.')
      expect([count(), world().moody.asked(name), await customer.charges()]).toEqual([2, 2, [usualCharge]])
    },
  )

  test('anthropic, one Idempotency-Key is one call, asked at once or later', async () => {
    const before = world().mock.getRequests().length
    const given = { model: 'up-claude', max_tokens: 50, messages: user(prompts.text) }
    const once = () => client.messages.create(given, { headers: { 'Idempotency-Key': 'anthropic-once' } })
    const answers = [...(await Promise.all([once(), once()])), await once()]
    expect(new Set(answers.map(({ content }) => textOf(content)))).toEqual(new Set([said]))
    expect(world().mock.getRequests().length).toBe(before + 1)
    expect(await customer.charges()).toEqual([usualCharge])
  })

  test.each(['up-chat', 'up-claude', 'up-gemini'])('anthropic, leaving a stream of %s stops it', async (model) => {
    const name = `anthropic_leave_${model.slice(3)}`
    const streamed = client.messages.stream({ model, max_tokens: 500, messages: user(moody(name, 'forever')) })
    let pieces = 0
    streamed.on('text', () => {
      pieces += 1
      if (pieces === 5) streamed.abort()
    })
    await expect(streamed.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError)
    const [receipt] = await customer.last(1)
    expect(world().moody.left(name)).toBe(true)
    expect(receipt).toMatchObject({ state: 'captured', outcome: 'client_gone' })
    expect(receipt?.outputTokens).toBeGreaterThanOrEqual(5)
    expect(receipt?.outputTokens).toBeLessThan(500)
  })
}
