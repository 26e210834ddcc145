/** Claims about the sums that the page adds up itself. */
import { describe, expect, it } from 'vitest'
import type { Supply } from '../../../../src/contract/transparency.ts'
import { eraShare, flowOf, imbalanceOf, placesOf, runningFlow, shareText, sumOf, type Treasury } from './figures.ts'

const zero = '0.00000000'
const supply: Supply = {
  max: '10000000.00000000',
  unissued: '9000000.00000000',
  minted: '1000000.00000000',
  burned: { buyback: '10000.00000000', prediction: zero, bond: '0.00000001', total: '10000.00000001' },
  outstanding: '989999.99999999',
  circulating: '900000.00000000',
  held: {
    available: '889999.99999999',
    order: '10000.00000000',
    staked: '80000.00000000',
    unbonding: '5000.00000000',
    imo: zero,
    margin: zero,
    bond: zero,
    markets: zero,
    fund: '2500.00000000',
    warPool: '2500.00000000',
    lending: zero,
    riskReserve: zero,
  },
  sum: '10000000.00000000',
  era: 1,
  mined: '150000.000000',
  lcoPerCredit: '5.00000000',
  eraEndsAtMined: '300000.000000',
  eras: [
    { era: 0, lcoPerCredit: '10.00000000', from: '0.000000', to: '100000.000000', projectedStart: null },
    { era: 1, lcoPerCredit: '5.00000000', from: '100000.000000', to: '300000.000000', projectedStart: null },
  ],
  sequence: 1,
  asOf: 0,
}
const treasury: Treasury = {
  platform: [
    { account: 'platform:reserve:CR', asset: 'CR', amount: '-100.000000' },
    { account: 'platform:treasury:CR', asset: 'CR', amount: '30.000000' },
    { account: 'platform:war-pool:LCO', asset: 'LCO', amount: '2500.00000000' },
  ],
  custody: { declared: '100.000000', required: '100.000000', surplus: '0.000000', users: '70.000000' },
  week: {
    week: 0,
    revenue: '50.000000',
    cost: '30.000000',
    unrecovered: '1.000000',
    profit: '19.000000',
    tradingFees: '0',
  },
  carriedLoss: '4.000000',
  fund: '0.000000',
  shareBps: 2_000,
  nextClose: 0,
  nextBuyback: { opensAt: 0, startsAt: 0, endsAt: 0 },
  sequence: 1,
  asOf: 0,
}

describe('the supply', () => {
  it('adds up to ten million over every place, each counted once', () => {
    const places = placesOf(supply)
    expect(new Set(places.map(({ name }) => name)).size).toBe(16)
    expect(sumOf(places.map(({ amount }) => amount))).toBe('10000000.00000000')
  })
  it('shows a single missing unit as an imbalance', () => {
    expect(imbalanceOf(supply, treasury)).toEqual({ credits: '0.000000', lco: '0.00000000' })
    const less = { ...supply, held: { ...supply.held, staked: '79999.99999999' } }
    expect(imbalanceOf(less, treasury).lco).toBe('-0.00000001')
    const more = { ...treasury, custody: { ...treasury.custody, users: '70.000001' } }
    expect(imbalanceOf(supply, more).credits).toBe('0.000001')
  })
  it('is as far through its era as its credits are', () => {
    expect(eraShare(supply)).toBe(0.25)
    expect(eraShare({ ...supply, era: 10 })).toBe(1)
  })
})

describe('the money of a week', () => {
  const week = {
    ...treasury.week,
    carriedLossBefore: '0',
    carriedLoss: '0',
    base: '19.000000',
    shareBps: 2_000,
    fundIn: '3.800000',
    closedAt: 0,
  }
  it('counts cost that nobody paid as cost, and has bought nothing before its Friday', () => {
    expect(flowOf(week, undefined)).toMatchObject({ cost: '31.000000', fundIn: '3.800000', bought: '0.00000000' })
  })
  it('still running pays the fund only from what is left after the carried loss', () => {
    expect(runningFlow(treasury).fundIn).toBe('3.000000')
    expect(runningFlow({ ...treasury, carriedLoss: '20.000000' }).fundIn).toBe('0.000000')
  })
})

describe('a share', () => {
  it('keeps digits where it would read as nothing', () => {
    expect([shareText('1', '4'), shareText('1', '20000'), shareText('0', '5'), shareText('1', '0')]).toEqual([
      '25.00 %',
      '0.0050 %',
      '0.00 %',
      '–',
    ])
  })
})
