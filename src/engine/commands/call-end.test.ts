/** Claims about calls that end otherwise than planned: gone relays, replaced cards, revoked keys, the caller's limits. */
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
import { type Driver, sha256 } from '../../../test/engine/driver.ts'
import { facts } from '../../../test/engine/random-session.ts'
import type { Credits } from '../../base/money.ts'
import type { CardId, KeyId } from '../command.ts'
import { Engine } from '../engine.ts'
import { P } from '../ledger/chart.ts'
import { flatRates } from '../metering/rates.ts'

const reason = 'a public reason'
const unrecovered = [{ cardId: card, usage: tokens(1) }]

describe('a request of the platform’s own', () => {
  test('costs the platform what the card says, to the fraction that is carried, and nobody else', () => {
    const driver = callWorld()
    const before = driver.engine.state.ledger.credits(P.upstreamPayable)
    driver.do('upstream.cost', { ref: 'probe-1', cardId: card, usage: tokens(1) })
    expect(driver.engine.state.treasury.week).toMatchObject({ revenue: 0, cost: 0, unrecovered: 0.6 * CR })
    expect(driver.engine.state.ledger.credits(P.upstreamPayable) - before).toBe(0.6 * CR)
    expect(available(driver)).toBe(100 * CR)
    expect(driver.seen('call.unrecovered')).toMatchObject([{ callId: 'probe-1', cardId: card, amount: 0.6 * CR }])
  })

  test('is refused without a price, and changes nothing', () => {
    const driver = callWorld()
    const unknown = { ref: 'probe-1', cardId: 77 as CardId, usage: tokens(1) }
    expect(driver.try('upstream.cost', unknown)).toMatchObject({ code: 'usage_out_of_range' })
    expect(driver.try('upstream.cost', { ...unknown, cardId: card, ref: '' })).toMatchObject({
      code: 'malformed_command',
    })
    expect(driver.engine.state.treasury.week.unrecovered).toBe(0)
  })
})

describe('the facts of a call', () => {
  test('tell tries that failed, at most 16 and each in numbers and short codes', () => {
    const driver = callWorld()
    authorize(driver, 'c', 1)
    const failure = { channel: 1, code: 'upstream_timeout', status: null, ms: 12 }
    const release = (failures: unknown[]) =>
      driver.try('call.release', { callId: 'c', facts: { ...facts, failures: failures as never }, unrecovered: [] })
    for (const wrong of [{ ...failure, code: 'two words' }, { ...failure, ms: -1 }, { ...failure, channel: 1.5 }, null])
      expect(release([wrong])).toMatchObject({ code: 'malformed_command' })
    expect(release(Array.from({ length: 17 }, () => failure))).toMatchObject({ code: 'malformed_command' })
    expect(release([failure])).toMatchObject({ ok: true })
    expect(driver.seen('call.released')).toMatchObject([{ facts: { failures: [failure] } }])
  })
})

describe('a call whose relay fell silent', () => {
  function silenced(): Driver {
    const driver = callWorld()
    authorize(driver, 'c', 2)
    driver.pass(30_000)
    return driver
  }

  test('is free, and what it cost is booked once as unrecovered when the relay comes back with it', () => {
    const driver = silenced()
    expect(driver.try('call.capture', { callId: 'c', cardId: card, usage: tokens(1), facts, unrecovered: [] })).toEqual(
      {
        ok: false,
        code: 'hold_not_found',
        detail: undefined,
      },
    )
    expect(driver.do('call.release', { callId: 'c', facts, unrecovered })).toEqual({ available: 100 * CR })
    expect(driver.engine.state.treasury.week).toMatchObject({ revenue: 0, cost: 0, unrecovered: 0.6 * CR })
    expect(driver.try('call.release', { callId: 'c', facts, unrecovered })).toMatchObject({ code: 'hold_not_found' })
    expect(driver.seen('call.released')).toHaveLength(0)
  })

  test('keeps its id: nobody else’s cost can be booked under it', () => {
    const driver = silenced()
    expect(authorize(driver, 'c', 1)).toMatchObject({ code: 'call_exists' })
  })

  test('is remembered over a restart', () => {
    const driver = silenced()
    driver.engine = Engine.restore(driver.engine.save())
    driver.do('call.release', { callId: 'c', facts, unrecovered })
    expect(driver.engine.state.treasury.week.unrecovered).toBe(0.6 * CR)
  })
})

describe('a price card that was replaced', () => {
  const publish = (driver: Driver, output: number): CardId => {
    const list = flatRates({ output })
    return driver.do('card.publish', { channel: 1, model: 'm', list, cost: COST, eligible: false }).cardId
  }

  test('stays as long as a call names it and is gone afterwards, whoever ends the call', () => {
    const driver = callWorld()
    const cards = driver.engine.state.cards.table
    authorize(driver, 'captured', 2)
    authorize(driver, 'released', 2)
    authorize(driver, 'aborted', { n: 2, bootId: 'silent' })
    publish(driver, 7)
    expect(capture(driver, 'captured', 1).captured).toBe(CR)
    driver.do('call.release', { callId: 'released', facts, unrecovered })
    driver.pass(30_000)
    expect(cards.get(card)).toMatchObject({ retired: true })
    driver.do('call.release', { callId: 'aborted', facts, unrecovered })
    expect(cards.get(card)).toBeUndefined()
  })

  test('goes at the same command on an engine that was restarted in between', () => {
    const driver = callWorld()
    authorize(driver, 'a', 2)
    authorize(driver, 'b', { n: 2, cardIds: [card, card] })
    publish(driver, 7)
    const restored = Engine.restore(driver.engine.save())
    for (const callId of ['a', 'b']) {
      capture(driver, callId, 1)
      restored.apply(driver.journal.at(-1) as Parameters<Engine['apply']>[0])
      expect(restored.stateHash(sha256)).toBe(driver.hash())
    }
    expect(restored.state.cards.table.get(card)).toBeUndefined()
  })

  test('is still told apart from one that never was', () => {
    const driver = callWorld()
    publish(driver, 7)
    expect(authorize(driver, 'a', 1)).toMatchObject({ code: 'card_retired' })
    expect(authorize(driver, 'b', { n: 1, cardIds: [9 as CardId] })).toMatchObject({ code: 'card_not_found' })
    expect(driver.do('card.retire', { cardId: card })).toEqual({})
    expect(driver.try('card.retire', { cardId: 9 as CardId })).toMatchObject({ code: 'card_not_found' })
  })

  test('leaves nothing behind: a thousand price changes keep the state as small as one', () => {
    const driver = callWorld()
    const size = (): number => driver.engine.save().length
    publish(driver, 1_000)
    const before = size()
    for (let i = 0; i < 1_024; i++) publish(driver, 1_001 + i)
    expect(size()).toBeLessThan(before + 2_000)
  })
})

describe('limits that are hard', () => {
  const key = 1 as KeyId
  const budget = (total: number) => ({ total: total as Credits, daily: null, monthly: null })

  function withKey(total: number): Driver {
    const driver = callWorld()
    driver.do('key.create', { account: alice, hash: 'a'.repeat(64), expiresAt: null, budget: budget(total) })
    return driver
  }

  test('usage above the hold takes no more than the key’s budget leaves; the rest is written off', () => {
    const driver = withKey(3 * CR)
    authorize(driver, 'c', { n: 2, keyId: key })
    expect(capture(driver, 'c', 9)).toMatchObject({ captured: 3 * CR, writtenOff: 6 * CR })
    expect(driver.engine.state.keys.get(key)).toMatchObject({ spentTotal: 3 * CR, held: 0 })
  })

  test('a budget that was lowered below what is held lets running calls finish inside their hold', () => {
    const driver = withKey(5 * CR)
    authorize(driver, 'c', { n: 3, keyId: key })
    driver.do('key.update', { account: alice, keyId: key, expiresAt: null, budget: budget(CR) })
    expect(authorize(driver, 'd', { n: 1, keyId: key })).toMatchObject({ code: 'key_budget_exceeded' })
    expect(capture(driver, 'c', 9)).toMatchObject({ captured: 3 * CR, writtenOff: 6 * CR })
  })

  test('a call is never billed above the caller’s own limit, extended or not', () => {
    const driver = callWorld()
    authorize(driver, 'c', { n: 2, maxCost: (3 * CR) as Credits })
    expect(driver.try('call.extend', { callId: 'c', bound: tokens(4) })).toMatchObject({ code: 'max_cost_exceeded' })
    expect(driver.do('call.extend', { callId: 'c', bound: tokens(3) }).hold).toBe(3 * CR)
    expect(capture(driver, 'c', 9)).toMatchObject({ captured: 3 * CR, writtenOff: 6 * CR })
    expect(available(driver)).toBe(97 * CR)
  })

  test('a revoked key or a suspended account finishes inside its hold and takes nothing more', () => {
    const driver = withKey(50 * CR)
    authorize(driver, 'keyed', { n: 2, keyId: key })
    authorize(driver, 'plain', 2)
    driver.do('key.revoke', { account: alice, keyId: key })
    expect(driver.try('call.extend', { callId: 'keyed', bound: tokens(4) })).toMatchObject({ code: 'key_revoked' })
    driver.do('account.suspend', { account: alice, suspended: true, reason })
    expect(driver.try('call.extend', { callId: 'plain', bound: tokens(4) })).toMatchObject({
      code: 'account_suspended',
    })
    expect([capture(driver, 'keyed', 2).captured, capture(driver, 'plain', 1).captured]).toEqual([2 * CR, CR])
  })
})

describe('relay boots', () => {
  const boots = (driver: Driver): number => driver.engine.state.holds.bootCount

  test('one that nobody named a node for is forgotten once it is silent', () => {
    const driver = callWorld()
    for (let i = 0; i < 50; i++) driver.do('relay.beat', { bootId: `b${i}` })
    expect(boots(driver)).toBe(50)
    driver.pass(30_000)
    expect(boots(driver)).toBe(0)
  })

  test('one that was heard of before it said its node is that node’s from then on', () => {
    const driver = callWorld(100 * CR, { list: LIST })
    authorize(driver, 'c', 1)
    driver.do('relay.boot', { node: 'n', bootId: 'b' })
    expect(driver.do('relay.boot', { node: 'n', bootId: 'b2' })).toEqual({ released: 1 })
  })
})
