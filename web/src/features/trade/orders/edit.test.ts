/** Claims about changing open orders. */
import { describe, expect, it } from 'vitest'
import type { Order } from '../live.ts'
import { editOf, mayEdit } from './edit.ts'

const order = (change: Partial<Order> = {}): Order => ({
  ...{ orderId: 7, clientOrderId: null, side: 'sell', type: 'limit', timeInForce: 'gtc', postOnly: false },
  ...{
    selfTrade: 'expire_maker',
    price: '0.10000',
    quantity: '100.0',
    quote: null,
    filledQuantity: '20.0',
    filledNotional: '2.000000',
  },
  ...{ averagePrice: '0.10000', fee: '0.000000', status: 'open', trigger: null, triggeredAt: null, iceberg: null },
  ...{ listId: null, margin: null, placedAt: 0, updatedAt: 0 },
  ...change,
})
const texts = (change: Partial<Parameters<typeof editOf>[1]> = {}) => ({
  ...{ price: '0.10000', quantity: '100', trigger: '' },
  ...change,
})

describe('changing an open order', () => {
  it('makes it smaller where it stands', () => {
    expect(editOf(order(), texts({ quantity: '50' }))).toEqual({ way: 'amend', quantity: '50' })
  })
  it('cancels and places the rest anew for another price or more of it', () => {
    expect(editOf(order(), texts({ price: '0.11' }))).toEqual({
      way: 'replace',
      body: {
        cancel: '7',
        place: { type: 'limit', side: 'sell', price: '0.11', quantity: '80.0', timeInForce: 'gtc' },
      },
    })
    expect(editOf(order({ postOnly: true, iceberg: '50.0' }), texts({ quantity: '130' }))).toMatchObject({
      body: { place: { quantity: '110.0', postOnly: true, iceberg: '50.0' } },
    })
  })
  it('keeps what an order that waits is waiting for, and moves its price', () => {
    const trigger = { kind: 'stop_loss', price: '0.09000', trailBps: null } as const
    const waits = order({ type: 'market', price: null, status: 'pending', filledQuantity: '0.0', trigger })
    expect(editOf(waits, texts({ price: '', trigger: '0.08' }))).toEqual({
      way: 'replace',
      body: {
        cancel: '7',
        place: { type: 'market', side: 'sell', quantity: '100.0', trigger: { kind: 'stop_loss', price: '0.08' } },
      },
    })
    expect(editOf(waits, texts({ price: '', trigger: '0.09' }))).toBeUndefined()
  })
  it('keeps an order of the margin account there, with its side effects', () => {
    const margin = { borrow: true, repay: false, reduceOnly: false }
    expect(editOf(order({ margin }), texts({ price: '0.11' }))).toMatchObject({ body: { place: { margin } } })
  })
  it('changes nothing when nothing is typed anew or nothing would be left', () => {
    expect(editOf(order(), texts())).toBeUndefined()
    expect(editOf(order(), texts({ quantity: '20' }))).toBeUndefined()
  })
  it('is not offered for orders of a list or by amount', () => {
    expect([mayEdit(order()), mayEdit(order({ listId: 1 })), mayEdit(order({ quantity: null }))]).toEqual([
      true,
      false,
      false,
    ])
  })
})
