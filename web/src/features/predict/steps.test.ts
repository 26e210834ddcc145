/** Claims about the line of the probability. */
import { expect, test } from 'vitest'
import { stepsOf } from './steps.ts'

const size = { wide: 100, high: 10 }

test('the probability stays where a bet has left it until the next bet', () => {
  const points = [
    { at: 0, yesPpm: 500_000 },
    { at: 50, yesPpm: 1_000_000 },
    { at: 100, yesPpm: 1_000_000 },
  ]
  expect(stepsOf(points, size)).toBe('0.0,5.0 50.0,5.0 50.0,0.0 100.0,0.0')
})

test('points of one instant make no line that is not a number', () => {
  expect(stepsOf([{ at: 7, yesPpm: 0 }], size)).toBe('0.0,10.0')
  expect(stepsOf([], size)).toBe('')
})
