/** Claims about the news of own orders. */
import { describe, expect, it } from 'vitest'
import type { Order } from '../../../../src/contract/orders.ts'
import { fillsBetween, joined, priceOf, seenOrders, sumsOf } from './order-fills.ts'

const order = (orderId: number, filled: string, change: Partial<Order> = {}): Order => ({
  orderId,
  clientOrderId: null,
  side: 'buy',
  type: 'limit',
  timeInForce: 'gtc',
  postOnly: false,
  selfTrade: 'expire_maker',
  price: '0.10000',
  quantity: '50.0',
  quote: null,
  filledQuantity: filled,
  filledNotional: (Number(filled) / 10).toFixed(6),
  averagePrice: null,
  fee: '0.000000',
  status: 'open',
  trigger: null,
  triggeredAt: null,
  iceberg: null,
  listId: null,
  margin: null,
  placedAt: 0,
  updatedAt: 0,
  ...change,
})

describe('news of own orders', () => {
  it('come when an order that waited in the book trades, in part or whole', () => {
    const before = seenOrders([order(1, '0.0'), order(2, '10.0'), order(3, '0.0')])
    const fills = fillsBetween(before, [
      order(1, '20.0'),
      order(2, '50.0', { status: 'filled', side: 'sell' }),
      order(3, '0.0'),
    ])
    expect(fills).toMatchObject([
      { orderId: 1, side: 'buy', quantity: '20.0', complete: false, rest: '30.0' },
      { orderId: 2, side: 'sell', quantity: '40.0', complete: true, rest: undefined },
    ])
    expect(fills.map(priceOf)).toEqual(['0.10000', '0.10000'])
  })
  it('do not repeat what the answer to placing said', () => {
    expect(fillsBetween(seenOrders([]), [order(1, '20.0'), order(2, '50.0', { status: 'filled' })])).toEqual([])
  })
  it('do not come for an order that was only cancelled', () => {
    expect(fillsBetween(seenOrders([order(1, '20.0')]), [order(1, '20.0', { status: 'canceled' })])).toEqual([])
  })
  it('say that an order cancelled after it traded waits no more', () => {
    const [fill] = fillsBetween(seenOrders([order(1, '0.0')]), [order(1, '20.0', { status: 'canceled' })])
    expect(fill).toMatchObject({ quantity: '20.0', complete: false, rest: undefined })
  })
  it('of one order in pieces are one, and of many a sum', () => {
    const first = fillsBetween(seenOrders([order(1, '0.0')]), [order(1, '20.0')])
    const second = fillsBetween(seenOrders([order(1, '20.0'), order(2, '0.0', { side: 'sell' })]), [
      order(1, '50.0', { status: 'filled' }),
      order(2, '5.0', { side: 'sell' }),
    ])
    const fills = joined([...first, ...second])
    expect(fills).toHaveLength(2)
    expect(sumsOf(fills)).toEqual({ complete: 1, partial: 1, bought: '50.0', sold: '5.0' })
  })
})
