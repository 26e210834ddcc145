/** Claims about sharing a quota out: the vectors of docs/concepts/launchpad.md, and the slow twin over random claims. */
import { expect, test } from 'vitest'
import { seeded } from '../../../test/engine/driver.ts'
import { slowApportion } from '../../../test/engine/twin/apportion.ts'
import { scaled } from '../../../test/scale.ts'
import type { AccountId } from '../ledger/chart.ts'
import { apportion, type Claim } from './apportion.ts'

function claims(...scores: readonly number[]): Claim[] {
  return scores.map((score, i) => ({ account: (i + 1) as AccountId, score: BigInt(score) }))
}

function quotas(total: number, cap: number, of: readonly Claim[]): number[] {
  const { shares, unallocated } = apportion(total, cap, of)
  const given = of.map(({ account }) => shares.find((share) => share.account === account)?.quota ?? 0)
  expect(given.reduce((sum, quota) => sum + quota, unallocated)).toBe(total)
  return given
}

const HOUR = 3_600_000

test.each([
  ['weights 1, 3 and 3', 1_000_000, 1_000_000, [10_000, 150_000, 300_000], [21_739, 326_087, 652_174]],
  ['three equal scores: the odd unit goes to the first account', 10, 10, [1, 1, 1], [4, 3, 3]],
  ['weights 5, 3 and 1', 7, 7, [5, 3, 1], [4, 2, 1]],
  ['a lock of the last hour, by time', 1_000_000, 1_000_000, [150_000 * 168, 1_500_000], [943_820, 56_180]],
  ['a lock of the last hour, by snapshot', 1_000_000, 1_000_000, [150_000, 1_500_000], [90_909, 909_091]],
  ['a cap that everybody reaches', 1_000_000, 200_000, [300, 150, 10, 40, 50], Array(5).fill(200_000)],
  ['a cap of which some is left over', 1_000, 200, [5, 5], [200, 200]],
  ['a cap that gives its rest to the others', 1_000, 400, [700, 200, 100], [400, 400, 200]],
  ['nobody', 1_000, 200, [], []],
  ['only scores of nothing', 1_000, 200, [0, 0], [0, 0]],
  ['a cap below one unit', 10, 0, [3, 1], [0, 0]],
] as const)('%s', (_, total, cap, scores, expected) => {
  expect(quotas(total, cap, claims(...scores))).toEqual(expected)
})

test('sixty times 1e23 is shared to the unit: scores are as wide as coins times milliseconds', () => {
  const wide = claims(...Array(60).fill(1)).map(({ account }, i) => ({
    account,
    score: BigInt(1e15) * BigInt(72 * HOUR) * BigInt(3 * (i + 1)),
  }))
  const given = quotas(900_000_000_000_000, 900_000_000_000_000, wide)
  expect(given.at(-1)).toBe(Number((900_000_000_000_000n * 60n) / 1830n))
})

test('over random claims: exact to the unit, capped, the same in any order, and equal to the slow twin', () => {
  const random = seeded(20260105)
  for (let round = 0; round < scaled(20_000); round++) {
    const total = random.below(random.pick([10, 1_000, 1_000_000_000]))
    const cap = random.chance(30) ? total : random.below(total + 1)
    const spread = random.pick([3, 1_000, 1_000_000_000])
    const of = claims(...Array.from({ length: random.below(12) }, () => random.below(spread)))
    const given = quotas(total, cap, of)
    expect(Math.max(0, ...given)).toBeLessThanOrEqual(cap)
    const shuffled = of.map((claim) => ({ claim, key: random.below(1_000_000) })).sort((a, b) => a.key - b.key)
    const again = apportion(
      total,
      cap,
      shuffled.map(({ claim }) => claim),
    )
    expect(new Map(again.shares.map(({ account, quota }) => [account, quota]))).toEqual(
      new Map(apportion(total, cap, of).shares.map(({ account, quota }) => [account, quota])),
    )
    expect({ given, of, total, cap }).toEqual({ given: slowApportion(total, cap, of), of, total, cap })
  }
})

test('who has more score never gets less, and of equals the lower account never gets less', () => {
  const random = seeded(7)
  for (let round = 0; round < scaled(4_000); round++) {
    const total = random.below(10_000)
    const of = claims(...Array.from({ length: 2 + random.below(8) }, () => 1 + random.below(20)))
    const given = quotas(total, random.below(total + 1), of)
    for (const [i, a] of of.entries())
      for (const [j, b] of of.entries())
        if (a.score > b.score || (a.score === b.score && i < j))
          expect(given[i]).toBeGreaterThanOrEqual(given[j] as number)
  }
})

test('splitting a lock into accounts gains at most a unit for each account below the cap', () => {
  const random = seeded(11)
  for (let round = 0; round < scaled(4_000); round++) {
    const total = 1 + random.below(1_000_000)
    const own = 2 * (1 + random.below(1_000))
    const others = Array.from({ length: 3 }, () => 1 + random.below(1_000))
    const whole = quotas(total, total, claims(...others, own)).at(-1) as number
    const halves = quotas(total, total, claims(...others, own / 2, own / 2)).slice(-2)
    expect(halves.reduce((sum, quota) => sum + quota, 0)).toBeLessThanOrEqual(whole + 2)
  }
})
