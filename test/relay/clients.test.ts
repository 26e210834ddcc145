/** What callers do: leave, lag, run out of credits, come in crowds. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { usageRecord } from '../../src/engine/metering/rates.ts'
import { chunksOf, Rig, testModel, until } from './rig.ts'
import { completion, delta, done, frames, sendJson, stream, usage } from './upstream.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]
const body = (more: object = {}) => JSON.stringify({ model: 'm', messages, max_tokens: 100, ...more })
const words = ['one ', 'two ', 'three ', 'four ', 'five ', 'six ']

/** Reads until so many content chunks have come, then leaves. */
async function leaveAfter(rig: Rig, secret: string, pieces: number): Promise<void> {
  const leaving = new AbortController()
  const response = await rig.post('/chat/completions', { secret, body: body({ stream: true }), signal: leaving.signal })
  let text = ''
  const decoder = new TextDecoder()
  try {
    for await (const chunk of chunksOf(response)) {
      text += decoder.decode(chunk, { stream: true })
      if (text.split('"content"').length > pieces) leaving.abort()
    }
  } catch {
    // The abort itself.
  }
}

describe('clients that leave', () => {
  test('an abort after every chunk stops the upstream and is billed for what it had produced', async () => {
    const rig = await new Rig({ channels: [{ onClientGone: 'abort' }] }).start()
    try {
      const { account, secret } = rig.person('abort')
      rig.upstream.script = stream(frames(words), { gapMs: 15 })
      for (let pieces = 1; pieces <= words.length; pieces++) {
        await leaveAfter(rig, secret, pieces)
        await until(() => rig.captures().length === pieces && rig.held(account) === 0)
        const { facts, captured, usage: used } = rig.captures().at(-1)!
        const output = usageRecord(used).output ?? 0
        const least = Math.ceil(words.slice(0, pieces).join('').length / 4)
        expect([pieces, facts.outcome, output >= least, output <= least + 3]).toEqual([
          pieces,
          'client_gone',
          true,
          true,
        ])
        expect(captured).toBe((usageRecord(used).input ?? 0) * 2 + output * 4)
      }
      await until(() => rig.upstream.aborted === words.length)
      expect(rig.balance(account)).toBe(10_000_000 - rig.captures().reduce((sum, { captured }) => sum + captured, 0))
    } finally {
      await rig.stop()
    }
  })

  test('a drained stream is read on to its usage and billed on that', async () => {
    const rig = await new Rig({ channels: [{ onClientGone: 'drain' }] }).start()
    try {
      const { account, secret } = rig.person('drain')
      rig.upstream.script = stream(frames(words, usage(10, 6)), { gapMs: 10 })
      for (let pieces = 1; pieces < words.length; pieces++) {
        await leaveAfter(rig, secret, pieces)
        await until(() => rig.captures().length === pieces && rig.held(account) === 0)
        const { facts, usage: used } = rig.captures().at(-1)!
        expect(usageRecord(used)).toEqual({ input: 10, output: 6, calls: 1 })
        expect(facts).toMatchObject({ outcome: 'client_gone', estimated: false })
      }
      expect(rig.upstream.aborted).toBe(0)
    } finally {
      await rig.stop()
    }
  })

  test('a drain has an end: after its time the upstream is cancelled and what came is billed', async () => {
    const rig = await new Rig({ settings: { drainMs: 40 } }).start()
    try {
      const { secret } = rig.person('drain-cap')
      rig.upstream.script = stream([...words, ...words, ...words].map(delta), { gapMs: 20 })
      await leaveAfter(rig, secret, 1)
      await until(() => rig.captures().length === 1 && rig.upstream.aborted === 1)
      expect(rig.captures()[0]?.facts).toMatchObject({ outcome: 'client_gone', estimated: true })
    } finally {
      await rig.stop()
    }
  })

  test('leaving before any answer is free where cancelling stops the bill, and drained where it does not', async () => {
    for (const onClientGone of ['abort', 'drain'] as const) {
      const rig = await new Rig({ channels: [{ onClientGone }] }).start()
      try {
        const { account, secret } = rig.person('early')
        rig.upstream.script = async (seen, response) => {
          await sleep(60)
          completion('late', usage(10, 5))(seen, response)
        }
        await rig
          .post('/chat/completions', { secret, body: body(), signal: AbortSignal.timeout(20) })
          .catch(() => undefined)
        await until(() => rig.captures().length + rig.releases().length === 1)
        expect(rig.balance(account)).toBe(onClientGone === 'abort' ? 10_000_000 : 10_000_000 - 40)
        const facts = (rig.captures()[0] ?? rig.releases()[0])?.facts
        expect(facts).toMatchObject({ outcome: 'client_gone', status: 499 })
      } finally {
        await rig.stop()
      }
    }
  })

  test('a reader that takes nothing pauses the upstream and slows nobody else', async () => {
    const rig = await new Rig({ settings: { slowReaderMs: 400 } }).start()
    try {
      const { secret } = rig.person('slow')
      let written = 0
      rig.upstream.script = async (_seen, response) => {
        const closed = once(response, 'close')
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        const piece = delta('x'.repeat(60_000))
        for (let i = 0; i < 2_000 && !response.destroyed; i++) {
          written++
          if (!response.write(piece)) await Promise.race([once(response, 'drain'), closed])
        }
        response.end(done)
      }
      const response = await rig.post('/chat/completions', { secret, body: body({ stream: true, max_tokens: 1_000 }) })
      await sleep(250)
      expect(written).toBeLessThan(500)
      const held = written
      await sleep(50)
      expect(written).toBe(held)
      rig.upstream.script = completion('quick')
      expect((await rig.post('/chat/completions', { secret, body: body() })).status).toBe(200)
      await response.body?.cancel()
      await until(() => rig.captures().length === 2)
    } finally {
      await rig.stop()
    }
  })
})

describe('holds', () => {
  test('of 200 parallel calls on a balance of exactly ten holds exactly ten are admitted', async () => {
    const rig = await new Rig().start()
    try {
      const size = body().length + 128
      const hold = size * 2 + 100 * 4
      const { account, secret } = rig.person('ten', { credits: hold * 10 })
      // The upstream answers when all have been decided, and uses up each hold to the last token.
      let release: (() => void) | undefined
      const decided = new Promise<void>((resolve) => {
        release = resolve
      })
      rig.upstream.script = async (seen, response) => {
        await decided
        completion('x', usage(size, 100))(seen, response)
      }
      const calls = Array.from({ length: 200 }, () => rig.post('/chat/completions', { secret, body: body() }))
      await until(() => rig.money.log.filter(({ type }) => type === 'call.authorize').length === 200)
      expect(rig.balance(account)).toBe(0)
      release?.()
      const statuses = (await Promise.all(calls)).map(({ status }) => status)
      expect(statuses.filter((status) => status === 200).length).toBe(10)
      expect(statuses.filter((status) => status === 402).length).toBe(190)
      expect(rig.upstream.requests.length).toBe(10)
      expect([rig.balance(account), rig.held(account)]).toEqual([0, 0])
    } finally {
      await rig.stop()
    }
  })

  test('a stream that obeys its limit is never stopped, whatever its words look like to our counter', async () => {
    const rig = await new Rig({ settings: {} }).start()
    try {
      const size = body({ stream: true, max_tokens: 4 }).length + 128
      const { secret } = rig.person('exact', { credits: size * 2 + 4 * 4 })
      rig.upstream.script = stream(
        frames(
          ['internationalization', 'counterrevolutionaries', 'uncharacteristically', 'electroencephalography'],
          usage(10, 4),
        ),
      )
      const text = await (
        await rig.post('/chat/completions', { secret, body: body({ stream: true, max_tokens: 4 }) })
      ).text()
      expect(text).toContain('[DONE]')
      expect(rig.captures().at(-1)?.facts.outcome).toBe('stop')
    } finally {
      await rig.stop()
    }
  })

  test('an upstream that ignores the limit makes the hold grow from the balance', async () => {
    const rig = await new Rig().start()
    try {
      const { account, secret } = rig.person('greedy')
      const many = Array.from({ length: 400 }, (_, i) => `word${i % 10} `)
      rig.upstream.script = stream(frames(many, usage(10, 400)))
      const text = await (
        await rig.post('/chat/completions', { secret, body: body({ stream: true, max_tokens: 20 }) })
      ).text()
      expect(text).toContain('[DONE]')
      expect(rig.money.log.some(({ type }) => type === 'call.extend')).toBe(true)
      expect(rig.balance(account)).toBe(10_000_000 - 20 - 1_600)
    } finally {
      await rig.stop()
    }
  })

  test('where the balance ends the stream is stopped in band and what was delivered is billed', async () => {
    const rig = await new Rig().start()
    try {
      const size = body({ stream: true, max_tokens: 20 }).length + 128
      const { account, secret } = rig.person('broke', { credits: size * 2 + 20 * 4 + 10 })
      rig.upstream.script = stream(
        Array.from({ length: 5_000 }, () => delta('abcdefgh')),
        { gapMs: 1 },
      )
      const response = await rig.post('/chat/completions', { secret, body: body({ stream: true, max_tokens: 20 }) })
      const chunks: string[] = []
      const reading = (async () => {
        for await (const chunk of chunksOf(response)) chunks.push(new TextDecoder().decode(chunk))
      })()
      await expect(reading).rejects.toThrow()
      const text = chunks.join('')
      expect(text).toContain('"hold_exhausted"')
      expect(text).toContain('x-lx-charge=partial')
      expect(text).not.toContain('[DONE]')
      const { facts, usage: used } = rig.captures().at(-1)!
      expect(facts.outcome).toBe('hold_exhausted')
      expect(usageRecord(used).output).toBeLessThan(120)
      expect(rig.balance(account)).toBeGreaterThanOrEqual(0)
      await until(() => rig.upstream.aborted === 1)
    } finally {
      await rig.stop()
    }
  })
})

describe('limits', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await new Rig({ settings: { concurrency: { lv1: 2, higher: 3 } } }).start()
  })
  afterAll(() => rig.stop())

  test('calls at a time end at the tier’s number with 429 and Retry-After', async () => {
    const lv1 = rig.person('lv1')
    const lv2 = rig.person('lv2', { principal: { tier: 'lv2' } })
    rig.upstream.script = async (seen, response) => {
      await sleep(40)
      completion('ok')(seen, response)
    }
    for (const [person, limit] of [
      [lv1, 2],
      [lv2, 3],
    ] as const) {
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => rig.post('/chat/completions', { secret: person.secret, body: body() })),
      )
      expect(answers.filter(({ status }) => status === 200).length).toBe(limit)
      const refused = answers.find(({ status }) => status === 429)
      expect(refused?.headers.get('retry-after')).toBe('1')
      expect(await refused?.json()).toMatchObject({ error: { code: 'too_many_calls' } })
    }
  })

  test('a key’s own limits hold beside the tier’s', async () => {
    rig.upstream.script = completion('ok', usage(10, 90))
    const slow = rig.person('rpm', {
      principal: { limits: { requestsPerMinute: 2, tokensPerMinute: null, concurrent: 1 } },
    })
    const wordy = rig.person('tpm', {
      principal: { limits: { requestsPerMinute: null, tokensPerMinute: 150, concurrent: null } },
    })
    const statuses = async (secret: string) => {
      const list: number[] = []
      for (let i = 0; i < 3; i++) list.push((await rig.post('/chat/completions', { secret, body: body() })).status)
      return list
    }
    expect(await statuses(slow.secret)).toEqual([200, 200, 429])
    expect(await statuses(wordy.secret)).toEqual([200, 200, 429])
  })

  test('unknown keys, missing keys and keys without the scope are told apart', async () => {
    const none = await rig.post('/chat/completions', { body: body() })
    const wrong = await rig.post('/chat/completions', { secret: 'sk-lx-nobody', body: body() })
    const scope = await rig.post('/chat/completions', {
      secret: rig.person('scope', { principal: { scopes: ['read'] } }).secret,
      body: body(),
    })
    const model = await rig.post('/chat/completions', {
      secret: rig.person('only', { principal: { models: ['other'] } }).secret,
      body: body(),
    })
    const codes = await Promise.all(
      [none, wrong, scope, model].map(async (response) => [
        response.status,
        ((await response.json()) as { error: { code: string } }).error.code,
      ]),
    )
    expect(codes).toEqual([
      [401, 'missing_key'],
      [401, 'invalid_key'],
      [403, 'scope_missing'],
      [403, 'model_not_allowed'],
    ])
  })

  test('a key’s budget refuses the call that would pass it', async () => {
    const { secret } = rig.person('budget', { budget: { total: 100 as never } })
    const response = await rig.post('/chat/completions', { secret, body: body() })
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
      402,
      'key_budget_exceeded',
    ])
  })

  test('a key that is revoked in the middle of a stream pays for the stream and opens no other', async () => {
    const { account, secret } = rig.person('revoked')
    rig.upstream.script = stream(frames(words, usage(10, 6)), { gapMs: 10 })
    const response = await rig.post('/chat/completions', { secret, body: body({ stream: true }) })
    rig.driver.do('key.revoke', { account, keyId: rig.principal(secret).keyId! })
    expect(await response.text()).toContain('[DONE]')
    expect(rig.balance(account)).toBe(10_000_000 - 20 - 24)
    const refused = await rig.post('/chat/completions', { secret, body: body() })
    expect([refused.status, ((await refused.json()) as { error: { code: string } }).error.code]).toEqual([
      401,
      'key_revoked',
    ])
  })

  test('a model without a price, of another kind, or unknown is refused by name', async () => {
    rig.addChannel({ id: 7, models: [testModel({ model: 'e', upstream: 'e', kind: 'embedding' })] })
    rig.directory.refresh([...rig.channels, { ...rig.channels[0]!, id: 8, models: [testModel({ model: 'unpriced' })] }])
    const { secret } = rig.person('models')
    const code = async (model: string) => {
      const response = await rig.post('/chat/completions', { secret, body: JSON.stringify({ model, messages }) })
      return [response.status, ((await response.json()) as { error: { code: string } }).error.code]
    }
    expect(await code('unpriced')).toEqual([503, 'model_not_priced'])
    expect(await code('e')).toEqual([400, 'wrong_endpoint'])
    expect(await code('nope')).toEqual([404, 'model_not_found'])
    rig.directory.refresh(rig.channels)
  })

  test('a card that was replaced while the call was on its way is refused by the core, not mispriced', async () => {
    const { secret, account } = rig.person('retired')
    rig.upstream.script = async (_seen, response) => {
      rig.publish(1, 'm', { tiers: [{ from: 0, rates: [9_000_000] }] })
      sendJson(response, 200, { choices: [{ message: { content: 'x' }, finish_reason: 'stop' }], usage: usage(10, 5) })
    }
    const response = await rig.post('/chat/completions', { secret, body: body() })
    expect(response.headers.get('x-lx-cost')).toBe('0.000040')
    expect(rig.balance(account)).toBe(10_000_000 - 40)
  })
})
