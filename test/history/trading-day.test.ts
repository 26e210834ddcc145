/** A day of random trading with every type of order, replayed twice: candles and state come out the same to the byte. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccountId } from '../../src/engine/ledger/chart.ts'
import { Driver, MONDAY, seeded, sha256 } from '../engine/driver.ts'
import { endow } from '../engine/edges/edge.ts'
import { ACCOUNTS, randomOrders } from '../engine/random-orders.ts'
import { openWorld } from '../engine/random-session.ts'
import { DAY } from '../engine/time.ts'
import { scaled } from '../scale.ts'
import { contents, type HistoryDatabase, projected, replayed, type Session } from './replayed.ts'

const STEPS = scaled(20_000)

/** Orders all through a day, in bursts and pauses. */
function recorded(): Driver {
  const driver = new Driver({ paranoid: false, start: MONDAY })
  const random = seeded(20_261_130)
  openWorld(driver)
  endow(driver)
  for (let step = 0; step < STEPS; step++) {
    randomOrders(driver, random, { account: (1 + random.below(ACCOUNTS)) as AccountId, step })
    if (random.chance(20)) driver.pass(random.below((2 * 5 * DAY) / STEPS))
  }
  driver.pass(Math.max(0, MONDAY + DAY - driver.now))
  return driver
}

let driver: Driver
let days: Session[]
let histories: HistoryDatabase[]

beforeAll(async () => {
  driver = recorded()
  days = [replayed(driver), replayed(driver)]
  histories = await Promise.all(days.map(({ published }, i) => projected(published, [1_000, 17][i])))
})
afterAll(() => Promise.all(histories.map((db) => db.close())))

test('the day has every type of order and trades all through it', () => {
  const seen = new Set(driver.events.map(({ type }) => type))
  for (const type of ['order.triggered', 'list.done', 'trade.prevented', 'orders.timer', 'trade'] as const)
    expect([type, seen.has(type)]).toEqual([type, true])
})

test('both replays have the state hash of the day itself', () => {
  expect(days.map(({ engine }) => engine.stateHash(sha256))).toEqual([driver.hash(), driver.hash()])
})

test('both replays give the same candles, orders, lists and trades, byte for byte', async () => {
  const [once, twice] = await Promise.all(histories.map((db) => contents(db)))
  for (const table of ['candles', 'trades', 'orders', 'order_lists', 'prevented_matches', 'marks']) {
    const bytes = [once, twice].map((tables) => JSON.stringify(tables?.get(table)))
    expect(bytes[0]?.length, table).toBeGreaterThan(2)
    expect(bytes[0] === bytes[1], table).toBe(true)
  }
})
