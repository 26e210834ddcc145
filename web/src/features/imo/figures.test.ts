/** Claims about an offering's figures as they are shown. */
import { expect, it } from 'vitest'
import { missingStake, nextOf, scoreText, sharePpm, uncapped, usedShare } from './figures.ts'
import type { Offering } from './use-offerings.ts'

const offering = {
  phase: 'subscribe',
  total: '1000.000000',
  score: String(4n * 10n ** 23n),
  subscribeFrom: 1,
  subscribeUntil: 2,
  activeUntil: 3,
  tiers: { lv3: '10000.00000000', lv4: '50000.00000000', whale: '100000.00000000', delayMs: 1 },
} as Offering

it('shows a score in coins times hours, cut to two decimals, and in coins for a snapshot', () => {
  expect(scoreText(String(150_000_000n * 3_600_000n), 'time_weighted')).toBe('1.50')
  expect(scoreText(String(199_999_999n), 'snapshot')).toBe('1.99')
})

it('tells shares of sums that no float holds, and none while nobody has a score', () => {
  expect(sharePpm(String(10n ** 23n), offering.score)).toBe(250_000)
  expect(uncapped(offering, String(10n ** 23n))).toBe('250.000000')
  expect([sharePpm('0', '0'), uncapped({ total: '1', score: '0' }, '0')]).toEqual([undefined, '0.000000'])
})

it('says how many coins are missing for the lowest weight, and nothing when they are there', () => {
  expect(missingStake(offering, '9000.5')).toBe('999.50000000')
  expect(missingStake(offering, '10000.00000000')).toBeUndefined()
})

it('fills the meter with what calls have used and hold', () => {
  expect(usedShare({ quota: '40.000000', remaining: '10.000000' })).toBe(0.75)
  expect(usedShare({ quota: null, remaining: null })).toBe(0)
})

it('names what comes next', () => {
  expect(nextOf(offering)).toEqual({ name: 'closes', at: 2 })
  expect(nextOf({ ...offering, phase: 'closed' })).toBeUndefined()
})
