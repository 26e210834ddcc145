/** Claims about the ladder: tiers of amounts, monthly figures and what staking and unstaking change. */
import { describe, expect, it } from 'vitest'
import { afterStaking, afterUnstaking, missingFor, monthAt, rungs, type Stake, tierFor } from './ladder.ts'

const stake: Stake = {
  staked: '1900.00000000',
  unbonding: '0.00000000',
  tier: 'lv2',
  nextTier: 'lv2',
  nextTierAt: null,
  available: '20000.00000000',
  imo: '0.00000000',
  rateBps: 9500,
  ladder: [
    { tier: 'lv1', stake: '0.00000000', rateBps: 10_000 },
    { tier: 'lv2', stake: '1000.00000000', rateBps: 9500 },
    { tier: 'lv3', stake: '10000.00000000', rateBps: 8500 },
    { tier: 'lv4', stake: '50000.00000000', rateBps: 7000 },
    { tier: 'whale', stake: '100000.00000000', rateBps: null },
  ],
  upgradeDelayMs: 86_400_000,
  unbondingMs: 604_800_000,
  unbondings: [],
  last30Days: { list: '100.000000000001', cost: '66.666666666667', spent: '95.000000', calls: 10 },
}

describe('the ladder', () => {
  it('gives the highest tier whose stake is reached to the last unit', () => {
    expect(tierFor('999.99999999', stake.ladder)).toBe('lv1')
    expect(tierFor('1000', stake.ladder)).toBe('lv2')
    expect(tierFor('250000', stake.ladder)).toBe('whale')
  })
  it('prices a month by share of list, whale at cost, and nobody below cost', () => {
    expect(rungs(stake).map(({ month }) => month)).toEqual([
      '100.000000',
      '95.000000',
      '85.000000',
      '70.000000',
      '66.666666',
    ])
    expect(monthAt(7000, { list: '100', cost: '90' })).toBe('90.000000')
  })
  it('shows losses as plainly as gains', () => {
    expect(rungs(stake).map(({ saves }) => saves)).toEqual([
      '-5.000000',
      '0.000000',
      '10.000000',
      '25.000000',
      '28.333334',
    ])
  })
  it('counts coins locked in launches towards the tier', () => {
    expect(missingFor({ tier: 'lv3', stake: '10000', rateBps: 8500 }, { staked: '1900', imo: '8000' })).toBe(
      '100.00000000',
    )
    expect(missingFor({ tier: 'lv2', stake: '1000', rateBps: 9500 }, stake)).toBe('0')
  })
})

describe('what-if', () => {
  it('says which tier more staking reaches and what that saves a month', () => {
    expect(afterStaking(stake, '8100')).toEqual({ tier: 'lv3', rises: true, saves: '10.000000' })
    expect(afterStaking(stake, '8099.99999999')).toMatchObject({ tier: 'lv2', rises: false })
  })
  it('says that a drop is immediate and what it costs a month', () => {
    expect(afterUnstaking(stake, '900')).toEqual({ tier: 'lv2', drops: false, costs: '0' })
    expect(afterUnstaking(stake, '900.00000001')).toEqual({ tier: 'lv1', drops: true, costs: '5.000000' })
  })
  it('never lifts the effective tier by unstaking from a stake that still waits', () => {
    const waiting: Stake = { ...stake, staked: '60000.00000000', tier: 'lv1', rateBps: 10_000, nextTier: 'lv4' }
    expect(afterUnstaking(waiting, '1')).toMatchObject({ tier: 'lv1', drops: false })
  })
})
