/** Claims about tiers: upgrades wait exactly the delay, drops take effect at once. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LCO, type Lco, type Millis } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'
import { defaultParameters } from '../parameters.ts'
import { Staking } from './staking.ts'
import { effectiveStake, nextTier, type StakeHistory, tierOf } from './tiers.ts'

const HOUR = 3_600_000
const parameters = defaultParameters()
const lco = (n: number): Lco => (n * LCO) as Lco
const rows = (...list: [number, number][]): StakeHistory => list.map(([at, n]) => [at as Millis, lco(n)] as const)
const tierAt = (history: StakeHistory, at: number): string =>
  tierOf(effectiveStake(history, at as Millis, 24 * HOUR), parameters)

test('each tier begins at exactly its stake', () => {
  const at = (units: number): string => tierOf(units, parameters)
  expect([0, 1_000 * LCO - 1, 1_000 * LCO, 10_000 * LCO, 50_000 * LCO, 100_000 * LCO].map(at)).toEqual([
    'lv1',
    'lv1',
    'lv2',
    'lv3',
    'lv4',
    'whale',
  ])
})

test('an upgrade takes effect exactly 24 hours later', () => {
  const history = rows([1000, 10_000])
  expect(tierAt(history, 1000 + 24 * HOUR - 1)).toBe('lv1')
  expect(tierAt(history, 1000 + 24 * HOUR)).toBe('lv3')
})

test('a drop takes effect at once', () => {
  const history = rows([0, 100_000], [30 * HOUR, 1_000])
  expect(tierAt(history, 30 * HOUR - 1)).toBe('whale')
  expect(tierAt(history, 30 * HOUR)).toBe('lv2')
})

test('a dip within the window holds the tier down until the window has left it behind', () => {
  const history = rows([0, 50_000], [48 * HOUR, 0], [49 * HOUR, 50_000])
  expect(tierAt(history, 49 * HOUR)).toBe('lv1')
  expect(tierAt(history, 49 * HOUR + 24 * HOUR - 1)).toBe('lv1')
  expect(tierAt(history, 49 * HOUR + 24 * HOUR)).toBe('lv4')
  expect(nextTier(history, (50 * HOUR) as Millis, parameters)).toEqual({ tier: 'lv4', at: 73 * HOUR })
})

test('dropping rows that can no longer matter changes no tier, now or later', () => {
  const change = fc.tuple(fc.integer({ min: 0, max: 20 * HOUR }), fc.constantFrom(0, 1_000, 10_000, 50_000, 100_000))
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), fc.integer({ min: 0, max: 60 * HOUR }), (changes, later) => {
      const staking = new Staking()
      const account = 1 as AccountId
      const full: [Millis, Lco][] = []
      let at = 0
      for (const [gap, n] of changes) {
        at += gap + 1
        staking.set(account, lco(n), { at: at as Millis, keepMs: 30 * 24 * HOUR })
        full.push([at as Millis, lco(n)])
        expect(staking.effective(account, at as Millis, 24 * HOUR)).toBe(effectiveStake(full, at as Millis, 24 * HOUR))
      }
      const end = (at + later) as Millis
      expect(staking.effective(account, end, 24 * HOUR)).toBe(effectiveStake(full, end, 24 * HOUR))
    }),
  )
})
