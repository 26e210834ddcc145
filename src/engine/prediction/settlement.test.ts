/** Claims about prices and settlement: the vectors of the rules, a slow twin, conservation, no winner below the stake, pumping does not pay. */
import { expect, test } from 'vitest'
import { seeded } from '../../../test/engine/driver.ts'
import {
  netOf,
  type Played,
  plain,
  play,
  randomMarket,
  type Wager,
} from '../../../test/engine/prediction/random-market.ts'
import { grossOf, sharesOf, standing } from '../../../test/engine/prediction/twin.ts'
import { scaled } from '../../../test/scale.ts'
import type { Side } from '../prediction-types.ts'
import { isqrt, openCurve, yesPpm } from './curve.ts'
import { quoteBet } from './quote.ts'
import { apportion, feeOf, hasBothSides, profitsOf } from './settlement.ts'

/** The example of the rules: A buys YES for 100 LCO, B NO for 50, C YES for 200; ante 100 LCO at even odds. */
function example(unit: number): Played {
  const wagers: Wager[] = [
    { side: 'yes', stake: 100 * unit },
    { side: 'no', stake: 50 * unit },
    { side: 'yes', stake: 200 * unit },
  ]
  return play({ ante: 100 * unit, priorBps: 5_000, wagers })
}

test.each([
  {
    unit: 1_000_000,
    first: [70_710_678, 70_710_678],
    shares: [116_372_191, 95_120_561, 231_247_144],
    profits: [17_029_725, 0, 32_970_275],
    fees: [851_486, 0, 1_648_513],
    payouts: [116_178_239, 0, 231_321_762],
  },
  {
    unit: 100_000_000,
    first: [7_071_067_811, 7_071_067_812],
    shares: [11_637_219_122, 9_512_056_140, 23_124_714_393],
    profits: [1_702_972_515, 0, 3_297_027_485],
    fees: [85_148_625, 0, 164_851_374],
    payouts: [11_617_823_890, 0, 23_132_176_111],
  },
])('the example comes out to the unit in units of 1 ÷ $unit', ({ unit, first, shares, profits, fees, payouts }) => {
  const { yes, no } = openCurve(100 * unit, 5_000)
  expect([yes, no]).toEqual(first)
  const { bets, curve } = example(unit)
  expect(bets.map((bet) => bet.shares)).toEqual(shares)
  const won = profitsOf(bets, 'yes', curve)
  expect(won).toEqual(profits)
  expect(won.map((profit) => feeOf(profit, 500))).toEqual(fees)
  expect(netOf({ bets, curve }, 'yes')).toEqual(payouts)
  expect(profitsOf(bets, 'no', curve)).toEqual([0, 300 * unit, 0])
  expect(netOf({ bets, curve }, 'no')).toEqual([0, 335 * unit, 0])
})

test('the probability goes .5, .875, .56, .864 in the example', () => {
  const steps = [1, 2, 3].map((count) => {
    const { wagers, ...market } = { ante: 1e8, priorBps: 5_000, wagers: [100, 50, 200] }
    const sides: Side[] = ['yes', 'no', 'yes']
    const bets = wagers.slice(0, count).map((stake, i) => ({ side: sides[i] as Side, stake: stake * 1e6 }))
    return yesPpm(play({ ...market, wagers: bets }).curve)
  })
  expect(yesPpm(openCurve(1e8, 5_000))).toBe(500_000)
  expect(steps).toEqual([874_999, 560_000, 864_197])
})

test('the root is the largest whole number whose square is no larger', () => {
  const random = seeded(5)
  for (let i = 0; i < 2_000; i++) {
    const near = BigInt(random.below(2 ** 31)) * BigInt(1 + random.below(2 ** 21))
    for (const n of [near, near * near, near * near - 1n, near * near + 1n]) {
      if (n < 0n) continue
      const root = isqrt(n)
      expect(root * root <= n && (root + 1n) * (root + 1n) > n).toBe(true)
    }
  }
})

test.each([
  [10, [1, 1, 1], [4, 3, 3]],
  [7, [5, 3, 1], [4, 2, 1]],
  [3, [0, 7, 0], [0, 3, 0]],
  [1, [1, 1], [1, 0]],
])('%d split by %j is %j', (total, weights, parts) => {
  expect(apportion(total, weights)).toEqual(parts)
})

test('a market comes to what a slow twin works out from the list of its bets', () => {
  const random = seeded(21)
  for (let i = 0; i < scaled(2_000, 2); i++) {
    const market = randomMarket(random, 6)
    const { bets, curve } = play(market)
    const slow = plain(market)
    const { cost, yes, no } = standing(slow)
    expect([curve.cost, curve.yes, curve.no].map(BigInt)).toEqual([cost, yes, no])
    expect(bets.map(({ shares }) => BigInt(shares))).toEqual(bets.map((_, n) => sharesOf(slow, n)))
    for (const won of ['yes', 'no'] as const) {
      if (!hasBothSides(bets)) continue
      const profits = profitsOf(bets, won, curve)
      const gross = bets.map(({ side, stake }, n) => BigInt(side === won ? stake + (profits[n] as number) : 0))
      expect(gross).toEqual(grossOf(slow, won))
    }
  }
})

test('what is paid and burned is what was staked, to the unit, and no winner gets less than the stake', () => {
  const random = seeded(22)
  for (let i = 0; i < scaled(100_000, 4); i++) {
    const { bets, curve } = play(randomMarket(random, random.pick([2, 8, 40])))
    if (!hasBothSides(bets)) continue
    const won = random.pick(['yes', 'no'] as const)
    const profits = profitsOf(bets, won, curve)
    let [staked, paid, lost] = [0, 0, 0]
    for (const [n, { side, stake, shares }] of bets.entries()) {
      const profit = profits[n] as number
      staked += stake
      if (side === won) {
        const fee = feeOf(profit, 500)
        if (profit < 0 || fee > profit || shares <= 0) throw new Error(`market ${i}: bet ${n} gets less than its stake`)
        paid += stake + profit - fee + fee
      } else lost += stake
    }
    if (paid !== staked) throw new Error(`market ${i}: ${paid} paid of ${staked}`)
    if (profits.reduce((sum, profit) => sum + profit, 0) !== lost)
      throw new Error(`market ${i}: the losers’ pool differs`)
  }
})

test('probability and cost stay in range however the bets come', () => {
  const random = seeded(23)
  for (let i = 0; i < scaled(5_000, 4); i++) {
    const { curve } = play(randomMarket(random, 20))
    const { cost, yes, no } = curve
    const square = BigInt(yes) * BigInt(yes) + BigInt(no) * BigInt(no)
    expect(square <= BigInt(cost) * BigInt(cost)).toBe(true)
    expect(yesPpm(curve)).toBeGreaterThanOrEqual(0)
    expect(yesPpm(curve)).toBeLessThanOrEqual(1_000_000)
  }
})

/** What the bets after the first `before` gain when their side wins, less what those of the other side lose. */
function gain(market: Parameters<typeof play>[0], own: readonly Wager[], won: Side): number {
  const played = play({ ...market, wagers: [...market.wagers, ...own] })
  const net = netOf(played, won).slice(market.wagers.length)
  return net.reduce((sum, part) => sum + part, 0) - own.reduce((sum, { stake }) => sum + stake, 0)
}

test('pumping the other side first beats the best single bet by at most a hundredth of the own stake', () => {
  const random = seeded(24)
  for (let i = 0; i < scaled(1_500, 2); i++) {
    const market = randomMarket(random, 12)
    const stake = 1e8 * random.pick([20, 200, 2_000, 50_000])
    const won = random.pick(['yes', 'no'] as const)
    const other = won === 'yes' ? 'no' : 'yes'
    const tenth = stake / 10
    const tenths = Array.from({ length: 10 }, (_, n) => tenth * (n + 1))
    const single = Math.max(0, ...tenths.map((part) => gain(market, [{ side: won, stake: part }], won)))
    for (const pump of tenths.slice(0, 9)) {
      const own: Wager[] = [
        { side: other, stake: pump },
        { side: won, stake: stake - pump },
      ]
      const more = gain(market, own, won) - single
      if (more > stake / 100) throw new Error(`market ${i}: pumping with ${pump} of ${stake} gains ${more / stake}`)
    }
  }
})

test('the quote of a bet is what it gets when its side wins at once, to the rounding of the bets before it', () => {
  const random = seeded(25)
  for (let i = 0; i < scaled(2_000, 2); i++) {
    const market = randomMarket(random, 12)
    const side = random.pick(['yes', 'no'] as const)
    const stake = 1e8 * random.pick([1, 20, 5_000])
    const { curve, bets } = play(market)
    const staked = (of: Side) => bets.reduce((sum, bet) => sum + (bet.side === of ? bet.stake : 0), 0)
    const facts = { ...curve, stakedYes: staked('yes'), stakedNo: staked('no'), priorBps: market.priorBps }
    const quote = quoteBet({ ...facts, ante: market.ante, feeBps: 500 }, side, stake)
    const after = play({ ...market, wagers: [...market.wagers, { side, stake }] })
    expect(quote.shares).toBe(after.bets.at(-1)?.shares)
    expect(quote.yesPpm).toBe(yesPpm(after.curve))
    const paid = hasBothSides(after.bets) ? (netOf(after, side).at(-1) ?? 0) : stake
    const lost = side === 'yes' ? facts.stakedNo : facts.stakedYes
    expect(Math.abs(quote.payout - paid)).toBeLessThanOrEqual(Math.ceil(lost / 1e6) + 20)
  }
})
