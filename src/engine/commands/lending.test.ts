/** Claims about lending: interest to the unit, who is paid when the pool is empty, losses that all lenders share. */
import { expect, test } from 'vitest'
import { seeded, sha256 } from '../../../test/engine/driver.ts'
import { lendOut, lose, payBack } from '../../../test/engine/lend-out.ts'
import { CR, MarketWorld } from '../../../test/engine/market-world.ts'
import type { Prng } from '../../base/prng.ts'
import { Engine } from '../engine.ts'
import { type AccountId, type Asset, P, U, userSlot } from '../ledger/chart.ts'
import { debtOf } from '../lending/loans.ts'
import { lendingDeskOf } from '../state.ts'
import { lenderView, poolView, waitingAmount } from '../views.ts'

const YEAR = 365 * 86_400_000
const [one, two, three] = [1, 2, 3] as [AccountId, AccountId, AccountId]

function supply(world: MarketWorld, account: AccountId, amount: number): void {
  world.driver.do('lending.supply', { account, asset: 'CR', amount })
}

function lent(world: MarketWorld, account: AccountId, asset: Asset = 'CR'): number {
  return lenderView(world.driver.engine, account, asset).lent
}

function debt({ driver: { engine } }: MarketWorld, account: AccountId, asset: Asset = 'CR'): number {
  return debtOf(lendingDeskOf(engine.state, engine.now), account, asset)
}

/** Lets time pass in one tick. */
function later({ driver }: MarketWorld, ms: number): void {
  driver.sleep(ms)
  driver.pass(0)
}

/** A pool of 1,000 CR of account 1, of which account 2 has borrowed so much. */
function pool(borrowed: number): MarketWorld {
  const world = new MarketWorld(3)
  supply(world, one, 1_000 * CR)
  if (borrowed > 0) lendOut(world.driver.engine, { account: two, asset: 'CR', amount: borrowed })
  return world
}

test('a year at 80 % utilisation costs 15 %: nine tenths for the lenders, one for the risk reserve once it is paid', () => {
  const world = pool(800 * CR)
  later(world, YEAR)
  expect(debt(world, two)).toBe(920 * CR)
  // The unit that the virtual shares stand for has earned, too.
  expect(lent(world, one)).toBe(1_108 * CR - 1)
  const { ledger } = world.driver.engine.state
  expect(ledger.balance(P.riskReserve)).toBe(0)
  world.driver.do('lending.supply', { account: three, asset: 'CR', amount: 1 })
  // The loan is 800 CR; 120 CR of interest come out of what account 2 has besides.
  const { state } = world.driver.engine
  state.out.entry('stake', 'a test')
  state.out.move(userSlot(two, U.available), userSlot(two, U.margin), 120 * CR)
  state.out.take()
  expect(payBack(world.driver.engine, { account: two, asset: 'CR', amount: 920 * CR })).toMatchObject({
    interest: 120 * CR,
    principal: 800 * CR,
  })
  expect(ledger.balance(P.riskReserve)).toBe(12 * CR)
  expect([P.reserveAccrued, P.loansAccrued].map((slot) => ledger.balance(slot))).toEqual([0, 0])
  world.driver.engine.audit()
})

test('a withdrawal is paid at once as far as there is cash, the rest when cash comes, in the order asked for', () => {
  const world = pool(0)
  supply(world, three, 500 * CR)
  lendOut(world.driver.engine, { account: two, asset: 'CR', amount: 1_300 * CR })
  const first = world.driver.do('lending.withdraw', { account: one, asset: 'CR', amount: 900 * CR })
  expect(first).toMatchObject({ paid: 200 * CR, waiting: 700 * CR, lent: 100 * CR })
  expect(world.driver.do('lending.withdraw', { account: three, asset: 'CR', amount: null })).toMatchObject({
    ...{ paid: 0, waiting: 500 * CR, lent: 0 },
  })
  expect(poolView(world.driver.engine, 'CR')).toMatchObject({ cash: 0, waiting: 2, utilisationPpm: 1_000_000 })
  const ahead = (before?: AccountId): number =>
    waitingAmount(world.driver.engine, 'CR', before === undefined ? {} : { before })
  expect([ahead(), ahead(one), ahead(three), ahead(two)]).toEqual([1_200 * CR, 0, 700 * CR, 0])
  payBack(world.driver.engine, { account: two, asset: 'CR', amount: 800 * CR })
  expect(lenderView(world.driver.engine, one, 'CR')).toMatchObject({ waiting: 0, lent: 100 * CR })
  expect(lenderView(world.driver.engine, three, 'CR')).toMatchObject({ waiting: 400 * CR })
  expect([ahead(), ahead(one), ahead(three)]).toEqual([400 * CR, 0, 0])
  world.driver.engine.audit()
})

test('money that waits goes on earning, and a withdrawal taken back is lent as before', () => {
  const world = pool(1_000 * CR)
  world.driver.do('lending.withdraw', { account: one, asset: 'CR', amount: 400 * CR })
  later(world, YEAR)
  const { lent: free, waiting } = lenderView(world.driver.engine, one, 'CR')
  expect(waiting).toBeGreaterThan(400 * CR)
  world.driver.do('lending.cancel', { account: one, asset: 'CR' })
  const after = lenderView(world.driver.engine, one, 'CR')
  expect(after.waiting).toBe(0)
  expect(Math.abs(after.lent - free - waiting)).toBeLessThanOrEqual(1)
})

test('a loss is shared by the lenders by what they have lent, at once, and nothing is lent until it is acknowledged', () => {
  const world = pool(0)
  supply(world, three, 500 * CR)
  lendOut(world.driver.engine, { account: two, asset: 'CR', amount: 600 * CR })
  lose(world.driver.engine, { account: two, asset: 'CR', amount: 600 * CR })
  expect([lent(world, one), lent(world, three)]).toEqual([600 * CR, 300 * CR])
  expect(poolView(world.driver.engine, 'CR')).toMatchObject({ stopped: true, lent: 0, cash: 900 * CR })
  expect(lenderView(world.driver.engine, one, 'CR').earned).toBe(-400 * CR)
  world.driver.engine.audit()
})

test.each([
  [{ account: one, asset: 'CR', amount: 0 }, 'amount_not_positive'],
  [{ account: one, asset: 'CR', amount: 5_000 * CR }, 'insufficient_credits'],
  [{ account: one, asset: 'LCO', amount: 5e15 }, 'amount_out_of_range'],
  [{ account: one, asset: 'EUR' as Asset, amount: 1 }, 'unknown_asset'],
  [{ account: 9 as AccountId, asset: 'CR', amount: 1 }, 'account_not_found'],
] as const)('%j is refused as %s', (input, code) => {
  expect(new MarketWorld(1).driver.try('lending.supply', input)).toMatchObject({ ok: false, code })
})

test('nobody takes out more than is lent and free, nor twice at a time, nor takes back what does not wait', () => {
  const world = pool(1_000 * CR)
  const { driver } = world
  expect(driver.try('lending.withdraw', { account: one, asset: 'CR', amount: 1_000 * CR + 1 })).toMatchObject({
    code: 'insufficient_lent',
    detail: { have: 1_000 * CR },
  })
  expect(driver.try('lending.withdraw', { account: three, asset: 'CR', amount: null })).toMatchObject({
    code: 'insufficient_lent',
  })
  expect(driver.try('lending.cancel', { account: one, asset: 'CR' })).toMatchObject({ code: 'withdrawal_not_found' })
  driver.do('lending.withdraw', { account: one, asset: 'CR', amount: 1 })
  expect(driver.try('lending.withdraw', { account: one, asset: 'CR', amount: 1 })).toMatchObject({
    code: 'withdrawal_waiting',
  })
})

test('more withdrawals than one command pays are paid a millisecond later, all of them', () => {
  const world = new MarketWorld(150)
  for (let id = 2; id <= 150; id++) supply(world, id as AccountId, CR)
  lendOut(world.driver.engine, { account: one, asset: 'CR', amount: 149 * CR })
  for (let id = 2; id <= 150; id++) {
    world.driver.do('lending.withdraw', { account: id as AccountId, asset: 'CR', amount: null })
  }
  supply(world, one, 149 * CR)
  expect(poolView(world.driver.engine, 'CR').waiting).toBe(49)
  world.driver.pass(1)
  expect(poolView(world.driver.engine, 'CR').waiting).toBe(0)
  world.driver.engine.audit()
})

test('over random years what borrowers owe is what lenders and reserve can claim, to the unit', () => {
  const world = new MarketWorld(6)
  const { driver } = world
  const random = seeded(11)
  for (let step = 0; step < 400; step++) {
    const asset = random.pick(['CR', 'LCO'] as const)
    act(world, random, asset)
    if (random.chance(30)) later(world, random.below(20 * 86_400_000))
    const { cash, lent: out, claims } = poolView(driver.engine, asset)
    expect(cash).toBeGreaterThanOrEqual(0)
    expect(out).toBe(claims - cash)
    let owed = 0
    for (let id = 1; id <= 6; id++) owed += debt(world, id as AccountId, asset)
    // Each loan is rounded up by less than a unit; what all owe together is rounded down.
    expect(owed - out).toBeGreaterThanOrEqual(-6)
    expect(owed - out).toBeLessThanOrEqual(6)
    driver.engine.audit()
    if (step % 50 === 0) {
      const again = Engine.restore(driver.engine.save())
      expect(again.stateHash(sha256)).toBe(driver.engine.stateHash(sha256))
    }
  }
})

function act(world: MarketWorld, random: Prng, asset: Asset): void {
  const { driver } = world
  const account = (1 + random.below(6)) as AccountId
  const amount = 1 + random.below(random.pick([10, 10_000, 50 * CR]))
  const pick = random.below(10)
  if (pick < 4) driver.try('lending.supply', { account, asset, amount })
  else if (pick < 5) driver.try('lending.withdraw', { account, asset, amount: random.pick([null, amount]) })
  else if (pick < 6) driver.try('lending.cancel', { account, asset })
  else {
    const loan = driver.engine.state.lending.loanOf(account)
    if (loan === undefined || (pick < 8 && loan.asset === asset)) {
      const most = poolView(driver.engine, asset).cash
      if (most > 0) lendOut(driver.engine, { account, asset, amount: Math.min(amount, most) })
    } else if (pick < 9) {
      const margin = driver.engine.state.ledger.balance(userSlot(account, loan.asset === 'CR' ? U.margin : U.lcoMargin))
      const owed = debt(world, account, loan.asset)
      const paid = Math.min(owed, margin, random.chance(50) ? owed : amount)
      if (paid > 0) payBack(driver.engine, { account, asset: loan.asset, amount: paid })
    } else
      lose(driver.engine, { account, asset: loan.asset, amount: Math.min(amount, debt(world, account, loan.asset)) })
  }
}
