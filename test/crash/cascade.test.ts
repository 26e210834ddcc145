/** The whole server killed in the middle of forced closes: it ends where it would have ended without, to the unit. */
import { cpSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prng } from '../../src/base/prng.ts'
import { openWorld, START, type World } from '../browser/world.ts'
import { scaled } from '../scale.ts'
import { ServerProcess, temporaryDir, Visitor } from '../server-process.ts'

const SHORTS = 4
/** Offers that come one after the other; each lets the accounts in question be closed a little further. */
const OFFERS = 4
const KILLS = scaled(40)

const random = prng(20_261_201)
const dirs: ReturnType<typeof temporaryDir>[] = []
let world: World
let shorts: Visitor[]

beforeAll(async () => {
  world = await openWorld()
  const { alice, bob, operator, server } = world
  await bob.call('lending.lend', { body: { asset: 'LCO', amount: '120' } })
  await bob.call('orders.place', { body: { type: 'limit', side: 'buy', price: '0.09900', quantity: '400' } })
  shorts = await Promise.all(Array.from({ length: SHORTS }, (_, i) => openShort(server.url, `short${i}`)))
  // Nothing near the mark is for sale until somebody offers it.
  const { items } = await alice.call('orders.list', { query: { status: 'open' } })
  for (const { orderId, side, price } of items)
    if (side === 'sell' && price !== '0.10400')
      await alice.call('orders.cancel', { params: { orderId: String(orderId) } })
  await operator.call('admin.clock.advance', { body: { advanceMs: 10_000 } })
  const levels = await Promise.all(shorts.map(async (one) => (await one.call('margin.get', {})).account?.levelBps ?? 0))
  const values = { 'margin.closeLevel': Math.max(...levels) + 50, 'margin.targetLevel': Math.max(...levels) + 1_000 }
  for (const [key, value] of Object.entries(values))
    await operator.call('admin.parameters.set', {
      params: { key },
      body: { value: String(value), reason: 'closes many' },
    })
  await operator.call('admin.clock.advance', { body: { advanceMs: 10_000 } })
  await server.stop()
})
afterAll(async () => {
  await world?.close()
  for (const dir of dirs) dir.remove()
})

/** An account that owes 20 LCO at a level of about 1.4. */
async function openShort(url: string, name: string): Promise<Visitor> {
  const visitor = await new Visitor(url).signUp(name)
  await visitor.call('faucet.draw', { body: { amount: '10' } })
  const { terms } = await visitor.call('margin.limits', {})
  await visitor.call('margin.open', { body: { terms } })
  await visitor.call('margin.transfer', { body: { direction: 'in', amount: '0.8' } })
  const margin = { borrow: true, repay: true }
  const order = { type: 'limit', side: 'sell', price: '0.09900', quantity: '20', timeInForce: 'ioc', margin } as const
  const { order: placed } = await visitor.call('orders.place', { body: order })
  expect(placed.status).toBe('filled')
  return visitor
}

/** A copy of the world with its server running. */
async function copy(): Promise<{ readonly dataDir: string; readonly server: ServerProcess }> {
  const dir = temporaryDir()
  dirs.push(dir)
  cpSync(world.dataDir, dir.path, { recursive: true })
  return { dataDir: dir.path, server: await ServerProcess.start({ dataDir: dir.path, clock: START }) }
}

/** One offer by its name: sent again it is the same order. */
async function offer(url: string, number: number): Promise<void> {
  const body = {
    type: 'limit',
    side: 'sell',
    price: '0.10250',
    quantity: '14',
    clientOrderId: `offer-${number}`,
  } as const
  await world.bob.at(url).call('orders.place', { body })
}

/** Everything that forced closes have come to, as it is told: by the core and by history. */
async function told(server: ServerProcess) {
  const accounts = await Promise.all(
    shorts.map(async (one) => (await one.at(server.url).call('margin.get', {})).account),
  )
  const bob = world.bob.at(server.url)
  const { items } = await bob.call('marginRecords.closes', { query: { limit: 100 } })
  // Every start is a command of its own, so numbers of commands differ.
  const closes = items.map(({ sequence: _, ...close }) => close)
  const { sequence: _, ...balances } = await bob.call('me.balances', {})
  return { accounts, closes, balances, pools: await bob.call('lending.pools', {}) }
}

test(`after ${KILLS} kills in the middle of forced closes every account, debt and price is what it is without any`, async () => {
  const whole = await copy()
  const before = await told(whole.server)
  for (let number = 0; number < OFFERS; number++) await offer(whole.server.url, number)
  const expected = await told(whole.server)
  await whole.server.stop()
  expect(expected.closes.length).toBeGreaterThan(before.closes.length + 2)

  const { dataDir, server: first } = await copy()
  let server = first
  let kills = 0
  for (let number = 0; number < OFFERS; number++) {
    if (kills < KILLS && random.chance(100 * (KILLS / OFFERS))) {
      kills += 1
      const sent = offer(server.url, number).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, random.below(12)))
      await server.kill()
      await sent
      server = await ServerProcess.start({ dataDir, clock: START })
    }
    await offer(server.url, number)
  }
  expect(kills).toBeGreaterThan(0)
  expect(await told(server)).toEqual(expected)
  expect(await server.stop()).toBe(0)
})
