/** Claims about the package @binance/spot, unchanged, against a running server: only its addresses are others. */
import { generateKeyPairSync } from 'node:crypto'
import { Agent } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, Market } from './market.ts'
import { certificate, openTls, type Tls } from './tls.ts'

type Entry = Readonly<Record<string, unknown>>
/** A function over REST, a value over sockets. */
type Answer = { readonly data: Entry | (() => Promise<Entry>) }
type Methods = Readonly<Record<string, (request?: object) => Promise<Answer>>>
interface Channel {
  on(event: 'message', listener: (data: Entry) => void): void
}
interface Requests {
  on(event: 'message', listener: (text: string) => void): void
  disconnect(): Promise<void>
}
interface Connection {
  disconnect(): Promise<void>
}
interface Spot {
  readonly restAPI: Methods
  readonly websocketAPI: { connect(): Promise<Requests & Methods> }
  readonly websocketStreams: {
    connect(): Promise<Connection & Readonly<Record<string, (request: object) => Channel>>>
  }
}

const packageName = '@binance/spot'
const pair = { symbol: 'LCOCREDIT' }
const limit = { ...pair, type: 'LIMIT', timeInForce: 'GTC' }

let market: Market
let tls: Tls
let spot: Spot
let logon: Spot

async function client(keys: object): Promise<Spot> {
  const { Spot: Client }: { Spot: new (configuration: object) => Spot } = await import(packageName)
  const agent = new Agent({ ca: certificate })
  const [http, ws] = [`https://localhost:${tls.port}`, `wss://localhost:${tls.port}`]
  return new Client({
    configurationRestAPI: { ...keys, basePath: http, httpsAgent: agent, retries: 0, timeout: 5000 },
    configurationWebsocketAPI: { ...keys, wsURL: `${ws}/ws-api/v3`, agent },
    configurationWebsocketStreams: { wsURL: ws, agent },
  })
}

beforeAll(async () => {
  market = await Market.open()
  tls = await openTls(Number(new URL(market.url).port))
  await market.trade()
  const { apiKey, secret } = market.ann.credentials
  spot = await client({ apiKey, apiSecret: secret })
  const keys = generateKeyPairSync('ed25519')
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const made = await market.ann.visitor.call('keys.create', {
    body: { name: 'logon', scopes: ['trade'], signing: { algorithm: 'ed25519', publicKey } },
  })
  const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  logon = await client({ apiKey: made.signing?.apiKey, privateKey })
})
afterAll(async () => {
  tls.close()
  await market.close()
})

const ask = async (methods: Methods, name: string, request?: object): Promise<Entry> => {
  const method = methods[name]
  if (!method) throw new Error(`the package has no ${name}`)
  const { data } = await method.call(methods, request)
  return typeof data === 'function' ? (data as () => Promise<Entry>)() : data
}

describe('@binance/spot over REST', () => {
  it('reads market data', async () => {
    expect(await ask(spot.restAPI, 'exchangeInfo', pair)).toMatchObject({ symbols: [{ symbol: 'LCOCREDIT' }] })
    const candles = await ask(spot.restAPI, 'klines', { ...pair, interval: '1m' })
    expect(candles[0]).toMatchObject({ 1: '0.10000000', 4: '0.10000000', 5: '20.00000000' })
    expect(await ask(spot.restAPI, 'aggTrades', pair)).toMatchObject([{ a: 1, p: '0.10000000' }])
    expect(await ask(spot.restAPI, 'ticker24hr', pair)).toMatchObject({ lastPrice: '0.10000000' })
  })

  it('places, replaces, amends and cancels orders of all kinds', async () => {
    const placed = await ask(spot.restAPI, 'newOrder', {
      ...limit,
      side: 'SELL',
      price: 0.2,
      quantity: 30,
      icebergQty: 10,
    })
    expect(placed).toMatchObject({ status: 'NEW', origQty: '30.00000000' })
    const amended = await ask(spot.restAPI, 'orderAmendKeepPriority', {
      ...pair,
      orderId: placed['orderId'],
      newQty: 25,
    })
    expect(amended).toMatchObject({ amendedOrder: { qty: '25.00000000', status: 'NEW' } })
    const replaced = await ask(spot.restAPI, 'orderCancelReplace', {
      ...{ ...limit, side: 'SELL', price: 0.21, quantity: 20, cancelReplaceMode: 'STOP_ON_FAILURE' },
      cancelOrderId: placed['orderId'],
    })
    expect(replaced).toMatchObject({ cancelResult: 'SUCCESS', newOrderResult: 'SUCCESS' })
    const stop = await ask(spot.restAPI, 'newOrder', {
      ...limit,
      type: 'STOP_LOSS_LIMIT',
      side: 'SELL',
      price: 0.08,
      stopPrice: 0.09,
      quantity: 20,
    })
    expect(await ask(spot.restAPI, 'getOrder', { ...pair, orderId: stop['orderId'] })).toMatchObject({
      ...{ type: 'STOP_LOSS_LIMIT', stopPrice: '0.09000000', isWorking: false, status: 'NEW' },
    })
    const oco = await ask(spot.restAPI, 'orderListOco', {
      ...{ ...pair, side: 'SELL', quantity: 20, aboveType: 'LIMIT_MAKER', abovePrice: 0.25 },
      ...{ belowType: 'STOP_LOSS_LIMIT', belowStopPrice: 0.09, belowPrice: 0.085, belowTimeInForce: 'GTC' },
    })
    expect(oco).toMatchObject({ contingencyType: 'OCO', listOrderStatus: 'EXECUTING', orders: [{}, {}] })
    const oto = await ask(spot.restAPI, 'orderListOto', {
      ...{
        ...pair,
        workingType: 'LIMIT',
        workingSide: 'BUY',
        workingPrice: 0.05,
        workingQuantity: 30,
        workingTimeInForce: 'GTC',
      },
      ...{
        pendingType: 'LIMIT',
        pendingSide: 'SELL',
        pendingPrice: 0.3,
        pendingQuantity: 30,
        pendingTimeInForce: 'GTC',
      },
    })
    expect(oto).toMatchObject({ contingencyType: 'OTO', orderReports: [{ status: 'NEW' }, {}] })
    expect(await ask(spot.restAPI, 'getOpenOrders', pair)).toHaveLength(6)
    expect(await ask(spot.restAPI, 'deleteOpenOrders', pair)).toHaveLength(6)
    expect(await ask(spot.restAPI, 'getAccount')).toMatchObject({ canTrade: true })
  })
})

describe('@binance/spot over sockets', () => {
  it('logs on with an Ed25519 key, trades without signing again and hears of it', async () => {
    const requests = await logon.websocketAPI.connect()
    await requests['sessionLogon']?.call(requests)
    const heard: Entry[] = []
    requests.on('message', (text) => heard.push(JSON.parse(text) as Entry))
    await requests['userDataStreamSubscribe']?.call(requests)
    const placed = await ask(requests, 'orderPlace', { ...limit, side: 'SELL', price: 0.2, quantity: 30 })
    expect(placed).toMatchObject({ status: 'NEW' })
    const events = () => heard.flatMap(({ event }) => (event === undefined ? [] : [event as Entry]))
    await eventually(() => events().some(({ e, i }) => e === 'executionReport' && i === placed['orderId']))
    await eventually(() => events().some(({ e }) => e === 'outboundAccountPosition'))
    expect(await ask(requests, 'openOrdersCancelAll', pair)).toMatchObject([
      { orderId: placed['orderId'], status: 'CANCELED' },
    ])
    expect(await ask(requests, 'accountStatus')).toMatchObject({ accountType: 'SPOT' })
    await requests.disconnect()
  })

  it('hears depth and trades', async () => {
    const streams = await spot.websocketStreams.connect()
    const heard: Entry[] = []
    for (const name of ['diffBookDepth', 'trade', 'aggTrade', 'bookTicker'])
      streams[name]?.call(streams, { symbol: 'lcocredit' }).on('message', (data) => heard.push(data))
    await eventually(async () => {
      await market.trade('0.13000')
      return ['depthUpdate', 'trade', 'aggTrade'].every((e) => heard.some((event) => event['e'] === e))
    })
    await streams.disconnect()
  })
})
