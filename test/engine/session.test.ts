/** Random sessions over every command: invariants hold after each, refusals change nothing, replay and snapshots agree. */
import { expect, test } from 'vitest'
import type { Credits } from '../../src/base/money.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { AccountId } from '../../src/engine/ledger/chart.ts'
import { scaled } from '../scale.ts'
import { Driver, replay, seeded, sha256 } from './driver.ts'
import { MarketWorld } from './market-world.ts'
import { facts, openWorld, randomStep } from './random-session.ts'

/** The engine after a restart: it knows no page to be clean. */
function restored(driver: Driver): Engine {
  return Engine.restore(driver.engine.save())
}

const seeds = Array.from({ length: scaled(200) }, (_, i) => i + 1)

test.each(seeds)(
  'every invariant holds after every command of random session %i, and the state hash is that of a restart',
  (seed) => {
    const driver = new Driver()
    const random = seeded(seed)
    openWorld(driver)
    for (let step = 0; step < 600; step++) {
      randomStep(driver, random, step)
      if (step % 20 === 0) expect(driver.hash(), `at step ${step}`).toBe(restored(driver).stateHash(sha256))
    }
    driver.pass(8 * 86_400_000)
    driver.engine.audit()
    const replayed = replay(driver.journal)
    expect(replayed.stateHash(sha256)).toBe(driver.hash())
  },
)

test('a refused command leaves the state hash as it was', () => {
  const driver = new Driver()
  const random = seeded(77)
  openWorld(driver)
  let refused = 0
  const original = driver.engine.apply.bind(driver.engine)
  driver.engine.apply = ((command: Parameters<Engine['apply']>[0]) => {
    const before = driver.hash()
    const outcome = original(command)
    if (!outcome.ok || outcome.repeated) {
      refused += 1
      expect(driver.hash(), `${command.type} ${JSON.stringify(command.input)}`).toBe(before)
    }
    return outcome
  }) as Engine['apply']
  for (let step = 0; step < 400; step++) randomStep(driver, random, step)
  expect(refused).toBeGreaterThan(50)
})

test('an engine restored from a snapshot goes on exactly like the original', () => {
  const driver = new Driver({ paranoid: false })
  const random = seeded(5)
  openWorld(driver)
  for (let step = 0; step < 700; step++) randomStep(driver, random, step)
  const cut = driver.journal.length
  const restarted = restored(driver)
  expect(restarted.nextDue()).toBe(driver.engine.nextDue())
  expect(restarted.stateHash(sha256)).toBe(driver.hash())
  for (let step = 700; step < 1_400; step++) randomStep(driver, random, step)
  const resumed = replay(driver.journal.slice(cut), restarted)
  resumed.audit()
  expect(resumed.stateHash(sha256)).toBe(driver.hash())
  expect(resumed.save()).toEqual(driver.engine.save())
})

test('the state hash sees what moves between accounts that are far apart in the ledger', () => {
  const driver = new Driver({ paranoid: false })
  for (let i = 1; i <= 1_100; i++) driver.do('account.open', { identity: `user-${i}`, operator: false })
  const rates = { tiers: [{ from: 0, rates: [1_000_000] }] }
  const cost = { tiers: [{ from: 0, rates: [] }] }
  const card = { channel: 1, model: 'm', list: rates, cost, eligible: false }
  const { cardId } = driver.do('card.publish', card)
  const same = (): void => expect(driver.hash()).toBe(restored(driver).stateHash(sha256))
  const account = 1_100 as AccountId
  same()
  driver.do('topup.credit', { account, amount: 100 as Credits, provider: 'p', paymentId: '1' })
  same()
  driver.do('call.authorize', { bootId: 'b', callId: 'c', account, keyId: null, cardIds: [cardId], bound: [100] })
  same()
  driver.do('call.capture', { callId: 'c', cardId, usage: [100], facts, unrecovered: [] })
  same()
})

test('the state hash sees what happens to an order long after it was placed', () => {
  const world = new MarketWorld(3)
  const { driver } = world
  world.limit(1, 'sell', [10_000, 1_000])
  for (let i = 0; i < 300; i++) world.limit(2, 'buy', [9_000, 200, { tif: 'ioc' }])
  const same = (): void => expect(driver.hash()).toBe(restored(driver).stateHash(sha256))
  same()
  world.limit(3, 'buy', [10_000, 400])
  same()
  world.limit(1, 'buy', [10_000, 100, { selfTrade: 'decrement' }])
  same()
})
