/** ccxt as it is installed, with nothing changed but its addresses; typed as far as the tests use it. */
import type { Credentials } from './signing.ts'

type Entry = Readonly<Record<string, unknown>>
export interface CcxtOrder {
  readonly id: string
  readonly clientOrderId: string
  readonly status: string
  readonly side: string
  readonly filled: number
  readonly amount: number
  readonly price: number
  readonly remaining: number
}
export interface CcxtBook {
  readonly bids: readonly (readonly [price: number, quantity: number])[]
  readonly asks: readonly (readonly [price: number, quantity: number])[]
  readonly nonce: number
}
export interface CcxtBalance {
  readonly free: Readonly<Record<string, number>>
  readonly used: Readonly<Record<string, number>>
  readonly total: Readonly<Record<string, number>>
  readonly debt?: Readonly<Record<string, number>>
}
interface OrderTerms {
  readonly symbol: string
  readonly type: string
  readonly side: string
}
export interface CcxtTrade {
  readonly id: string
  readonly side: string
  readonly price: number
  readonly amount: number
  readonly cost: number
  readonly fee: { readonly cost: number }
}

/** Methods of ccxt's class, with its own positional parameters. */
export interface Ccxt {
  urls: { api: Record<string, unknown> & { ws: Record<string, unknown> & { 'ws-api': Record<string, string> } } }
  options: {
    timeDifference: number
    recvWindow?: number
    watchPositions?: { readonly fetchPositionsSnapshot: boolean }
  }
  loadMarkets(): Promise<Readonly<Record<string, Entry>>>
  fetchTime(): Promise<number>
  fetchStatus(): Promise<Entry>
  fetchTicker(symbol: string): Promise<Entry>
  fetchTickers(): Promise<Readonly<Record<string, Entry>>>
  fetchOrderBook(symbol: string, limit?: number): Promise<CcxtBook>
  fetchTrades(symbol: string): Promise<readonly CcxtTrade[]>
  fetchOHLCV(symbol: string, interval?: string): Promise<readonly (readonly number[])[]>
  fetchBalance(params?: Entry): Promise<CcxtBalance>
  fetchTradingFee(symbol: string): Promise<Entry>
  fetchOpenOrders(...from: From): Promise<readonly CcxtOrder[]>
  fetchClosedOrders(symbol: string): Promise<readonly CcxtOrder[]>
  fetchOrders(...from: From): Promise<readonly CcxtOrder[]>
  fetchOrder(id: string, symbol: string, params?: Entry): Promise<CcxtOrder>
  fetchMyTrades(...from: From): Promise<readonly CcxtTrade[]>
  createOrder(...order: Placing): Promise<CcxtOrder>
  createOrderWs(...order: Placing): Promise<CcxtOrder>
  editOrder(...order: [id: string, ...Placing]): Promise<CcxtOrder>
  cancelOrder(id: string, symbol: string, params?: Entry): Promise<CcxtOrder>
  cancelOrderWs(id: string, symbol: string): Promise<CcxtOrder>
  cancelAllOrders(symbol: string, params?: Entry): Promise<readonly CcxtOrder[]>
  cancelAllOrdersWs(symbol: string): Promise<readonly CcxtOrder[]>
  watchOrderBook(symbol: string): Promise<CcxtBook>
  watchTrades(symbol: string): Promise<readonly CcxtTrade[]>
  watchOHLCV(symbol: string, interval: string): Promise<readonly (readonly number[])[]>
  watchTicker(symbol: string): Promise<Entry>
  transfer(code: string, amount: number, from: string, to: string): Promise<Entry>
  fetchTransfers(code: string, since: undefined, limit: undefined, params: Entry): Promise<readonly Entry[]>
  borrowCrossMargin(code: string, amount: number): Promise<Entry>
  repayCrossMargin(code: string, amount: number): Promise<Entry>
  borrowIsolatedMargin(symbol: string, code: string, amount: number): Promise<Entry>
  fetchCrossBorrowRate(code: string): Promise<Entry>
  fetchBorrowRateHistory(code: string): Promise<readonly Entry[]>
  fetchBorrowInterest(code: string): Promise<readonly Entry[]>
  fetchMyLiquidations(symbol: string): Promise<readonly Entry[]>
  watchOrders(...from: From): Promise<readonly CcxtOrder[]>
  watchMyTrades(symbol: string): Promise<readonly CcxtTrade[]>
  watchBalance(params?: Entry): Promise<CcxtBalance>
  loadHttpProxyAgent(): Promise<unknown>
  close(): Promise<void>
}

type From = [symbol: string, since?: number | undefined, limit?: number, params?: Entry]

type Placing = [
  symbol: OrderTerms['symbol'],
  type: OrderTerms['type'],
  side: OrderTerms['side'],
  amount: number,
  price?: number,
  params?: Entry,
]

/**
 * The package has 60 MB of code and types: loaded by name, so that the type check of this project does not read them. It
 * is a development package all the same: 10 s and 90 MB beside the 900 MB of the others, and no package of its own to keep.
 */
const packageName = 'ccxt'

export async function openCcxt(url: string, credentials?: Credentials): Promise<Ccxt> {
  const { pro }: { pro: { binance: new (settings: object) => Ccxt } } = await import(packageName)
  const keys = credentials ? { apiKey: credentials.apiKey, secret: credentials.secret } : {}
  const client = new pro.binance({ ...keys })
  const { api } = client.urls
  for (const name of ['public', 'private', 'v1']) api[name] = `${url}/api/v3`
  for (const name of ['sapi', 'sapiV2', 'sapiV3', 'sapiV4']) api[name] = `${url}/sapi/v1`
  api['fapiPublic'] = `${url}/fapi/v1`
  api['dapiPublic'] = `${url}/dapi/v1`
  const sockets = url.replace('http', 'ws')
  api.ws['spot'] = `${sockets}/stream/ws`
  api.ws['ws-api'] = { spot: `${sockets}/ws-api/v3` }
  // What ccxt asks for before it opens a socket without TLS.
  await client.loadHttpProxyAgent()
  return client
}
