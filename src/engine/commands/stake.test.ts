/** Claims about staking through commands: delays that change, unbondings in order, roles that change. */
import { expect, test } from 'vitest'
import { sha256 } from '../../../test/engine/driver.ts'
import { MarketWorld } from '../../../test/engine/market-world.ts'
import type { Lco } from '../../base/money.ts'
import type { UnbondingId } from '../command.ts'
import { Engine } from '../engine.ts'
import { type AccountId, U } from '../ledger/chart.ts'
import type { ParameterKey } from '../parameters.ts'
import { accountView } from '../views.ts'

const DAY = 86_400_000
const one = 1 as AccountId

function set(world: MarketWorld, key: ParameterKey, value: number): void {
  world.driver.do('parameter.set', { key, value, reason: 'a test', actor: one })
}

function stake(world: MarketWorld, lco: number): void {
  world.driver.do('stake.add', { account: one, amount: (lco * 1e8) as Lco })
}

function tier(world: MarketWorld): string | undefined {
  return accountView(world.driver.engine, one, world.driver.now)?.stake.tier
}

test('a longer delay counts what stood before it was set: topping up loses nobody the tier', () => {
  const world = new MarketWorld(1)
  stake(world, 1_000)
  world.driver.pass(20 * DAY)
  for (let i = 0; i < 5; i++) {
    stake(world, 100)
    world.driver.pass(2 * DAY)
  }
  expect(tier(world)).toBe('lv2')
  set(world, 'stake.upgradeDelay', 25 * DAY)
  expect(tier(world)).toBe('lv2')
  set(world, 'stake.upgradeDelay', 30 * DAY)
  expect(tier(world)).toBe('lv2')
})

test('a shorter delay lifts at once what has stood that long, and stakes under way keep their start', () => {
  const world = new MarketWorld(1)
  stake(world, 1_000)
  world.driver.pass(DAY / 2)
  expect(tier(world)).toBe('lv1')
  set(world, 'stake.upgradeDelay', DAY / 2)
  expect(tier(world)).toBe('lv2')
  set(world, 'stake.upgradeDelay', 0)
  world.driver.do('stake.remove', { account: one, amount: 1 as Lco })
  expect(tier(world)).toBe('lv1')
})

test('an unstake that is cancelled in the same instant starts the wait again', () => {
  const world = new MarketWorld(1)
  stake(world, 1_000)
  world.driver.pass(2 * DAY)
  const { unbondingId } = world.driver.do('stake.remove', { account: one, amount: 1 as Lco })
  world.driver.do('stake.cancel', { account: one, unbondingId })
  expect(tier(world)).toBe('lv1')
  world.driver.pass(DAY)
  expect(tier(world)).toBe('lv2')
})

test('unbondings end in order of time, then id, keep the wait they began with, and survive a restart', () => {
  const world = new MarketWorld(2)
  const { driver } = world
  const two = 2 as AccountId
  for (const account of [one, two]) driver.do('stake.add', { account, amount: 1_000 as Lco })
  const remove = (account: AccountId, amount: number): UnbondingId =>
    driver.do('stake.remove', { account, amount: amount as Lco }).unbondingId
  const ids = [remove(one, 1), remove(two, 2)]
  set(world, 'stake.unbonding', 0)
  ids.push(remove(one, 4))
  set(world, 'stake.unbonding', DAY)
  ids.push(remove(two, 8), remove(one, 16))
  driver.do('stake.cancel', { account: two, unbondingId: ids[3] as UnbondingId })
  const begun = driver.journal.length
  const restored = Engine.restore(driver.engine.save())
  driver.pass(8 * DAY)
  const [a, b, c, , e] = ids
  expect(driver.seen('unbonding.done').map(({ unbondingId }) => unbondingId)).toEqual([c, e, a, b])
  for (const command of driver.journal.slice(begun)) restored.apply(command as Parameters<Engine['apply']>[0])
  expect(restored.stateHash(sha256)).toBe(driver.hash())
  expect([world.balance(1, U.unbonding), world.balance(2, U.unbonding)]).toEqual([0, 0])
})

test('a rise of the tier is told at the instant from which it counts, a drop at once, each once, and over a restart', () => {
  const world = new MarketWorld(1)
  const { driver } = world
  const begin = driver.now
  stake(world, 1_000)
  stake(world, 9_000)
  const restored = Engine.restore(driver.engine.save())
  const begun = driver.journal.length
  driver.pass(3 * DAY)
  const { unbondingId } = driver.do('stake.remove', { account: one, amount: 1 as Lco })
  driver.do('stake.cancel', { account: one, unbondingId })
  driver.pass(DAY)
  const told = driver.seen('tier.changed').map(({ before, tier: after, at }) => [before, after, (at - begin) / DAY])
  expect(told).toEqual([
    ['lv1', 'lv3', 1],
    ['lv3', 'lv2', 3],
    ['lv2', 'lv3', 4],
  ])
  for (const command of driver.journal.slice(begun)) restored.apply(command as Parameters<Engine['apply']>[0])
  expect(restored.stateHash(sha256)).toBe(driver.hash())
})

test('who becomes an operator takes nothing new and can still leave', () => {
  const world = new MarketWorld(1)
  const { driver } = world
  stake(world, 1_000)
  const { order } = world.limit(1, 'sell', [20_000, 100])
  driver.do('account.open', { identity: 'user-1', operator: true })
  expect(driver.try('stake.add', { account: one, amount: 1 as Lco })).toMatchObject({ code: 'account_is_operator' })
  expect(world.tryLimit(1, 'sell', [20_000, 100])).toMatchObject({ code: 'account_is_operator' })
  const { unbondingId } = driver.do('stake.remove', { account: one, amount: 5 as Lco })
  expect(driver.try('stake.cancel', { account: one, unbondingId })).toMatchObject({ code: 'account_is_operator' })
  expect(driver.engine.state.market.orders.get(order.orderId)?.status).toBe('canceled')
})

test('as many unbondings run as allowed; the whole stake comes out in one, and room is made by one that ends', () => {
  const world = new MarketWorld(1)
  const { driver } = world
  stake(world, 1_000)
  for (let i = 0; i < 100; i++) driver.do('stake.remove', { account: one, amount: 1 as Lco })
  const more = { account: one, amount: 1 as Lco }
  expect(driver.try('stake.remove', more)).toMatchObject({ code: 'too_many_unbondings', detail: { limit: 100 } })
  driver.do('stake.cancel', { account: one, unbondingId: 7 as UnbondingId })
  driver.do('stake.remove', { account: one, amount: (900 * 1e8) as Lco })
  expect(driver.try('stake.remove', more)).toMatchObject({ code: 'too_many_unbondings' })
  driver.pass(7 * DAY)
  expect(driver.try('stake.remove', more).ok).toBe(true)
})
