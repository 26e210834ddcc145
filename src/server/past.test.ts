/** Claims about a history that has stopped: nothing old is told as if it were new, and what does not need it goes on. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fail } from '../base/assert.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import { endpoints } from '../contract/index.ts'
import { SocketClient } from './testing/socket.ts'
import { limit, openWorld, Visitor, type World } from './testing/world.ts'

let world: World
let ann: Visitor
let operator: Visitor
let live: SocketClient

const reason = 'SqliteError: disk I/O error'

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  operator = await world.operator()
  live = await SocketClient.open(world.url, ann.headers)
  await live.ask({ op: 'subscribe', channel: 'system' })
  expect((await ann.call('status.get')).history).toEqual({ state: 'current', lag: 0 })
  world.failHistory(reason)
  await ann.call('faucet.draw', { body: { amount: '1' } })
})
afterAll(() => {
  live.close()
  return world.close()
})

/** A request that is fine but for history. */
function pathFor({ path, query }: Endpoint): string {
  const asked = ['', '?interval=1m', '?asset=CR', '?side=yes&stake=1'].find(
    (text) => !query || query.safeParse(Object.fromEntries(new URLSearchParams(text))).success,
  )
  const search = asked ?? fail(`no query that ${path} takes`)
  return (
    path
      .replace('{orderId}', '1')
      .replace(/\{\w+Id\}/g, '1')
      .replace(/\{\w+\}/g, 'x') + search
  )
}

describe('while history has stopped', () => {
  const reads = (Object.values(endpoints) as readonly Endpoint[]).filter(({ method }) => method === 'GET')

  it.each(reads.filter(({ history }) => history).map((endpoint) => [endpoint.id, endpoint] as const))(
    '%s says so instead of telling what was',
    async (_id, endpoint) => {
      const answer = await (endpoint.auth === 'operator' ? operator : ann).send('GET', pathFor(endpoint))
      expect(answer).toMatchObject({ status: 503, code: 'history_stopped' })
      expect(answer.headers.get('retry-after')).toBe('30')
    },
  )

  it.each(reads.filter(({ history }) => !history).map((endpoint) => [endpoint.id, endpoint] as const))(
    '%s goes on',
    async (_id, endpoint) => {
      const answer = await (endpoint.auth === 'operator' ? operator : ann).send('GET', pathFor(endpoint))
      expect(answer.status, answer.text).toBeLessThan(500)
    },
  )

  it('is not ready and says why, but alive', async () => {
    expect(await world.send('GET', '/readyz')).toMatchObject({
      status: 503,
      code: 'history_stopped',
      json: { detail: reason },
    })
    expect((await world.send('GET', '/healthz')).status).toBe(200)
  })

  it('keeps taking orders, and lists those that rest', async () => {
    const { order } = await ann.call('orders.place', { body: limit('buy', '0.05 × 100') })
    const { items } = await ann.call('orders.list', { query: { status: 'open' } })
    expect(items.map(({ orderId }) => orderId)).toEqual([order.orderId])
    await ann.call('orders.cancel', { params: { orderId: String(order.orderId) } })
  })

  it('tells prices, stakes and supply without the figures that only history has', async () => {
    expect((await ann.call('stake.get')).last30Days).toBeNull()
    const supply = await ann.call('transparency.supply')
    expect(supply.sum).toBe('10000000.00000000')
    expect(supply.eras.every(({ projectedStart }) => projectedStart === null)).toBe(true)
  })

  it('tells everybody on the live channel, and operators why', async () => {
    const { data } = await live.hear('system', ({ kind }) => kind === 'update')
    expect(data).toMatchObject({ history: { state: 'stopped' } })
    const { history } = await operator.call('admin.overview')
    expect(history).toMatchObject({ state: 'stopped', reason })
    expect(history.lag).toBeGreaterThan(0)
  })

  it('refuses the live list of calls, which would lack the newest', async () => {
    expect(await live.ask({ op: 'subscribe', channel: 'calls' })).toMatchObject({
      op: 'error',
      code: 'history_stopped',
    })
  })
})

describe('a server that is well', () => {
  it('says with its readiness how far history has come', async () => {
    const well = await openWorld()
    try {
      const bob = new Visitor(well, {})
      expect((await well.send('GET', '/readyz')).json).toEqual({
        ok: true,
        history: { state: 'current', sequence: expect.any(Number), lag: expect.any(Number) },
      })
      expect((await bob.call('models.list')).items).toEqual([])
    } finally {
      await well.close()
    }
  })
})
