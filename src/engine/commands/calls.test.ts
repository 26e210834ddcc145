/** Claims about calls: authorise, extend, capture, release, expiry, mining. */
import { describe, expect, test } from 'vitest'
import {
  alice,
  authorize,
  available,
  COST,
  CR,
  callWorld,
  capture,
  card,
  LIST,
  tokens,
} from '../../../test/engine/call-world.ts'
import { type Driver, MONDAY } from '../../../test/engine/driver.ts'
import { facts } from '../../../test/engine/random-session.ts'
import { type Bps, type Credits, LCO, type Lco, type Millis } from '../../base/money.ts'
import type { CardId } from '../command.ts'
import { P, U, userSlot } from '../ledger/chart.ts'
import { flatRates } from '../metering/rates.ts'
import type { ServiceTier } from '../metering/service-tiers.ts'
import { openHolds } from '../views.ts'

describe('authorise', () => {
  test('a balance of exactly ten holds admits exactly ten of 200 calls and nothing goes below zero', () => {
    const driver = callWorld(10 * CR)
    const outcomes = Array.from({ length: 200 }, (_, i) => authorize(driver, `c${i}`, 1))
    expect(outcomes.filter((o) => o.ok)).toHaveLength(10)
    expect(outcomes.slice(10).every((o) => !o.ok && o.code === 'insufficient_credits')).toBe(true)
    expect(available(driver)).toBe(0)
  })

  test('the hold is the dearest of the candidate channels', () => {
    const driver = callWorld()
    const dear = driver.do('card.publish', {
      channel: 2,
      model: 'm',
      list: flatRates({ output: 3e12 }),
      cost: COST,
      eligible: false,
    })
    const outcome = authorize(driver, 'c', { n: 2, cardIds: [card, dear.cardId] })
    expect(outcome).toMatchObject({ ok: true, result: { hold: 6 * CR } })
  })

  test('a call whose worst case is above the caller’s limit is refused before anything is held', () => {
    const driver = callWorld()
    expect(authorize(driver, 'c', { n: 5, maxCost: (5 * CR - 1) as Credits })).toMatchObject({
      ok: false,
      code: 'max_cost_exceeded',
    })
    expect(authorize(driver, 'c', { n: 5, maxCost: (5 * CR) as Credits })).toMatchObject({ ok: true })
  })

  test('a repeat of the caller’s key says whether the first call runs or is done; another body is refused', () => {
    const driver = callWorld()
    authorize(driver, 'c1', { n: 1, retryKey: 'k', retryHash: 'h' })
    expect(authorize(driver, 'c2', { n: 1, retryKey: 'k', retryHash: 'h' })).toMatchObject({
      code: 'call_in_progress',
      detail: { callId: 'c1' },
    })
    capture(driver, 'c1', 1)
    expect(authorize(driver, 'c2', { n: 1, retryKey: 'k', retryHash: 'h' })).toMatchObject({
      code: 'call_already_done',
      detail: { callId: 'c1' },
    })
    expect(authorize(driver, 'c2', { n: 1, retryKey: 'k', retryHash: 'other' })).toMatchObject({
      code: 'idempotency_key_reused',
    })
    driver.pass(86_400_000)
    expect(authorize(driver, 'c2', { n: 1, retryKey: 'k', retryHash: 'other' })).toMatchObject({ ok: true })
  })

  test('a free call frees its retry key', () => {
    const driver = callWorld()
    authorize(driver, 'c1', { n: 1, retryKey: 'k', retryHash: 'h' })
    driver.do('call.release', { callId: 'c1', facts, unrecovered: [] })
    expect(authorize(driver, 'c2', { n: 1, retryKey: 'k', retryHash: 'h' })).toMatchObject({ ok: true })
  })
})

describe('capture', () => {
  test('bills the usage, releases the rest, books cost and mines on what was paid', () => {
    const driver = callWorld()
    authorize(driver, 'c', 10)
    expect(capture(driver, 'c', 4)).toMatchObject({
      captured: 4 * CR,
      released: 6 * CR,
      writtenOff: 0,
      mined: 40 * LCO,
      era: 0,
    })
    const { ledger } = driver.engine.state
    expect(available(driver)).toBe(96 * CR)
    expect(ledger.balance(P.upstreamPayable)).toBe(2.4 * CR)
    expect(ledger.balance(P.apiRevenue)).toBe(1.6 * CR)
    expect(ledger.balance(userSlot(alice, U.lco))).toBe(40 * LCO)
  })

  test('happens once', () => {
    const driver = callWorld()
    authorize(driver, 'c', 1)
    capture(driver, 'c', 1)
    const again = driver.try('call.capture', { callId: 'c', cardId: card, usage: tokens(1), facts, unrecovered: [] })
    expect(again).toMatchObject({ ok: false, code: 'hold_not_found' })
    expect(available(driver)).toBe(99 * CR)
  })

  test('usage above the hold is taken from what is available and the rest written off, never a debt', () => {
    const driver = callWorld(5 * CR)
    authorize(driver, 'c', 3)
    expect(capture(driver, 'c', 9)).toMatchObject({ captured: 5 * CR, released: 0, writtenOff: 4 * CR })
    expect(available(driver)).toBe(0)
    expect(driver.engine.state.ledger.balance(P.apiRevenue)).toBe(5 * CR - 5.4 * CR)
  })

  test('sub-µCR remainders are carried, so a thousand tiny calls cost what one call a thousand times as large costs', () => {
    const list = flatRates({ output: 1_234_567 })
    const driver = callWorld(CR, { list, cost: flatRates({ output: 1_000_001 }) })
    for (let i = 0; i < 1000; i++) {
      authorize(driver, `c${i}`, 1)
      capture(driver, `c${i}`, 1)
    }
    expect(available(driver)).toBe(CR - 1234)
    expect(driver.engine.state.ledger.balance(P.upstreamPayable)).toBe(1000)
  })

  test('usage is billed in the service tier that was delivered; the hold covers the dearest that may come', () => {
    const driver = callWorld()
    const services = { batch: 5_000 as Bps, priority: 20_000 as Bps }
    const terms = { channel: 1, model: 'm', list: LIST, cost: COST, services, eligible: false }
    const cardIds = [driver.do('card.publish', terms).cardId]
    const hold = (callId: string, may: readonly ServiceTier[]) =>
      authorize(driver, callId, { n: 10, cardIds, services: may })
    expect(hold('batch', ['batch'])).toMatchObject({ result: { hold: 5 * CR } })
    expect(hold('auto', ['standard', 'priority', 'flex'])).toMatchObject({ result: { hold: 20 * CR } })
    expect(hold('flex', ['flex'])).toMatchObject({ result: { hold: 10 * CR } })
    const end = (callId: string, service: ServiceTier) =>
      driver.do('call.capture', { callId, cardId: cardIds[0]!, usage: tokens(4), service, facts, unrecovered: [] })
    expect(end('batch', 'batch')).toMatchObject({ captured: 2 * CR, released: 3 * CR, serviceBps: 5_000 })
    expect(end('auto', 'priority')).toMatchObject({ captured: 8 * CR, cost: 4.8 * CR * 1_000_000, service: 'priority' })
    expect(end('flex', 'flex')).toMatchObject({ captured: 4 * CR, serviceBps: 10_000 })
    expect(driver.engine.state.treasury.week).toMatchObject({ revenue: 14 * CR, cost: (1.2 + 4.8 + 2.4) * CR })
    const bad = (more: object) => authorize(driver, 'bad', { n: 1, cardIds, ...more })
    for (const may of [[], ['fast'], 'batch', Array(5).fill('batch')])
      expect(bad({ services: may as never })).toMatchObject({ code: 'malformed_command' })
  })

  test('a channel that was no candidate can not deliver', () => {
    const driver = callWorld()
    const other = driver.do('card.publish', { channel: 2, model: 'm', list: LIST, cost: COST, eligible: false })
    authorize(driver, 'c', 1)
    const outcome = driver.try('call.capture', {
      callId: 'c',
      cardId: other.cardId,
      usage: tokens(1),
      facts,
      unrecovered: [],
    })
    expect(outcome).toMatchObject({ code: 'card_not_candidate' })
  })

  test('a price change during a call does not touch it', () => {
    const driver = callWorld()
    authorize(driver, 'c', 1)
    driver.do('card.publish', {
      channel: 1,
      model: 'm',
      list: flatRates({ output: 9e12 }),
      cost: COST,
      eligible: false,
    })
    expect(capture(driver, 'c', 1).captured).toBe(CR)
  })

  test('without upstream cost a call mines only by the operator’s word', () => {
    const driver = callWorld(10 * CR, { cost: flatRates({}) })
    authorize(driver, 'c1', 1)
    expect(capture(driver, 'c1', 1).mined).toBe(0)
    driver.do('card.publish', { channel: 1, model: 'm', list: LIST, cost: flatRates({}), eligible: true })
    driver.do('call.authorize', {
      bootId: 'b',
      callId: 'c2',
      account: alice,
      keyId: null,
      cardIds: [2 as CardId],
      bound: tokens(1),
    })
    const result = driver.do('call.capture', {
      callId: 'c2',
      cardId: 2 as CardId,
      usage: tokens(1),
      facts,
      unrecovered: [],
    })
    expect(result.mined).toBe(10 * LCO)
  })

  test('while mining is switched off X does not advance', () => {
    const driver = callWorld()
    driver.do('switch.set', { product: 'mining', on: false, reason: 'maintenance', actor: alice })
    authorize(driver, 'c', 1)
    expect(capture(driver, 'c', 1).mined).toBe(0)
    expect(driver.engine.state.mining.x).toBe(0)
  })
})

describe('tiers', () => {
  function staker(stake: number): Driver {
    const driver = callWorld(20_000 * CR)
    for (let i = 0; i < 10; i++) {
      authorize(driver, `seed${i}`, 1_500)
      capture(driver, `seed${i}`, 1_500)
    }
    driver.do('stake.add', { account: alice, amount: (stake * LCO) as Lco })
    return driver
  }

  test('a stake lowers the price 24 hours later, not before', () => {
    const driver = staker(10_000)
    driver.pass(86_400_000 - 1)
    authorize(driver, 'c1', 1)
    expect(capture(driver, 'c1', 1)).toMatchObject({ tier: 'lv1', captured: CR })
    driver.pass(1)
    authorize(driver, 'c2', 1)
    expect(capture(driver, 'c2', 1)).toMatchObject({ tier: 'lv3', captured: 0.85 * CR })
  })

  test('the Whale pays cost, and Lv4 never less than cost', () => {
    const whale = staker(100_000)
    whale.pass(86_400_000)
    authorize(whale, 'c', 10)
    expect(capture(whale, 'c', 10)).toMatchObject({ tier: 'whale', captured: 6 * CR })
    const lv4 = staker(50_000)
    lv4.do('card.publish', {
      channel: 1,
      model: 'm',
      list: LIST,
      cost: flatRates({ output: 900_000_000_000 }),
      eligible: false,
    })
    lv4.pass(86_400_000)
    lv4.do('call.authorize', {
      bootId: 'b',
      callId: 'c',
      account: alice,
      keyId: null,
      cardIds: [2 as CardId],
      bound: tokens(10),
    })
    const result = lv4.do('call.capture', {
      callId: 'c',
      cardId: 2 as CardId,
      usage: tokens(10),
      facts,
      unrecovered: [],
    })
    expect(result).toMatchObject({ tier: 'lv4', captured: 9 * CR })
  })

  test('the tier of a call is the one at authorisation', () => {
    const driver = staker(10_000)
    driver.pass(86_400_000)
    authorize(driver, 'c', 1)
    driver.do('stake.remove', { account: alice, amount: (10_000 * LCO) as Lco })
    expect(capture(driver, 'c', 1).captured).toBe(0.85 * CR)
    authorize(driver, 'after', 1)
    expect(capture(driver, 'after', 1).captured).toBe(CR)
  })
})

describe('holds', () => {
  const hour = 3_600_000
  /** From the beginning of a test's time. */
  const inAn = (ms: number): { until: Millis } => ({ until: (MONDAY + ms) as Millis })

  test('extending holds more, all or nothing', () => {
    const driver = callWorld(5 * CR)
    authorize(driver, 'c', 2)
    expect(driver.do('call.extend', { callId: 'c', bound: tokens(4) })).toEqual({ hold: 4 * CR, available: CR })
    expect(driver.try('call.extend', { callId: 'c', bound: tokens(6) })).toMatchObject({ code: 'insufficient_credits' })
    expect(available(driver)).toBe(CR)
  })

  test('a released call is free and what the upstream charges anyway lowers the week’s profit', () => {
    const driver = callWorld()
    authorize(driver, 'c', 2)
    driver.do('call.release', { callId: 'c', facts, unrecovered: [{ cardId: card, usage: tokens(1) }] })
    expect(available(driver)).toBe(100 * CR)
    expect(driver.engine.state.treasury.week).toMatchObject({ revenue: 0, unrecovered: 0.6 * CR })
  })

  test('a relay that is silent for 30 seconds loses its holds, the callers nothing', () => {
    const driver = callWorld()
    authorize(driver, 'c', 2)
    driver.pass(29_999)
    expect(openHolds(driver.engine, 10)).toHaveLength(1)
    driver.pass(1)
    expect(openHolds(driver.engine, 10)).toHaveLength(0)
    expect(available(driver)).toBe(100 * CR)
    expect(driver.seen('call.aborted')).toMatchObject([{ callId: 'c', hold: 2 * CR }])
    expect(
      driver.try('call.capture', { callId: 'c', cardId: card, usage: tokens(1), facts, unrecovered: [] }),
    ).toMatchObject({ code: 'hold_not_found' })
  })

  test('a restart of the node ends the holds of its boot before, not those of other nodes', () => {
    const driver = callWorld()
    driver.do('relay.boot', { node: 'n1', bootId: 'b' })
    driver.do('relay.boot', { node: 'n2', bootId: 'other' })
    authorize(driver, 'c1', 1)
    authorize(driver, 'c2', { n: 1, bootId: 'other' })
    expect(driver.do('relay.boot', { node: 'n1', bootId: 'b2' })).toEqual({ released: 1 })
    expect(openHolds(driver.engine, 10).map((hold) => hold.callId)).toEqual(['c2'])
  })

  test('a job outlives the boot that began it, its node’s restarts and every silence, and any boot ends it', () => {
    const driver = callWorld()
    driver.do('relay.boot', { node: 'n1', bootId: 'b' })
    authorize(driver, 'video', { n: 4, job: inAn(hour) })
    authorize(driver, 'call', 1)
    expect(driver.do('relay.boot', { node: 'n1', bootId: 'b2' })).toEqual({ released: 1 })
    driver.pass(hour - 1)
    driver.restart()
    expect(driver.engine.state.holds.bootCount).toBe(1)
    expect(driver.do('call.extend', { callId: 'video', bound: tokens(5) }).hold).toBe(5 * CR)
    expect(capture(driver, 'video', 5)).toMatchObject({ captured: 5 * CR, available: 95 * CR })
  })

  test('a job that nobody ended is released in full when its time is up, and what it cost is booked once', () => {
    const driver = callWorld()
    authorize(driver, 'video', { n: 4, job: inAn(hour), retryKey: 'k', retryHash: 'h' })
    authorize(driver, 'other', { n: 1, job: inAn(2 * hour) })
    driver.pass(hour - 1)
    expect(openHolds(driver.engine, 10).map((hold) => [hold.callId, hold.bootId])).toEqual([
      ['video', null],
      ['other', null],
    ])
    driver.restart()
    driver.pass(1)
    expect(openHolds(driver.engine, 10).map((hold) => hold.callId)).toEqual(['other'])
    expect(available(driver)).toBe(99 * CR)
    expect(driver.seen('call.aborted')).toMatchObject([{ callId: 'video', hold: 4 * CR, facts: null }])
    expect(
      driver.try('call.capture', { callId: 'video', cardId: card, usage: tokens(4), facts, unrecovered: [] }),
    ).toMatchObject({ code: 'hold_not_found' })
    const unrecovered = [{ cardId: card, usage: tokens(4) }]
    driver.do('call.release', { callId: 'video', facts, unrecovered })
    expect(driver.try('call.release', { callId: 'video', facts, unrecovered })).toMatchObject({
      code: 'hold_not_found',
    })
    expect(driver.engine.state.treasury.week).toMatchObject({ revenue: 0, cost: 0, unrecovered: 2.4 * CR })
    expect(authorize(driver, 'again', { n: 1, retryKey: 'k', retryHash: 'h' })).toMatchObject({ ok: true })
  })

  test('jobs whose time is up in one late tick end in the order of their time, then of their beginning', () => {
    const driver = callWorld()
    for (const [callId, after] of [
      ['c', 3],
      ['a', 1],
      ['b', 1],
      ['gone', 2],
    ] as const)
      authorize(driver, callId, { n: 1, job: inAn(after * hour) })
    driver.do('call.release', { callId: 'gone', facts, unrecovered: [] })
    driver.sleep(5 * hour)
    authorize(driver, 'next', 1)
    expect(driver.seen('call.aborted').map(({ callId }) => callId)).toEqual(['a', 'b', 'c'])
  })

  test('a job’s time is up later than now and within 30 days', () => {
    const driver = callWorld()
    const until = (ms: number): { until: Millis } => ({ until: (driver.now + ms) as Millis })
    for (const job of [until(0), until(-1), until(30 * 24 * hour + 1), until(0.5)])
      expect(authorize(driver, 'c', { n: 1, job })).toMatchObject({ code: 'malformed_command' })
    expect(authorize(driver, 'c', { n: 1, job: until(30 * 24 * hour) })).toMatchObject({ ok: true })
  })

  test('a relay that was silent and came back is still known as its node at the next restart', () => {
    const driver = callWorld()
    driver.do('relay.boot', { node: 'n1', bootId: 'b' })
    driver.pass(60_000)
    authorize(driver, 'c', 1)
    expect(driver.do('relay.boot', { node: 'n1', bootId: 'b2' })).toEqual({ released: 1 })
  })
})
