/** Bad input at every endpoint of the table: always a documented problem, never a 500, and nothing is changed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scaled } from '../../test/scale.ts'
import { prng } from '../base/prng.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import { API_BASE, endpoints } from '../contract/index.ts'
import { PROBLEM_TYPE, problem } from '../contract/problem.ts'
import { methodsOf } from './mount.ts'
import { codesOf } from './pages/openapi.ts'
import { type Answer, openWorld, type Visitor, type World } from './testing/world.ts'

let world: World
let visitors: { readonly ann: Visitor; readonly operator: Visitor }

beforeAll(async () => {
  const limit = { requests: 10_000_000, windowMs: 60_000 }
  world = await openWorld({
    settings: { limits: { byAccount: { name: 'a', ...limit }, byAddress: { name: 'b', ...limit } } },
  })
  visitors = { ann: await world.trader('ann'), operator: await world.operator() }
})
afterAll(() => world.close())

const all = Object.values(endpoints) as readonly Endpoint[]

/** Values that have hurt somebody somewhere. */
const hostile: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  -0,
  1e308,
  Number.MAX_SAFE_INTEGER,
  -1e-7,
  '',
  ' ',
  '0',
  '-1',
  '-0.5',
  '1e5',
  '0x10',
  '1.1.1',
  '٣',
  '１２',
  '9999999999999999',
  '99999999999999999999999999',
  '0.00000000000000000001',
  'NaN',
  'Infinity',
  '\u0000',
  '\u202e',
  'a\nb',
  '😀'.repeat(50),
  'x'.repeat(10_000),
  "'; drop table orders; --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '%00',
  [],
  [[]],
  {},
  { a: { b: { c: [] } } },
  Array.from({ length: 500 }, () => 0),
  { constructor: { prototype: {} } },
  { toString: 'x', valueOf: 1, hasOwnProperty: null },
]

const texts = hostile.filter((value) => typeof value === 'string' && value !== '') as readonly string[]
const plain = hostile.filter((value) => typeof value !== 'object').map(String)

/** All of a list at full scale, a tenth to a quarter of it otherwise, other ones each time. */
const random = prng(20_260_106)
function some<T>(list: readonly T[]): readonly T[] {
  const count = Math.min(list.length, scaled(list.length * 4))
  const start = random.below(list.length)
  return Array.from({ length: count }, (_, i) => list[(start + i) % list.length] as T)
}

/** Bodies as raw bytes. */
const brokenBodies: readonly (readonly [name: string, body: string | Uint8Array])[] = [
  ['nothing', ''],
  ['half an object', '{"amount":'],
  ['not JSON', 'amount=1'],
  ['a huge number', `{"amount":${'9'.repeat(400)}}`],
  ['deep nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['a prototype key', '{"__proto__":{"amount":"1"}}'],
  ['a lone surrogate', '{"amount":"\\ud800"}'],
  ['bytes that are not UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])],
  ['a byte order mark', '\ufeff{"amount":"1"}'],
  ['an array', '[]'],
  ['null', 'null'],
  ['a number', '1'],
  ['a string', '"x"'],
]

/** The answer is one the document describes. */
function expectDocumented(endpoint: Endpoint, answer: Answer, what: string): void {
  if (answer.status < 300) return
  expect(answer.status, `${what}: ${answer.text}`).toBeLessThan(500)
  expect(answer.headers.get('content-type'), what).toContain(PROBLEM_TYPE)
  const body = problem.parse(answer.json)
  expect(body.status).toBe(answer.status)
  const codes = codesOf(endpoint)
  // A path that no parameter value makes is another endpoint's, or none.
  const known = codes.has(body.code as never) || ['not_found', 'method_not_allowed'].includes(body.code)
  expect(known, `${what} answered undocumented ${body.code}`).toBe(true)
}

const pathWith = (endpoint: Endpoint, value: string) =>
  endpoint.path.replace(/\{\w+\}/g, () => encodeURIComponent(value))

const asks = async (endpoint: Endpoint, path: string, body?: unknown): Promise<Answer> => {
  const visitor = endpoint.auth === 'operator' ? visitors.operator : visitors.ann
  return visitor.send(endpoint.method, path, body)
}

/** Changes that bad input must not make: everything but the clock, which every test may move. */
async function untouched<T>(run: () => Promise<T>): Promise<void> {
  const before = world.core.status().seq
  await run()
  expect(world.core.status().seq).toBe(before)
}

describe.each(all.map((endpoint) => [endpoint.id, endpoint] as const))('%s', (_id, endpoint) => {
  it('refuses every hostile path parameter', async () => {
    if (!endpoint.params) return
    await untouched(async () => {
      for (const value of [...some(texts), '999999999', '-5', '1.5', 'client:', '%', 'constructor', '__proto__']) {
        const path = pathWith(endpoint, value.slice(0, 500).toWellFormed())
        expectDocumented(
          endpoint,
          await asks(endpoint, path, endpoint.body ? { surprise: 1 } : undefined),
          `${endpoint.method} ${path}`,
        )
      }
    })
  })

  it('refuses hostile, repeated and unknown query parameters', async () => {
    if (endpoint.method !== 'GET') return
    const names = [...Object.keys(endpoint.query?.shape ?? {}), 'surprise', '__proto__', 'constructor']
    for (const name of names) {
      for (const value of some(plain)) {
        const path = `${pathWith(endpoint, '1')}?${name}=${encodeURIComponent(value.slice(0, 2000).toWellFormed())}`
        const answer = await asks(endpoint, path)
        expectDocumented(endpoint, answer, path)
        if (!(name in (endpoint.query?.shape ?? {}))) expect(answer.status).toBe(400)
      }
      expect((await asks(endpoint, `${pathWith(endpoint, '1')}?${name}=1&${name}=2`)).status, name).toBe(400)
    }
  })

  it('refuses broken bodies and changes nothing', async () => {
    if (!endpoint.body) return
    const takesNothing = endpoint.body.safeParse({}).success
    await untouched(async () => {
      for (const [name, body] of brokenBodies) {
        if (takesNothing && name === 'nothing') continue
        const answer = await asks(endpoint, pathWith(endpoint, '1'), body)
        expect(answer.status, `${endpoint.id} took ${name}`).toBeGreaterThanOrEqual(400)
        expectDocumented(endpoint, answer, `${endpoint.id} with ${name}`)
      }
    })
  })

  it('refuses hostile values in every field', async () => {
    const names = fieldsOf(endpoint)
    for (const name of names) {
      for (const value of some(hostile)) {
        const answer = await asks(endpoint, pathWith(endpoint, '1'), { ...likely(endpoint), [name]: value })
        expectDocumented(endpoint, answer, `${endpoint.id} ${name}=${JSON.stringify(value)?.slice(0, 60)}`)
      }
    }
  })

  it('refuses other types of content, large bodies and other methods', async () => {
    if (endpoint.body) {
      const visitor = endpoint.auth === 'operator' ? visitors.operator : visitors.ann
      const path = pathWith(endpoint, '1')
      const typed = await visitor.send(endpoint.method, path, 'amount=1', {
        'content-type': 'application/x-www-form-urlencoded',
      })
      expect(typed).toMatchObject({ status: 415, code: 'unsupported_media_type' })
      const large = await visitor.send(endpoint.method, path, `{"x":"${'x'.repeat(300_000)}"}`)
      expect(large).toMatchObject({ status: 413, code: 'payload_too_large' })
    }
    const path = pathWith(endpoint, '1')
    const methods = methodsOf(API_BASE + path)
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      if (methods.includes(method)) continue
      const answer = await visitors.ann.send(method, path)
      expect([404, 405], `${method} ${path}: ${answer.status}`).toContain(answer.status)
      expect(answer.headers.get('content-type')).toContain(PROBLEM_TYPE)
    }
  })
})

it('survives random mixtures of hostile values without a single 500', async () => {
  const changing = all.filter(({ body }) => body)
  for (let i = 0; i < scaled(10_000); i++) {
    const endpoint = random.pick(changing)
    const body = { ...likely(endpoint) }
    for (const name of fieldsOf(endpoint)) if (random.chance(40)) body[name] = random.pick(hostile)
    if (random.chance(10)) body[random.pick(texts).slice(0, 50)] = random.pick(hostile)
    const path = pathWith(endpoint, random.pick(texts).slice(0, 100).toWellFormed())
    const answer = await asks(endpoint, path, body)
    expect(answer.status, `${endpoint.id} ${JSON.stringify(body).slice(0, 300)}: ${answer.text}`).toBeLessThan(500)
  }
  expect(world.lines.filter((line) => line.includes('a request failed'))).toEqual([])
})

interface Shape {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly anyOf?: readonly Shape[]
  readonly oneOf?: readonly Shape[]
}

/** Names of the top-level fields of a body, of all its variants. */
function fieldsOf({ body }: Endpoint): string[] {
  if (!body) return []
  const collect = (shape: Shape): string[] => [
    ...Object.keys(shape.properties ?? {}),
    ...(shape.anyOf ?? []).flatMap(collect),
    ...(shape.oneOf ?? []).flatMap(collect),
  ]
  return [...new Set(collect(body.toJSONSchema({ io: 'input' }) as Shape))]
}

/** A body that would be fine, so that one hostile field is what is judged. */
function likely({ id }: Endpoint): Record<string, unknown> {
  return { ...(bodies[id as keyof typeof bodies] ?? {}) }
}

const reason = 'a test of input'
const bodies = {
  'faucet.draw': { amount: '1' },
  'account.handle.set': { handle: 'somebody-else' },
  'notifications.choices.set': { muted: [] },
  'wars.choose': { perk: 'free_calls' },
  'keys.create': { name: 'key' },
  'runs.open': { budget: '0.5' },
  'stake.add': { amount: '1' },
  'stake.remove': { amount: '1' },
  'stake.cancel': { unbondingId: 1 },
  'lending.lend': { asset: 'CR', amount: '1' },
  'lending.withdraw': { asset: 'CR', amount: null },
  'lending.cancel': { asset: 'LCO' },
  'offerings.lock': { amount: '1' },
  'margin.open': { terms: '2026-11' },
  'margin.transfer': { direction: 'in', amount: '1' },
  'margin.borrow': { asset: 'CR', amount: '1' },
  'margin.repay': { asset: 'CR', amount: null },
  'margin.quote': { kind: 'borrow', loan: { asset: 'CR', amount: '1' } },
  'predictions.propose': {
    ...{ question: 'Does the fuzz test end?', source: 'https://example.test/', rules: 'As it says there.' },
    ...{ voidRules: 'Nobody knows.', closesAt: 1_900_000_000_000 },
  },
  'predictions.bet': { side: 'yes', stake: '1' },
  'predictions.claim': { outcome: 'yes', evidence: 'it says so' },
  'predictions.challenge': { reason: 'it does not' },
  'predictions.vote': { outcome: 'no' },
  'predictions.comment': { text: 'well' },
  'predictions.report': { reason: 'not well' },
  'governance.propose': {
    title: 'A lower fee',
    body: 'As it says.',
    changes: [{ key: 'market.takerFee', value: '5' }],
  },
  'governance.vote': { choice: 'yes' },
  'admin.governance.veto': { abuse: false, reason },
  'admin.governance.decide': { accept: true, reason },
  'admin.governance.hide': { reason },
  'admin.predictions.review': { approve: true, reason },
  'admin.predictions.resolver': { account: 1, on: true, reason },
  'admin.predictions.hide': { reason },
  'orders.place': { type: 'limit', side: 'buy', price: '0.1', quantity: '20' },
  'orders.quote': { type: 'market', side: 'buy', quantity: '20' },
  'orders.replace': {
    cancel: '1',
    place: { type: 'limit', side: 'buy', price: '0.1', quantity: '20', iceberg: '10' },
    mode: 'allow_failure',
  },
  'orders.amend': { quantity: '20' },
  'orders.cancelAfter': { ms: 1_000 },
  'orderLists.place': {
    kind: 'oco',
    orders: [
      { type: 'limit', side: 'sell', price: '0.1', quantity: '20' },
      { type: 'market', side: 'sell', quantity: '20', trigger: { kind: 'stop_loss', price: '0.09', trailBps: 50 } },
    ],
  },
  'orders.batch': { items: [{ op: 'cancel', orderId: '1' }] },
  'setup.create': { token: 'x', email: 'x@example.test', password: 'correct horse battery', name: 'x' },
  'passwordReset.check': { token: 'x' },
  'passwordReset.complete': { token: 'x', password: 'correct horse battery' },
  'admin.users.suspend': { suspended: false, reason },
  'admin.users.roles': { roles: ['user'], reason },
  'admin.users.groups': { groups: ['staff'] },
  'admin.imports.person': {
    ...{ source: 'new-api', instance: 'old', reference: '1' },
    ...{ email: 'ann@example.test', name: 'Ann', credits: '1' },
  },
  'admin.parameters.set': { value: '1', reason },
  'admin.switches.set': { on: true, reason, confirm: 'trading' },
  'admin.treasury.fund': { amount: '1', reason },
  'admin.treasury.withdraw': { amount: '1', reason },
  'admin.upstream.settle': { amount: '1', reason },
  'admin.clock.advance': { advanceMs: 1 },
  'admin.margin.acknowledge': { asset: 'LCO', reason, confirm: 'LCO' },
  'admin.wars.review': { account: 1, exclude: true, reason },
  'admin.offerings.announce': { model: 'scarce', total: '1', subscribeFrom: 1_800_000_000_000 },
  'admin.offerings.cancel': { reason },
  'admin.offerings.open': { reason },
  'admin.channels.create': { name: 'c', provider: 'sandbox' },
  'admin.models.publish': { channelId: 1, model: 'm', cost: [{ from: 0, rates: { input: '0.000001' } }] },
  'admin.models.seed': { channelId: 1 },
} as const

it('has a likely body for every endpoint that takes one with required fields', () => {
  for (const endpoint of all) {
    if (!endpoint.body || endpoint.body.safeParse({}).success) continue
    expect(endpoint.body.safeParse(likely(endpoint)).success, endpoint.id).toBe(true)
  }
})

it('answers nothing but problems below the base path', async () => {
  for (const path of [
    '',
    '/',
    '//',
    '/nope',
    '/orders/',
    '/orders//',
    '/ORDERS',
    '/orders/1/2',
    '/%2e%2e/status',
    '/me%00',
    `/${'x'.repeat(3000)}`,
  ]) {
    const answer = await world.send('GET', API_BASE + path)
    expect(answer.status, path).toBeGreaterThanOrEqual(400)
    expect(answer.status, path).toBeLessThan(500)
    expect(answer.headers.get('content-type'), path).toContain(PROBLEM_TYPE)
  }
})
