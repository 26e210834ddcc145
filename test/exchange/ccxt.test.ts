/** Claims about ccxt, unchanged, against a running server: only its addresses are others. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ccxt, type CcxtOrder, openCcxt } from './ccxt-client.ts'
import { eventually, Market, SYMBOL } from './market.ts'

let market: Market
let ann: Ccxt
let bo: Ccxt

beforeAll(async () => {
  market = await Market.open()
  await market.trade()
  ann = await openCcxt(market.url, market.ann.credentials)
  bo = await openCcxt(market.url, market.bo.credentials)
})
afterAll(async () => {
  await ann.close()
  await bo.close()
  await market.close()
})

describe('ccxt over REST', () => {
  it('loads the market with its filters and reads its data', async () => {
    const markets = await ann.loadMarkets()
    expect(markets[SYMBOL]).toMatchObject({
      ...{ id: 'LCOCREDIT', spot: true, active: true, precision: { amount: 0.1, price: 0.00001 } },
      limits: { cost: { min: 1 } },
    })
    expect(await ann.fetchStatus()).toMatchObject({ status: 'ok' })
    expect(Math.abs((await ann.fetchTime()) - Date.now())).toBeLessThan(5000)
    expect(await ann.fetchTicker(SYMBOL)).toMatchObject({ symbol: SYMBOL, last: 0.1, baseVolume: 20 })
    expect(Object.keys(await ann.fetchTickers())).toEqual([SYMBOL])
    expect(await ann.fetchTrades(SYMBOL)).toMatchObject([{ price: 0.1, amount: 20 }])
    for (const interval of ['1m', '1h', '1d', '1w', '1M'])
      expect(
        (await ann.fetchOHLCV(SYMBOL, interval)).map((candle) => candle.slice(1)),
        interval,
      ).toContainEqual([0.1, 0.1, 0.1, 0.1, 20])
    expect(await ann.fetchTradingFee(SYMBOL)).toMatchObject({ maker: 0, taker: 0.001 })
  })

  it('places, reads, edits and cancels orders', async () => {
    const placed = await ann.createOrder(SYMBOL, 'limit', 'sell', 30, 0.2)
    expect(placed).toMatchObject({ status: 'open', amount: 30, price: 0.2, filled: 0 })
    expect(await ann.fetchOrder(placed.id, SYMBOL)).toMatchObject({ id: placed.id, status: 'open' })
    expect((await ann.fetchBalance()).used['LCO']).toBe(30)
    const edited = await ann.editOrder(placed.id, SYMBOL, 'limit', 'sell', 25, 0.21)
    expect(edited).toMatchObject({ status: 'open', amount: 25, price: 0.21 })
    expect((await ann.fetchOpenOrders(SYMBOL)).map(({ id }) => id)).toEqual([edited.id])
    const taken = await bo.createOrder(SYMBOL, 'limit', 'buy', 10, 0.21)
    expect(taken).toMatchObject({ status: 'closed', filled: 10 })
    expect((await bo.fetchMyTrades(SYMBOL)).at(-1)).toMatchObject({ price: 0.21, amount: 10 })
    expect(await ann.cancelAllOrders(SYMBOL)).toMatchObject([{ id: edited.id, status: 'canceled', filled: 10 }])
    expect(await ann.fetchOpenOrders(SYMBOL)).toEqual([])
    expect((await ann.fetchOrders(SYMBOL)).map(({ status }) => status)).toEqual(['closed', 'canceled', 'canceled'])
  })

  it('gets its own exceptions for refusals', async () => {
    const name = async (run: Promise<unknown>) =>
      run.then(
        () => 'none',
        (error: Error) => error.constructor.name,
      )
    expect(await name(bo.createOrder(SYMBOL, 'limit', 'buy', 100_000, 0.1))).toBe('InsufficientFunds')
    expect(await name(bo.createOrder(SYMBOL, 'limit', 'buy', 1, 0.1))).toBe('BadRequest')
    expect(await name(bo.cancelOrder('9999', SYMBOL))).toBe('OrderNotFound')
    const stranger = await openCcxt(market.url, { apiKey: 'A'.repeat(64), secret: 'B'.repeat(64) })
    expect(await name(stranger.fetchBalance())).toBe('AuthenticationError')
    const forger = await openCcxt(market.url, { ...market.ann.credentials, secret: 'B'.repeat(64) })
    expect(await name(forger.fetchBalance())).toBe('AuthenticationError')
  })
})

describe('ccxt over sockets', () => {
  it('hears trades, candles and the ticker', async () => {
    const heard = Promise.all([ann.watchTrades(SYMBOL), ann.watchOHLCV(SYMBOL, '1m'), ann.watchTicker(SYMBOL)])
    const [trades, candles, ticker] = await again(heard, () => market.trade('0.11000'))
    expect(trades.at(-1)).toMatchObject({ price: 0.11, amount: 20 })
    expect(candles.at(-1)?.[4]).toBe(0.11)
    expect(ticker).toMatchObject({ symbol: SYMBOL, last: 0.11 })
  })

  it('places and cancels orders, and hears of them and of the balance', async () => {
    const orders: CcxtOrder[] = []
    const balances: number[] = []
    let listening = true
    const listen = async (): Promise<void> => {
      while (listening) orders.push(...(await ann.watchOrders(SYMBOL)))
    }
    const balance = async (): Promise<void> => {
      while (listening) balances.push((await ann.watchBalance()).used['LCO'] ?? 0)
    }
    void listen().catch(() => undefined)
    void balance().catch(() => undefined)
    const placed = await again(
      eventually(() => orders.length > 0 && balances.length > 0 && 'heard'),
      () => ann.createOrderWs(SYMBOL, 'limit', 'sell', 20, 0.3).then(({ id }) => ann.cancelOrderWs(id, SYMBOL)),
    )
    expect(placed).toBe('heard')
    const { id } = await ann.createOrderWs(SYMBOL, 'limit', 'sell', 40, 0.12)
    await bo.createOrderWs(SYMBOL, 'limit', 'buy', 15, 0.12)
    await eventually(() => orders.some((order) => order.id === id && order.filled === 15))
    expect(await ann.cancelAllOrdersWs(SYMBOL)).toMatchObject([{ id, status: 'canceled' }])
    await eventually(() => orders.some((order) => order.id === id && order.status === 'canceled'))
    await eventually(() => balances.at(-1) === 0)
    listening = false
  })
})

/** Repeats `act` until `heard` settles: what subscribes gives no sign when it is ready. */
async function again<T>(heard: Promise<T>, act: () => Promise<unknown>): Promise<T> {
  let done = false
  const settled = heard.finally(() => {
    done = true
  })
  settled.catch(() => undefined)
  while (!done) {
    await act()
    await Promise.race([settled.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 300))])
  }
  return settled
}
