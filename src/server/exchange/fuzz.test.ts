/** Bad parameters at every endpoint of the dialect, over HTTP and sockets: always {code, msg}, never a 5xx, and what is refused changes nothing. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hostile, sound } from '../../../test/exchange/fuzz-values.ts'
import { Bot, credentialsOf } from '../../../test/exchange/signing.ts'
import { SocketClient } from '../../../test/exchange/socket-client.ts'
import { scaled } from '../../../test/scale.ts'
import type { Credits } from '../../base/money.ts'
import { prng } from '../../base/prng.ts'
import { type Answer, limit, openWorld, type Visitor, type World } from '../testing/world.ts'
import { restEndpoints, socketEndpoints } from './registry.ts'
import { socketPayload } from './signature.ts'

const names = Object.keys(sound)

let world: World
let ann: Visitor
let bot: Bot

beforeAll(async () => {
  const many = { requests: 10_000_000, windowMs: 60_000 }
  world = await openWorld({
    settings: {
      limits: {
        ...{ byAccount: { name: 'a', ...many }, byAddress: { name: 'b', ...many } },
        exchange: { weight: 1e9, orders: 1e9, ordersDaily: 1e9, messages: 1e9, badMessages: 1e9 },
      },
    },
  })
  ann = await world.trader('ann')
  bot = new Bot(world, await credentialsOf(ann))
  const bo = await world.trader('bo')
  await ann.call('orders.place', { body: limit('sell', '0.10000 × 20.0') })
  await bo.call('orders.place', { body: limit('buy', '0.10000 × 20.0') })
  await openMargin(bo)
})

/** For ann, with pools to borrow from; without a mark that would let her. */
async function openMargin(lender: Visitor): Promise<void> {
  const { account } = ann
  await world.core.submit('margin.open', { account, terms: 'v1' })
  await world.core.submit('margin.transfer', { account, direction: 'in', amount: 300_000_000 as Credits })
  await lender.call('lending.lend', { body: { asset: 'CR', amount: '300' } })
  await lender.call('lending.lend', { body: { asset: 'LCO', amount: '300' } })
}
afterEach(() => ann.call('orders.cancelAll'))
afterAll(() => world.close())

const random = prng(4_092_026)
const pick = <T>(list: readonly T[]): T => list[random.below(list.length)] as T

/** A request that could be meant, of which one to three values are not. */
function parameters(): [name: string, value: string][] {
  const chosen = names.filter((name) => name === 'symbol' || random.chance(45))
  const values = chosen.map((name): [string, string] => [name, pick(sound[name] as readonly string[])])
  for (let bad = 1 + random.below(3); bad > 0; bad--) {
    const index = random.below(values.length)
    const name = random.chance(90) ? (values[index]?.[0] ?? 'symbol') : pick(hostile)
    values[index] = [name, pick(hostile)]
  }
  return values
}

interface Refusal {
  readonly code: number
  readonly msg: string
}

/** Half of a replacement that was done stays done: it says so. */
const PARTLY = -2021

function expectRefusal({ code, msg }: Refusal, what: string): void {
  expect(Number.isInteger(code) && code < 0 && code > -10_000, `${what} ${code}`).toBe(true)
  expect(typeof msg === 'string' && msg.length > 3 && msg.length < 300, `${what} ${msg}`).toBe(true)
}

/** The answer is good, or a refusal in the dialect that has changed nothing. */
async function expectSound(ask: () => Promise<Answer>, what: string): Promise<void> {
  const { seq } = world.core.status()
  const answer = await ask()
  const told = `${what}: ${answer.status} ${answer.text.slice(0, 300)}`
  expect(answer.status, told).toBeLessThan(500)
  expect(answer.headers.get('content-type'), told).toContain('application/json')
  expect(answer.json, told).toBeDefined()
  if (answer.status < 300) return
  const refusal = answer.json as Refusal
  expectRefusal(refusal, told)
  if (refusal.code !== PARTLY) expect(world.core.status().seq, told).toBe(seq)
}

const encoded = (values: readonly (readonly [string, string])[]): string =>
  new URLSearchParams(values.map(([name, value]) => [name, value])).toString()

describe.each(restEndpoints.map(([method, path]) => [`${method} ${path}`, String(method), path] as const))(
  '%s',
  (_name, method, path) => {
    it('refuses hostile parameters in the dialect and changes nothing by what it refuses', async () => {
      for (let i = scaled(500); i > 0; i--) {
        const query = encoded([...parameters(), ['timestamp', String(world.core.now())]])
        const signed = `${query}&signature=${bot.sign(query)}`
        const inBody = method !== 'GET' && random.chance(50)
        const ask = () => (inBody ? bot.send(method, path, { body: signed }) : bot.send(method, `${path}?${signed}`))
        await expectSound(ask, `${method} ${path} ${signed}`)
      }
    })

    it('refuses broken query strings, bodies, keys and signatures in the dialect', async () => {
      const at = `timestamp=${world.core.now()}`
      const queries = [
        '%',
        '%zz=1',
        '=',
        '&&&',
        'symbol',
        'symbol=%ff%fe',
        `a=${'x'.repeat(7_000)}`,
        `${at}&signature=`,
      ]
      for (const query of [
        ...queries,
        `${at}&signature=${'0'.repeat(64)}`,
        `${at}&${at}&signature=%00`,
        `timestamp=1e12&signature=a`,
      ])
        await expectSound(() => bot.send(method, `${path}?${query}`), query.slice(0, 80))
      for (const key of ['', ' ', 'x', '"', 'Z'.repeat(64), 'z'.repeat(4_000)])
        await expectSound(
          () => bot.send(method, `${path}?${at}&signature=1`, { headers: { 'x-mbx-apikey': key } }),
          `key ${key.slice(0, 40)}`,
        )
      if (method === 'GET') return
      const types = [
        'application/json',
        'application/x-www-form-urlencoded',
        'text/plain',
        'multipart/form-data',
        'image/png',
      ]
      for (const body of ['', '{}', '[', `symbol=${'x'.repeat(15_000)}`, 'x'.repeat(20_000), '\u0000\uffff'])
        await expectSound(
          () => bot.send(method, path, { body, headers: { 'content-type': pick(types) } }),
          body.slice(0, 40),
        )
    })
  },
)

/** Orders that would be taken: with one value changed at a time, what is refused is refused for that. */
const pair = { symbol: 'LCOCREDIT' }
const stop = { stopPrice: '0.09', type: 'STOP_LOSS_LIMIT' }
const order = { side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', quantity: '20', price: '0.12', newClientOrderId: 'a' }
const more = { selfTradePreventionMode: 'DECREMENT', newOrderRespType: 'FULL', icebergQty: '10' }
const working = { workingType: 'LIMIT', workingSide: 'BUY', workingPrice: '0.09', workingQuantity: '20' }
const whole: readonly (readonly [method: string, path: string, values: Readonly<Record<string, string>>])[] = [
  ['POST', 'order', { ...order, ...more }],
  ['POST', 'order', { ...order, ...stop, trailingDelta: '100' }],
  ['POST', 'order', { side: 'BUY', type: 'MARKET', quoteOrderQty: '5' }],
  ['POST', 'order/test', { ...order, computeCommissionRates: 'true' }],
  ['POST', 'order/cancelReplace', { ...order, cancelReplaceMode: 'ALLOW_FAILURE', cancelOrigClientOrderId: 'a' }],
  ['PUT', 'order/amend/keepPriority', { origClientOrderId: 'a', newQty: '15' }],
  [
    ...(['POST', 'order/oco'] as const),
    {
      ...{ side: 'SELL', quantity: '20', price: '0.12', stopPrice: '0.09', stopLimitPrice: '0.08' },
      ...{ stopLimitTimeInForce: 'GTC', listClientOrderId: 'l', limitClientOrderId: 'b', stopClientOrderId: 'c' },
    },
  ],
  [
    ...(['POST', 'orderList/oco'] as const),
    {
      ...{ side: 'SELL', quantity: '20', aboveType: 'LIMIT_MAKER', abovePrice: '0.12', belowType: 'STOP_LOSS' },
      ...{ belowStopPrice: '0.09', aboveClientOrderId: 'd', aboveIcebergQty: '10', belowTrailingDelta: '100' },
    },
  ],
  [
    ...(['POST', 'orderList/oto'] as const),
    {
      ...{ ...working, workingTimeInForce: 'GTC', pendingType: 'STOP_LOSS_LIMIT', pendingSide: 'SELL' },
      ...{ pendingPrice: '0.07', pendingStopPrice: '0.08', pendingQuantity: '20', pendingTimeInForce: 'GTC' },
    },
  ],
  [
    ...(['POST', 'orderList/otoco'] as const),
    {
      ...{ ...working, workingTimeInForce: 'GTC', pendingSide: 'SELL', pendingQuantity: '20' },
      ...{ pendingAboveType: 'TAKE_PROFIT', pendingAboveStopPrice: '0.12', pendingBelowType: 'STOP_LOSS' },
      pendingBelowStopPrice: '0.08',
    },
  ],
]

/** The same of margin. */
const wholeOfMargin: readonly (readonly [method: string, path: string, values: Readonly<Record<string, string>>])[] = [
  ['POST', 'margin/order', { ...order, side: 'BUY', sideEffectType: 'AUTO_REPAY', isIsolated: 'FALSE', price: '0.05' }],
  ['POST', 'asset/transfer', { asset: 'CREDIT', amount: '0.01', type: 'MAIN_MARGIN' }],
  ['POST', 'margin/transfer', { asset: 'CREDIT', amount: '0.01', type: '2' }],
  ['GET', 'margin/maxBorrowable', { asset: 'LCO', isolatedSymbol: 'LCOCREDIT' }],
  ['GET', 'margin/maxTransferable', { asset: 'CREDIT' }],
  ['GET', 'asset/transfer', { asset: 'CREDIT', type: 'MAIN_MARGIN', current: '1', size: '10', startTime: '1' }],
  ['GET', 'margin/borrow-repay', { asset: 'LCO', type: 'REPAY', txId: '1', current: '1', size: '10', endTime: '2' }],
  ['GET', 'margin/interestHistory', { asset: 'CREDIT', current: '1', size: '10', startTime: '1', endTime: '2' }],
  ['GET', 'margin/forceLiquidationRec', { current: '1', size: '10', startTime: '1', endTime: '2' }],
  ['GET', 'margin/interestRateHistory', { asset: 'CREDIT', limit: '10', startTime: '1', endTime: '2' }],
]

it.each(wholeOfMargin)('%s %s with one hostile value likewise', async (method, path, values) => {
  for (const name of Object.keys(values)) {
    for (let i = scaled(hostile.length); i > 0; i--) {
      const given = { ...pair, ...values, [name]: pick(hostile) }
      await expectSound(() => bot.ask(method, `/sapi/v1/${path}`, given), `${path} ${name}`)
    }
  }
  const left = path === 'margin/maxBorrowable' ? { asset: 'LCO' } : values
  const unused = `last-${world.core.status().seq}`
  const sound = await bot.ask(method, `/sapi/v1/${path}`, { ...pair, ...left, newClientOrderId: unused })
  expect(sound.status, sound.text).toBe(200)
})

it.each(whole)(
  '%s %s with one hostile value is refused in the dialect, or taken as it is',
  async (method, path, values) => {
    const given: Record<string, string> = { ...pair, ...values }
    for (const name of Object.keys(given)) {
      for (let i = scaled(hostile.length); i > 0; i--) {
        const ask = () => bot.ask(method, `/api/v3/${path}`, { ...given, [name]: pick(hostile) })
        await expectSound(ask, `${path} ${name}`)
      }
    }
    // And with none it is taken; a market order needs a mark, which there is none of here.
    if (given['type'] === 'MARKET') return
    await bot.ask('DELETE', '/api/v3/openOrders', pair)
    const unused = `last-${world.core.status().seq}`
    await bot.ask('POST', '/api/v3/order', { ...pair, ...order, newClientOrderId: unused })
    const named = Object.entries(given).map(([name, value]) => {
      if (name.startsWith('orig') || name.startsWith('cancelOrig')) return [name, unused]
      return [name, name.endsWith('ClientOrderId') ? `${value}-${unused}` : value]
    })
    const sound = await bot.ask(method, `/api/v3/${path}`, Object.fromEntries(named))
    expect(sound.status, sound.text).toBe(200)
  },
)

describe('the request socket', () => {
  /** Signed as a socket's request is, whatever the values are. */
  function request(id: number, method: string): object {
    const values = new Map<string, string>(parameters())
    values.set('apiKey', bot.credentials.apiKey).set('timestamp', String(world.core.now()))
    const params: Record<string, unknown> = Object.fromEntries(values)
    for (const name of Object.keys(params))
      if (random.chance(5)) params[name] = pick<unknown>([[], 1.5, true, [1, 'a', null]])
    for (const [name, value] of Object.entries(params))
      values.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
    params['signature'] = bot.sign(socketPayload(values).toString())
    return { id, method, params }
  }

  it.each([
    ...socketEndpoints.keys(),
    'session.logon',
    'session.status',
    'userDataStream.subscribe.listenToken',
    'none',
  ])('answers hostile requests of %s by id, in the dialect', async (method) => {
    const client = await SocketClient.open(world.url, '/ws-api/v3')
    for (let id = scaled(200); id > 0; id--) {
      const { seq } = world.core.status()
      const asked = request(id, method)
      client.say(asked)
      const answer = await client.find((message) => message.id === id)
      const told = `${JSON.stringify(asked)} → ${JSON.stringify(answer).slice(0, 300)}`
      expect(answer.status, told).toBeLessThan(500)
      if (answer.status === 200) continue
      expectRefusal(answer.error as Refusal, told)
      if (answer.error?.code !== PARTLY) expect(world.core.status().seq, told).toBe(seq)
    }
    client.close()
  })
})

describe.each([
  '/ws-api/v3',
  '/ws/1',
  '/stream?streams=',
  '/stream/ws/x',
  '/ws/%ff',
  '/stream?streams=lcocredit@depth/%00/a',
])('the socket %s', (path) => {
  it('answers each hostile message, or ends, and goes on for others', async () => {
    const { seq } = world.core.status()
    const client = await SocketClient.open(world.url, path)
    const texts = [
      ...[
        '',
        'x',
        'null',
        '1',
        '[]',
        '"a"',
        '{}',
        '{"id":{}}',
        '{"id":[],"method":"time"}',
        '{"method":null}',
        '{"method":"time","params":{"a":{}}}',
        '{"method":"time","params":{"a":[[1]]}}',
        '{"id":1e400}',
      ],
      ...[
        '{"id":"a","method":"time","params":[]}',
        '{"id":"b","method":"SUBSCRIBE"}',
        '{"id":"c","method":"__proto__"}',
      ],
      ...[
        '{"id":"d","method":"SUBSCRIBE","params":[null]}',
        '{"id":"e","method":"SUBSCRIBE","params":["constructor"]}',
      ],
      ...[
        '{"id":"f","method":"UNSUBSCRIBE","params":["nothing"]}',
        '{"id":"g","method":"SET_PROPERTY","params":["combined"]}',
      ],
      ...[`{"id":"h","method":"SUBSCRIBE","params":${JSON.stringify(Array(2_000).fill('lcocredit@trade'))}}`],
      `{"id":"i","method":"order.place","params":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
    ]
    for (const text of texts) client.sayText(text)
    client.say({ id: 'last', method: 'LIST_SUBSCRIPTIONS', params: {} })
    const last = await client.find(({ id }) => id === 'last')
    expect(last).toBeDefined()
    expect(client.heard.filter((message) => 'error' in message || 'result' in message)).toHaveLength(texts.length + 1)
    for (const { error } of client.heard) if (error) expect(typeof error.code).toBe('number')
    expect(world.core.status().seq).toBe(seq)
    client.close()
  })
})
