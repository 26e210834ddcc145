/** Claims about the slider of leverage: what it fills in keeps the rules that the core keeps, and no less than it could. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromUnits } from '../../../amount/decimal.ts'
import { enlarges, lotsAtLeverage, positionLots, type Standing } from './leverage.ts'

const pair = { priceDecimals: 5, quantityDecimals: 1 }
const FEE_BPS = 10
const account = (credits: bigint, cautious: readonly [bigint, bigint] = [10_000n, 10_000n]): Standing => ({
  credits: { total: fromUnits(credits, 6), free: fromUnits(credits, 6), held: '0.000000' },
  lco: { total: '0.00000000', free: '0.00000000', held: '0.00000000' },
  debt: null,
  positionLco: '0.00000000',
  cautious: { assets: fromUnits(cautious[0], 5), debts: fromUnits(cautious[1], 5) },
  borrowable: { credits: '1000000.000000', lco: '1000000.00000000' },
  depthCap: { credits: '1000000.000000', lco: '1000000.00000000' },
})
const money = fc.bigInt(1_000_000n, 1_000_000_000n)
const price = fc.bigInt(5_000n, 20_000n)
const leverage = fc.integer({ min: 10_000, max: 50_000 })

describe('the order that brings an account to a leverage', () => {
  it('owes, bought on credit, at most leverage − 1 times the equity at the cautious price, the fee included', () => {
    fc.assert(
      fc.property(money, price, price, leverage, (credits, ticks, assets, leverageBps) => {
        const input = { side: 'buy', leverageBps, account: account(credits, [assets, assets]), ticks } as const
        const lots = lotsAtLeverage({ ...input, takerFeeBps: FEE_BPS, pair })
        const cost = (lots * ticks * BigInt(10_000 + FEE_BPS)) / 10_000n
        const debt = cost > credits ? cost - credits : 0n
        const loss = cost > lots * assets ? cost - lots * assets : 0n
        expect(debt * 10_000n).toBeLessThanOrEqual(BigInt(leverageBps - 10_000) * (credits - loss))
      }),
    )
  })
  it('owes, sold short, LCO worth at most leverage times the equity at the cautious price', () => {
    fc.assert(
      fc.property(money, price, price, leverage, (credits, ticks, debts, leverageBps) => {
        const input = { side: 'sell', leverageBps, account: account(credits, [debts, debts]), ticks } as const
        const lots = lotsAtLeverage({ ...input, takerFeeBps: FEE_BPS, pair })
        const brings = (lots * ticks * BigInt(10_000 - FEE_BPS)) / 10_000n
        const loss = lots * debts > brings ? lots * debts - brings : 0n
        expect(lots * debts * 10_000n).toBeLessThanOrEqual(BigInt(leverageBps) * (credits - loss))
      }),
    )
  })
  it('is five times the money at the limit, but for the fee and the slack', () => {
    const input = { leverageBps: 50_000, account: account(100_000_000n), ticks: 10_000n, takerFeeBps: 0, pair }
    expect(lotsAtLeverage({ ...input, side: 'buy' })).toBe(49_950n)
    expect(lotsAtLeverage({ ...input, side: 'sell' })).toBe(49_950n)
  })
  it('never asks for more than the pool lends', () => {
    const poor = { ...account(100_000_000n), borrowable: { credits: '10.000000', lco: '30.00000000' } }
    const input = { leverageBps: 50_000, account: poor, ticks: 10_000n, takerFeeBps: 0, pair }
    expect(lotsAtLeverage({ ...input, side: 'buy' })).toBe(10_989n)
    expect(lotsAtLeverage({ ...input, side: 'sell' })).toBe(300n)
  })
  it('is nothing where more is owed than the book shows near the mark, though money is free', () => {
    const debt = { asset: 'CR', amount: '60.000001', principal: '60.000000', interest: '0.000001', ratePpm: 0 } as const
    const owing = { ...account(100_000_000n), debt, depthCap: { credits: '60.000000', lco: '0.00000000' } }
    const input = { leverageBps: 50_000, ticks: 10_000n, takerFeeBps: 0, pair }
    expect(lotsAtLeverage({ ...input, account: owing, side: 'buy' })).toBe(0n)
    const deeper = { ...owing, depthCap: { credits: '60.000001', lco: '0.00000000' } }
    expect(lotsAtLeverage({ ...input, account: deeper, side: 'buy' })).toBeGreaterThan(0n)
  })
  it('is nothing where the account has that leverage already, and without a price', () => {
    const long: Standing = {
      ...account(0n),
      lco: { total: '1000.00000000', free: '1000.00000000', held: '0.00000000' },
      debt: { asset: 'CR', amount: '60.000000', principal: '60.000000', interest: '0.000000', ratePpm: 0 },
      positionLco: '1000.00000000',
    }
    const input = { side: 'buy', account: long, takerFeeBps: 0, pair } as const
    expect(lotsAtLeverage({ ...input, leverageBps: 20_000, ticks: 10_000n })).toBe(0n)
    expect(lotsAtLeverage({ ...input, leverageBps: 30_000, ticks: 10_000n })).toBeGreaterThan(0n)
    expect(lotsAtLeverage({ ...input, leverageBps: 30_000, ticks: 0n })).toBe(0n)
  })
})

it('an order of the other side makes a position smaller, by no more than there is of it', () => {
  const short = { positionLco: '-12.34000000' }
  expect([enlarges('buy', short, pair), enlarges('sell', short, pair)]).toEqual([false, true])
  expect(positionLots(short, pair)).toBe(123n)
  expect(enlarges('buy', { positionLco: '0.00000000' }, pair)).toBe(true)
})
