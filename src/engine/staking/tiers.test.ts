/** Claims about tiers: upgrades wait exactly the delay, drops take effect at once. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LCO, type Lco, type Millis } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'
import { defaultParameters } from '../parameters.ts'
import { Staking } from './staking.ts'
import { changeStake, effectiveStake, nextTier, type StakeHistory, tierOf } from './tiers.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const parameters = defaultParameters()
const lco = (n: number): Lco => (n * LCO) as Lco
type Rows = [Millis, Lco][]

/** The history after these changes. */
function rows(...changes: [at: number, stake: number][]): StakeHistory {
  const history: Rows = []
  for (const [at, n] of changes) changeStake(history, at as Millis, lco(n))
  return history
}

/** The rule itself, over everything that ever was: the smallest stake in force at any instant of the window. */
function smallest(changes: Rows, now: number, delayMs: number): number {
  let found = Number.POSITIVE_INFINITY
  let inForce = 0
  for (const [at, stake] of [...changes, [now + 1, 0] as const]) {
    if (at > now - delayMs) found = Math.min(found, inForce)
    inForce = stake
  }
  return found
}

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
  expect(tierAt(rows([0, 100_000]), 30 * HOUR - 1)).toBe('whale')
  expect(tierAt(rows([0, 100_000], [30 * HOUR, 1_000]), 30 * HOUR)).toBe('lv2')
})

test('a dip within the window holds the tier down until the window has left it behind', () => {
  const history = rows([0, 50_000], [48 * HOUR, 0], [49 * HOUR, 50_000])
  expect(tierAt(history, 49 * HOUR)).toBe('lv1')
  expect(tierAt(history, 49 * HOUR + 24 * HOUR - 1)).toBe('lv1')
  expect(tierAt(history, 49 * HOUR + 24 * HOUR)).toBe('lv4')
  expect(nextTier(history, (50 * HOUR) as Millis, parameters)).toEqual({ tier: 'lv4', at: 73 * HOUR })
})

const change = fc.tuple(fc.integer({ min: 1, max: 40 * HOUR }), fc.constantFrom(0, 1_000, 10_000, 50_000, 100_000))

test('the effective stake is the smallest of the window whatever was staked before and however long the window', () => {
  const property = (changes: [number, number][], later: number, delayMs: number): void => {
    const staking = new Staking()
    const account = 1 as AccountId
    const full: Rows = []
    let at = 0
    const check = (now: number): void => {
      const expected = smallest(full, now, delayMs)
      expect(staking.effective(account, now as Millis, delayMs)).toBe(expected)
    }
    for (const [gap, n] of changes) {
      at += gap
      staking.set(account, lco(n), { at: at as Millis, keepMs: 30 * DAY })
      full.push([at as Millis, lco(n)])
      check(at)
    }
    check(at + later)
    const stakes = staking.history(account).map(([, stake]) => stake)
    expect(stakes).toEqual([...new Set(stakes)].sort((a, b) => a - b))
  }
  const time = fc.integer({ min: 0, max: 60 * HOUR })
  fc.assert(fc.property(fc.array(change, { maxLength: 60 }), time, fc.integer({ min: 0, max: 30 * DAY }), property))
})

test('rises within a whole LCO leave no rows, and the tier comes and goes as if they had', () => {
  const units = fc.integer({ min: 0, max: 3 * LCO })
  const property = (changes: [number, number][], later: number): void => {
    const history: Rows = []
    const full: Rows = []
    let at = 0
    for (const [gap, stake] of changes) {
      at += gap
      changeStake(history, at as Millis, stake as Lco)
      full.push([at as Millis, stake as Lco])
      expect(history.at(-1)?.[1] ?? 0).toBe(stake)
    }
    expect(history.length).toBeLessThanOrEqual(4)
    const whole = (stake: number): number => Math.floor(stake / LCO)
    expect(whole(effectiveStake(history, (at + later) as Millis, DAY))).toBe(whole(smallest(full, at + later, DAY)))
  }
  const gaps = fc.integer({ min: 1, max: 9 * HOUR })
  fc.assert(fc.property(fc.array(fc.tuple(gaps, units), { maxLength: 60 }), fc.integer({ min: 0, max: DAY }), property))
})

test('the next tier is announced for the instant from which it is effective', () => {
  const property = (changes: [number, number][]): void => {
    const history: Rows = []
    let at = 0
    for (const [gap, n] of changes) {
      at += gap
      changeStake(history, at as Millis, lco(n))
    }
    const next = nextTier(history, at as Millis, parameters)
    if (!next) return
    expect(tierAt(history, next.at)).toBe(next.tier)
    expect(tierAt(history, next.at - 1)).not.toBe(next.tier)
  }
  fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), property))
})

test('tiers whose stakes are set in another order still have one tier for each stake, the highest it reaches', () => {
  const odd = { ...parameters, 'tier.lv2.stake': 20_000 * LCO, 'tier.whale.stake': 30_000 * LCO }
  const at = (n: number): string => tierOf(lco(n), odd)
  expect([9_999, 10_000, 20_000, 30_000, 50_000].map(at)).toEqual(['lv1', 'lv3', 'lv3', 'whale', 'whale'])
  const history = rows([0, 10_000], [HOUR, 40_000])
  expect(nextTier(history, (2 * HOUR) as Millis, odd)).toEqual({ tier: 'whale', at: 25 * HOUR })
})
