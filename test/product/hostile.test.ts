/** Bad input at every door of the whole product: documented refusals, no 500, no hang, and nothing in the journal afterwards. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Endpoint } from '../../src/contract/endpoint.ts'
import { API_BASE, endpoints } from '../../src/contract/index.ts'
import { PROBLEM_TYPE, problem } from '../../src/contract/problem.ts'
import { decodePayload } from '../../src/journal/codec.ts'
import { openSqliteReader } from '../../src/journal/sqlite/reader.ts'
import { codesOf } from '../../src/server/pages/openapi.ts'
import { ServerProcess, temporaryDir, type Visitor } from '../server-process.ts'
import { type Answer, ask } from './caller.ts'
import { type Person, Town } from './people.ts'

const dir = temporaryDir()
let server: ServerProcess
let town: Town
let ann: Person
let before: number

beforeAll(async () => {
  server = await ServerProcess.start({ dataDir: dir.path, clock: '2026-01-05T00:00:00Z' })
  town = await Town.of(server)
  ann = await town.person('ann', '50')
  // The first request of a session opens its account.
  await town.operator.call('me.get', {})
  before = (await ann.visitor.call('status.get', {})).sequence.applied
})
afterAll(async () => {
  await server.kill()
  dir.remove()
})

const tooLong = 'x'.repeat(300_000)
const deep = `${'[{"a":'.repeat(10_000)}1${'}]'.repeat(10_000)}`
/** Bodies as they travel; none of them is right anywhere. */
const rawBodies: readonly (readonly [name: string, body: string | Uint8Array])[] = [
  ['half an object', '{"amount":'],
  ['no JSON', 'amount=1'],
  ['deep nesting', deep],
  ['a huge number', `{"amount":1${'0'.repeat(5_000)}}`],
  ['a prototype key', '{"__proto__":{"amount":"1"},"constructor":{"prototype":{}}}'],
  ['a lone surrogate', '{"name":"\\ud83d","amount":"\\udc00"}'],
  ['no UTF-8', new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d])],
  ['too large', `{"amount":"${tooLong}"}`],
  ['an array', '[1,2,3]'],
  ['null', 'null'],
]
const values: readonly unknown[] = [
  -1,
  1.5,
  1e308,
  '-1',
  '0.0000000000001',
  '99999999999999999999',
  '１２',
  '\u0000',
  '‮abc',
  [],
  { a: 1 },
  null,
  true,
  'x'.repeat(5_000),
]
const pathValues = [
  '0',
  '-1',
  '1.5',
  '999999999999999',
  'NaN',
  '__proto__',
  'client:',
  '%00',
  '..%2f..',
  '💥',
  'x'.repeat(350),
]

/** One round trip that must end soon. */
function sent(
  who: Visitor,
  [method, path]: readonly [method: string, path: string],
  { body, type = 'application/json' }: { readonly body?: string | Uint8Array; readonly type?: string } = {},
) {
  const headers = { origin: town.url, cookie: who.cookie, ...(body === undefined ? {} : { 'content-type': type }) }
  return soon(ask(town.url + path, { method, headers, ...(body === undefined ? {} : { body }) }), `${method} ${path}`)
}

async function soon<T>(answer: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} hangs`)), 15_000)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

function expectRefused(endpoint: Endpoint, answer: Answer, what: string): void {
  expect(answer.status, `${what}: ${answer.text.slice(0, 300)}`).toBeGreaterThanOrEqual(400)
  expectDocumented(endpoint, answer, what)
}

function expectDocumented(endpoint: Endpoint, answer: Answer, what: string): void {
  expect(answer.status, `${what}: ${answer.text.slice(0, 300)}`).toBeLessThan(500)
  if (answer.status < 300) return
  expect(answer.headers.get('content-type'), what).toContain(PROBLEM_TYPE)
  const { code, status } = problem.parse(answer.json)
  expect(status).toBe(answer.status)
  const known = codesOf(endpoint).has(code as never) || ['not_found', 'method_not_allowed'].includes(code)
  expect(known, `${what} answered undocumented ${code}`).toBe(true)
}

const all = Object.values(endpoints) as readonly Endpoint[]
const who = ({ auth }: Endpoint): Visitor => (auth === 'operator' ? town.operator : ann.visitor)
const at = ({ path }: Endpoint, value = '1'): string =>
  API_BASE + path.replace(/\{\w+\}/g, () => encodeURIComponent(value))
/** Neither body nor path of these can be wrong: they do what they say. */
const always = new Set(['orders.cancelAll', 'admin.backup.create'])

describe('every endpoint of the contract', () => {
  it('refuses raw bodies that are not JSON objects of its form', async () => {
    for (const endpoint of all.filter(({ body }) => body)) {
      for (const [name, body] of rawBodies) {
        const what = `${endpoint.id} with ${name}`
        expectRefused(endpoint, await sent(who(endpoint), [endpoint.method, at(endpoint)], { body }), what)
      }
      const form = await sent(who(endpoint), [endpoint.method, at(endpoint)], {
        body: 'a=1',
        type: 'application/x-www-form-urlencoded',
      })
      expect([form.status, form.code]).toEqual([415, 'unsupported_media_type'])
    }
  })

  it('refuses fields of the wrong type, size and sign', async () => {
    for (const endpoint of all.filter(({ body }) => body)) {
      for (const value of values) {
        const names = ['amount', 'price', 'quantity', 'name', 'reason', 'surprise']
        const body = JSON.stringify({ ...Object.fromEntries(names.map((name) => [name, value])), type: 'limit' })
        expectRefused(
          endpoint,
          await sent(who(endpoint), [endpoint.method, at(endpoint)], { body }),
          `${endpoint.id} ${body}`,
        )
      }
    }
  })

  it('answers odd path parameters and queries with what it documents', async () => {
    for (const endpoint of all.filter(({ id }) => !always.has(id))) {
      const body = endpoint.body ? '{"surprise":1}' : undefined
      for (const value of endpoint.params ? pathValues : []) {
        const what = `${endpoint.method} ${at(endpoint, value)}`
        expectDocumented(
          endpoint,
          await sent(who(endpoint), [endpoint.method, at(endpoint, value)], body === undefined ? {} : { body }),
          what,
        )
      }
      if (endpoint.method !== 'GET') continue
      for (const query of [
        'surprise=1',
        'limit=0',
        'limit=1e9',
        'cursor=0x10',
        'cursor=Infinity',
        'from=-1',
        '__proto__=1',
        'limit=1&limit=2',
        'format=xml',
      ]) {
        const path = `${at(endpoint)}?${query}`
        expectDocumented(endpoint, await sent(who(endpoint), ['GET', path]), path)
        if (query.startsWith('surprise')) expect((await sent(who(endpoint), ['GET', path])).status).toBe(400)
      }
    }
  })
})

describe('the relay', () => {
  const good = { model: 'sandbox-chat', messages: [{ role: 'user', content: 'Hi' }] }
  const paths = ['/v1/chat/completions', '/v1/embeddings', '/v1/quote']
  const post = (path: string, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) =>
    soon(ann.caller.post(path, body, headers), path)

  it('refuses bad bodies by name in the dialect’s shape', async () => {
    const typed = [
      { ...good, model: 1 },
      { ...good, messages: 'x' },
      { ...good, messages: [] },
      { ...good, max_tokens: -1 },
      { ...good, max_tokens: 1.5 },
      { ...good, max_tokens: 1e300 },
      { ...good, n: 1e9 },
      { ...good, stream: 'yes' },
      { ...good, model: '__proto__' },
      { ...good, model: '../../etc/passwd' },
      { ...good, model: '\ud800' },
      { model: 'sandbox-embed', input: { a: 1 } },
      { model: 'sandbox-embed', input: [] },
    ].map((body) => ['typed', JSON.stringify(body)] as const)
    for (const path of paths) {
      for (const [name, body] of [...rawBodies, ...typed]) {
        const answer = await post(path, body)
        const what = `${path} with ${name}: ${answer.status} ${answer.text.slice(0, 300)}`
        expect(answer.status, what).toBeGreaterThanOrEqual(400)
        expect(answer.status, what).toBeLessThan(500)
        expect(answer.json, what).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } })
      }
    }
  })

  it('does not unpack bombs, unknown packings or damaged ones', async () => {
    const zeros = Buffer.alloc(64 * 1024 * 1024, 0x20)
    for (const [encoding, body, status] of [
      ['gzip', gzipSync(zeros), 413],
      ['br', brotliCompressSync(zeros.subarray(0, 40 * 1024 * 1024)), 413],
      ['gzip', Buffer.from('not gzip at all'), 400],
      ['gzip', gzipSync(JSON.stringify(good)).subarray(0, 40), 400],
      ['rot13', Buffer.from('{}'), 415],
      ['gzip, gzip', gzipSync(gzipSync('{}')), 415],
    ] as const) {
      const answer = await post('/v1/chat/completions', body, { 'content-encoding': encoding })
      expect(answer.status, `${encoding}: ${answer.text}`).toBe(status)
    }
  })

  it('answers 501 in the dialect for what it does not have, never a page', async () => {
    for (const path of [
      '/v1/nothing',
      '/v1/assistants',
      '/v1/fine_tuning/jobs',
      '/v1beta/nothing',
      '/v1//chat/completions',
      '/v1/chat/completions/../../api',
    ]) {
      const answer = await post(path, '{}')
      expect([404, 501], `${path}: ${answer.status}`).toContain(answer.status)
      expect(answer.json, path).toHaveProperty('error')
    }
  })

  it('answers 501 in the dialect to a socket that it does not have', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/nothing-live?model=x`)
    const [, response] = await once(socket, 'unexpected-response')
    expect(response.statusCode).toBe(501)
    let text = ''
    for await (const chunk of response) text += chunk
    expect(JSON.parse(text)).toMatchObject({ error: { type: 'not_supported_error', message: expect.any(String) } })
  })

  it('refuses odd headers by name', async () => {
    const body = JSON.stringify(good)
    for (const headers of [
      { 'x-lx-max-cost': '-1' },
      { 'x-lx-max-cost': '1e3' },
      { 'x-lx-max-cost': '0.0000001' },
      { 'idempotency-key': 'x'.repeat(300) },
      { 'idempotency-key': 'with space' },
    ]) {
      expect(await post('/v1/chat/completions', body, headers), JSON.stringify(headers)).toMatchObject({
        status: 400,
        code: 'invalid_header',
      })
    }
  })
})

describe('sockets', () => {
  const { hostname, port } = { hostname: '127.0.0.1', port: () => Number(new URL(town.url).port) }
  const upgraded = async (): Promise<Socket> => {
    const socket = connect(port(), hostname)
    const head = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13'
    socket.write(`GET /api/v1/ws HTTP/1.1\r\nHost: a\r\n${head}\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`)
    const [first] = (await once(socket, 'data')) as [Buffer]
    expect(first.toString()).toMatch(/^HTTP\/1\.1 101/)
    return socket
  }

  it.each([
    ['an unmasked frame', [0x81, 0x05, 0x68, 0x65, 0x6c, 0x6c, 0x6f]],
    ['reserved bits', [0xf1, 0x80, 1, 2, 3, 4]],
    ['an unknown kind', [0x8b, 0x80, 1, 2, 3, 4]],
    ['a length of 2⁶³', [0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]],
    ['a text that is no UTF-8', [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]],
    ['a fragmented ping', [0x09, 0x80, 0, 0, 0, 0]],
    ['a continuation of nothing', [0x80, 0x80, 0, 0, 0, 0]],
  ])('closes on %s', async (_name, bytes) => {
    const socket = await upgraded()
    const closed = once(socket, 'close')
    socket.on('error', () => undefined)
    socket.write(Buffer.from(bytes))
    socket.resume()
    await soon(closed, 'the socket')
  })

  it('answers messages that are none with errors, and hangs up at last', async () => {
    const socket = new WebSocket(`${town.url.replace('http', 'ws')}/api/v1/ws`)
    await once(socket, 'open')
    const answers: string[] = []
    socket.on('message', (data) => answers.push(String(data)))
    const closed = once(socket, 'close')
    for (const message of [
      '',
      'x',
      '[]',
      '1',
      '{"op":"__proto__"}',
      '{"op":"subscribe","channel":"constructor"}',
      '{"op":"orders","items":[{"op":"place"}]}',
      deep.slice(0, 100_000),
    ])
      socket.send(message)
    for (let i = 0; i < 30; i++) socket.send('{"op":"nothing"}')
    await soon(closed, 'the socket')
    for (const text of answers) expect(JSON.parse(text)).toMatchObject({ op: 'error', code: expect.any(String) })
    expect(answers.length).toBeGreaterThan(10)
  })

  it('that send their headers a byte at a time keep nobody waiting', async () => {
    const slow = Array.from({ length: 100 }, () => {
      const socket = connect(port(), hostname)
      socket.on('error', () => undefined)
      socket.write('POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nX-Slow: ')
      return socket
    })
    const timer = setInterval(() => slow.forEach((socket) => void socket.write('x')), 50)
    for (let i = 0; i < 20; i++) expect((await ann.caller.send('/api/v1/me')).status).toBe(200)
    clearInterval(timer)
    for (const socket of slow) socket.destroy()
  })
})

it('has left nothing in the journal but the signs of life of the relay', async () => {
  expect(server.output).not.toMatch(/a request failed|"level":"error"/)
  const types = new Set<string>()
  const journal = openSqliteReader(dir.path)
  let seq = 0
  for await (const group of journal.read(0)) {
    for (const { type } of decodePayload(group.payload, group.format)) {
      seq += 1
      if (seq > before) types.add(type)
    }
  }
  await journal.close()
  types.delete('relay.beat')
  expect([...types]).toEqual([])
})
