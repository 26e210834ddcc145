/** Claims about the margin endpoints of the exchange dialect: who may use them, what they answer and refuse, what stays apart from spot. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Bot, credentialsOf, type Values } from '../../../test/exchange/signing.ts'
import { limit, openWorld, type Visitor, type World } from '../testing/world.ts'

const pair = { symbol: 'LCOCREDIT' }
const HOUR = 3_600_000
const gtc = { ...pair, type: 'LIMIT', timeInForce: 'GTC' }
const credit = { asset: 'CREDIT' }

let world: World
let ann: Visitor
let maker: Visitor
let bot: Bot

type Row = Readonly<Record<string, unknown>>

async function ask<T = Row>(method: string, path: string, values: Values = {}): Promise<T> {
  const answer = await bot.ask(method, `/sapi/v1/${path}`, values)
  if (answer.status !== 200) throw new Error(`${path}: ${answer.text}`)
  return answer.json as T
}
const rows = (method: string, path: string, values: Values = {}) => ask<readonly Row[]>(method, path, values)
const codeOf = async (method: string, path: string, values: Values = {}) =>
  (await bot.ask(method, `/sapi/v1/${path}`, values)).code
async function assets(): Promise<Readonly<Record<string, Row>>> {
  const { userAssets } = await ask('GET', 'margin/account')
  return Object.fromEntries((userAssets as readonly Row[]).map((row) => [row['asset'], row]))
}

/** A market with a mark of 24 hours and pools with money in them. */
beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  maker = await world.trader('maker')
  await world.mine(maker.account, 500)
  bot = new Bot(world, await credentialsOf(ann))
  await maker.call('lending.lend', { body: { asset: 'CR', amount: '300' } })
  await maker.call('lending.lend', { body: { asset: 'LCO', amount: '2000' } })
  await quote()
  await world.core.advance(25 * HOUR)
})
afterAll(() => world.close())

async function quote(): Promise<void> {
  await maker.call('orders.cancelAll')
  await maker.call('orders.place', { body: limit('buy', '0.099 × 3000') })
  await maker.call('orders.place', { body: limit('sell', '0.101 × 1500') })
}

describe('whoever has not accepted the terms of margin', () => {
  it('is told where to, and nothing is accepted on the way', async () => {
    const transfer = { ...credit, amount: '100', type: 'MAIN_MARGIN' }
    const answer = await bot.ask('POST', '/sapi/v1/asset/transfer', transfer)
    expect(answer).toMatchObject({ status: 400, json: { code: -3003, msg: expect.stringContaining('/api/v1/margin') } })
    expect(await codeOf('GET', 'margin/account')).toBe(-3003)
    expect(await codeOf('POST', 'margin/order', { ...gtc, side: 'BUY', quantity: '20', price: '0.09' })).toBe(-3003)
    expect(await codeOf('POST', 'margin/borrow-repay', { ...credit, amount: '1', type: 'BORROW' })).toBe(-3003)
    expect(await codeOf('GET', 'margin/maxBorrowable', credit)).toBe(-3003)
    expect(world.core.peek(({ state }) => state.margin.get(ann.account))).toBeUndefined()
    await world.core.submit('margin.open', { account: ann.account, terms: 'v1' })
    expect(await ask('GET', 'margin/account')).toMatchObject({ created: true, marginLevel: '999.00000000' })
  })
})

describe('what there is', () => {
  it('is one cross pair, two assets, the mark as index and the pools’ rates', async () => {
    expect(await rows('GET', 'margin/allPairs')).toMatchObject([{ ...pair, base: 'LCO', quote: 'CREDIT' }])
    expect(await rows('GET', 'margin/isolated/allPairs')).toEqual([])
    expect(await rows('GET', 'margin/allAssets')).toMatchObject([
      { assetName: 'CREDIT', isMortgageable: true, userMinBorrow: '0.00000100' },
      { assetName: 'LCO', isMortgageable: false },
    ])
    expect(await ask('GET', 'margin/priceIndex', pair)).toMatchObject({ ...pair, price: '0.10000000' })
    const [cross] = await rows('GET', 'margin/crossMarginData', { coin: 'LCO' })
    expect(cross).toMatchObject({ coin: 'LCO', borrowable: true, transferIn: false, marginablePairs: ['LCOCREDIT'] })
    const [now] = await rows('GET', 'margin/interestRateHistory', credit)
    expect(now).toEqual({
      ...{ ...credit, timestamp: world.core.now(), vipLevel: 0, dailyInterestRate: '0.00000000' },
    })
    expect(await codeOf('GET', 'margin/interestRateHistory', { asset: 'USD' })).toBe(-3027)
    const info = (await world.send('GET', '/api/v3/exchangeInfo')).json as { symbols: Row[] }
    expect(info.symbols).toMatchObject([{ isMarginTradingAllowed: true, permissionSets: [['SPOT', 'MARGIN']] }])
  })
})

describe('collateral and loans', () => {
  it('go in and out and are told of by the account, in both forms of the requests', async () => {
    await ask('POST', 'asset/transfer', { ...credit, amount: '60', type: 'MAIN_MARGIN' })
    const moved = await ask('POST', 'margin/transfer', { ...credit, amount: '40.000001', type: 1 })
    expect(moved['tranId']).toEqual(expect.any(Number))
    await ask('POST', 'margin/transfer', { ...credit, amount: '0.000001', type: 2 })
    expect((await assets())['CREDIT']).toMatchObject({ free: '100.00000000', borrowed: '0.00000000' })
    expect(Number((await ask('GET', 'margin/maxBorrowable', credit))['amount'])).toBeCloseTo(270, 3)
    await ask('POST', 'margin/borrow-repay', { ...credit, amount: '150', type: 'BORROW', isIsolated: 'FALSE' })
    expect(await ask('GET', 'margin/account')).toMatchObject({
      ...{ marginLevel: '1.66660000', totalAssetOfBtc: '250.00000000', totalLiabilityOfBtc: '150.00000000' },
      ...{ totalNetAssetOfBtc: '100.00000000', borrowEnabled: true, tradeEnabled: true, transferOutEnabled: false },
    })
    await world.core.advance(10 * HOUR)
    const [now] = await rows('GET', 'margin/interestRateHistory', credit)
    expect(Number(now?.['dailyInterestRate'])).toBeGreaterThan(0)
    const owed = (await assets())['CREDIT']
    expect(owed).toMatchObject({ free: '250.00000000', borrowed: '150.00000000' })
    expect(Number(owed?.['interest'])).toBeGreaterThan(0)
    expect(Number(owed?.['netAsset'])).toBeCloseTo(100 - Number(owed?.['interest']), 6)
    expect(await ask('GET', 'margin/maxTransferable', credit)).toEqual({ amount: '0.00000000' })
    await ask('POST', 'margin/borrow-repay', { ...credit, amount: '200', type: 'REPAY' })
    const after = (await assets())['CREDIT']
    expect(after).toMatchObject({ borrowed: '0.00000000', interest: '0.00000000' })
    expect(Number(after?.['free'])).toBeCloseTo(100 - Number(owed?.['interest']), 6)
  })

  it('are on record: what moved, was borrowed, paid back and put on the loan, in pages', async () => {
    const records = (path: string, values: Values) =>
      ask<{ readonly rows: readonly Row[]; readonly total: number }>('GET', path, values)
    const moved = await records('asset/transfer', { type: 'MAIN_MARGIN', size: 1, current: 2 })
    expect(moved).toMatchObject({ total: 2, rows: [{ ...credit, amount: '60.00000000', type: 'MAIN_MARGIN' }] })
    expect((await records('asset/transfer', { type: 'MARGIN_MAIN' })).rows).toMatchObject([{ amount: '0.00000100' }])
    const borrowed = await records('margin/borrow-repay', { ...credit, type: 'BORROW' })
    expect(borrowed).toMatchObject({ total: 1, rows: [{ ...credit, amount: '150.00000000', status: 'CONFIRMED' }] })
    const { rows: repaid } = await records('margin/borrow-repay', { ...credit, type: 'REPAY' })
    const { rows: interest } = await records('margin/interestHistory', credit)
    expect(interest).toMatchObject([{ principal: '150.00000000', type: 'PERIODIC' }])
    const paid = interest[0]?.['interest']
    expect(repaid).toMatchObject([{ principal: '150.00000000', interest: paid, type: 'MANUAL' }])
    expect(Number(repaid[0]?.['amount'])).toBeCloseTo(150 + Number(paid), 6)
    expect(await records('margin/interestHistory', { asset: 'LCO' })).toEqual({ rows: [], total: 0 })
    expect(await records('margin/forceLiquidationRec', { isolatedSymbol: 'LCOCREDIT' })).toEqual({ rows: [], total: 0 })
    const before = { ...credit, type: 'BORROW', endTime: Number(borrowed.rows[0]?.['timestamp']) - 1 }
    expect((await records('margin/borrow-repay', before)).total).toBe(0)
    expect(await codeOf('GET', 'margin/borrow-repay', { ...credit, type: 'BORROW', startTime: 2, endTime: 1 })).toBe(
      -1127,
    )
  })

  it('refusals have their own codes and change nothing', async () => {
    const before = await ask('GET', 'margin/account')
    const borrow = { ...credit, type: 'BORROW' }
    const refusals = [
      ['asset/transfer', { ...credit, amount: '99999', type: 'MAIN_MARGIN' }, -3041],
      ['asset/transfer', { ...credit, amount: '99999', type: 'MARGIN_MAIN' }, -3041],
      ['asset/transfer', { ...credit, amount: '1', type: 'MAIN_UMFUTURE' }, -3026],
      ['asset/transfer', { asset: 'LCO', amount: '1', type: 'MAIN_MARGIN' }, -3009],
      ['asset/transfer', { asset: 'USD', amount: '1', type: 'MAIN_MARGIN' }, -3027],
      ['asset/transfer', { ...credit, amount: '0.0000001', type: 'MAIN_MARGIN' }, -1111],
      ['asset/transfer', { ...credit, amount: '1e2', type: 'MAIN_MARGIN' }, -1100],
      ['asset/transfer', { ...credit, amount: '0', type: 'MAIN_MARGIN' }, -1013],
      ['margin/borrow-repay', { ...borrow, amount: '290' }, -3045],
      ['margin/borrow-repay', { asset: 'LCO', type: 'BORROW', amount: '900' }, -3045],
      ['margin/borrow-repay', { asset: 'LCO', type: 'BORROW', amount: '300' }, -3006],
      ['margin/borrow-repay', { ...borrow, amount: '1', isIsolated: 'TRUE', ...pair }, -3028],
      ['margin/borrow-repay', { ...credit, type: 'REPAY', amount: '1' }, -3015],
      ['margin/borrow-repay', { ...credit, type: 'ROLL', amount: '1' }, -3026],
      ['margin/order', { ...gtc, side: 'BUY', quantity: '20', price: '0.09', isIsolated: 'TRUE' }, -3028],
      ['margin/order', { ...gtc, side: 'BUY', quantity: '20', price: '0.09', sideEffectType: 'GAMBLE' }, -1100],
      ['margin/order', { ...gtc, side: 'BUY', quantity: '9000', price: '0.09' }, -2010],
    ] as const
    for (const [path, values, code] of refusals)
      expect([path, values, await codeOf('POST', path, values)][2]).toBe(code)
    expect(await ask('GET', 'margin/account')).toEqual(before)
  })
})

describe('orders of the margin account', () => {
  it('borrow what they lack, pay back, and are listed, read and cancelled apart from those of spot', async () => {
    const spot = (await bot.ask('POST', '/api/v3/order', { ...gtc, side: 'BUY', quantity: '20', price: '0.09' }))
      .json as Row
    const buy = { ...pair, side: 'BUY', type: 'MARKET' }
    const bought = await ask('POST', 'margin/order', { ...buy, quantity: '1200', sideEffectType: 'MARGIN_BUY' })
    expect(bought).toMatchObject({ status: 'FILLED', isIsolated: false, executedQty: '1200.00000000' })
    const lent = (await assets())['CREDIT']?.['borrowed']
    expect(bought).toMatchObject({ marginBuyBorrowAmount: lent, marginBuyBorrowAsset: 'CREDIT' })
    const long = await assets()
    expect(Number(long['CREDIT']?.['borrowed'])).toBeGreaterThan(20)
    expect(long['LCO']).toMatchObject({ free: '1200.00000000', borrowed: '0.00000000' })
    const terms = { ...gtc, side: 'SELL', quantity: '1200', price: '0.12', newClientOrderId: 'take' }
    const resting = await ask('POST', 'margin/order', { ...terms, sideEffectType: 'AUTO_REPAY' })
    const { orderId } = resting as { readonly orderId: number }
    expect((await assets())['LCO']).toMatchObject({ free: '0.00000000', locked: '1200.00000000' })
    expect(await rows('GET', 'margin/openOrders')).toMatchObject([{ orderId, isIsolated: false, status: 'NEW' }])
    expect(await ask('GET', 'margin/order', { ...pair, origClientOrderId: 'take' })).toMatchObject({ orderId })
    expect(await codeOf('GET', 'margin/order', { ...pair, orderId: Number(spot['orderId']) })).toBe(-2013)
    expect(await codeOf('DELETE', 'margin/order', { ...pair, orderId: Number(spot['orderId']) })).toBe(-2011)
    expect((await bot.ask('GET', '/api/v3/openOrders', pair)).json).toMatchObject([{ orderId: spot['orderId'] }])
    expect(await ask('DELETE', 'margin/order', { ...pair, orderId })).toMatchObject({ status: 'CANCELED' })
    await quote()
    const sell = { ...pair, side: 'SELL', type: 'MARKET', quantity: '1200', sideEffectType: 'AUTO_REPAY' }
    expect(await ask('POST', 'margin/order', sell)).toMatchObject({ status: 'FILLED' })
    expect((await assets())['CREDIT']).toMatchObject({ borrowed: '0.00000000', interest: '0.00000000' })
    const { rows: loans } = await ask<{ rows: readonly Row[] }>('GET', 'margin/borrow-repay', { type: 'BORROW' })
    expect(loans.map((row) => row['type'])).toEqual(['AUTO', 'MANUAL'])
    const ids = (await rows('GET', 'margin/allOrders', pair)).map((row) => row['status'])
    expect(ids).toEqual(['FILLED', 'CANCELED', 'FILLED'])
    expect((await rows('GET', 'margin/myTrades', pair)).map((row) => row['isBuyer'])).toEqual([true, false])
    expect((await bot.ask('GET', '/api/v3/myTrades', pair)).json).toEqual([])
    expect(await codeOf('DELETE', 'margin/openOrders', pair)).toBe(-2011)
    expect((await bot.ask('DELETE', '/api/v3/openOrders', pair)).json).toMatchObject([{ orderId: spot['orderId'] }])
  })

  it('sell LCO that they borrow and buy them back', async () => {
    await quote()
    const sell = { ...pair, side: 'SELL', type: 'MARKET', quantity: '100', sideEffectType: 'AUTO_BORROW_REPAY' }
    expect(await ask('POST', 'margin/order', sell)).toMatchObject({ status: 'FILLED' })
    expect((await assets())['LCO']).toMatchObject({ borrowed: '100.00000000', netAsset: '-100.00000000' })
    await world.core.advance(HOUR)
    const owed = Number((await assets())['LCO']?.['netAsset'])
    expect(owed).toBeLessThan(-100)
    const buy = { ...pair, side: 'BUY', type: 'MARKET', quantity: '100.1', sideEffectType: 'AUTO_REPAY' }
    await ask('POST', 'margin/order', buy)
    const { LCO } = await assets()
    expect([LCO?.['borrowed'], LCO?.['interest']]).toEqual(['0.00000000', '0.00000000'])
  })

  it('come as one that cancels the other, unless they borrow', async () => {
    const list = { ...pair, side: 'BUY', quantity: '20', price: '0.09', stopPrice: '0.12' }
    expect(await codeOf('POST', 'margin/order/oco', { ...list, sideEffectType: 'MARGIN_BUY' })).toBe(-2010)
    const made = await ask('POST', 'margin/order/oco', list)
    expect(made).toMatchObject({ contingencyType: 'OCO', isIsolated: false })
    const orderListId = Number(made['orderListId'])
    expect((await bot.ask('GET', '/api/v3/openOrderList')).json).toEqual([])
    expect((await bot.ask('DELETE', '/api/v3/orderList', { ...pair, orderListId })).code).toBe(-2011)
    expect(await rows('GET', 'margin/openOrderList')).toMatchObject([{ orderListId }])
    expect(await rows('DELETE', 'margin/openOrders', pair)).toHaveLength(2)
    expect(await rows('GET', 'margin/openOrders')).toEqual([])
  })
})
