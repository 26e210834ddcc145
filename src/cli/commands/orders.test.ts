/** Claims about orders on margin from the command line. */
import { expect, it } from 'vitest'
import { machine, standIn } from '../testing/bench.ts'

const order = {
  ...{ orderId: 7, status: 'filled', filledQuantity: '100.0', averagePrice: '0.100000', fee: '0.010000' },
}

it('a side effect makes an order one on margin; without any it trades with what is available', async () => {
  const server = await standIn({ 'POST /api/v1/orders': { body: { order, repeated: false } } })
  const { lx } = machine({ url: server.url, key: 'sk-lx-test' })
  await lx(['buy', '100', '--borrow', '--yes'])
  await lx(['sell', '100', '--at', '0.11', '--repay', '--reduce-only', '--yes'])
  await lx(['buy', '--for', '25', '--margin', '--yes'])
  await lx(['sell', '100', '--yes'])
  expect(server.asked.map(({ body }) => body)).toEqual([
    { type: 'market', side: 'buy', quantity: '100', margin: { borrow: true } },
    { type: 'limit', side: 'sell', price: '0.11', quantity: '100', margin: { repay: true, reduceOnly: true } },
    { type: 'market', side: 'buy', quote: '25', margin: {} },
    { type: 'market', side: 'sell', quantity: '100' },
  ])
  await server.close()
})
