/** Claims about offerings and locks through commands: phases, weights, allocation, attacks on it. Calls are quota.test.ts. */
import { expect, test } from 'vitest'
import { replay, sha256 } from '../../../test/engine/driver.ts'
import { COIN, CR, DAY, HOUR, LaunchpadWorld } from '../../../test/engine/launchpad-world.ts'
import type { Credits, Lco, Millis } from '../../base/money.ts'
import type { CardId, InputOf } from '../command.ts'
import { Engine } from '../engine.ts'
import type { OfferingId } from '../launchpad/offering.ts'
import { type AccountId, U } from '../ledger/chart.ts'
import type { ParameterKey } from '../parameters.ts'
import { offeringPositions, offeringView } from '../views.ts'

const reason = 'a public reason'
const actor = 1 as AccountId

function set({ driver }: LaunchpadWorld, key: ParameterKey, value: number): void {
  driver.do('parameter.set', { key, value, reason, actor })
}

function unstake({ driver }: LaunchpadWorld, account: number, coins: number) {
  return driver.try('stake.remove', { account: account as AccountId, amount: (coins * COIN) as Lco })
}

test('an offering goes through its phases at its times, and coins that were locked are staked again at its end', () => {
  const world = new LaunchpadWorld([10_000])
  const { driver } = world
  const offering = world.announce()
  const phase = () => offeringView(driver.engine, offering)?.phase
  expect([phase(), world.tryLock(1, offering, 1)]).toMatchObject(['announced', { code: 'offering_phase' }])
  world.later(DAY - 1)
  expect(phase()).toBe('announced')
  world.later(1)
  expect(phase()).toBe('subscribe')
  expect(world.lock(1, offering, 4_000)).toEqual({ locked: 4_000 * COIN, weight: 1, staked: 6_000 * COIN })
  world.later(72 * HOUR - 1)
  expect(phase()).toBe('subscribe')
  world.later(1)
  expect([phase(), world.quota(offering, 1)]).toEqual(['active', 1_000_000 * CR])
  expect(world.tryLock(1, offering, 1)).toMatchObject({ code: 'offering_phase' })
  world.later(30 * DAY - 1)
  expect([phase(), world.balance(1, U.imo)]).toEqual(['active', 4_000 * COIN])
  world.later(1)
  expect([phase(), world.balance(1, U.imo), world.balance(1, U.staked)]).toEqual(['closed', 0, 10_000 * COIN])
  expect(driver.seen('offering.turned').map((event) => event.phase)).toEqual(['subscribe', 'active', 'closed'])
  driver.engine.audit()
})

test('10,000 of Lv3, 50,000 of Lv4 and 100,000 of a Whale over the whole window share a million as 21,739, 326,087 and 652,174', () => {
  const world = new LaunchpadWorld([10_000, 50_000, 100_000])
  const offering = world.window({ total: 1_000_000 as Credits })
  for (const [i, coins] of [10_000, 50_000, 100_000].entries()) world.lock(i + 1, offering, coins)
  world.later(72 * HOUR)
  expect([1, 2, 3].map((account) => world.quota(offering, account))).toEqual([21_739, 326_087, 652_174])
})

test.each([
  ['time_weighted', 943_820, 56_180],
  ['snapshot', 90_909, 909_091],
] as const)('ten times the coins in the last hour of a week: %s gives %i and %i', (mode, a, f) => {
  const world = new LaunchpadWorld([50_000, 500_000])
  const offering = world.window({ mode, total: 1_000_000 as Credits, subscribeMs: 168 * HOUR })
  world.lock(1, offering, 50_000)
  world.later(167 * HOUR)
  world.lock(2, offering, 500_000)
  world.later(HOUR)
  expect([world.quota(offering, 1), world.quota(offering, 2)]).toEqual([a, f])
})

test('a cap holds whoever is above it, and what all caps leave is published as unallocated', () => {
  const world = new LaunchpadWorld([50_000, 10_000])
  const offering = world.window({ total: 1_000 as Credits, capBps: 3_000 })
  world.lock(1, offering, 50_000)
  world.lock(2, offering, 10_000)
  world.later(72 * HOUR)
  expect([world.quota(offering, 1), world.quota(offering, 2)]).toEqual([300, 300])
  expect(offeringView(world.driver.engine, offering)?.unallocated).toBe(400)
  expect(world.driver.seen('offering.allocated').at(-1)).toMatchObject({ cap: 300, unallocated: 400 })
})

test('without a lock nothing is allocated and all of it stays with the operator', () => {
  const world = new LaunchpadWorld([0])
  const offering = world.window({ total: 1_000 as Credits })
  world.later(72 * HOUR)
  expect(offeringView(world.driver.engine, offering)).toMatchObject({ phase: 'active', unallocated: 1_000 })
})

test('the lowest tier between the first lock and the end counts: dropping and coming back does not help', () => {
  const world = new LaunchpadWorld([60_000, 60_000])
  const { driver } = world
  const offering = world.window()
  for (const account of [1, 2]) world.lock(account, offering, 10_000)
  const out = unstake(world, 1, 20_000)
  if (!out.ok) throw new Error(out.code)
  driver.do('stake.cancel', { account: 1 as AccountId, unbondingId: out.result.unbondingId })
  world.later(2 * DAY)
  expect(world.lock(1, offering, 10)).toMatchObject({ weight: 1 })
  expect(world.lock(2, offering, 10)).toMatchObject({ weight: 3 })
})

test('a tier below Lv3 within the window leaves a lock with nothing, and it can not be added to', () => {
  const world = new LaunchpadWorld([10_000, 10_000])
  const offering = world.window({ total: 1_000 as Credits })
  world.lock(1, offering, 5_000)
  world.lock(2, offering, 1)
  expect(unstake(world, 1, 5_000).ok).toBe(true)
  expect(world.tryLock(1, offering, 1)).toMatchObject({ code: 'tier_too_low' })
  world.later(72 * HOUR)
  expect([world.quota(offering, 1), world.quota(offering, 2)]).toEqual([0, 1_000])
  expect(world.balance(1, U.imo)).toBe(5_000 * COIN)
})

test('a drop after the window changes nothing that is allocated', () => {
  const world = new LaunchpadWorld([10_000])
  const offering = world.window({ total: 1_000 as Credits })
  world.lock(1, offering, 1)
  world.later(72 * HOUR)
  expect(unstake(world, 1, 9_999).ok).toBe(true)
  expect([world.quota(offering, 1), world.driver.engine.state.launchpad.locksIn(offering)[0]?.weight]).toEqual([
    1_000, 1,
  ])
})

test('what is locked counts for the tier, can not be unstaked, and is in one offering only', () => {
  const world = new LaunchpadWorld([10_000])
  const offering = world.window()
  const other = world.announce({ model: 'other' })
  world.lock(1, offering, 10_000)
  world.later(DAY)
  expect(unstake(world, 1, 1)).toMatchObject({ code: 'insufficient_stake', detail: { have: 0 } })
  expect(world.tryLock(1, other, 1)).toMatchObject({ code: 'insufficient_stake' })
  expect(offeringPositions(world.driver.engine, 1 as AccountId, world.driver.now).items[0]).toMatchObject({
    weightNow: 1,
  })
})

test('a lock of the last millisecond earns one millisecond of score', () => {
  const world = new LaunchpadWorld([10_000, 10_000])
  const offering = world.window()
  world.lock(1, offering, 1)
  world.later(72 * HOUR - 1)
  world.lock(2, offering, 10_000)
  world.later(1)
  const scores = world.driver.seen('offering.quota').map(({ score }) => score)
  expect(scores).toEqual([String(BigInt(COIN) * BigInt(72 * HOUR)), String(10_000n * BigInt(COIN))])
})

test('splitting a stake into accounts loses weight: five of Lv3 get less than one of Lv4 with the same coins', () => {
  const world = new LaunchpadWorld([50_000, 10_000, 10_000, 10_000, 10_000, 10_000])
  const offering = world.window({ total: 1_000_000 as Credits })
  world.lock(1, offering, 50_000)
  for (const account of [2, 3, 4, 5, 6]) world.lock(account, offering, 10_000)
  world.later(72 * HOUR)
  const split = [2, 3, 4, 5, 6].reduce((sum, account) => sum + world.quota(offering, account), 0)
  expect([world.quota(offering, 1), split]).toEqual([750_000, 250_000])
})

test('what is expected while the window runs is what is allocated when nobody locks any more', () => {
  const world = new LaunchpadWorld([60_000, 20_000, 10_000])
  const offering = world.window({ total: 999_983 as Credits, capBps: 4_000 })
  world.lock(1, offering, 333)
  world.later(5 * HOUR)
  world.lock(2, offering, 20_000)
  world.lock(3, offering, 77)
  world.later(HOUR)
  world.lock(1, offering, 50)
  const expected = [1, 2, 3].map(
    (account) => offeringPositions(world.driver.engine, account as AccountId, world.driver.now).items[0]?.expected,
  )
  world.later(66 * HOUR)
  expect([1, 2, 3].map((account) => world.quota(offering, account))).toEqual(expected)
})

test('an offering that is canceled in time gives the coins back at once and leaves its model as it was', () => {
  const world = new LaunchpadWorld([10_000])
  const { driver } = world
  const offering = world.window()
  world.lock(1, offering, 100)
  expect(world.authorize(1, 'a', 1)).toMatchObject({ code: 'model_not_open' })
  driver.do('offering.cancel', { offering, reason, actor })
  expect([world.balance(1, U.imo), world.balance(1, U.staked)]).toEqual([0, 10_000 * COIN])
  expect(world.authorize(1, 'a', 1).ok).toBe(true)
  expect(driver.seen('offering.canceled')).toMatchObject([{ reason, actor }])
  expect(driver.try('offering.cancel', { offering, reason, actor })).toMatchObject({ code: 'offering_phase' })
  world.later(90 * DAY)
  expect(offeringView(driver.engine, offering)?.phase).toBe('canceled')
})

test('once the window has ended nobody cancels', () => {
  const world = new LaunchpadWorld([0])
  const offering = world.window()
  world.later(72 * HOUR)
  const refused = world.driver.try('offering.cancel', { offering, reason, actor })
  expect(refused).toMatchObject({ code: 'offering_phase', detail: { phase: 'active' } })
})

test('an offering keeps the windows, the cap and the tiers with which it was announced', () => {
  const world = new LaunchpadWorld([10_000])
  const offering = world.announce({ capBps: null, total: 1_000 as Credits })
  set(world, 'tier.lv3.stake', 20_000 * COIN)
  set(world, 'stake.upgradeDelay', 30 * DAY)
  set(world, 'launchpad.cap', 10_000)
  set(world, 'launchpad.subscribe', HOUR)
  set(world, 'launchpad.use', DAY)
  world.later(DAY)
  world.lock(1, offering, 1)
  world.later(71 * HOUR)
  expect(offeringView(world.driver.engine, offering)?.phase).toBe('subscribe')
  world.later(HOUR)
  expect(world.quota(offering, 1)).toBe(200)
  expect(offeringView(world.driver.engine, offering)).toMatchObject({ phase: 'active', unallocated: 800 })
})

test('the switch stops offerings and locks; allocation, calls and release go on', () => {
  const world = new LaunchpadWorld([10_000])
  const { driver } = world
  const offering = world.window()
  world.lock(1, offering, 1)
  driver.do('switch.set', { product: 'launchpad', on: false, reason, actor })
  expect(world.tryLock(1, offering, 1)).toMatchObject({ code: 'launchpad_stopped' })
  expect(driver.try('offering.announce', world.terms({ model: 'x' }))).toMatchObject({ code: 'launchpad_stopped' })
  world.later(72 * HOUR)
  expect(world.call(1, { n: 1 })).toMatchObject({ quota: { consumed: CR } })
  world.later(30 * DAY)
  expect(world.balance(1, U.imo)).toBe(0)
})

test('operators and the suspended lock nothing; whoever is suspended later gets the coins back like everybody', () => {
  const world = new LaunchpadWorld([10_000, 10_000])
  const { driver } = world
  const offering = world.window()
  world.lock(1, offering, 1)
  driver.do('account.suspend', { account: 1 as AccountId, suspended: true, reason })
  driver.do('account.open', { identity: 'user-2', operator: true })
  expect(world.tryLock(1, offering, 1)).toMatchObject({ code: 'account_suspended' })
  expect(world.tryLock(2, offering, 1)).toMatchObject({ code: 'account_is_operator' })
  world.later(40 * DAY)
  expect(world.balance(1, U.imo)).toBe(0)
})

const refused: readonly (readonly [string, Partial<InputOf<'offering.announce'>>, string])[] = [
  ['too soon', { subscribeFrom: 0 as Millis }, 'offering_window'],
  ['too far away', { subscribeFrom: (1e15 - 1) as Millis }, 'offering_window'],
  ['too short a window', { subscribeMs: HOUR - 1 }, 'offering_window'],
  ['too long a use', { useMs: 366 * DAY }, 'offering_window'],
  ['no total', { total: 0 as Credits }, 'amount_not_positive'],
  ['a cap of nothing', { capBps: 0 }, 'offering_cap'],
  ['a cap above all', { capBps: 10_001 }, 'offering_cap'],
  ['a model without a name', { model: '' }, 'malformed_command'],
  ['a second one of a model', {}, 'offering_exists'],
  ['one too many', { model: 'third' }, 'too_many_offerings'],
]
test.each(refused)('%s is not announced', (_, terms, code) => {
  const world = new LaunchpadWorld([0])
  world.announce()
  world.announce({ model: 'second' })
  if (code === 'too_many_offerings') set(world, 'launchpad.offerings', 2)
  const again = terms.model === undefined && code !== 'offering_exists' ? { model: 'third', ...terms } : terms
  expect(world.driver.try('offering.announce', world.terms(again))).toMatchObject({ ok: false, code })
})

test('locks need Lv3 that has stood for a day, a stake that covers them, and an offering', () => {
  const world = new LaunchpadWorld([9_999, 10_000])
  const offering = world.window()
  expect(world.tryLock(1, offering, 1)).toMatchObject({ code: 'tier_too_low', detail: { stake: 10_000 * COIN } })
  expect(world.tryLock(2, offering, 10_001)).toMatchObject({ code: 'insufficient_stake' })
  expect(world.tryLock(2, 9 as OfferingId, 1)).toMatchObject({ code: 'offering_not_found' })
  world.call(1, { n: 1, card: 1 as CardId })
  world.driver.do('stake.add', { account: 1 as AccountId, amount: COIN as Lco })
  expect(world.tryLock(1, offering, 1)).toMatchObject({ code: 'tier_too_low' })
  world.later(DAY)
  expect(world.tryLock(1, offering, 1).ok).toBe(true)
})

test('a snapshot in any phase goes on as the engine it was taken from, and so does a replay', () => {
  const world = new LaunchpadWorld([10_000, 60_000])
  const { driver } = world
  const offering = world.announce()
  const steps = [
    () => world.later(DAY),
    () => world.lock(1, offering, 10),
    () => world.lock(2, offering, 20_000),
    () => unstake(world, 2, 20_000),
    () => world.later(72 * HOUR),
    () => world.call(2, { n: 3 }),
    () => world.later(29 * DAY),
    () => world.authorize(1, 'held', { n: 2, job: { until: (driver.now + 2 * DAY) as Millis } }),
    () => world.later(DAY),
    () => world.capture('held', 1),
  ]
  for (const step of steps) {
    const restored = Engine.restore(driver.engine.save())
    expect(restored.stateHash(sha256)).toBe(driver.hash())
    const from = driver.journal.length
    driver.do('relay.beat', { bootId: 'b' })
    step()
    for (const command of driver.journal.slice(from)) restored.apply(command as Parameters<Engine['apply']>[0])
    expect(restored.stateHash(sha256)).toBe(driver.hash())
  }
  expect(replay(driver.journal).stateHash(sha256)).toBe(driver.hash())
})
