/** Claims about what an account may owe: refusals by name, open orders at their worst, exits that stay open, figures shown before. */
import { expect, test } from 'vitest'
import { CR } from '../../../test/engine/market-world.ts'
import { LOT, must, RiskWorld } from '../../../test/engine/risk-world.ts'
import type { Lots, Ticks } from '../../base/money.ts'
import type { OrderInput } from '../command.ts'
import type { OrderQuote } from '../exchange/quote.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'
import { Rejection } from '../rejections.ts'
import { marginLadder, marginView, quoteOrder } from '../views.ts'

const three = 3 as AccountId

function view(world: RiskWorld, account = 3) {
  const shown = marginView(world.driver.engine, account as AccountId, world.driver.now)
  if (!shown) throw new Error(`account ${account} has no margin account`)
  return shown
}

test('exactly four times the equity is lent in credits, LCO worth five times, and not a unit more', () => {
  const world = new RiskWorld()
  expect(world.borrow(3, 'CR', 400 * CR + 1)).toMatchObject({ code: 'leverage_limit' })
  expect(world.borrow(3, 'CR', 400 * CR)).toMatchObject({ result: { debt: 400 * CR, free: 500 * CR } })
  const lots = 50_000
  expect(world.borrow(4, 'LCO', lots * LOT)).toMatchObject({ code: 'account_lco_cap' })
  world.parameter('margin.accountShare', 10_000)
  expect(world.borrow(4, 'LCO', lots * LOT + 1_000)).toMatchObject({ code: 'leverage_limit' })
  must(world.borrow(4, 'LCO', lots * LOT))
})

test('a loan is refused by name: no account, stopped, the other asset, an empty pool, a young or a frozen mark', () => {
  const world = new RiskWorld({ lent: 100 * CR })
  expect(world.borrow(2, 'CR', CR)).toMatchObject({ code: 'margin_not_open' })
  const off = { product: 'borrowing', reason: 'a test', actor: three } as const
  world.driver.do('switch.set', { ...off, on: false })
  expect(world.borrow(3, 'CR', CR)).toMatchObject({ code: 'borrowing_unavailable' })
  world.driver.do('switch.set', { ...off, on: true })
  expect(world.borrow(3, 'CR', 91 * CR)).toMatchObject({ code: 'pool_exhausted' })
  must(world.borrow(3, 'CR', 50 * CR))
  expect(world.borrow(3, 'LCO', 100 * LOT)).toMatchObject({ code: 'other_debt' })
  expect(world.repay(3, 'LCO', null)).toMatchObject({ code: 'nothing_owed' })
  world.driver.do('order.cancel_all', { account: 1 as AccountId })
  world.driver.pass(20_000)
  expect(world.borrow(3, 'CR', CR)).toMatchObject({ code: 'no_live_mark' })
  expect(world.repay(3, 'CR', null)).toMatchObject({ result: { debt: 0 } })
})

test('open orders count for the lesser of what they hold and what they bring', () => {
  const world = new RiskWorld()
  must(world.marginLimit(3, 'buy', [8_000, 10_000]))
  // It holds 80 CR and would bring LCO worth 100: nothing is lost by it.
  expect(view(world).borrowable.CR).toBe(400 * CR)
  must(world.borrow(3, 'CR', 200 * CR))
  world.book(8_500, { lots: 100_000 })
  world.parameter('margin.farLimit', 2_000)
  expect(world.marginLimit(3, 'buy', [10_500, 9_000])).toMatchObject({ ok: true })
})

test('who owes as much as may be owed may still sell, repay and add collateral, but buys nothing more', () => {
  const world = new RiskWorld()
  world.goLong(3, 396 * CR)
  world.moveTo(9_000)
  expect(world.marginMarket(3, 'buy', [1_000, { borrow: true }])).toMatchObject({ code: 'leverage_limit' })
  expect(world.transfer(3, 'out', 1)).toMatchObject({ ok: false })
  must(world.marginMarket(3, 'sell', [10_000, { repay: true }]))
  must(world.marginLimit(3, 'sell', [9_500, 5_000, { reduceOnly: true }]))
  must(world.transfer(3, 'in', 10 * CR))
  must(world.repay(3, 'CR', 10 * CR))
})

test('an order that repays pays with what it brought in, interest first, and what is left is less than a lot', () => {
  const world = new RiskWorld({ collateral: 60 * CR })
  world.goShort(3, 10_000)
  world.driver.pass(50 * 3_600_000)
  const owed = world.position(3).debtCoins
  expect(owed).toBeGreaterThan(10_000 * LOT)
  const before = world.balance(3, U.lco)
  const lots = Math.ceil(owed / LOT)
  must(world.marginMarket(3, 'buy', [lots, { repay: true }]))
  expect(world.position(3)).toMatchObject({ debtCoins: 0, coins: 0 })
  expect(world.balance(3, U.lco) - before).toBe(lots * LOT - owed)
  const [paid] = world.driver.seen('loan.changed').slice(-1)
  expect(paid).toMatchObject({ cause: 'fill', amount: owed, interest: owed - 10_000 * LOT, debt: 0 })
})

test('collateral leaves down to level 2.00 exactly, and all of it once nothing is owed', () => {
  const world = new RiskWorld()
  must(world.borrow(3, 'CR', 50 * CR))
  const { transferable } = view(world)
  expect(transferable).toBe(50 * CR)
  expect(world.transfer(3, 'out', transferable + 1)).toMatchObject({ code: 'margin_level_too_low' })
  must(world.transfer(3, 'out', transferable))
  expect(world.level(3)).toBe(20_000)
  must(world.repay(3, 'CR', null))
  must(world.transfer(3, 'out', view(world).freeCredits))
})

test('what is shown as borrowable is lent, and a unit more is not', () => {
  const world = new RiskWorld()
  world.goLong(3, 200 * CR)
  must(world.marginLimit(4, 'buy', [10_000, 3_000]))
  for (const [account, asset] of [
    [3, 'CR'],
    [4, 'CR'],
    [4, 'LCO'],
  ] as const) {
    const most = view(world, account).borrowable[asset]
    expect(most).toBeGreaterThan(0)
    expect(world.borrow(account, asset, most + 1)).toMatchObject({ ok: false })
    if (account === 3) must(world.borrow(account, asset, most))
  }
})

test('the view says both prices with their inputs, and the ladder is ordered by level, at the mark or at any price', () => {
  const world = new RiskWorld({ traders: 3 })
  world.goLong(3, 380 * CR)
  world.goLong(4, 200 * CR)
  world.goShort(5, 5_000)
  const { position, liquidation, bankruptcy, levelBps, ratioBps, equity } = view(world)
  const { cash, coins, debtCredits } = position
  expect(liquidation).toBe(Math.ceil(((1.1 * debtCredits - cash) * LOT) / coins))
  expect(bankruptcy).toBe(Math.ceil(((debtCredits - cash) * LOT) / coins))
  expect(ratioBps).toBe((levelBps ?? 0) - 10_000)
  expect(equity).toBe(Math.floor(cash + (coins / LOT) * 10_000 - debtCredits))
  const ladder = (price?: number) =>
    marginLadder(world.driver.engine, world.driver.now, {
      limit: 10,
      ...(price === undefined ? {} : { price: price as Ticks }),
    })
  expect(ladder().map(({ account }) => account)).toEqual([3, 4, 5])
  expect(ladder(40_000).map(({ account }) => account)[0]).toBe(5)
  expect(ladder(8_000)[0]?.levelBps).toBeLessThan(11_000)
})

test('an account that is being closed may add collateral and repay, and places no order', () => {
  const world = new RiskWorld()
  world.goLong(3, 396 * CR)
  world.driver.do('order.cancel_all', { account: 1 as AccountId })
  world.fund(4, 5_000)
  // Bids deep below, asks near: the mark falls, nobody buys within the limit.
  world.limit(1, 'buy', [8_200, 100_000])
  world.limit(1, 'sell', [9_100, 100_000])
  for (let i = 0; i < 120 && world.driver.seen('margin.closing').length === 0; i++) world.driver.pass(10_000)
  expect(view(world).stage).toBe('closing')
  expect(world.marginLimit(3, 'sell', [9_000, 1_000])).toMatchObject({ code: 'margin_closing' })
  expect(world.borrow(3, 'CR', 1)).toMatchObject({ code: 'margin_closing' })
  must(world.transfer(3, 'in', 100 * CR))
  must(world.repay(3, 'CR', null))
  expect(view(world).stage).toBe('calm')
  expect(world.driver.seen('margin.recovered')).toHaveLength(1)
})

test('a larger lot leaves small change on margin until the account next changes, and no invariant minds', () => {
  const world = new RiskWorld()
  world.parameter('market.pair', 2)
  world.driver.pass(60_000)
  const { ledger } = world.driver.engine.state
  ledger.move(userSlot(three, U.lco), userSlot(three, U.lcoMargin), 500_000)
  world.parameter('market.pair', 0)
  world.driver.engine.audit()
  must(world.transfer(3, 'in', CR))
  expect(world.balance(3, U.lcoMargin)).toBe(0)
})

test('nobody owes more than others show near the mark on the side that would close it, to the unit', () => {
  const world = new RiskWorld({ collateral: 200 * CR })
  // Bids of 90 CR a tenth below the mark at most, offers of 10,000 lots a tenth above it at most.
  world.driver.do('order.cancel_all', { account: 1 as AccountId })
  world.limit(1, 'buy', [9_990, 5_005])
  world.limit(1, 'buy', [9_000, 4_000])
  world.limit(1, 'buy', [8_999, 100_000])
  world.limit(1, 'sell', [10_010, 6_000])
  world.limit(1, 'sell', [11_000, 4_000])
  world.limit(1, 'sell', [11_001, 100_000])
  world.driver.pass(60_000)
  expect(world.mark).toBe(10_000)
  const bids = 5_005 * 9_990 + 4_000 * 9_000
  expect(view(world).depthCap).toEqual({ CR: bids, LCO: 10_000 * LOT })
  expect(view(world).borrowable).toEqual({ CR: bids, LCO: 10_000 * LOT })
  expect(world.borrow(3, 'CR', bids + 1)).toMatchObject({ code: 'depth_cap', detail: { debt: bids + 1, max: bids } })
  expect(world.borrow(4, 'LCO', 10_000 * LOT + 1)).toMatchObject({
    code: 'lco_depth_cap',
    detail: { max: 10_000 * LOT },
  })
  must(world.borrow(3, 'CR', bids))
  must(world.borrow(4, 'LCO', 10_000 * LOT))
  world.parameter('margin.depthShare', 5_000)
  expect(view(world, 4).depthCap).toEqual({ CR: Math.floor(bids / 2), LCO: 5_000 * LOT })
})

test('own orders and hidden parts are no depth', () => {
  const world = new RiskWorld({ collateral: 200 * CR })
  const before = view(world).depthCap
  world.limit(3, 'buy', [9_900, 5_000])
  must(world.marginLimit(3, 'buy', [9_800, 5_000]))
  expect(view(world).depthCap).toEqual(before)
  expect(view(world, 4).depthCap.CR).toBe(before.CR + 5_000 * (9_900 + 9_800))
  const iceberg = { account: 1 as AccountId, side: 'buy', kind: 'limit', price: 9_700 as Ticks, tif: 'gtc' } as const
  world.driver.do('order.place', { ...iceberg, lots: 5_000 as Lots, postOnly: false, iceberg: 500 as Lots })
  expect(view(world).depthCap.CR).toBe(before.CR + 500 * 9_700)
})

test('where the book has become thinner than the debt, a position is made no larger, only smaller', () => {
  const world = new RiskWorld({ collateral: 200 * CR })
  must(world.borrow(3, 'CR', 300 * CR))
  world.book(10_000, { lots: 20_000 })
  world.driver.pass(10_000)
  expect(world.marginMarket(3, 'buy', [1_000])).toMatchObject({ code: 'depth_cap', detail: { max: 20_000 * 9_990 } })
  must(world.repay(3, 'CR', 150 * CR))
  must(world.marginMarket(3, 'buy', [1_000]))
  world.parameter('margin.depthShare', 100)
  must(world.marginMarket(3, 'sell', [500]))
})

test('a quote says what its order would borrow, one that waits at most when it fires, and the order borrows just that', () => {
  const world = new RiskWorld()
  const margin = { borrow: true, repay: false, reduceOnly: false }
  const buy = { account: three, side: 'buy', kind: 'market', lots: 20_000 as Lots, margin } as const
  const quote = (order: OrderInput): OrderQuote => {
    const quoted = quoteOrder(world.driver.engine, order, world.driver.now)
    if (quoted instanceof Rejection) throw new Error(`refused: ${quoted.code}`)
    return quoted
  }
  const cost = 20_000 * 10_010
  expect(quote(buy).borrows).toBe(cost + cost / 1_000 - 100 * CR)
  expect(quote({ ...buy, lots: 5_000 as Lots }).borrows).toBe(0)
  // At the top of the band above the price that fires it: 10,500 × 1.2.
  const stop = { ...buy, trigger: { kind: 'stop_loss', price: 10_500 as Ticks } } as const
  const top = 20_000 * 12_600
  expect(quote(stop)).toMatchObject({ lots: 0, reserve: 0, borrows: top + top / 1_000 - 100 * CR })
  const placed = world.driver.do('order.place', buy)
  expect(placed.borrowed).toBe(cost + cost / 1_000 - 100 * CR)
  expect(world.position(3).debtCredits).toBe(placed.borrowed)
  expect(world.driver.do('order.place', { ...buy, side: 'sell', lots: 100 as Lots })).not.toHaveProperty('borrowed')
})
