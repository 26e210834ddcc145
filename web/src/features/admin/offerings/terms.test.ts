/** Claims about the times of the form. */
import { expect, it } from 'vitest'
import { utcInput, utcMillis } from './terms.ts'

it('reads and writes UTC to the minute, whatever the machine’s zone is', () => {
  const at = Date.UTC(2026, 0, 5, 23, 59)
  expect(utcInput(at)).toBe('2026-01-05T23:59')
  expect(utcMillis('2026-01-05T23:59')).toBe(at)
  expect([utcMillis(''), utcMillis('2026-02-31'), utcMillis('2026-13-01T00:00')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
