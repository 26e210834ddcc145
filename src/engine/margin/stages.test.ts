/** Claims about what owners are told: the way into a forced close and out of it, for every account, each time. */
import { expect, test } from 'vitest'
import { CR } from '../../../test/engine/market-world.ts'
import { must, RiskWorld } from '../../../test/engine/risk-world.ts'
import type { AccountId } from '../ledger/chart.ts'

/** Accounts told of their forced close since the last time this was asked, with whether anything was traded. */
function told(world: RiskWorld): readonly (readonly [account: number, trades: number])[] {
  const closes = world.driver.seen('margin.closed')
  const begun = world.driver.seen('margin.closing').map(({ account }) => account)
  const rows = begun.map((account) => [account, closes.filter((one) => one.account === account).length] as const)
  world.driver.events.length = 0
  return rows
}

/** A level under which sound accounts are closed, for the next mark; and back again. */
function squeeze(world: RiskWorld): void {
  const set = (key: 'margin.closeLevel' | 'margin.targetLevel', value: number) =>
    world.driver.do('parameter.set', { key, value, reason: 'a test', actor: 1 as AccountId })
  set('margin.closeLevel', 15_000)
  set('margin.targetLevel', 16_000)
  world.driver.pass(10_000)
  set('margin.targetLevel', 12_000)
  set('margin.closeLevel', 11_000)
}

function short(world: RiskWorld, account: number): void {
  must(world.marginMarket(account, 'sell', [4_500, { borrow: true }]))
}

test('a forced close is told each time, to one account after the other', () => {
  const world = new RiskWorld({ traders: 2, collateral: 20 * CR })
  // The audit of forced closes knows the usual levels only.
  world.driver.watch = () => {}
  short(world, 3)
  told(world)
  squeeze(world)
  expect(told(world)).toEqual([[3, 1]])
  short(world, 4)
  squeeze(world)
  expect(told(world)).toEqual([[4, 1]])
})

test('it is told also when the book offers nothing within the limit', () => {
  const world = new RiskWorld({ traders: 2, collateral: 20 * CR })
  short(world, 3)
  world.driver.do('order.cancel_all', { account: 1 as AccountId })
  world.limit(1, 'buy', [9_990, 100_000])
  world.limit(1, 'sell', [11_900, 100_000])
  told(world)
  squeeze(world)
  expect(told(world)).toEqual([[3, 0]])
})
