/** Claims about the exchange dialect over HTTP: who may ask, what is refused and how, what orders answer. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Bot, credentialsOf, texts } from '../../../test/exchange/signing.ts'
import { openWorld, type Visitor, type World } from '../testing/world.ts'

const pair = { symbol: 'LCOCREDIT' }
const limit = (side: 'BUY' | 'SELL', price: string, quantity: string) => ({
  ...{ ...pair, side, type: 'LIMIT', timeInForce: 'GTC', price, quantity },
})

let world: World
let ann: Visitor
let bot: Bot
let other: Bot

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  bot = new Bot(world, await credentialsOf(ann))
  other = new Bot(world, await credentialsOf(await world.trader('bo')))
})
afterAll(() => world.close())

describe('a signed request', () => {
  it('is taken with its parameters in the query, in the body, or in both', async () => {
    const values = texts({ ...limit('BUY', '0.10000', '20'), timestamp: world.core.now() })
    const signature = bot.sign(values)
    const inBody = await bot.send('POST', '/api/v3/order/test', {
      body: `${values}&signature=${signature}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect([inBody.status, inBody.json]).toEqual([200, {}])
    const [query, body] = [values.slice(0, 30).replace(/&[^&]*$/, ''), '']
    const rest = values.slice(query.length + 1)
    const mixed = await bot.send('POST', `/api/v3/order/test?${query}`, {
      body: `${rest}${body}&signature=${bot.sign(query + rest)}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect([mixed.status, mixed.json]).toEqual([200, {}])
    expect((await bot.ask('POST', '/api/v3/order/test', limit('BUY', '0.1', '20'))).status).toBe(200)
  })

  it('is refused with another signature, another order of bytes, or none', async () => {
    const query = texts({ timestamp: world.core.now(), recvWindow: 5000 })
    const swapped = query.split('&').reverse().join('&')
    const answers = await Promise.all([
      bot.send('GET', `/api/v3/account?${swapped}&signature=${bot.sign(query)}`),
      bot.send('GET', `/api/v3/account?${query}&signature=${other.sign(query)}`),
      bot.send('GET', `/api/v3/account?${query}&signature=zz`),
    ])
    for (const answer of answers) expect([answer.status, answer.code]).toEqual([400, -1022])
    expect((await bot.send('GET', `/api/v3/account?${query}`)).code).toBe(-1102)
  })

  it('is taken while its time lies within the window, by the clock that /time tells', async () => {
    const { serverTime } = (await world.send('GET', '/api/v3/time')).json as { serverTime: number }
    expect(serverTime).toBe(world.core.now())
    const at = (timestamp: number, more = {}) => bot.ask('GET', '/api/v3/account', { timestamp, ...more })
    expect((await at(serverTime + 999)).status).toBe(200)
    expect((await at(serverTime - 5000)).status).toBe(200)
    expect((await at(serverTime - 60_000, { recvWindow: 60_000 })).status).toBe(200)
    const late = await at(serverTime - 5001)
    expect(late.code).toBe(-1021)
    expect(late.text).toContain(String(serverTime))
    expect((await at(serverTime + 1000)).code).toBe(-1021)
    expect((await at(serverTime, { recvWindow: 60_001 })).code).toBe(-1131)
  })

  it('may be signed with an Ed25519 key', async () => {
    const keys = generateKeyPairSync('ed25519')
    const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const made = await ann.call('keys.create', {
      body: { name: 'ed', scopes: ['trade'], signing: { algorithm: 'ed25519', publicKey } },
    })
    expect(made.signingSecret).toBeNull()
    const query = texts({ timestamp: world.core.now() })
    const signature = sign(null, Buffer.from(query), keys.privateKey).toString('base64')
    const headers = { 'x-mbx-apikey': made.signing?.apiKey ?? '' }
    const good = await world.send('GET', `/api/v3/account?${query}&signature=${encodeURIComponent(signature)}`, {
      headers,
    })
    expect(good.status).toBe(200)
    const bad = await world.send('GET', `/api/v3/account?${query}0&signature=${encodeURIComponent(signature)}`, {
      headers,
    })
    expect(bad.code).toBe(-1022)
  })

  it('of an unknown, a revoked or a reading key is refused, and an unknown key is nowhere in the log', async () => {
    const stranger = new Bot(world, { apiKey: 'Z'.repeat(64), secret: 'x' })
    const refused = await stranger.ask('GET', '/api/v3/account')
    expect([refused.status, refused.code]).toEqual([401, -2015])
    expect((await world.send('GET', '/api/v3/account')).code).toBe(-2014)
    expect(world.lines.join()).not.toContain('Z'.repeat(20))
    const made = await ann.call('keys.create', {
      body: { name: 'old', scopes: ['trade'], signing: { algorithm: 'hmac' } },
    })
    const old = new Bot(world, { apiKey: made.signing?.apiKey ?? '', secret: made.signingSecret ?? '' })
    expect((await old.ask('GET', '/api/v3/account')).status).toBe(200)
    await ann.call('keys.revoke', { params: { keyId: made.keyId } })
    expect((await old.ask('GET', '/api/v3/account')).code).toBe(-2015)
  })

  it('needs a key with the scope trade: none can be made without', async () => {
    const answer = await ann.send('POST', '/keys', { name: 'x', scopes: ['relay'], signing: { algorithm: 'hmac' } })
    expect([answer.status, answer.code]).toEqual([400, 'signing_needs_trade'])
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const secret = await ann.send('POST', '/keys', {
      name: 'x',
      scopes: ['trade'],
      signing: { algorithm: 'ed25519', publicKey: pem },
    })
    expect(secret.code).toBe('public_key_refused')
  })
})

describe('orders', () => {
  it('are seen by every read once they are acknowledged, and trade with fills in the answer', async () => {
    const made = await bot.ask('POST', '/api/v3/order', {
      ...limit('SELL', '0.20000', '30.0'),
      newClientOrderId: 'first',
    })
    expect(made.json).toMatchObject({
      ...{ symbol: 'LCOCREDIT', orderListId: -1, clientOrderId: 'first', price: '0.20000000', origQty: '30.00000000' },
      ...{
        executedQty: '0.00000000',
        cummulativeQuoteQty: '0.00000000',
        status: 'NEW',
        type: 'LIMIT',
        side: 'SELL',
        fills: [],
      },
    })
    const { orderId } = made.json as { orderId: number }
    const open = await bot.ask('GET', '/api/v3/openOrders', pair)
    expect(open.json).toMatchObject([{ orderId, status: 'NEW', isWorking: true }])
    const taken = await other.ask('POST', '/api/v3/order', {
      ...limit('BUY', '0.20000', '10'),
      newOrderRespType: 'FULL',
    })
    expect(taken.json).toMatchObject({
      ...{ status: 'FILLED', executedQty: '10.00000000', cummulativeQuoteQty: '2.00000000' },
      fills: [{ price: '0.20000000', qty: '10.00000000', commission: '0.00200000', commissionAsset: 'CREDIT' }],
    })
    const one = await bot.ask('GET', '/api/v3/order', { ...pair, origClientOrderId: 'first' })
    expect(one.json).toMatchObject({ orderId, status: 'PARTIALLY_FILLED', executedQty: '10.00000000' })
    const fills = await bot.ask('GET', '/api/v3/myTrades', pair)
    expect(fills.json).toMatchObject([
      { orderId, isMaker: true, isBuyer: false, qty: '10.00000000', commissionAsset: 'CREDIT' },
    ])
    const account = await other.ask('GET', '/api/v3/account')
    expect(account.json).toMatchObject({ canTrade: true, accountType: 'SPOT' })
    const canceled = await bot.ask('DELETE', '/api/v3/order', { ...pair, orderId })
    expect(canceled.json).toMatchObject({ status: 'CANCELED', origClientOrderId: 'first' })
    expect((await bot.ask('GET', '/api/v3/openOrders')).json).toEqual([])
    expect((await bot.ask('GET', '/api/v3/allOrders', pair)).json).toMatchObject([{ orderId, status: 'CANCELED' }])
  })

  it('are refused in the dialect', async () => {
    const refused = async (values: object) => {
      const answer = await bot.ask('POST', '/api/v3/order', { ...limit('BUY', '0.1', '20'), ...values })
      return [answer.status, answer.code, (answer.json as { msg: string }).msg]
    }
    expect(await refused({ price: '0.100001' })).toEqual([400, -1013, 'Filter failure: PRICE_FILTER'])
    expect(await refused({ quantity: '20.01' })).toEqual([400, -1013, 'Filter failure: LOT_SIZE'])
    expect(await refused({ quantity: '1' })).toEqual([400, -1013, 'Filter failure: NOTIONAL'])
    expect((await refused({ quantity: '1e3' }))[1]).toBe(-1100)
    expect((await refused({ quantity: '90000' }))[1]).toBe(-2010)
    expect((await refused({ symbol: 'OTHER' }))[1]).toBe(-1121)
    expect((await refused({ side: 'HOLD' }))[1]).toBe(-1117)
    expect((await refused({ type: 'STRANGE' }))[1]).toBe(-1116)
    expect((await refused({ timeInForce: 'X' }))[1]).toBe(-1115)
    expect((await bot.ask('DELETE', '/api/v3/order', { ...pair, orderId: 999 })).code).toBe(-2011)
    expect((await bot.ask('GET', '/api/v3/order', { ...pair, orderId: 999 })).code).toBe(-2013)
    expect((await bot.ask('DELETE', '/api/v3/openOrders', pair)).code).toBe(-2011)
  })

  it('sent twice with one client order id are one order; another body is refused', async () => {
    const order = { ...limit('BUY', '0.05', '40'), newClientOrderId: 'twice' }
    const [a, b] = [await bot.ask('POST', '/api/v3/order', order), await bot.ask('POST', '/api/v3/order', order)]
    expect((a.json as { orderId: number }).orderId).toBe((b.json as { orderId: number }).orderId)
    const another = await bot.ask('POST', '/api/v3/order', { ...order, quantity: '41' })
    expect([another.code, another.text]).toEqual([-2010, '{"code":-2010,"msg":"Duplicate order sent."}'])
    expect((await bot.ask('DELETE', '/api/v3/openOrders', pair)).json).toMatchObject([
      { origClientOrderId: 'twice', status: 'CANCELED' },
    ])
  })
})

describe('public endpoints', () => {
  it('answer in the forms that clients parse', async () => {
    const get = async (path: string) => (await world.send('GET', `/api/v3/${path}`)).json
    expect(await get('exchangeInfo')).toMatchObject({
      symbols: [
        {
          symbol: 'LCOCREDIT',
          status: 'TRADING',
          filters: [{ tickSize: '0.00001000' }, { stepSize: '0.10000000' }, {}, {}, {}, {}, {}],
        },
      ],
    })
    expect(await get('depth?symbol=LCOCREDIT&limit=5')).toMatchObject({ bids: [], asks: [] })
    expect(await get('trades?symbol=LCOCREDIT')).toMatchObject([{ price: '0.20000000', isBuyerMaker: false }])
    expect(await get('aggTrades?symbol=LCOCREDIT')).toMatchObject([{ a: 1, f: 1, l: 1, q: '10.00000000' }])
    for (const interval of ['1m', '1M', '1w']) {
      const [candle] = (await get(`klines?symbol=LCOCREDIT&interval=${interval}&limit=1`)) as unknown[][]
      expect(candle?.slice(1, 6)).toEqual(['0.20000000', '0.20000000', '0.20000000', '0.20000000', '10.00000000'])
    }
    expect(await get('ticker/24hr?symbol=LCOCREDIT')).toMatchObject({
      count: 1,
      lastPrice: '0.20000000',
      volume: '10.00000000',
    })
    expect(await get('ticker/price')).toMatchObject([{ price: '0.20000000' }])
    expect(await get('avgPrice?symbol=LCOCREDIT')).toMatchObject({ mins: 5, price: '0.20000000' })
    expect((await world.send('GET', '/api/v3/nothing')).json).toEqual({
      code: -1020,
      msg: 'This operation is not supported.',
    })
    expect((await world.send('GET', '/fapi/v1/exchangeInfo')).json).toMatchObject({ symbols: [] })
  })

  it('count weights and refuse those who use too much, then longer those who go on', async () => {
    const strict = await openWorld({ settings: { limits: { exchange: { weight: 60 } } } })
    try {
      const first = await strict.send('GET', '/api/v3/exchangeInfo')
      expect(first.headers.get('x-mbx-used-weight-1m')).toBe('20')
      const statuses: number[] = []
      for (let i = 0; i < 40; i++) statuses.push((await strict.send('GET', '/api/v3/exchangeInfo')).status)
      expect(statuses.slice(0, 3)).toEqual([200, 200, 429])
      expect(statuses.at(-1)).toBe(418)
      const last = await strict.send('GET', '/api/v3/ping')
      expect([last.status, last.code]).toEqual([418, -1003])
      expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(60)
    } finally {
      await strict.close()
    }
  })
})
