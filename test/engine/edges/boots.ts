/** Relays that start, fall silent and come back. */
import { travel } from '../time.ts'
import { callOf } from './calls.ts'
import { type Edge, newcomer } from './edge.ts'

/** Nodes under a new name at every start: which of the silent ones are remembered shows when one of them starts again. */
export const manyBoots: Edge = (driver, random) => {
  const first = driver.journal.length
  const name = (n: number): string => `many-${first}-${n}`
  for (let n = 0; n < 110; n++) {
    driver.try('relay.boot', { node: name(n), bootId: name(n) })
    if (random.chance(20)) travel(driver, 10_000)
    if (random.chance(5)) driver.restart()
  }
  travel(driver, 40_000)
  for (const n of [0, 5, 9, 10, 11, 12, 60, 109]) {
    const [callId, bootId] = [`${name(n)}-call`, name(n)]
    driver.try('call.authorize', { ...callOf(driver, random, newcomer(driver)), callId, bootId })
    driver.try('relay.beat', { bootId })
    driver.try('relay.boot', { node: name(n), bootId: `${name(n)}-again` })
  }
  travel(driver, 40_000)
}
