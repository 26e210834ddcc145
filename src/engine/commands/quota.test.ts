/** Claims about calls of a gated model: who may, what is held and used of a quota, what comes back. */
import { expect, test } from 'vitest'
import { CR, DAY, HOUR, LaunchpadWorld, scarce, tokens } from '../../../test/engine/launchpad-world.ts'
import { facts } from '../../../test/engine/random-session.ts'
import type { Credits, Millis } from '../../base/money.ts'
import type { CardId } from '../command.ts'
import type { OfferingId } from '../launchpad/offering.ts'
import type { AccountId } from '../ledger/chart.ts'
import { flatRates } from '../metering/rates.ts'
import { quotaFor } from '../views.ts'

const reason = 'a public reason'
const one = 1 as AccountId

/** Account 1 has a quota of so many CR in an offering that is active; account 2 has none. */
function active(quota: number, stakes: readonly number[] = [10_000, 10_000]): [LaunchpadWorld, OfferingId] {
  const world = new LaunchpadWorld(stakes)
  const offering = world.window({ total: (quota * CR) as Credits })
  world.lock(1, offering, 1)
  world.later(72 * HOUR)
  return [world, offering]
}

test('from the announcement on nobody calls the model, then whoever has a quota, and afterwards nobody', () => {
  const world = new LaunchpadWorld([10_000, 10_000])
  expect(world.call(2, { n: 1 })).not.toHaveProperty('quota')
  const offering = world.announce({ total: (10 * CR) as Credits })
  const closed = { ok: false, code: 'model_not_open', detail: { offering } }
  expect(world.authorize(1, 'a', 1)).toMatchObject(closed)
  world.later(DAY)
  world.lock(1, offering, 1)
  expect(world.authorize(1, 'a', 1)).toMatchObject(closed)
  world.later(72 * HOUR)
  expect(world.authorize(1, 'a', 1)).toMatchObject({ ok: true, result: { quota: { offering, remaining: 9 * CR } } })
  expect(world.authorize(2, 'b', 1)).toMatchObject(closed)
  expect(world.capture('a', 1)).toMatchObject({ quota: { offering, consumed: CR, remaining: 9 * CR } })
  world.later(30 * DAY)
  expect(world.authorize(1, 'c', 1)).toMatchObject(closed)
})

test('an offering that is open afterwards opens its model at its end, and an operator opens another one later', () => {
  const [world, offering] = active(10)
  world.later(30 * DAY)
  expect(world.authorize(2, 'a', 1)).toMatchObject({ code: 'model_not_open' })
  world.driver.do('offering.open', { offering, reason, actor: one })
  expect(world.authorize(2, 'a', 1).ok).toBe(true)
  const next = world.window({ afterwards: 'open' })
  expect(world.authorize(2, 'b', 1)).toMatchObject({ code: 'model_not_open', detail: { offering: next } })
  world.later(72 * HOUR + 30 * DAY)
  expect(world.authorize(2, 'b', 1).ok).toBe(true)
  expect(world.driver.try('offering.open', { offering, reason, actor: one })).toMatchObject({ code: 'offering_phase' })
})

test('two hundred calls at once on a quota of fifty: exactly fifty are admitted and fifty are used', () => {
  const [world, offering] = active(50)
  const outcomes = Array.from({ length: 200 }, (_, i) => world.authorize(1, `c${i}`, 1))
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(50)
  expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ code: 'quota_exceeded', detail: { need: CR, have: 0 } })
  for (const [i, { ok }] of outcomes.entries()) if (ok) world.capture(`c${i}`, 1)
  expect(world.left(offering, 1)).toBe(0)
  expect(world.authorize(1, 'more', 1)).toMatchObject({ code: 'quota_exceeded' })
})

test('a quota is used at list price, whatever the tier pays: a Whale at cost uses as much of it as Lv3', () => {
  const [world] = active(50, [100_000])
  expect(world.call(1, { n: 10 })).toMatchObject({ tier: 'whale', captured: 6 * CR, quota: { consumed: 10 * CR } })
})

test('parts of a millionth are carried from call to call: a thousand calls use what they add up to', () => {
  const world = new LaunchpadWorld([10_000])
  const rates = flatRates({ output: 1_500_001 })
  const card = world.driver.do('card.publish', { channel: 7, model: 'tiny', list: rates, cost: rates, eligible: false })
  const offering = world.window({ model: 'tiny', total: CR as Credits })
  world.lock(1, offering, 1)
  world.later(72 * HOUR)
  for (let i = 0; i < 1_000; i++) world.call(1, { n: 1, card: card.cardId })
  expect(world.left(offering, 1)).toBe(CR - Math.floor((1_000 * 1_500_001) / 1_000_000))
})

test('a call that ends free, is aborted with its relay or runs out of time gives all of its quota back', () => {
  const [world, offering] = active(50)
  const { driver } = world
  world.authorize(1, 'free', 10)
  world.authorize(1, 'dead', { n: 10, bootId: 'gone' })
  world.authorize(1, 'job', { n: 10, job: { until: (driver.now + HOUR) as Millis } })
  expect(world.left(offering, 1)).toBe(20 * CR)
  driver.do('call.release', { callId: 'free', facts, unrecovered: [] })
  expect(world.left(offering, 1)).toBe(30 * CR)
  world.later(31_000)
  expect(world.left(offering, 1)).toBe(40 * CR)
  world.later(HOUR)
  expect(world.left(offering, 1)).toBe(50 * CR)
})

test('a hold that grows takes more of the quota, all or nothing', () => {
  const [world, offering] = active(50)
  const { driver } = world
  world.authorize(1, 'a', 10)
  driver.do('call.extend', { callId: 'a', bound: tokens(40) })
  expect(world.left(offering, 1)).toBe(10 * CR)
  const refused = driver.try('call.extend', { callId: 'a', bound: tokens(51) })
  expect(refused).toMatchObject({ code: 'quota_exceeded', detail: { need: 11 * CR, have: 10 * CR } })
  expect(world.capture('a', 33)).toMatchObject({ quota: { consumed: 33 * CR, remaining: 17 * CR } })
})

test('usage beyond the hold takes what is left and never more than the quota', () => {
  const [world, offering] = active(50)
  world.authorize(1, 'a', 10)
  expect(world.capture('a', 60)).toMatchObject({ captured: 51 * CR, quota: { consumed: 50 * CR, remaining: 0 } })
  expect(world.left(offering, 1)).toBe(0)
})

test('a call that runs when the use window ends is captured as usual, takes no more, and leaves nothing behind', () => {
  const [world, offering] = active(50)
  const { driver } = world
  world.later(30 * DAY - HOUR)
  world.authorize(1, 'a', { n: 10, job: { until: (driver.now + DAY) as Millis } })
  world.authorize(1, 'b', { n: 10, job: { until: (driver.now + DAY) as Millis } })
  world.later(HOUR)
  expect(driver.try('call.extend', { callId: 'a', bound: tokens(11) })).toMatchObject({ code: 'quota_exceeded' })
  expect(world.capture('a', 9)).toMatchObject({ quota: { consumed: 9 * CR, remaining: 0 } })
  expect(driver.engine.state.launchpad.allocationOf(offering, one)?.allocation).toMatchObject({ held: 10 * CR })
  driver.do('call.release', { callId: 'b', facts, unrecovered: [] })
  expect(driver.engine.state.launchpad.allocationOf(offering, one)).toBeUndefined()
})

test('a run and its envelope use the quota of their account', () => {
  const [world, offering] = active(50)
  const { keyId } = world.driver.do('run.open', {
    account: one,
    parent: null,
    hash: 'a'.repeat(64),
    budget: (100 * CR) as Credits,
    expiresAt: (world.driver.now + DAY) as Millis,
  })
  world.authorize(1, 'a', { n: 20, keyId })
  expect(world.left(offering, 1)).toBe(30 * CR)
  expect(world.authorize(1, 'b', { n: 31, keyId })).toMatchObject({ code: 'quota_exceeded' })
})

test('neither credits nor quota are held when one of them does not cover the call', () => {
  const [world, offering] = active(1_000_000)
  expect(world.authorize(1, 'a', 2_000)).toMatchObject({ code: 'insufficient_credits' })
  expect(world.left(offering, 1)).toBe(1_000_000 * CR)
  expect(world.authorize(1, 'b', { n: 2, maxCost: 1 as Credits })).toMatchObject({ code: 'max_cost_exceeded' })
  expect(world.left(offering, 1)).toBe(1_000_000 * CR)
})

test('a quote says what is left of the quota, that none is needed, or that the model is closed', () => {
  const [world, offering] = active(50)
  const { engine } = world.driver
  expect(quotaFor(engine, one, [scarce])).toEqual({ offering, remaining: 50 * CR })
  expect(quotaFor(engine, one, [1 as CardId])).toBeNull()
  expect(quotaFor(engine, 2 as AccountId, [scarce])).toMatchObject({ code: 'model_not_open' })
})

test('a call among candidates of two closed models is refused: it could end at the one without a quota', () => {
  const [world] = active(50)
  const rates = flatRates({ output: 1 })
  const other = world.driver.do('card.publish', {
    channel: 8,
    model: 'other',
    list: rates,
    cost: rates,
    eligible: false,
  })
  world.announce({ model: 'other' })
  expect(world.authorize(1, 'a', { n: 1, cardIds: [scarce, other.cardId] })).toMatchObject({ code: 'model_not_open' })
})
