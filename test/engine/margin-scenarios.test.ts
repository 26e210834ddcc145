/** What thin markets have done to others, with numbers: pumps, squeezes, cascades, gaps. docs/concepts/margin.md names the same. */
import { expect, test } from 'vitest'
import { type AccountId, P, U } from '../../src/engine/ledger/chart.ts'
import { scaled } from '../scale.ts'
import { Driver } from './driver.ts'
import { CR } from './market-world.ts'
import { LOT, must, RiskWorld } from './risk-world.ts'
import { HOUR } from './time.ts'

const MINUTE = 60_000
const one = 1 as AccountId

function set(world: RiskWorld, key: Parameters<RiskWorld['parameter']>[0], value: number): void {
  world.parameter(key, value)
}

/** At the price of the world's beginning, whatever others took out of the book. */
function enterLong(world: RiskWorld, account: number, credits: number): void {
  world.book(10_000)
  world.goLong(account, credits)
}

/** Claims of all lenders of credits. */
function claims(world: RiskWorld): number {
  return world.slot(P.lendingPool)
}

test('Mango: a price pumped by a fifth within the day lends its pumper nothing more, and its fall costs no lender', () => {
  const world = new RiskWorld()
  world.goLong(3, 390 * CR)
  const before = world.borrow(3, 'CR', 3 * CR)
  must(before)
  world.moveTo(12_000)
  // At the pumped mark the position would carry 4 × 190 CR; what counts is the lowest of mark, median and day's average.
  expect(world.level(3)).toBeGreaterThan(14_500)
  expect(world.borrow(3, 'CR', 10 * CR)).toMatchObject({ code: 'leverage_limit' })
  expect(world.transfer(3, 'out', CR)).toMatchObject({ code: 'margin_level_too_low' })
  const owed = claims(world)
  world.moveTo(8_000)
  expect(world.driver.seen('margin.closed').length).toBeGreaterThan(0)
  expect(world.driver.seen('margin.loss')).toEqual([])
  expect(claims(world)).toBeGreaterThan(owed)
  world.driver.engine.audit()
})

test('JELLY: who is squeezed can not take the collateral out, and the short is bought back before it is bankrupt', () => {
  const world = new RiskWorld({ collateral: 60 * CR })
  world.goShort(3, 28_000)
  expect(world.transfer(3, 'out', CR)).toMatchObject({ code: 'margin_level_too_low' })
  for (const price of [10_500, 11_000, 11_500, 12_000, 13_000, 14_000]) {
    world.moveTo(price)
    expect(world.transfer(3, 'out', CR)).toMatchObject({ ok: false })
  }
  expect(world.driver.seen('margin.closed').length).toBeGreaterThan(1)
  expect(world.driver.seen('margin.loss')).toEqual([])
  expect(world.position(3).debtCoins).toBeLessThan(14_000 * LOT)
  world.driver.engine.audit()
})

test('nobody owes more than a tenth of what circulates, nor one account more than a quarter of that', () => {
  const world = new RiskWorld({ traders: 5, collateral: 900 * CR })
  world.driver.do('lending.supply', { account: one, asset: 'LCO', amount: 50_000 * 10 * LOT })
  const { lco } = world.totals
  expect(lco.account).toBe(Math.floor(lco.total / 4))
  expect(world.borrow(3, 'LCO', lco.account + 1)).toMatchObject({ code: 'account_lco_cap' })
  for (const account of [3, 4, 5, 6]) must(world.borrow(account, 'LCO', lco.account))
  expect(world.borrow(7, 'LCO', 10)).toMatchObject({ code: 'lco_cap' })
})

test('a cascade: longs at almost 5 × in a falling thin book are all closed, lowest level first, and the books stay whole', () => {
  const traders = scaled(2_000)
  const world = new RiskWorld({
    traders,
    collateral: 5 * CR,
    lent: 25 * CR * traders,
    driver: new Driver({ paranoid: traders <= 100 }),
  })
  set(world, 'margin.dust', 0)
  for (let account = 3; account < 3 + traders; account++) enterLong(world, account, 19 * CR + (account % 7) * 100_000)
  const before = claims(world)
  for (let price = 9_800; price >= 7_600; price -= 100) {
    for (let minute = 0; minute < 4; minute++) {
      world.book(price, { lots: 12_000 })
      world.driver.pass(MINUTE)
    }
  }
  world.moveTo(7_600, { lots: 100_000 })
  world.driver.pass(10 * MINUTE)
  const closed = world.driver.seen('margin.closed')
  expect(new Set(closed.map(({ account }) => account)).size).toBe(traders)
  expect(world.totals.closing).toBe(0)
  const loss = world.driver.seen('margin.loss').reduce((sum, { socialised }) => sum + socialised, 0)
  // Nobody is lent more than 4 times what stands behind it, and what trades below bankruptcy does so within a tenth of the mark.
  expect(loss).toBeLessThan(before / 10)
  expect(claims(world)).toBeGreaterThanOrEqual(before - loss)
  world.driver.engine.audit()
})

test('within one command closing goes by level, then by account', () => {
  const world = new RiskWorld({ traders: 4 })
  for (const [account, credits] of [
    [3, 330],
    [4, 390],
    [5, 360],
    [6, 390],
  ] as const) {
    if (account > 4) set(world, 'lending.limit', 9_000)
    world.fundPool(400 * CR)
    enterLong(world, account, credits * CR)
  }
  world.gap(8_000)
  const order = world.driver.seen('margin.closed').map(({ account, level, at }) => ({ account, level, at }))
  const first = order.filter(({ at }) => at === order[0]?.at)
  expect(first.map(({ level }) => level)).toEqual([...first.map(({ level }) => level)].sort((a, b) => a - b))
})

test('a gap through bankruptcy with an empty reserve is shared by the lenders at once, and nothing is lent until that is acknowledged', () => {
  const world = new RiskWorld()
  world.goLong(3, 396 * CR)

  const before = claims(world)
  world.gap(7_000)
  const [loss] = world.driver.seen('margin.loss')
  expect(loss).toMatchObject({ asset: 'CR', covered: loss?.covered })
  expect(loss?.socialised).toBeGreaterThan(0)
  expect(loss?.socialised).toBe((loss?.shortfall ?? 0) - (loss?.covered ?? 0))
  expect(world.position(3)).toMatchObject({ cash: 0, coins: 0, debtCredits: 0 })
  expect(claims(world)).toBeLessThan(before)
  expect(world.borrow(4, 'CR', CR)).toMatchObject({ code: 'pool_stopped' })
  world.driver.do('margin.acknowledge', { asset: 'CR', reason: 'a gap at night', actor: one })
  must(world.borrow(4, 'CR', CR))
  world.driver.engine.audit()
})

test('a reserve that holds enough pays the whole shortfall and no lender loses', () => {
  const world = new RiskWorld()
  world.fundReserve(200 * CR)
  world.goLong(3, 396 * CR)
  const before = claims(world)
  world.gap(7_000)
  const [loss] = world.driver.seen('margin.loss')
  expect(loss).toMatchObject({ socialised: 0, covered: loss?.shortfall })
  expect(claims(world)).toBeGreaterThanOrEqual(before)
  expect(world.borrow(4, 'CR', CR)).toMatchObject({ ok: true })
})

test('LCO that a bankrupt short misses are bought with the reserve’s credits up to a tenth above the mark, before lenders lose any', () => {
  const world = new RiskWorld({ collateral: 60 * CR })
  world.fundReserve(100 * CR)
  world.goShort(3, 28_500)
  world.gap(14_500)
  const [loss] = world.driver.seen('margin.loss')
  expect(loss).toMatchObject({ asset: 'LCO', socialised: 0 })
  expect(loss?.lots).toBeGreaterThan(0)
  const bought = world.driver.seen('trade').filter(({ source, taker }) => source === 'forced' && taker === 0)
  expect(Math.max(...bought.map(({ price }) => price))).toBeLessThanOrEqual(Math.floor((loss?.mark ?? 0) * 1.1))
  world.driver.engine.audit()
})

test('interest alone closes a position at a price that stands still', () => {
  const world = new RiskWorld({ lent: 445 * CR })
  world.goLong(3, 396 * CR)
  world.moveTo(8_840)
  const { level } = { level: world.level(3) ?? 0 }
  expect(level).toBeGreaterThanOrEqual(11_000)
  expect(world.driver.seen('margin.closed')).toEqual([])
  set(world, 'mark.interval', MINUTE)
  for (let day = 0; day < 30 && world.driver.seen('margin.closed').length === 0; day++) world.driver.pass(24 * HOUR)
  expect(world.driver.seen('margin.closed')[0]?.mark).toBe(8_840)
})

test('a debt worth less than the dust notional is closed in full, and what is less than a lot becomes available', () => {
  const world = new RiskWorld({ collateral: 1_500_000 })
  world.goShort(3, 700)
  world.driver.pass(30 * HOUR)
  world.moveTo(11_200)
  const [closed] = world.driver.seen('margin.closed')
  expect(closed).toMatchObject({ debt: 0, levelAfter: null })
  expect(world.position(3)).toMatchObject({ coins: 0, debtCoins: 0 })
  expect(world.balance(3, U.lco) % LOT).toBeGreaterThan(0)
})

test('a frozen mark lends nothing, closes nothing and lets only risk go; after six hours the reserve takes bankrupt positions over', () => {
  const world = new RiskWorld({ lent: 445 * CR })
  world.goLong(3, 396 * CR)
  set(world, 'mark.interval', MINUTE)
  set(world, 'lending.slope', 100_000)
  world.driver.do('order.cancel_all', { account: one })
  world.driver.pass(MINUTE)
  expect(world.borrow(4, 'CR', CR)).toMatchObject({ code: 'no_live_mark' })
  expect(world.transfer(3, 'out', 1)).toMatchObject({ ok: false })
  for (let day = 0; day < 300 && (world.level(3) ?? 0) >= 10_000; day++) world.driver.pass(24 * HOUR)
  expect(world.driver.seen('margin.closed')).toEqual([])
  const before = world.driver.seen('margin.taken_over').length
  world.fundReserve(150 * CR)
  const coins = world.position(3).coins
  world.driver.pass(2 * MINUTE)
  const taken = world.driver.seen('margin.taken_over')[before]
  expect(taken).toMatchObject({ account: 3, asset: 'CR' })
  expect(taken?.taken).toBeGreaterThan(0)
  expect(taken?.paid).toBeGreaterThanOrEqual(150 * CR)
  expect(world.position(3).coins).toBeLessThanOrEqual(coins - (taken?.taken ?? 0))
  expect(world.reserve.lco).toBeGreaterThanOrEqual(taken?.taken ?? 0)
  // The interest that it paid has brought it a little, which pays for nothing more.
  const after = world.driver.seen('margin.taken_over').length
  expect(world.reserve.credits).toBeGreaterThan(0)
  expect(world.position(3).debtCredits).toBeGreaterThan(0)
  world.driver.pass(2 * HOUR)
  expect(world.driver.seen('margin.taken_over').length).toBe(after)
  world.driver.engine.audit()
})

test('after down-time nothing is closed before the mark has been rebuilt', () => {
  const world = new RiskWorld()
  world.goLong(3, 396 * CR)
  world.book(8_600)
  world.driver.sleep(HOUR)
  world.driver.pass(4 * MINUTE)
  expect(world.driver.seen('margin.closed')).toEqual([])
  world.driver.pass(90 * MINUTE)
  expect(world.driver.seen('margin.closed').length).toBeGreaterThan(0)
})

test('a restart in the middle of a cascade goes on as if there had been none', () => {
  const build = (restarts: boolean): string => {
    const world = new RiskWorld({
      traders: 60,
      collateral: 5 * CR,
      lent: 1_500 * CR,
      driver: new Driver({ paranoid: false }),
    })
    set(world, 'margin.dust', 0)
    for (let account = 3; account < 63; account++) enterLong(world, account, 19 * CR)
    for (let price = 9_600; price >= 8_200; price -= 200) {
      world.book(price, { lots: 20_000 })
      for (let tick = 0; tick < 60; tick++) {
        world.driver.pass(7_001)
        if (restarts && tick % 5 === 0) world.driver.restart()
      }
    }
    expect(world.driver.seen('margin.closed').length).toBeGreaterThan(15)
    return world.driver.hash()
  }
  expect(build(true)).toBe(build(false))
})

test('an order can not sell a position to a friend below what is owed', () => {
  const world = new RiskWorld()
  world.goLong(3, 396 * CR)
  world.driver.do('order.cancel_all', { account: one })
  world.fund(4, 1_000)
  world.limit(4, 'buy', [8_010, 60_000])
  const coins = world.position(3).coins / LOT
  expect(world.marginLimit(3, 'sell', [8_005, coins])).toMatchObject({ code: 'beyond_bankruptcy' })
  must(world.marginMarket(3, 'sell', [coins, { repay: true }]))
  expect(world.position(3)).toMatchObject({ debtCredits: 0 })
})

test('an account whose level is sound again at a mark is not tried, whether or not the server was restarted since levels changed', () => {
  const after = (restarts: boolean): { hash: string; owed: number } => {
    const world = new RiskWorld()
    world.goLong(3, 396 * CR)
    world.driver.do('order.cancel_all', { account: one })
    // Bids deep below: the mark falls, nobody buys within the limit.
    world.limit(1, 'buy', [8_200, 100_000])
    world.limit(1, 'sell', [9_100, 100_000])
    while (world.driver.seen('margin.closing').length === 0) world.driver.pass(10_000)
    must(world.transfer(3, 'in', CR))
    const { debtCredits } = world.position(3)
    set(world, 'margin.closeLevel', 10_200)
    if (restarts) world.driver.restart()
    world.driver.pass(10_000)
    expect(world.driver.seen('margin.recovered')).toHaveLength(1)
    return { hash: world.driver.hash(), owed: world.position(3).debtCredits - debtCredits }
  }
  const straight = after(false)
  expect(straight.owed).toBeGreaterThanOrEqual(0)
  expect(after(true)).toEqual(straight)
})
