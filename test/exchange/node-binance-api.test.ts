/** Claims about the package node-binance-api, unchanged, against a running server: only its addresses are others. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, Market } from './market.ts'

type Entry = Readonly<Record<string, unknown>>
type Heard = (data: Entry) => void

/** Methods of its class, with its own positional parameters. */
interface Client {
  wsApi: string
  exchangeInfo(): Promise<Entry>
  prices(symbol: string): Promise<Entry>
  depth(symbol: string): Promise<Entry>
  balance(): Promise<Readonly<Record<string, { readonly available: string }>>>
  candlesticks(symbol: string, interval: string): Promise<readonly Entry[]>
  order(...order: [type: string, side: string, symbol: string, quantity: number, price: number]): Promise<Entry>
  openOrders(symbol: string): Promise<readonly Entry[]>
  cancel(symbol: string, orderId: unknown): Promise<Entry>
  cancelAll(symbol: string): Promise<unknown>
  trades(symbol: string): Promise<readonly Entry[]>
  mgTransferMainToMargin(asset: string, amount: number): Promise<Entry>
  mgAccount(): Promise<{ readonly userAssets: readonly Entry[] }>
  mgBuy(symbol: string, quantity: number, price: number): Promise<Entry>
  mgOpenOrders(symbol: string): Promise<readonly Entry[]>
  mgCancel(symbol: string, orderId: unknown): Promise<Entry>
  readonly websockets: {
    trades(symbols: readonly string[], heard: Heard): unknown
    userData(all: Heard): void
    userMarginData(all: Heard): void
  }
}

const packageName = 'node-binance-api'
const symbol = 'LCOCREDIT'
let market: Market
let client: Client

beforeAll(async () => {
  market = await Market.open()
  await market.trade()
  const { default: Binance }: { default: new (options: object) => Client } = await import(packageName)
  const { url, socketUrl } = market
  const urls = {
    ...{ base: `${url}/api/`, sapi: `${url}/sapi/` },
    ...{ stream: `${socketUrl}/ws/`, combineStream: `${socketUrl}/stream?streams=` },
  }
  const { apiKey, secret } = market.ann.credentials
  client = new Binance({ APIKEY: apiKey, APISECRET: secret, urls, reconnect: false })
  client.wsApi = `${socketUrl}/ws-api/v3`
})
afterAll(async () => {
  await market.close()
})

describe('node-binance-api', () => {
  it('reads market data and balances', async () => {
    expect(await client.exchangeInfo()).toMatchObject({ symbols: [{ symbol }] })
    expect(await client.prices(symbol)).toEqual({ [symbol]: 0.1 })
    expect(await client.depth(symbol)).toMatchObject({ lastUpdateId: expect.any(Number) })
    expect(await client.candlesticks(symbol, '1m')).toMatchObject([{ close: '0.10000000' }])
    expect((await client.balance())['LCO']?.available).toBe('980.00000000')
  })

  it('places and cancels orders, and hears of them and of trades', async () => {
    const [own, trades]: [Entry[], Entry[]] = [[], []]
    client.websockets.userData((event) => own.push(event))
    client.websockets.trades([symbol], (event) => trades.push(event))
    const placed = await client.order('LIMIT', 'SELL', symbol, 30, 0.2)
    expect(placed).toMatchObject({ status: 'NEW', origQty: '30.00000000' })
    expect(await client.openOrders(symbol)).toMatchObject([{ orderId: placed['orderId'] }])
    expect(await client.cancel(symbol, placed['orderId'])).toMatchObject({ status: 'CANCELED' })
    await eventually(async () => {
      await market.trade('0.14000')
      return trades.some(({ p }) => p === '0.14000000') && own.some(({ e }) => e === 'executionReport')
    })
    expect((await client.trades(symbol)).at(-1)).toMatchObject({ price: '0.14000000', isMaker: true })
  })

  it('moves collateral, places and cancels margin orders, and hears of them apart from spot', async () => {
    const { account } = market.ann
    await market.world.core.submit('margin.open', { account, terms: 'v1' })
    await client.mgTransferMainToMargin('CREDIT', 50)
    const own: Entry[] = []
    client.websockets.userMarginData((event) => own.push(event))
    await eventually(async () => {
      const { orderId } = await client.mgBuy(symbol, 100, 0.05)
      expect(await client.mgOpenOrders(symbol)).toMatchObject([{ orderId, isIsolated: false }])
      expect((await client.mgAccount()).userAssets).toMatchObject([{ free: '45.00000000', locked: '5.00000000' }, {}])
      expect(await client.mgCancel(symbol, orderId)).toMatchObject({ status: 'CANCELED' })
      return own.some(({ e }) => e === 'executionReport')
    })
    expect(await client.openOrders(symbol)).toEqual([])
  })
})
