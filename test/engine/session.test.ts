/** Random sessions over every command: invariants hold after each, refusals change nothing, replay and snapshots agree. */
import { expect, test } from 'vitest'
import { Engine } from '../../src/engine/engine.ts'
import { scaled } from '../scale.ts'
import { Driver, replay, seeded, sha256 } from './driver.ts'
import { openWorld, randomStep } from './random-session.ts'

const seeds = Array.from({ length: scaled(200) }, (_, i) => i + 1)

test.each(seeds)('every invariant holds after every command of random session %i', (seed) => {
  const driver = new Driver()
  const random = seeded(seed)
  openWorld(driver)
  for (let step = 0; step < 600; step++) randomStep(driver, random, step)
  driver.pass(8 * 86_400_000)
  driver.engine.audit()
  const replayed = replay(driver.journal)
  expect(replayed.stateHash(sha256)).toBe(driver.hash())
})

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
  const restored = Engine.restore(driver.engine.save())
  expect(restored.stateHash(sha256)).toBe(driver.hash())
  for (let step = 700; step < 1_400; step++) randomStep(driver, random, step)
  const resumed = replay(driver.journal.slice(cut), restored)
  resumed.audit()
  expect(resumed.stateHash(sha256)).toBe(driver.hash())
  expect(resumed.save()).toEqual(driver.engine.save())
})
