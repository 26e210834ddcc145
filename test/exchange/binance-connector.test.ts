/** Claims about margin by the package @binance/connector, unchanged, against a running server: only its address is another, and the clock that it reads is the server's. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { limit, openWorld, type Visitor, type World } from '../../src/server/testing/world.ts'
import { credentialsOf } from './signing.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const symbol = 'LCOCREDIT'

type Entry = Readonly<Record<string, unknown>>
interface Answer<T> {
  readonly data: T
}
/** Methods of its class, with its own positional parameters. */
interface Spot {
  marginAllAssets(): Promise<Answer<readonly Entry[]>>
  marginAllPairs(): Promise<Answer<readonly Entry[]>>
  marginPairIndex(symbol: string): Promise<Answer<Entry>>
  marginInterestRateHistory(asset: string): Promise<Answer<readonly Entry[]>>
  marginAccount(): Promise<Answer<{ readonly userAssets: readonly Entry[] }>>
  marginMaxBorrowable(asset: string): Promise<Answer<Entry>>
  marginMaxTransferable(asset: string): Promise<Answer<Entry>>
  newMarginOrder(symbol: string, side: string, type: string, more: Entry): Promise<Answer<Entry>>
  cancelMarginOrder(symbol: string, more: Entry): Promise<Answer<Entry>>
  cancelAllOpenMarginOrder(symbol: string): Promise<Answer<readonly Entry[]>>
  marginOrder(symbol: string, more: Entry): Promise<Answer<Entry>>
  marginOpenOrders(more: Entry): Promise<Answer<readonly Entry[]>>
  marginAllOrders(symbol: string): Promise<Answer<readonly Entry[]>>
  marginMyTrades(symbol: string): Promise<Answer<readonly Entry[]>>
  marginInterestHistory(): Promise<Answer<{ readonly rows: readonly Entry[] }>>
  marginForceLiquidationRecord(): Promise<Answer<{ readonly rows: readonly Entry[] }>>
  marginOCOOrder(...order: readonly [string, string, number, number, number, Entry]): Promise<Answer<Entry>>
  getMarginOpenOCOOrders(): Promise<Answer<readonly Entry[]>>
  cancelMarginOCOOrder(symbol: string, more: Entry): Promise<Answer<Entry>>
}

const packageName = '@binance/connector'
let world: World
let maker: Visitor
let owner: Visitor
let client: Spot

beforeAll(async () => {
  world = await openWorld()
  owner = await world.trader('ann')
  maker = await world.trader('maker')
  await world.mine(maker.account, 700)
  await maker.call('lending.lend', { body: { asset: 'CR', amount: '400' } })
  await maker.call('lending.lend', { body: { asset: 'LCO', amount: '2000' } })
  await quote(0.1)
  const { terms } = await owner.call('margin.limits')
  await owner.call('margin.open', { body: { terms } })
  await owner.call('margin.transfer', { body: { direction: 'in', amount: '100' } })
  const { apiKey, secret } = await credentialsOf(owner)
  const { Spot: Client }: { Spot: new (...keys: readonly [string, string, object]) => Spot } = await import(packageName)
  client = new Client(apiKey, secret, { baseURL: world.url, timeout: 5000 })
  await world.core.advance(25 * HOUR)
})
afterAll(() => world.close())
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: world.core.now() }))
afterEach(() => void vi.useRealTimers())

async function quote(mid: number): Promise<void> {
  await maker.call('orders.cancelAll')
  await maker.call('orders.place', { body: limit('buy', `${(mid * 0.99).toFixed(5)} × 3000`) })
  await maker.call('orders.place', { body: limit('sell', `${(mid * 1.01).toFixed(5)} × 3000`) })
}

/** The market is quoted there until the mark has followed. */
async function moveTo(mid: number): Promise<void> {
  const mark = () => world.core.peek(({ state }) => state.market.mark)
  await world.core.advance(Math.max(0, mark().pausedUntil - world.core.now()))
  await quote(mid)
  const ticks = Math.round(mid * 100_000)
  for (let minute = 0; minute < 60 && mark().price !== ticks; minute++) await world.core.advance(MINUTE)
}

const assetIn = async (name: string): Promise<Entry> => {
  const { userAssets } = (await client.marginAccount()).data
  return userAssets.find(({ asset }) => asset === name) ?? {}
}

describe('@binance/connector', () => {
  it('reads what there is to borrow, at which price and rate, and how much of it', async () => {
    expect((await client.marginAllPairs()).data).toMatchObject([{ symbol, isMarginTrade: true }])
    expect((await client.marginAllAssets()).data.map(({ assetName }) => assetName)).toEqual(['CREDIT', 'LCO'])
    expect((await client.marginPairIndex(symbol)).data).toMatchObject({ symbol, price: '0.10000000' })
    expect((await client.marginInterestRateHistory('CREDIT')).data.length).toBeGreaterThan(0)
    expect((await client.marginMaxTransferable('CREDIT')).data).toEqual({ amount: '100.00000000' })
    expect(Number((await client.marginMaxBorrowable('CREDIT')).data['amount'])).toBeGreaterThan(100)
  })

  it('buys with borrowed credits, sells and pays back, and is told of orders, trades and interest', async () => {
    const buy = { quantity: 2000, price: 0.101, timeInForce: 'GTC', sideEffectType: 'MARGIN_BUY' }
    expect((await client.newMarginOrder(symbol, 'BUY', 'LIMIT', buy)).data).toMatchObject({ status: 'FILLED' })
    expect(await assetIn('LCO')).toMatchObject({ free: '2000.00000000', borrowed: '0.00000000' })
    expect(Number((await assetIn('CREDIT'))['borrowed'])).toBeGreaterThan(100)
    const sell = { quantity: 2000, sideEffectType: 'AUTO_REPAY' }
    await client.newMarginOrder(symbol, 'SELL', 'MARKET', sell)
    expect(await assetIn('CREDIT')).toMatchObject({ borrowed: '0.00000000', interest: '0.00000000' })
    const orders = (await client.marginAllOrders(symbol)).data
    expect(orders.map(({ side, status }) => [side, status])).toEqual([
      ['BUY', 'FILLED'],
      ['SELL', 'FILLED'],
    ])
    const trades = (await client.marginMyTrades(symbol)).data
    expect(trades.map(({ isBuyer, qty }) => [isBuyer, qty])).toEqual([
      [true, '2000.00000000'],
      [false, '2000.00000000'],
    ])
  })

  it('places, reads and cancels orders that rest, one by one, all, and in pairs', async () => {
    const rest = { quantity: 100, price: 0.08, timeInForce: 'GTC' }
    const { orderId } = (await client.newMarginOrder(symbol, 'BUY', 'LIMIT', rest)).data
    expect((await client.marginOrder(symbol, { orderId })).data).toMatchObject({ status: 'NEW', isIsolated: false })
    expect((await client.marginOpenOrders({ symbol })).data).toMatchObject([{ orderId }])
    expect((await client.cancelMarginOrder(symbol, { orderId })).data).toMatchObject({ status: 'CANCELED' })
    await client.newMarginOrder(symbol, 'BUY', 'LIMIT', rest)
    expect((await client.cancelAllOpenMarginOrder(symbol)).data).toMatchObject([{ status: 'CANCELED' }])
    const stop = { stopLimitPrice: 0.12, stopLimitTimeInForce: 'GTC' }
    const { orderListId } = (await client.marginOCOOrder(symbol, 'BUY', 100, 0.08, 0.11, stop)).data
    expect((await client.getMarginOpenOCOOrders()).data).toMatchObject([{ orderListId, contingencyType: 'OCO' }])
    const canceled = (await client.cancelMarginOCOOrder(symbol, { orderListId })).data
    expect(canceled).toMatchObject({ listOrderStatus: 'ALL_DONE' })
    expect((await client.marginOpenOrders({ symbol })).data).toEqual([])
  })

  it('is told of forced closes, and of the interest that ran until then', async () => {
    await quote(0.1)
    const buy = { quantity: 2700, sideEffectType: 'MARGIN_BUY' }
    await client.newMarginOrder(symbol, 'BUY', 'MARKET', buy)
    vi.useRealTimers()
    for (const mid of [0.09, 0.081, 0.073, 0.068]) await moveTo(mid)
    vi.useFakeTimers({ toFake: ['Date'], now: world.core.now() })
    const closed = (await client.marginForceLiquidationRecord()).data.rows
    expect(closed[0]).toMatchObject({ symbol, side: 'SELL', isIsolated: false })
    const accrued = (await client.marginInterestHistory()).data.rows
    expect(accrued[0]).toMatchObject({ asset: 'CREDIT', type: 'PERIODIC' })
  })
})
