/** The engine against a slow twin that says what every command must come to, from inputs and the time alone. */
import { expect, test } from 'vitest'
import type { Millis } from '../../src/base/money.ts'
import { scaled } from '../scale.ts'
import { Driver, seeded } from './driver.ts'
import { manyBoots } from './edges/boots.ts'
import { callEdges, nextEra } from './edges/calls.ts'
import { calm, type Edge, endow, setTo } from './edges/edge.ts'
import { keyedEdges, manyRevokedKeys } from './edges/keyed.ts'
import { marginEdges } from './edges/margin.ts'
import { marketEdges } from './edges/market.ts'
import { manyDoneOrders, orderEdges } from './edges/orders.ts'
import { runEdges } from './edges/runs.ts'
import { stakeEdges } from './edges/stakes.ts'
import { triggerEdges } from './edges/triggers.ts'
import { warEdges } from './edges/wars.ts'
import { weekEdges } from './edges/weeks.ts'
import { openWorld, randomStep } from './random-session.ts'
import { DAY, travel } from './time.ts'
import { beside } from './twin/beside.ts'

interface Course {
  readonly about: string
  readonly edges: readonly Edge[]
  readonly steps: number
  /** Percent of steps that are edges. */
  readonly share: number
  /** Ms between marks where they are not the point. */
  readonly interval?: number
}

const courses: readonly Course[] = [
  { about: 'commands of every kind', edges: [], steps: 700, share: 0 },
  { about: 'orders', edges: orderEdges, steps: 400, share: 60 },
  { about: 'orders that wait, lists and changes', edges: triggerEdges, steps: 160, share: 60 },
  { about: 'orders of the margin wallet', edges: marginEdges, steps: 200, share: 60 },
  { about: 'marks and bands', edges: marketEdges, steps: 120, share: 70 },
  { about: 'paid calls', edges: callEdges, steps: 300, share: 60, interval: 60_000 },
  { about: 'runs', edges: runEdges, steps: 200, share: 60, interval: 60_000 },
  { about: 'stakes and tiers', edges: stakeEdges, steps: 200, share: 60, interval: 60_000 },
  { about: 'weeks and buybacks', edges: weekEdges, steps: 40, share: 25, interval: 60_000 },
  { about: 'wars and weeks', edges: [...warEdges, ...weekEdges], steps: 14, share: 60, interval: 60_000 },
  { about: 'retries and limits', edges: keyedEdges, steps: 200, share: 50, interval: 60_000 },
]

const runs = courses.flatMap((course) => Array.from({ length: scaled(20) }, (_, i) => ({ ...course, seed: 1_000 + i })))
/** A leap year's end of February, an end of a month, a Friday morning, a Sunday night. */
const starts = [Date.UTC(2028, 1, 27), Date.UTC(2026, 0, 30, 22), Date.UTC(2026, 6, 3, 3), Date.UTC(2026, 0, 4, 23, 50)]

test.each(runs)(
  '$about come to what the rules say, session $seed',
  ({ edges, steps, share, interval = 10_000, seed }) => {
    const driver = new Driver({ paranoid: false, start: starts[seed % starts.length] as Millis })
    const twin = beside(driver)
    const random = seeded(seed)
    openWorld(driver)
    if (share > 0) endow(driver)
    setTo(driver, 'mark.interval', interval)
    for (let step = 0; step < steps; step++) {
      if (random.chance(share / 10)) calm(driver)
      if (random.chance(share)) random.pick(edges)(driver, random)
      else randomStep(driver, random, step)
      if (step % 10 === 0) twin.compare(driver.engine)
      if (step % 40 === 0) driver.restart()
    }
    travel(driver, 8 * DAY)
    twin.compare(driver.engine)
    driver.engine.audit()
    expect(driver.journal.length).toBeGreaterThan(steps)
  },
)

test.each([
  { about: 'the end of an era', edge: nextEra },
  { about: 'a thousand done orders', edge: manyDoneOrders },
  { about: 'a hundred revoked keys', edge: manyRevokedKeys },
  { about: 'a hundred silent relays', edge: manyBoots },
])('$about, which takes long to reach, comes to what the rules say', ({ edge }) => {
  const driver = new Driver({ paranoid: false })
  const twin = beside(driver)
  openWorld(driver)
  for (let times = 0; times < 2; times++) edge(driver, seeded(times))
  twin.compare(driver.engine)
  expect(driver.journal.length).toBeGreaterThan(100)
})
