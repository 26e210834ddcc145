/** Ten million random orders of every type, in short sessions, beside the slow twin. The book alone is src/engine/exchange/book/twin.test.ts. */
import { expect, test } from 'vitest'
import { scaled } from '../scale.ts'
import { everything } from './exchange/expected.ts'
import { TERRAINS, type Terrain } from './exchange/floor.ts'
import { Seen } from './exchange/seen.ts'
import { COMMANDS, runSession } from './exchange/session.ts'

/** Half an hour of one core in full. */
const FULL = 10_000_000
const PARTS = 4
/** Sessions of a part on one terrain. */
const SESSIONS = scaled(Math.ceil(FULL / COMMANDS / (TERRAINS.length * PARTS)), 20)

const courses = TERRAINS.flatMap((terrain, row) =>
  Array.from({ length: PARTS }, (_, part) => ({ ...terrain, part: part + 1, first: (row * PARTS + part) * 100_000 })),
)
type Course = Terrain & { readonly first: number }

/** By the first seed of a course: what it saw. */
const ran = new Map<number, Seen>()

function seenOn(course: Course): Seen {
  const known = ran.get(course.first)
  if (known) return known
  const seen = new Seen()
  for (let i = 0; i < SESSIONS; i++) seen.join(runSession(course, course.first + i))
  ran.set(course.first, seen)
  return seen
}

test.each(courses)('orders of every type come to what the rules say among $name, part $part', (course) => {
  expect(seenOn(course).commands).toBeGreaterThanOrEqual(SESSIONS * COMMANDS)
})

test('these orders meet every type, every trigger, every ending, every outcome of a list and every self-trade mode', () => {
  const seen = new Seen()
  for (const course of courses) seen.join(seenOn(course))
  expect(everything.filter((word) => !seen.has(word))).toEqual([])
  expect(seen.accepted).toBeGreaterThan(seen.commands / 2)
})
