/** Claims about what a user stream tells of orders that wait, lists, amendments and meetings with own orders, and what reads then answer. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../../../test/exchange/market.ts'
import { Bot, credentialsOf, type Values } from '../../../../test/exchange/signing.ts'
import { SocketClient } from '../../../../test/exchange/socket-client.ts'
import { limit, openWorld, type Visitor, type World } from '../../testing/world.ts'

const pair = { symbol: 'LCOCREDIT' }
const sell = { ...pair, side: 'SELL', quantity: '20' }
const buy = { ...pair, side: 'BUY', quantity: '20' }
const gtc = { type: 'LIMIT', timeInForce: 'GTC' }
const stop = { type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC' }

let world: World
let bot: Bot
let bo: Visitor
let cy: Visitor
let stream: SocketClient

beforeAll(async () => {
  world = await openWorld()
  bot = new Bot(world, await credentialsOf(await world.trader('ann')))
  bo = await world.trader('bo')
  cy = await world.trader('cy')
})
afterAll(() => world.close())
beforeEach(async () => {
  await trade('0.10000')
  const { listenKey } = (await bot.send('POST', '/api/v3/userDataStream')).json as { listenKey: string }
  stream = await SocketClient.open(world.url, `/ws/${listenKey}`)
})
afterEach(async () => {
  stream.close()
  await bot.ask('DELETE', '/api/v3/openOrders', pair)
  for (const visitor of [bo, cy]) await visitor.call('orders.cancelAll')
})

/** Two strangers make this the last price. */
async function trade(price: string): Promise<void> {
  await bo.call('orders.place', { body: limit('sell', `${price} × 20.0`) })
  await cy.call('orders.place', { body: limit('buy', `${price} × 20.0`) })
}

type Row = Readonly<Record<string, unknown>>

async function send(method: string, path: string, values: Values): Promise<Row> {
  return (await sent(method, path, values)) as Row
}

const listed = async (path: string, values: Values) => (await sent('GET', path, values)) as readonly Row[]

async function sent(method: string, path: string, values: Values): Promise<unknown> {
  const answer = await bot.ask(method, `/api/v3/${path}`, values)
  if (answer.status !== 200) throw new Error(`${path}: ${answer.text}`)
  return answer.json
}
const place = (values: Values) => send('POST', 'order', values)
const read = (orderId: unknown) => send('GET', 'order', { ...pair, orderId: Number(orderId) })

type Fields = readonly string[]
const shown = (fields: Fields, e: string) =>
  stream.heard.filter((message) => message.e === e).map((message) => fields.map((field) => message[field]))

/** Waits for so many events of a kind and gives these fields of each. */
async function told(count: number, fields: Fields, e = 'executionReport'): Promise<unknown[][]> {
  await eventually(() => shown(fields, e).length >= count)
  return shown(fields, e)
}

describe('an order that waits', () => {
  it('is told when it is placed, again when its trigger fires and it works, and then of each fill', async () => {
    await place({ ...sell, ...stop, price: '0.1005', stopPrice: '0.099' })
    const placedAt = world.core.now()
    await world.core.advance(5_000)
    await trade('0.09900')
    await cy.call('orders.place', { body: limit('buy', '0.10050 × 20.0') })
    expect(await told(3, ['x', 'X', 'w', 'W', 'o', 'P', 'z'])).toEqual([
      ['NEW', 'NEW', false, undefined, 'STOP_LOSS_LIMIT', '0.09900000', '0.00000000'],
      ['NEW', 'NEW', true, placedAt + 5_000, 'STOP_LOSS_LIMIT', '0.09900000', '0.00000000'],
      ['TRADE', 'FILLED', false, placedAt + 5_000, 'STOP_LOSS_LIMIT', '0.09900000', '20.00000000'],
    ])
  })

  it('is told to have been triggered before its fills where it trades at once', async () => {
    await place({ ...sell, ...stop, price: '0.098', stopPrice: '0.099' })
    await bo.call('orders.place', { body: limit('buy', '0.09850 × 12.0') })
    await bo.call('orders.place', { body: limit('buy', '0.09840 × 20.0') })
    await bo.call('orders.place', { body: limit('sell', '0.09900 × 20.0') })
    await cy.call('orders.place', { body: limit('buy', '0.09900 × 20.0') })
    expect(await told(4, ['x', 'X', 'L', 'z'])).toEqual([
      ['NEW', 'NEW', '0.00000000', '0.00000000'],
      ['NEW', 'NEW', '0.00000000', '0.00000000'],
      ['TRADE', 'PARTIALLY_FILLED', '0.09850000', '12.00000000'],
      ['TRADE', 'FILLED', '0.09840000', '20.00000000'],
    ])
  })

  it('is told to have expired where it can not be placed when its turn comes', async () => {
    const { orderId } = await place({ ...sell, type: 'STOP_LOSS', stopPrice: '0.099' })
    await trade('0.09900')
    expect(await told(3, ['x', 'X', 'z'])).toEqual([
      ['NEW', 'NEW', '0.00000000'],
      ['NEW', 'NEW', '0.00000000'],
      ['EXPIRED', 'EXPIRED', '0.00000000'],
    ])
    expect(await read(orderId)).toMatchObject({ status: 'EXPIRED', executedQty: '0.00000000' })
  })

  it('that trails is told with its distance', async () => {
    await place({ ...sell, type: 'STOP_LOSS', trailingDelta: 100 })
    expect(await told(1, ['x', 'd', 'P'])).toEqual([['NEW', 100, '0.00000000']])
  })
})

describe('an order list', () => {
  const lists = ['c', 'l', 'L']
  const oco = {
    ...{ ...pair, side: 'SELL', quantity: 20, aboveType: 'LIMIT_MAKER', abovePrice: 0.101, aboveClientOrderId: 'up' },
    ...{ belowType: 'STOP_LOSS_LIMIT', belowStopPrice: 0.099, belowPrice: 0.0985, belowTimeInForce: 'GTC' },
    belowClientOrderId: 'down',
  }
  const older = {
    ...{ ...pair, side: 'SELL', quantity: 20, price: 0.101, limitClientOrderId: 'up' },
    ...{ stopPrice: 0.099, stopLimitPrice: 0.0985, stopLimitTimeInForce: 'GTC', stopClientOrderId: 'down' },
  }

  it.each([
    ['orderList/oco', oco],
    ['order/oco', older],
  ])('of %s of which one trades ends the other', async (path, values) => {
    const made = await send('POST', path, values)
    expect(made).toMatchObject({ contingencyType: 'OCO', listStatusType: 'EXEC_STARTED', listOrderStatus: 'EXECUTING' })
    expect(made['orderReports']).toMatchObject([
      { clientOrderId: 'up', type: 'LIMIT_MAKER', status: 'NEW', selfTradePreventionMode: 'EXPIRE_MAKER' },
      { clientOrderId: 'down', type: 'STOP_LOSS_LIMIT', status: 'NEW', stopPrice: '0.09900000' },
    ])
    await cy.call('orders.place', { body: limit('buy', '0.10100 × 20.0') })
    await told(2, lists, 'listStatus')
    const reports = await told(4, ['c', 'x', 'X', 'g'])
    const id = made['orderListId']
    expect(reports.slice().sort()).toEqual([
      ['down', 'CANCELED', 'CANCELED', id],
      ['down', 'NEW', 'NEW', id],
      ['up', 'NEW', 'NEW', id],
      ['up', 'TRADE', 'FILLED', id],
    ])
    expect(await told(2, lists, 'listStatus')).toEqual([
      ['OCO', 'EXEC_STARTED', 'EXECUTING'],
      ['OCO', 'ALL_DONE', 'ALL_DONE'],
    ])
    const [, done] = stream.heard.filter(({ e }) => e === 'listStatus')
    expect(done).toMatchObject({ s: 'LCOCREDIT', g: id, r: 'NONE', O: [{ c: 'up' }, { c: 'down' }] })
  })

  it('of two of which one’s trigger fires ends the other, and the one works', async () => {
    const made = await send('POST', 'orderList/oco', { ...oco, belowPrice: 0.1 })
    await trade('0.09900')
    expect(await told(2, lists, 'listStatus')).toMatchObject([{}, ['OCO', 'ALL_DONE', 'ALL_DONE']])
    const reports = await told(4, ['c', 'x', 'X', 'w'])
    expect(reports.slice(2).sort()).toEqual([
      ['down', 'NEW', 'NEW', true],
      ['up', 'CANCELED', 'CANCELED', false],
    ])
    expect(await send('GET', 'orderList', { orderListId: Number(made['orderListId']) })).toMatchObject({
      listOrderStatus: 'ALL_DONE',
    })
    expect(await send('GET', 'openOrders', pair)).toMatchObject([{ clientOrderId: 'down', isWorking: true }])
    const all = await listed('allOrderList', {})
    expect(all.at(-1)).toMatchObject({
      ...{ orderListId: made['orderListId'], listStatusType: 'ALL_DONE', listClientOrderId: made['listClientOrderId'] },
      orders: [{ clientOrderId: 'up' }, { clientOrderId: 'down' }],
    })
    const from = Number(made['orderListId'])
    expect(await send('GET', 'allOrderList', { fromId: from, limit: 1 })).toEqual(all.slice(-1))
  })

  it('shows what it holds back as PENDING_NEW until its first order is filled', async () => {
    const made = await send('POST', 'orderList/oto', {
      ...{ ...pair, workingType: 'LIMIT', workingSide: 'BUY', workingPrice: '0.099', workingQuantity: '20' },
      ...{ workingTimeInForce: 'GTC', workingClientOrderId: 'first', pendingType: 'LIMIT', pendingSide: 'SELL' },
      ...{ pendingPrice: '0.101', pendingQuantity: '20', pendingTimeInForce: 'GTC', pendingClientOrderId: 'second' },
    })
    expect(made).toMatchObject({ contingencyType: 'OTO', orderReports: [{ status: 'NEW' }, { status: 'PENDING_NEW' }] })
    const [, second] = made['orders'] as { readonly orderId: number }[]
    expect(await read(second?.orderId)).toMatchObject({ status: 'PENDING_NEW', isWorking: false, workingTime: -1 })
    expect(await send('GET', 'openOrderList', {})).toMatchObject([{ orderListId: made['orderListId'] }])
    await bo.call('orders.place', { body: limit('sell', '0.09900 × 20.0') })
    expect((await told(4, ['c', 'x', 'X', 'w'])).slice().sort()).toEqual([
      ['first', 'NEW', 'NEW', true],
      ['first', 'TRADE', 'FILLED', false],
      ['second', 'NEW', 'NEW', true],
      ['second', 'NEW', 'PENDING_NEW', false],
    ])
    expect(await told(2, lists, 'listStatus')).toEqual([
      ['OTO', 'EXEC_STARTED', 'EXECUTING'],
      ['OTO', 'ALL_DONE', 'ALL_DONE'],
    ])
    expect(await read(second?.orderId)).toMatchObject({ status: 'NEW', isWorking: true })
  })

  const otoco = {
    ...{ ...pair, workingType: 'LIMIT', workingSide: 'BUY', workingPrice: '0.099', workingQuantity: '20' },
    ...{ workingTimeInForce: 'GTC', pendingSide: 'SELL', pendingQuantity: '20' },
    ...{ pendingAboveType: 'LIMIT_MAKER', pendingAbovePrice: '0.101', pendingAboveClientOrderId: 'up' },
    ...{ pendingBelowType: 'STOP_LOSS', pendingBelowStopPrice: '0.098', pendingBelowClientOrderId: 'down' },
    workingClientOrderId: 'first',
  }

  it('of three begins its pair when its first order is filled, and is canceled as a whole', async () => {
    const made = await send('POST', 'orderList/otoco', otoco)
    expect(made['orderReports']).toMatchObject([
      { status: 'NEW' },
      { status: 'PENDING_NEW' },
      { status: 'PENDING_NEW' },
    ])
    await bo.call('orders.place', { body: limit('sell', '0.09900 × 20.0') })
    const started = await told(6, ['c', 'x', 'X', 'w'])
    expect(started.slice(3).sort()).toEqual([
      ['down', 'NEW', 'NEW', false],
      ['first', 'TRADE', 'FILLED', false],
      ['up', 'NEW', 'NEW', true],
    ])
    const canceled = await send('DELETE', 'orderList', { ...pair, orderListId: Number(made['orderListId']) })
    expect(canceled).toMatchObject({ listOrderStatus: 'ALL_DONE' })
    expect(canceled['orderReports']).toMatchObject([
      { status: 'FILLED' },
      { status: 'CANCELED' },
      { status: 'CANCELED' },
    ])
    const ended = await told(8, ['c', 'C', 'x', 'X'])
    expect(ended.slice(6).sort()).toEqual([
      ['down', 'down', 'CANCELED', 'CANCELED'],
      ['up', 'up', 'CANCELED', 'CANCELED'],
    ])
    expect(await told(3, lists, 'listStatus')).toEqual([
      ['OTO', 'EXEC_STARTED', 'EXECUTING'],
      ['OTO', 'EXEC_STARTED', 'EXECUTING'],
      ['OTO', 'ALL_DONE', 'ALL_DONE'],
    ])
  })

  it('ends with its first order when that is canceled', async () => {
    await send('POST', 'orderList/otoco', otoco)
    await send('DELETE', 'order', { ...pair, origClientOrderId: 'first' })
    const ended = await told(6, ['c', 'x', 'X'])
    expect(ended.slice(3).sort()).toEqual(['down', 'first', 'up'].map((c) => [c, 'CANCELED', 'CANCELED']))
    expect(await told(2, lists, 'listStatus')).toMatchObject([{}, ['OTO', 'ALL_DONE', 'ALL_DONE']])
  })
})

describe('what else ends or changes an order', () => {
  it('is told: the rest of an order that trades at once or not at all, and a smaller quantity', async () => {
    await bo.call('orders.place', { body: limit('sell', '0.10100 × 12.0') })
    expect(await place({ ...buy, type: 'LIMIT', timeInForce: 'IOC', price: '0.101' })).toMatchObject({
      ...{ status: 'EXPIRED', executedQty: '12.00000000' },
    })
    const { orderId } = await place({ ...sell, ...gtc, price: '0.102' })
    await send('PUT', 'order/amend/keepPriority', { ...pair, orderId: Number(orderId), newQty: '15' })
    expect(await told(5, ['x', 'X', 'f', 'q', 'z'])).toEqual([
      ['NEW', 'NEW', 'IOC', '20.00000000', '0.00000000'],
      ['TRADE', 'PARTIALLY_FILLED', 'IOC', '20.00000000', '12.00000000'],
      ['EXPIRED', 'EXPIRED', 'IOC', '20.00000000', '12.00000000'],
      ['NEW', 'NEW', 'GTC', '20.00000000', '0.00000000'],
      ['REPLACED', 'NEW', 'GTC', '15.00000000', '0.00000000'],
    ])
  })

  it('is told of both orders of a replacement', async () => {
    const { orderId } = await place({ ...sell, ...gtc, price: '0.102', newClientOrderId: 'old' })
    await send('POST', 'order/cancelReplace', {
      ...{ ...sell, ...gtc, price: '0.103', newClientOrderId: 'new' },
      ...{ cancelOrderId: Number(orderId), cancelReplaceMode: 'STOP_ON_FAILURE' },
    })
    expect(await told(3, ['c', 'x', 'X'])).toEqual([
      ['old', 'NEW', 'NEW'],
      ['old', 'CANCELED', 'CANCELED'],
      ['new', 'NEW', 'NEW'],
    ])
  })
})

describe('orders of one owner that meet', () => {
  const met = ['i', 'x', 'X', 'V', 'B', 'U']

  it('end as their mode says: told with what was taken off, answered and read as EXPIRED_IN_MATCH', async () => {
    const { orderId: maker } = await place({ ...sell, ...gtc, price: '0.102' })
    const taker = await place({ ...buy, ...gtc, price: '0.102', selfTradePreventionMode: 'EXPIRE_TAKER' })
    expect(taker).toMatchObject({ status: 'EXPIRED_IN_MATCH', selfTradePreventionMode: 'EXPIRE_TAKER' })
    expect(await read(taker['orderId'])).toMatchObject({
      ...{ status: 'EXPIRED_IN_MATCH', selfTradePreventionMode: 'EXPIRE_TAKER' },
    })
    expect((await told(3, met)).at(-1)).toEqual([
      ...[taker['orderId'], 'TRADE_PREVENTION', 'EXPIRED_IN_MATCH', 'EXPIRE_TAKER', '0.00000000', maker],
    ])
    const next = await place({ ...buy, ...gtc, price: '0.102', selfTradePreventionMode: 'EXPIRE_MAKER' })
    expect(next).toMatchObject({ status: 'NEW' })
    expect(await told(5, met)).toContainEqual([
      ...[maker, 'TRADE_PREVENTION', 'EXPIRED_IN_MATCH', 'EXPIRE_MAKER', '20.00000000', next['orderId']],
    ])
    expect(await read(maker)).toMatchObject({ status: 'EXPIRED_IN_MATCH' })
  })

  it('lose the same quantity each with DECREMENT, and are listed as prevented matches', async () => {
    const { orderId: maker } = await place({ ...sell, ...gtc, price: '0.102', quantity: '50' })
    const taker = await place({ ...buy, ...gtc, price: '0.102', selfTradePreventionMode: 'DECREMENT' })
    expect(taker).toMatchObject({ status: 'EXPIRED_IN_MATCH', selfTradePreventionMode: 'DECREMENT' })
    expect((await told(4, met)).slice(1)).toEqual([
      [maker, 'TRADE_PREVENTION', 'NEW', 'EXPIRE_MAKER', '20.00000000', taker['orderId']],
      [taker['orderId'], 'NEW', 'NEW', 'DECREMENT', undefined, undefined],
      [taker['orderId'], 'TRADE_PREVENTION', 'EXPIRED_IN_MATCH', 'DECREMENT', '20.00000000', maker],
    ])
    const matches = await listed('myPreventedMatches', { ...pair, orderId: Number(taker['orderId']) })
    expect(matches).toMatchObject([
      {
        ...{ symbol: 'LCOCREDIT', takerOrderId: taker['orderId'], makerOrderId: maker, makerSymbol: 'LCOCREDIT' },
        ...{ selfTradePreventionMode: 'DECREMENT', price: '0.10200000', makerPreventedQuantity: '20.00000000' },
      },
    ])
    const preventedMatchId = Number(matches[0]?.['preventedMatchId'])
    expect(stream.heard.findLast(({ x }) => x === 'TRADE_PREVENTION')).toMatchObject({ v: preventedMatchId })
    const again = await send('GET', 'myPreventedMatches', { ...pair, preventedMatchId })
    expect(again).toEqual(matches)
  })
})
