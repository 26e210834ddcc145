/** The numbers that docs/concepts/economy.md marks (P), by hand: what an instance begins with, and what nobody may set. */
import { expect, test } from 'vitest'
import { defaultParameters, parameterAllows, parameters } from '../../src/engine/parameters.ts'

const CR = 1_000_000
const LCO = 100_000_000
const SECOND = 1_000
const HOUR = 3_600_000

test('an instance begins with the numbers that the rules name', () => {
  expect(defaultParameters()).toMatchObject({
    'faucet.dailyCap': 100 * CR,
    'idempotency.keep': 24 * HOUR,
    'idempotency.perAccount': 10_000,
    'price.surcharge': 0,
    'relay.beatTimeout': 30 * SECOND,
    'tier.lv2.stake': 1_000 * LCO,
    'tier.lv3.stake': 10_000 * LCO,
    'tier.lv4.stake': 50_000 * LCO,
    'tier.whale.stake': 100_000 * LCO,
    'tier.lv2.rate': 9_500,
    'tier.lv3.rate': 8_500,
    'tier.lv4.rate': 7_000,
    'stake.upgradeDelay': 24 * HOUR,
    'stake.unbonding': 7 * 24 * HOUR,
    'stake.unbondings': 100,
    'fund.share': 2_000,
    'buyback.maxSlices': 60,
    'buyback.guard': 500,
    'buyback.warShare': 2_000,
    'wars.review': 48 * HOUR,
    'wars.promoCap': 1_000 * CR,
    'market.pair': 0,
    'market.takerFee': 10,
    'market.makerFee': 0,
    'market.minNotional': CR,
    'market.band': 2_000,
    'market.breakerMove': 3_000,
    'mark.interval': 10 * SECOND,
    'mark.impactNotional': 50 * CR,
    'mark.medianClamp': 1_000,
    'mark.stepClamp': 500,
    'margin.leverage': 50_000,
    'margin.outLevel': 20_000,
    'margin.callLevel': 11_500,
    'margin.closeLevel': 11_000,
    'margin.targetLevel': 12_000,
    'margin.penalty': 200,
    'margin.nearLimit': 100,
    'margin.farLimit': 1_000,
    'margin.dust': 10 * CR,
    'margin.lcoShare': 1_000,
    'margin.accountShare': 2_500,
    'margin.depthShare': 10_000,
  })
})

test('tiers begin at whole LCO only', () => {
  for (const tier of ['lv2', 'lv3', 'lv4', 'whale'] as const) {
    const { min, step } = parameters[`tier.${tier}.stake`]
    expect([min % LCO, step % LCO]).toEqual([0, 0])
  }
})

test('the fund’s share can never be set below a fifth of the base', () => {
  expect(parameters['fund.share'].min).toBe(2_000)
  expect(parameterAllows('fund.share', 1_999)).toBe(false)
})
