/** Claims about orders in words. */
import { describe, expect, it } from 'vitest'
import { orderInput } from '../contract/orders.ts'
import { orderInWords } from './order-words.ts'

describe('an order in words', () => {
  it.each([
    ['buy 50', { type: 'market', side: 'buy', quantity: '50' }],
    ['sell for 25', { type: 'market', side: 'sell', quote: '25' }],
    ['sell 50 at 0.2', { type: 'limit', side: 'sell', quantity: '50', price: '0.2' }],
    [
      ' buy  5.5 at 0.1 ioc post-only show 1 id mine ',
      {
        ...{ type: 'limit', side: 'buy', quantity: '5.5', price: '0.1', timeInForce: 'ioc', postOnly: true },
        ...{ iceberg: '1', clientOrderId: 'mine' },
      },
    ],
    [
      'sell 50 at 0.085 stop 0.09',
      {
        ...{ type: 'limit', side: 'sell', quantity: '50', price: '0.085' },
        trigger: { kind: 'stop_loss', price: '0.09' },
      },
    ],
    [
      'sell 50 profit 0.2 trail 150',
      { type: 'market', side: 'sell', quantity: '50', trigger: { kind: 'take_profit', price: '0.2', trailBps: 150 } },
    ],
    ['buy for 5 trail 20', { type: 'market', side: 'buy', quote: '5', trigger: { kind: 'stop_loss', trailBps: 20 } }],
  ])('%j is what the contract wants', (text, order) => {
    expect(orderInWords(text)).toEqual(order)
    expect(orderInput.safeParse(order).success).toBe(true)
  })

  it.each([
    ['', 'begins with buy or sell'],
    ['hold 50', 'begins with buy or sell'],
    ['buy', 'say how much'],
    ['buy 50 for 25', 'say how much'],
    ['buy for 25 at 0.1', 'needs a quantity'],
    ['buy 50 at', 'at needs one value'],
    ['buy 50 at 0.1 at 0.2', 'at needs one value'],
    ['buy 50 cheaply', 'cheaply is not understood'],
    ['buy 50 ioc', 'limit orders'],
    ['buy 50 stop 1 profit 2', 'waits for one price'],
    ['buy 50 trail 1.5', 'whole hundredths'],
  ])('%j is refused: %s', (text, why) => {
    expect(() => orderInWords(text)).toThrow(why)
  })
})
