/** Claims about days of uptime. */
import { expect, it } from 'vitest'
import { everyDay, stateOf, successBps } from './uptime-days.ts'

const DAY = 86_400_000
const day = (calls: number, failed: number) => ({ day: 0, calls, failed })

it('shows days without a call as days without a call, not as good or bad ones', () => {
  const days = everyDay({ days: [{ day: DAY, calls: 2, failed: 1 }] }, 0, 2 * DAY)
  expect(days.map(({ day: at }) => at)).toEqual([0, DAY, 2 * DAY])
  expect(days.map(stateOf)).toEqual(['none', 'many', 'none'])
})

it('calls a day good up to one failure in a hundred, and bad from more than one in ten', () => {
  expect([day(100, 1), day(100, 2), day(100, 10), day(100, 11)].map(stateOf)).toEqual(['good', 'some', 'some', 'many'])
})

it('says 100 % only when every call ended well, and nothing without a call', () => {
  expect(successBps([day(99_999, 0), day(1, 1)])).toBe(9_999)
  expect(successBps([day(3, 0)])).toBe(10_000)
  expect(successBps([day(0, 0)])).toBeUndefined()
})
