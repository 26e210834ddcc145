/** What upstreams do: break off, fall silent, lie, refuse. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { usageRecord } from '../../src/engine/metering/rates.ts'
import { chunksOf, type Person, Rig, testModel, until } from './rig.ts'
import { completion, delta, done, event, finish, frames, sendJson, stream, usage, usageEvent } from './upstream.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]
const request = (more: object = {}) => JSON.stringify({ model: 'm', messages, max_tokens: 500, ...more })
const words = ['one ', 'two ', 'three ', 'four ', 'five ']

/** What a client gets of a response: its text, and whether it ended as a whole one. */
async function drain(response: Response): Promise<{ text: string; whole: boolean }> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of chunksOf(response)) text += decoder.decode(chunk, { stream: true })
    return { text, whole: true }
  } catch {
    return { text, whole: false }
  }
}

describe('faults of upstreams', () => {
  let rig: Rig
  let one: Person
  beforeAll(async () => {
    rig = await new Rig({
      settings: {
        idleMs: 1_000,
        headMs: 1_000,
        lateUsageMs: 30,
        breaker: { failures: 1_000_000, pauseMs: 0, maxPauseMs: 0, refusedKeyMs: 0 },
      },
    }).start()
    one = rig.person('faults', { credits: 1_000_000_000 })
  })
  afterAll(() => rig.stop())
  const ask = (more: object = {}) => rig.post('/chat/completions', { secret: one.secret, body: request(more) })
  const last = () => rig.captures().at(-1)!

  test('a stream cut at any byte is free before its first content and afterwards billed for what was delivered', async () => {
    const bytes = Buffer.from(frames(words, null).join(''))
    const firstContent = bytes.indexOf('\n\n') + 2
    for (const cut of [...Array(bytes.length).keys()].filter((at) => at % 7 === 0).concat(bytes.length)) {
      rig.upstream.script = stream([bytes.subarray(0, cut).toString('utf8')], { cut: true })
      const [captured, released] = [rig.captures().length, rig.releases().length]
      const response = await ask({ stream: true })
      const { text, whole } = await drain(response)
      await until(() => rig.held(one.account) === 0)
      if (cut < firstContent) {
        expect([cut, response.status, rig.releases().length]).toEqual([cut, 502, released + 1])
        expect(response.headers.get('x-lx-charge')).toBe('free')
        continue
      }
      const delivered = words.filter((word) => text.includes(`"${word}"`)).length
      expect([cut, rig.captures().length]).toEqual([cut, captured + 1])
      expect(usageRecord(last().usage).output).toBe(Math.ceil(words.slice(0, delivered).join('').length / 4))
      expect(last().facts).toMatchObject({ estimated: true, outcome: cut === bytes.length ? 'stop' : 'upstream_cut' })
      expect(text).toContain(cut === bytes.length ? 'x-lx-charge=metered' : 'x-lx-charge=partial')
      expect([text.includes('[DONE]'), text.includes('"upstream_cut"'), whole]).toEqual(
        cut === bytes.length ? [true, false, true] : [false, true, false],
      )
    }
  })

  test('the official client throws on a cut stream instead of taking it for whole', async () => {
    rig.upstream.script = stream(frames(words).slice(0, 3), { cut: true })
    const read = async () => {
      await (await one.client.chat.completions.create({ model: 'm', messages, stream: true }))
        .toReadableStream()
        .pipeTo(new WritableStream())
    }
    await expect(read()).rejects.toThrow()
  })

  test('a stream that falls silent is ended in band after the idle time and billed for what came', async () => {
    rig.upstream.script = async (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(delta('abcdefgh'))
    }
    const { text, whole } = await drain(await ask({ stream: true }))
    expect(text).toContain('"upstream_timeout"')
    expect(whole).toBe(false)
    expect(last().facts.outcome).toBe('upstream_cut')
    expect(usageRecord(last().usage).output).toBe(2)
  })

  test('an upstream that never answers gives 504 and costs nothing', async () => {
    rig.upstream.script = () => undefined
    const before = rig.balance(one.account)
    const response = await ask()
    expect(response.status).toBe(504)
    expect(await response.json()).toMatchObject({ error: { code: 'upstream_timeout' } })
    expect(rig.balance(one.account)).toBe(before)
  })

  test('a malformed chunk before content tries elsewhere, after content ends the stream in band', async () => {
    rig.upstream.script = stream(['data: {"choices": [\n\n', done])
    expect((await ask({ stream: true })).status).toBe(502)
    rig.upstream.script = stream([delta('good'), 'data: {"choices": [\n\n', delta('never'), done])
    const { text, whole } = await drain(await ask({ stream: true }))
    expect(text).toContain('good')
    expect(text).not.toContain('never')
    expect(text).toContain('"upstream_malformed"')
    expect(whole).toBe(false)
  })

  test('of cumulative usage the last report counts, wherever it comes', async () => {
    const cumulative = (written: number) =>
      event({ choices: [{ index: 0, delta: { content: 'x' } }], usage: usage(10, written) })
    const cases: string[][] = [
      [cumulative(1), cumulative(2), cumulative(3), finish(), done],
      [delta('abc'), finish(), usageEvent(usage(10, 1)), usageEvent(usage(10, 3)), done],
      [usageEvent(usage(10, 3)), delta('abc'), finish(), done],
      [delta('abc'), finish(), done, usageEvent(usage(10, 3))],
      [delta('abc'), event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop', usage: usage(10, 3) }] }), done],
      [delta('abc'), finish(), usageEvent(usage(10, 3)), usageEvent(usage(0, 0)), done],
    ]
    for (const sent of cases) {
      rig.upstream.script = stream(sent)
      expect((await drain(await ask({ stream: true }))).whole).toBe(true)
      expect(usageRecord(last().usage)).toEqual({ input: 10, output: 3, calls: 1 })
      expect(last().facts.estimated).toBe(false)
    }
    expect(last().facts.quarantined).toBe(true)
  })

  test('without any usage the text is counted here and marked estimated', async () => {
    rig.upstream.script = stream(frames(['abcdefgh', 'ijkl'], null))
    await drain(await ask({ stream: true }))
    expect(usageRecord(last().usage)).toEqual({ input: 4, output: 3, calls: 1 })
    expect(last().facts).toMatchObject({ estimated: true, quarantined: false })
    rig.upstream.script = completion('abcdefghijkl', null)
    await ask()
    expect(usageRecord(last().usage)).toEqual({ input: 4, output: 3, calls: 1 })
  })

  test('negative, fractional and absurd usage is clamped and flagged, never refused or believed', async () => {
    const odd = [
      usage(-5, 3),
      usage(10.5, 3),
      usage(1e15, 3),
      usage(10, 1e12),
      { prompt_tokens: '10', completion_tokens: 3 },
      { prompt_tokens: 10, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 99 } },
    ]
    for (const used of odd) {
      rig.upstream.script = completion('abc', used)
      const response = await ask()
      expect(response.status).toBe(200)
      const counts = usageRecord(last().usage)
      expect([used, (counts.input ?? 0) + (counts.cacheRead ?? 0) <= 500, (counts.output ?? 0) <= 500]).toEqual([
        used,
        true,
        true,
      ])
      expect([used, last().facts.quarantined]).toEqual([used, true])
    }
  })

  test('zero tokens reported for text that was delivered are not believed', async () => {
    rig.upstream.script = completion('abcdefgh', usage(10, 0))
    await ask()
    expect(usageRecord(last().usage)).toEqual({ input: 10, output: 2, calls: 1 })
    expect(last().facts).toMatchObject({ estimated: true, quarantined: true })
  })

  test('a normal finish with empty text is billed on the reported usage', async () => {
    rig.upstream.script = stream([finish(), usageEvent(usage(10, 0)), done])
    expect((await drain(await ask({ stream: true }))).text).toContain('x-lx-charge=metered')
    expect(usageRecord(last().usage)).toEqual({ input: 10, calls: 1 })
    rig.upstream.script = completion('', usage(12, 0))
    expect((await ask()).headers.get('x-lx-charge')).toBe('metered')
    expect(usageRecord(last().usage)).toEqual({ input: 12, calls: 1 })
  })

  test('an error body with status 200 is an error, and its reported usage is the platform’s cost', async () => {
    rig.upstream.script = (_request, response) =>
      sendJson(response, 200, { error: { message: 'no' }, usage: usage(50, 0) })
    const before = rig.balance(one.account)
    const response = await ask()
    expect(response.status).toBe(502)
    expect(response.headers.get('x-lx-charge')).toBe('free')
    expect(rig.balance(one.account)).toBe(before)
    expect(rig.driver.seen('entry').at(-1)).toMatchObject({ kind: 'unrecovered-cost' })
  })

  test('an error event in a stream is retried before content and passed on in band after it', async () => {
    const failed = event({ error: { message: 'overloaded', code: 'x' } })
    rig.upstream.script = stream([failed])
    expect((await ask({ stream: true })).status).toBe(502)
    rig.upstream.script = stream([delta('abcd'), failed, done])
    const { text, whole } = await drain(await ask({ stream: true }))
    expect([text.includes('"upstream_error"'), text.includes('[DONE]'), whole]).toEqual([true, false, false])
    expect(usageRecord(last().usage).output).toBe(1)
  })

  test('refusals of the request come through with the upstream’s words and without its key', async () => {
    for (const status of [400, 413, 422]) {
      rig.upstream.script = (_request, response) =>
        sendJson(response, status, { error: { message: 'temperature is out of range for upstream-secret-1' } })
      const response = await ask()
      expect(response.status).toBe(status)
      const body = await response.text()
      expect(body).toContain('temperature is out of range')
      expect(body).not.toContain('upstream-secret-1')
    }
  })

  test('a refused upstream key is not the caller’s fault', async () => {
    for (const status of [401, 402, 403]) {
      rig.upstream.script = (_request, response) =>
        sendJson(response, status, { error: { message: 'Incorrect API key provided: upstream-secret-1' } })
      const response = await ask()
      expect(response.status).toBe(502)
      expect(await response.text()).not.toContain('upstream-secret-1')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })

  test('Retry-After of a rate limited upstream reaches the caller', async () => {
    rig.upstream.script = (_request, response) => {
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '1' }).end('{}')
    }
    const response = await ask()
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('1')
    expect((await ask()).status).toBe(503)
    await new Promise((resolve) => setTimeout(resolve, 1_010))
  })

  test('redirects, HTML pages and compressed answers are faults, not answers', async () => {
    const scripts: ((response: import('node:http').ServerResponse) => void)[] = [
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      (response) =>
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end('x'),
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": ['),
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('[]'),
      (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(delta('x')),
      (response) => response.socket?.destroy(),
    ]
    for (const script of scripts) {
      rig.upstream.script = (_request, response) => script(response)
      expect((await ask()).status).toBe(502)
    }
  })

  test('comments, pings and CRLF pass through; lines that are no JSON are dropped', async () => {
    rig.upstream.script = stream([
      ': ping\n\n',
      'event: ping\ndata: hello\n\n',
      delta('a').replaceAll('\n', '\r\n'),
      'data: \n\n',
      delta('b'),
      finish(),
      'data:[DONE]\n\n',
    ])
    const { text, whole } = await drain(await ask({ stream: true }))
    expect(text).toContain(': ping\n\n')
    expect(text).toContain('\r\n\r\n')
    expect(text).not.toContain('hello')
    expect(whole).toBe(true)
  })

  test('a stream without [DONE] after its finish is whole and gets one', async () => {
    rig.upstream.script = stream([delta('a'), finish(), usageEvent(usage(10, 1)).trimEnd()])
    const { text, whole } = await drain(await ask({ stream: true }))
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
    expect(whole).toBe(true)
    expect(usageRecord(last().usage)).toEqual({ input: 10, output: 1, calls: 1 })
  })
})

describe('failover', () => {
  test('another channel takes over before content, and never the same key twice', async () => {
    const rig = await new Rig({
      channels: [{ priority: 5 }, { priority: 1, models: [testModel({ upstream: 'second' })] }],
    }).start()
    try {
      const { client } = rig.person('failover')
      const good = completion('from the second')
      rig.upstream.script = (seen, response) =>
        seen.body['model'] === 'second' ? good(seen, response) : sendJson(response, 500, {})
      const result = await client.chat.completions.create({ model: 'm', messages })
      expect(result.choices[0]?.message.content).toBe('from the second')
      expect(rig.upstream.requests.map(({ headers }) => headers.authorization)).toEqual([
        'Bearer upstream-secret-1',
        'Bearer upstream-secret-2',
      ])
      expect(rig.captures().at(-1)?.channel).toBe(2)
      rig.upstream.script = (_seen, response) => sendJson(response, 503, {})
      const failed = await client.chat.completions.create({ model: 'm', messages }).catch((error: unknown) => error)
      expect(failed).toMatchObject({ status: 502 })
      expect(rig.upstream.requests.length).toBe(4)
    } finally {
      await rig.stop()
    }
  })

  test('a channel that keeps failing is left alone and comes back by itself', async () => {
    const rig = await new Rig({
      settings: { breaker: { failures: 3, pauseMs: 60, maxPauseMs: 1_000, refusedKeyMs: 60 } },
    }).start()
    try {
      const { secret } = rig.person('breaker')
      const ask = () => rig.post('/chat/completions', { secret, body: request() })
      rig.upstream.script = (_request, response) => sendJson(response, 500, {})
      for (let i = 0; i < 3; i++) expect((await ask()).status).toBe(502)
      const refused = await ask()
      expect(refused.status).toBe(503)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(rig.upstream.requests.length).toBe(3)
      rig.upstream.script = completion('back')
      await new Promise((resolve) => setTimeout(resolve, 70))
      expect((await ask()).status).toBe(200)
      expect((await ask()).status).toBe(200)
    } finally {
      await rig.stop()
    }
  })

  test('leaves the path of a call in its facts: what was tried in vain, how that went wrong, and what the caller was told', async () => {
    const rig = await new Rig({ channels: [{ priority: 2 }, { priority: 1 }] }).start()
    const { secret } = rig.person('path')
    const good = completion('whole')
    rig.upstream.script = (seen, response) =>
      rig.upstream.requests.length === 1 ? sendJson(response, 503, {}) : good(seen, response)
    expect((await rig.post('/chat/completions', { secret, body: request() })).status).toBe(200)
    const [delivered] = rig.captures()
    expect(delivered).toMatchObject({ channel: 2 })
    expect(delivered?.facts).toMatchObject({
      outcome: 'stop',
      failures: [{ channel: 1, code: 'upstream_error', status: 503, ms: expect.any(Number) }],
    })
    expect(delivered?.facts).not.toHaveProperty('error')

    rig.upstream.script = (_seen, response) => void response.destroy()
    expect((await rig.post('/chat/completions', { secret, body: request() })).status).toBe(502)
    const failures = [1, 2].map((channel) => ({ channel, code: 'upstream_unreachable', status: null }))
    expect(rig.releases().at(-1)).toMatchObject({
      facts: { outcome: 'error', error: 'upstream_unreachable', failures },
    })

    rig.upstream.script = good
    await rig.post('/chat/completions', { secret, body: request() })
    expect(rig.captures().at(-1)?.facts).not.toHaveProperty('failures')
    await rig.stop()
  })
})
