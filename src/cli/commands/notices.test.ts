/** Claims about notifications on the command line. */
import { expect, it } from 'vitest'
import { machine, standIn } from '../testing/bench.ts'

const data = { orderId: 7, side: 'sell', quantity: '100.000', notional: '10.000000', fee: '0.000000' }
const page = {
  items: [
    { noticeId: 2, at: 1_767_657_600_000, sequence: 9, kind: 'orderFilled', data, seen: false },
    { noticeId: 1, at: 1_767_657_500_000, sequence: 5, kind: 'marginRecovered', data: { levelBps: null }, seen: true },
  ],
  ...{ nextCursor: null, unseen: 1, seenUpTo: 5 },
}

it('lists what happened with its figures, and a star where it is new', async () => {
  const server = await standIn({ 'GET /api/v1/notifications': { body: page } })
  const { out } = await machine({ url: server.url, key: 'sk-lx-test' }).lx(['notifications', '--group', 'orders'])
  expect(out).toMatch(/\* {2}2026-01-06 00:00:00Z {2}order filled +order id 7, side sell, quantity 100\.000/)
  expect(out).toMatch(/\n {3}2026-01-05 23:58:20Z {2}margin recovered +level bps –/)
  await server.close()
})

it('marks all as seen only when it is told to', async () => {
  const seen = { unseen: 0, seenUpTo: 9 }
  const server = await standIn({
    'GET /api/v1/notifications': { body: page },
    'POST /api/v1/notifications/seen': { body: seen },
  })
  const { lx } = machine({ url: server.url, key: 'sk-lx-test' })
  await lx(['notifications', '--unseen'])
  expect(server.asked.map(({ route }) => route)).toEqual(['GET /api/v1/notifications'])
  await lx(['notifications', '--seen'])
  expect(server.asked.at(-1)).toMatchObject({ route: 'POST /api/v1/notifications/seen', body: {} })
  await server.close()
})
