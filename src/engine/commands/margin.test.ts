/** Claims about the margin account through commands: opening, collateral, borrowing, paying back. */
import { expect, test } from 'vitest'
import { CR, MarketWorld } from '../../../test/engine/market-world.ts'
import type { Credits } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'
import { U } from '../ledger/chart.ts'
import type { Outcome } from '../outcome.ts'

const one = 1 as AccountId

function transfer(world: MarketWorld, direction: 'in' | 'out', amount: number): Outcome<'margin.transfer'> {
  return world.driver.try('margin.transfer', { account: one, direction, amount: amount as Credits })
}

test('a margin account is opened with terms before credits go in, and again only for other terms', () => {
  const world = new MarketWorld(1)
  expect(transfer(world, 'in', CR)).toMatchObject({ ok: false, code: 'margin_not_open' })
  const first = world.driver.do('margin.open', { account: one, terms: 'v1' })
  expect(world.driver.try('margin.open', { account: one, terms: 'v1' })).toMatchObject({ repeated: true })
  world.driver.pass(1_000)
  const second = world.driver.do('margin.open', { account: one, terms: 'v2' })
  expect(second.acceptedAt).toBe(first.acceptedAt + 1_000)
  expect(world.driver.seen('margin.opened').map(({ terms }) => terms)).toEqual(['v1', 'v2'])
  world.driver.restart()
  expect(world.driver.try('margin.open', { account: one, terms: 'v2' })).toMatchObject({ repeated: true })
})

test('credits go in and come out while nothing is owed, never more than is free', () => {
  const world = new MarketWorld(1)
  world.driver.do('margin.open', { account: one, terms: 'v1' })
  const before = world.credits(1)
  expect(transfer(world, 'in', before + 1)).toMatchObject({ code: 'insufficient_credits' })
  expect(transfer(world, 'in', 100)).toMatchObject({ result: { available: before - 100, margin: 100 } })
  expect(transfer(world, 'out', 101)).toMatchObject({ code: 'insufficient_credits' })
  expect(transfer(world, 'out', 0)).toMatchObject({ code: 'amount_not_positive' })
  expect(transfer(world, 'out', 100)).toMatchObject({ result: { available: before, margin: 0 } })
  expect(world.balance(1, U.margin)).toBe(0)
})

test('who is suspended can take collateral out, and add to it', () => {
  const world = new MarketWorld(1)
  world.driver.do('margin.open', { account: one, terms: 'v1' })
  transfer(world, 'in', 100)
  world.driver.do('account.suspend', { account: one, suspended: true, reason: 'a test' })
  expect(transfer(world, 'in', 10)).toMatchObject({ ok: true })
  expect(transfer(world, 'out', 110)).toMatchObject({ ok: true })
})

test('the first mark there ever was is remembered through freezes and restarts', () => {
  const world = new MarketWorld(2)
  world.quote(10_000, 10, 6_000)
  const first = world.driver.engine.state.market.mark.firstAt
  expect(first).toBe(world.driver.now)
  world.driver.do('order.cancel_all', { account: one })
  world.driver.pass(60_000)
  expect(world.driver.engine.state.market.mark.frozenSince).toBe((first ?? 0) + 10_000)
  world.driver.restart()
  world.quote(10_000, 10, 6_000)
  expect(world.driver.engine.state.market.mark).toMatchObject({ firstAt: first, frozenSince: null })
})
