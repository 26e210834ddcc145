/** A million commands of people on margin, and the ticks of the clock between them, beside the slow twin: loans, calls, forced closes, losses. */
import { expect, test } from 'vitest'
import { scaled } from '../scale.ts'
import { Driver, seeded } from './driver.ts'
import { MarginCourse, marginStep } from './margin-course.ts'
import { MarginSeen, rare, usual } from './margin-seen.ts'
import { beside } from './twin/beside.ts'

const FULL = 1_000_000
/** Of one course, ticks of the clock and the beginning of its world not counted. */
const COMMANDS = 1_000
const COURSES = scaled(FULL / COMMANDS, 10)
const seeds = Array.from({ length: COURSES }, (_, i) => i + 1)

const ran = new Map<number, MarginSeen>()

function seenIn(seed: number): MarginSeen {
  const known = ran.get(seed)
  if (known) return known
  const driver = new Driver({ paranoid: false })
  const twin = beside(driver)
  const random = seeded(seed)
  const seen = new MarginSeen()
  ran.set(seed, seen)
  const compare = driver.watch
  driver.watch = (command, outcome) => {
    seen.watch(command, outcome)
    compare?.(command, outcome)
  }
  const course = new MarginCourse(driver, random)
  seen.begin()
  for (let step = 0; seen.commands < COMMANDS; step++) {
    marginStep(course, random)
    if (step % 10 === 0) twin.compare(driver.engine)
  }
  twin.compare(driver.engine)
  driver.engine.audit()
  return seen
}

test.each(seeds)(
  'accounts, pools and books on margin are what the rules say after every command, course %i',
  (seed) => {
    expect(seenIn(seed).commands).toBeGreaterThanOrEqual(COMMANDS)
  },
)

test('these courses meet every refusal of a loan, every way of a forced close, every loss and who pays it, queues and stops', () => {
  const all = new MarginSeen()
  for (const seed of seeds) all.join(seenIn(seed))
  const words = COURSES * COMMANDS === FULL ? [...usual, ...rare] : usual
  expect(words.filter((word) => !all.has(word))).toEqual([])
})
