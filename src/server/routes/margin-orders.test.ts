/** Claims about orders of the margin wallet on the wire: in the API with their wallet, in the exchange dialect not among spot orders. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Bot, credentialsOf } from '../../../test/exchange/signing.ts'
import type { Credits } from '../../base/money.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { limit, openWorld, type Visitor, type World } from '../testing/world.ts'

let world: World
let ann: Visitor
let bot: Bot

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  bot = new Bot(world, await credentialsOf(ann))
})
afterAll(() => world.close())

const onMargin = { ...limit('buy', '0.10000 × 40'), margin: { repay: true } }

async function openMargin(): Promise<void> {
  const me = await ann.call('me.get')
  const account = me.account as AccountId
  await world.core.submit('margin.open', { account, terms: 'v1' })
  await world.core.submit('margin.transfer', { account, direction: 'in', amount: 100_000_000 as Credits })
}

describe('an order with margin', () => {
  it('is refused until the margin account is open', async () => {
    expect(await ann.send('POST', '/orders', onMargin)).toMatchObject({ status: 409, code: 'margin_not_open' })
    await openMargin()
    const { order } = await ann.call('orders.place', { body: onMargin })
    expect(order).toMatchObject({ status: 'open', margin: { borrow: false, repay: true, reduceOnly: false } })
    const { credits } = await ann.call('me.balances')
    expect(credits).toMatchObject({ available: '800.000000', order: '0.000000', marginOrder: '4.000000' })
  })

  it('is read, filled and cancelled by its wallet', async () => {
    const spot = await ann.call('orders.place', { body: limit('buy', '0.09000 × 40') })
    const list = async (wallet?: 'spot' | 'margin') => {
      const { items } = await ann.call('orders.list', { query: wallet === undefined ? {} : { wallet } })
      return items.map(({ orderId, margin }) => [orderId, margin !== null])
    }
    const [one, two] = await list()
    expect(await list('spot')).toEqual([one])
    expect(await list('margin')).toEqual([two])
    const seller = await world.trader('bob')
    await seller.call('orders.place', { body: limit('sell', '0.10000 × 15') })
    expect(await ann.call('fills.list', { query: { wallet: 'spot' } })).toMatchObject({ items: [] })
    const { items } = await ann.call('fills.list', { query: { wallet: 'margin' } })
    expect(items).toMatchObject([{ wallet: 'margin', quantity: '15.0', role: 'maker' }])
    expect(await ann.call('orders.cancelAll', { query: { wallet: 'margin' } })).toMatchObject({ canceled: [two?.[0]] })
    expect(await list('margin')).toEqual([two])
    expect((await ann.call('orders.get', { params: { orderId: String(two?.[0]) } })).order).toMatchObject({
      status: 'canceled',
      margin: { borrow: false, repay: true, reduceOnly: false },
    })
    await ann.call('orders.cancel', { params: { orderId: String(spot.order.orderId) } })
  })

  it('is no order of the dialect’s spot endpoints', async () => {
    const pair = { symbol: 'LCOCREDIT' }
    const { order } = await ann.call('orders.place', { body: onMargin })
    const spot = await ann.call('orders.place', { body: limit('buy', '0.09000 × 40') })
    const ids = async (path: string) => {
      const { json } = await bot.ask('GET', path, pair)
      return (json as { orderId: number }[]).map(({ orderId }) => orderId)
    }
    expect(await ids('/api/v3/openOrders')).toEqual([spot.order.orderId])
    expect(await ids('/api/v3/allOrders')).not.toContain(order.orderId)
    expect(await ids('/api/v3/myTrades')).toEqual([])
    const { orderId } = order
    expect((await bot.ask('GET', '/api/v3/order', { ...pair, orderId })).code).toBe(-2013)
    expect((await bot.ask('DELETE', '/api/v3/order', { ...pair, orderId })).code).toBe(-2011)
    expect((await bot.ask('DELETE', '/api/v3/openOrders', pair)).json).toMatchObject([{ orderId: spot.order.orderId }])
    const { items } = await ann.call('orders.list', { query: { status: 'open' } })
    expect(items).toMatchObject([{ orderId }])
  })
})
