/** The engine against a slow twin that recomputes every order, bill and balance from inputs and events alone. */
import { expect, test } from 'vitest'
import type { Command } from '../../src/engine/command.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { scaled } from '../scale.ts'
import { Driver, seeded } from './driver.ts'
import { openWorld, randomStep } from './random-session.ts'
import { Twin } from './twin/twin.ts'

/** The driver with the twin beside its engine: every command is shown to both. */
function beside(driver: Driver): Twin {
  const { engine } = driver
  const twin = new Twin(engine.state.parameters)
  const apply = engine.apply.bind(engine)
  engine.apply = ((command: Command) => {
    const outcome = apply(command)
    twin.watch(command, outcome)
    return outcome
  }) as Engine['apply']
  return twin
}

const seeds = Array.from({ length: scaled(100) }, (_, i) => 1_000 + i)

test.each(seeds)('orders, bills, stakes and weeks come to what the rules say, session %i', (seed) => {
  const driver = new Driver({ paranoid: false })
  const twin = beside(driver)
  const random = seeded(seed)
  openWorld(driver)
  for (let step = 0; step < 800; step++) {
    randomStep(driver, random, step)
    if (step % 20 === 0) twin.compare(driver.engine)
  }
  driver.pass(8 * 86_400_000)
  twin.compare(driver.engine)
  expect(driver.seen('trade').length).toBeGreaterThan(20)
})
