/** Idempotency-Key: one upstream call, one charge, the same answer. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RelayTables, relayMigrations } from '../../src/relay/channels/schema.ts'
import { createVault } from '../../src/relay/channels/vault.ts'
import { sqlReplayStore } from '../../src/relay/replay/sql.ts'
import { defaultSettings } from '../../src/relay/settings.ts'
import { migrate } from '../../src/sql/migrate.ts'
import { openLocal } from '../../src/sql/open.ts'
import { Rig, until } from './rig.ts'
import { completion, frames, sendJson, stream, usage } from './upstream.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]
const body = (more: object = {}) => JSON.stringify({ model: 'm', messages, max_tokens: 100, ...more })

describe('Idempotency-Key', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await new Rig({ settings: { maxReplayBytes: 100_000 } }).start()
  })
  afterAll(() => rig.stop())
  const ask = (secret: string, key: string, more: object = {}) =>
    rig.post('/chat/completions', { secret, body: body(more), headers: { 'idempotency-key': key } })

  test('fifty parallel calls with one key make one upstream call and one charge, and get the same answer', async () => {
    const { account, secret } = rig.person('fifty')
    rig.upstream.script = async (seen, response) => {
      await sleep(30)
      completion('only once', usage(10, 5))(seen, response)
    }
    const before = rig.upstream.requests.length
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(secret, 'k1')))
    const texts = await Promise.all(answers.map((answer) => answer.text()))
    expect(new Set(texts).size).toBe(1)
    expect(new Set(answers.map((answer) => answer.headers.get('x-lx-call-id'))).size).toBe(1)
    expect(rig.upstream.requests.length).toBe(before + 1)
    expect(rig.balance(account)).toBe(10_000_000 - 40)
  })

  test('fifty parallel streams with one key share one upstream stream, late ones from its first byte', async () => {
    const { account, secret } = rig.person('fifty-streams')
    const sent = frames(['a', 'b', 'c', 'd', 'e', 'f'], usage(10, 6))
    rig.upstream.script = stream(sent, { gapMs: 8 })
    const before = rig.upstream.requests.length
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        await sleep(i)
        return (await ask(secret, 'k2', { stream: true })).text()
      }),
    )
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('[DONE]')
    expect(rig.upstream.requests.length).toBe(before + 1)
    expect(rig.balance(account)).toBe(10_000_000 - 20 - 24)
  })

  test('a later repeat gets the stored response, stream or not, and books nothing', async () => {
    const { account, secret } = rig.person('later')
    for (const [key, more] of [
      ['plain', {}],
      ['stream', { stream: true }],
    ] as const) {
      rig.upstream.script = 'stream' in more ? stream(frames(['x'])) : completion('x')
      const first = await ask(secret, key, more)
      const text = await first.text()
      const [balance, calls] = [rig.balance(account), rig.upstream.requests.length]
      await until(() => rig.relay.running() === 0)
      const again = await ask(secret, key, more)
      expect(await again.text()).toBe(text)
      expect(again.headers.get('x-lx-replayed')).toBe('true')
      expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'))
      expect([rig.balance(account), rig.upstream.requests.length]).toEqual([balance, calls])
    }
  })

  test('the same key with another body is refused while it runs and afterwards', async () => {
    const { secret } = rig.person('conflict')
    rig.upstream.script = async (seen, response) => {
      await sleep(30)
      completion('x')(seen, response)
    }
    const running = ask(secret, 'k3')
    await sleep(10)
    const during = await ask(secret, 'k3', { temperature: 0 })
    expect(during.status).toBe(409)
    expect(during.headers.get('x-should-retry')).toBe('false')
    expect((await running).status).toBe(200)
    const after = await ask(secret, 'k3', { temperature: 0 })
    expect([after.status, ((await after.json()) as { error: { code: string } }).error.code]).toEqual([
      409,
      'idempotency_key_reused',
    ])
  })

  test('keys of different accounts have nothing to do with each other', async () => {
    rig.upstream.script = completion('x')
    const before = rig.upstream.requests.length
    for (const name of ['account-a', 'account-b'])
      expect((await ask(rig.person(name).secret, 'shared')).status).toBe(200)
    expect(rig.upstream.requests.length).toBe(before + 2)
  })

  test('a call that ended free may be tried again with its key', async () => {
    const { secret } = rig.person('retry')
    rig.upstream.script = (_seen, response) => sendJson(response, 400, { error: { message: 'no' } })
    expect((await ask(secret, 'k4')).status).toBe(400)
    rig.upstream.script = completion('now it works')
    const again = await ask(secret, 'k4')
    expect(again.status).toBe(200)
    expect(again.headers.get('x-lx-replayed')).toBeNull()
  })

  test('refused parallel repeats all learn why', async () => {
    const { secret } = rig.person('broke-repeat', { credits: 1 })
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(secret, 'k5')))
    expect(answers.map(({ status }) => status)).toEqual([402, 402, 402, 402, 402])
  })

  test('the call goes on when its first client leaves, and the repeat gets it whole', async () => {
    const { account, secret } = rig.person('leaver')
    rig.upstream.script = stream(frames(['a', 'b', 'c', 'd'], usage(10, 4)), { gapMs: 10 })
    const leaving = new AbortController()
    const first = await rig.post('/chat/completions', {
      secret,
      body: body({ stream: true }),
      headers: { 'idempotency-key': 'k6' },
      signal: leaving.signal,
    })
    leaving.abort()
    await first.text().catch(() => undefined)
    const again = await (await ask(secret, 'k6', { stream: true })).text()
    expect(again).toContain('[DONE]')
    expect(rig.balance(account)).toBe(10_000_000 - 20 - 16)
    expect(rig.captures().at(-1)?.facts.outcome).toBe('stop')
  })

  test('a broken stream is stored as broken: its repeat is not whole either', async () => {
    const { secret } = rig.person('broken')
    rig.upstream.script = stream(frames(['a', 'b']).slice(0, 2), { cut: true })
    const calls = rig.upstream.requests.length
    for (let i = 0; i < 2; i++) {
      const response = await ask(secret, 'k7', { stream: true })
      await expect(response.text()).rejects.toThrow()
      await until(() => rig.relay.running() === 0)
    }
    expect(rig.upstream.requests.length).toBe(calls + 1)
  })

  test('a recording that grows too large ends in band instead of filling the memory', async () => {
    const { account, secret } = rig.person('huge')
    rig.upstream.script = stream(
      frames(
        Array.from({ length: 60 }, () => 'x'.repeat(4_000)),
        usage(10, 50),
      ),
    )
    await expect(ask(secret, 'k8', { stream: true }).then((response) => response.text())).rejects.toThrow()
    await until(() => rig.held(account) === 0 && rig.relay.running() === 0)
    expect(rig.balance(account)).toBeLessThan(10_000_000)
  })

  test('a key that is no key is refused', async () => {
    const { secret } = rig.person('form')
    for (const key of ['x'.repeat(129), 'with space']) {
      const response = await ask(secret, key)
      expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
        400,
        'invalid_header',
      ])
    }
  })

  test('a store that can not be asked refuses the call before money, and the key stays usable', async () => {
    let broken = true
    const other = await new Rig({
      replays: {
        get: async () => (broken ? Promise.reject(new Error('disk')) : undefined),
        put: async () => Promise.reject(new Error('disk')),
      },
    }).start()
    try {
      const { account, secret } = other.person('store')
      const post = () => other.post('/chat/completions', { secret, body: body(), headers: { 'idempotency-key': 'k' } })
      expect((await Promise.all([post(), post()])).map(({ status }) => status)).toEqual([503, 503])
      expect(other.balance(account)).toBe(10_000_000)
      broken = false
      expect((await post()).status).toBe(200)
      // Not stored, so the core's own guard speaks: never a second charge.
      const again = await post()
      expect([again.status, ((await again.json()) as { error: { code: string } }).error.code]).toEqual([
        409,
        'call_already_done',
      ])
    } finally {
      await other.stop()
    }
  })
  test('a reply that newer ones pushed out is refused to its repeat, never made and billed again', async () => {
    const db = openLocal<RelayTables>({ file: ':memory:' })
    await migrate<RelayTables>(db, relayMigrations)
    const settings = { ...defaultSettings, maxReplies: 1 }
    const vault = createVault(Buffer.alloc(32, 7))
    const full = await new Rig({ replays: sqlReplayStore({ db, vault, clock: Date, settings }) }).start()
    try {
      const { account, secret } = full.person('full')
      const post = async (key: string) => {
        const headers = { 'idempotency-key': key }
        const response = await full.post('/chat/completions', { secret, body: body(), headers })
        const answer = (await response.json()) as { error?: { code: string } }
        await until(() => full.relay.running() === 0)
        return [response.status, answer.error?.code, response.headers.get('x-lx-replayed')]
      }
      full.upstream.script = completion('x', usage(10, 5))
      expect(await post('first')).toEqual([200, undefined, null])
      expect(await post('first')).toEqual([200, undefined, 'true'])
      expect(await post('second')).toEqual([200, undefined, null])
      expect(await post('first')).toEqual([409, 'call_already_done', null])
      expect(await post('second')).toEqual([200, undefined, 'true'])
      expect([full.balance(account), full.upstream.requests.length]).toEqual([10_000_000 - 80, 2])
    } finally {
      await full.stop()
      await db.close()
    }
  })
})
