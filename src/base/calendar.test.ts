/** Claims about UTC calendar arithmetic, checked against the platform's Date. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOf, fridayOf, monthOf, weekStart } from './calendar.ts'

const anyTime = fc.integer({ min: -62_000_000_000_000, max: 250_000_000_000_000 })

test('months count like the Gregorian calendar', () => {
  fc.assert(
    fc.property(anyTime, (at) => {
      const date = new Date(at)
      expect(monthOf(at)).toBe(date.getUTCFullYear() * 12 + date.getUTCMonth())
    }),
  )
})

test('weeks begin on Monday 00:00 UTC and Fridays lie four days later', () => {
  fc.assert(
    fc.property(anyTime, (at) => {
      const monday = weekStart(at)
      expect(new Date(monday).getUTCDay()).toBe(1)
      expect(monday <= at && at < monday + 7 * 86_400_000).toBe(true)
      expect(new Date(fridayOf(at)).getUTCDay()).toBe(5)
      expect(dayOf(monday) * 86_400_000).toBe(monday)
    }),
  )
})
