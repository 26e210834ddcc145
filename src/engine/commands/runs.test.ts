/** Claims about runs: credits leave the account once, calls spend from the envelope alone, the rest always comes back. */
import { describe, expect, test } from 'vitest'
import { alice, authorize, available, CR, callWorld, capture, card, tokens } from '../../../test/engine/call-world.ts'
import { type Driver, MONDAY } from '../../../test/engine/driver.ts'
import { facts } from '../../../test/engine/random-session.ts'
import type { Credits, Millis } from '../../base/money.ts'
import type { InputOf, KeyId } from '../command.ts'
import { U, userSlot } from '../ledger/chart.ts'

const HOUR = 3_600_000

function open(driver: Driver, budget: number, more: Partial<InputOf<'run.open'>> = {}) {
  const input = { account: alice, parent: null, hash: 'a'.repeat(64), expiresAt: (MONDAY + HOUR) as Millis, ...more }
  return driver.try('run.open', { ...input, budget: budget as Credits })
}

const run = 1 as KeyId
const held = (driver: Driver): number => driver.engine.state.ledger.balance(userSlot(alice, U.hold))
const revoke = (driver: Driver, keyId: KeyId): unknown => driver.do('key.revoke', { account: alice, keyId })

describe('a run', () => {
  test('takes its budget out of the balance at once, and its calls take nothing else', () => {
    const driver = callWorld(10 * CR)
    expect(open(driver, 4 * CR)).toMatchObject({ result: { keyId: run, available: 6 * CR } })
    expect([available(driver), held(driver)]).toEqual([6 * CR, 4 * CR])
    expect(authorize(driver, 'c', { n: 3, keyId: run })).toMatchObject({ result: { available: CR } })
    expect(authorize(driver, 'd', { n: 2, keyId: run })).toMatchObject({ code: 'insufficient_credits' })
    expect([available(driver), held(driver)]).toEqual([6 * CR, 4 * CR])
    expect(capture(driver, 'c', 2)).toMatchObject({ captured: 2 * CR, released: CR, available: 2 * CR })
    expect([available(driver), held(driver)]).toEqual([6 * CR, 2 * CR])
  })

  test('a bill above its hold is covered by the envelope and never by the balance', () => {
    const driver = callWorld(10 * CR)
    open(driver, 4 * CR)
    authorize(driver, 'c', { n: 1, keyId: run })
    expect(capture(driver, 'c', 9)).toMatchObject({ captured: 4 * CR, writtenOff: 5 * CR, available: 0 })
    expect(available(driver)).toBe(6 * CR)
  })

  test('closed by hand it gives the rest back at once, or with the last call that runs', () => {
    const driver = callWorld(10 * CR)
    open(driver, 4 * CR)
    authorize(driver, 'c', { n: 2, keyId: run })
    authorize(driver, 'd', { n: 1, keyId: run })
    revoke(driver, run)
    expect(authorize(driver, 'e', { n: 1, keyId: run })).toMatchObject({ code: 'key_revoked' })
    driver.do('call.release', { callId: 'd', facts, unrecovered: [] })
    expect([available(driver), held(driver)]).toEqual([6 * CR, 4 * CR])
    driver.restart()
    capture(driver, 'c', 3)
    expect([available(driver), held(driver)]).toEqual([7 * CR, 0])
    expect(driver.seen('run.closed')).toMatchObject([{ keyId: run, budget: 4 * CR, returned: CR }])
  })

  test('its time is up by the calendar, also over a restart; a job that goes on keeps what it holds', () => {
    const driver = callWorld(10 * CR)
    open(driver, 4 * CR)
    authorize(driver, 'video', { n: 1, keyId: run, job: { until: (MONDAY + 2 * HOUR) as Millis } })
    driver.restart()
    driver.pass(HOUR - 1)
    expect(held(driver)).toBe(4 * CR)
    driver.pass(1)
    expect(authorize(driver, 'e', { n: 1, keyId: run })).toMatchObject({ code: 'key_revoked' })
    driver.pass(HOUR)
    expect([available(driver), held(driver)]).toEqual([10 * CR, 0])
    expect(driver.seen('call.aborted')).toHaveLength(1)
  })

  test('the calls of a relay that is gone give their holds back to the envelope', () => {
    const driver = callWorld(10 * CR)
    open(driver, 4 * CR)
    authorize(driver, 'c', { n: 4, keyId: run })
    driver.pass(30_000)
    expect(authorize(driver, 'd', { n: 4, keyId: run })).toMatchObject({ ok: true })
    expect(available(driver)).toBe(6 * CR)
  })

  test('is opened once for a hash; its budget, expiry and key obey the rules', () => {
    const driver = callWorld(10 * CR)
    expect(open(driver, 11 * CR)).toMatchObject({ code: 'insufficient_credits' })
    expect(open(driver, 0)).toMatchObject({ code: 'amount_not_positive' })
    for (const at of [MONDAY, MONDAY + 30 * 24 * HOUR + 1])
      expect(open(driver, CR, { expiresAt: at as Millis })).toMatchObject({ code: 'malformed_command' })
    open(driver, 4 * CR)
    expect(open(driver, 4 * CR)).toMatchObject({ ok: true, repeated: true, result: { keyId: run } })
    expect(open(driver, CR, { hash: 'b'.repeat(64), parent: run })).toMatchObject({ code: 'run_in_run' })
    const budget = { total: null, daily: null, monthly: null }
    expect(driver.try('key.update', { account: alice, keyId: run, expiresAt: null, budget })).toMatchObject({
      code: 'key_of_run',
    })
    driver.do('switch.set', { product: 'relay', on: false, reason: 'maintenance', actor: alice })
    expect(open(driver, CR, { hash: 'b'.repeat(64) })).toMatchObject({ code: 'relay_stopped' })
  })
})

describe('a run that a key opened', () => {
  const child = 2 as KeyId
  function opened(total: number): Driver {
    const driver = callWorld(10 * CR)
    const budget = { total: total as Credits, daily: null, monthly: null }
    driver.do('key.create', { account: alice, hash: 'd'.repeat(64), expiresAt: null, budget })
    return driver
  }

  test('counts against the budgets of that key from the beginning, and gives back what it did not spend', () => {
    const driver = opened(5 * CR)
    expect(open(driver, 6 * CR, { parent: run })).toMatchObject({ code: 'key_budget_exceeded' })
    open(driver, 4 * CR, { parent: run })
    expect(authorize(driver, 'own', { n: 2, keyId: run })).toMatchObject({ code: 'key_budget_exceeded' })
    authorize(driver, 'c', { n: 2, keyId: child })
    capture(driver, 'c', 2)
    expect(driver.engine.state.keys.get(run)).toMatchObject({ held: 2 * CR, spentTotal: 2 * CR })
    revoke(driver, child)
    expect(driver.engine.state.keys.get(run)).toMatchObject({ held: 0, spentTotal: 2 * CR })
    expect(authorize(driver, 'own', { n: 3, keyId: run })).toMatchObject({ ok: true })
  })

  test('closes with that key and never outlives its expiry', () => {
    const driver = opened(9 * CR)
    open(driver, 4 * CR, { parent: run })
    revoke(driver, run)
    expect(driver.seen('run.closed')).toMatchObject([{ keyId: child, parent: run, returned: 4 * CR }])
    expect([available(driver), held(driver)]).toEqual([10 * CR, 0])
    const budget = { total: null, daily: null, monthly: null }
    const expiresAt = (MONDAY + 5_000) as Millis
    const { keyId } = driver.do('key.create', { account: alice, hash: 'e'.repeat(64), expiresAt, budget })
    expect(open(driver, CR, { parent: keyId, hash: 'f'.repeat(64) })).toMatchObject({ result: { expiresAt } })
  })
})

test('what a call of a run costs is seen by nobody but its envelope', () => {
  const driver = callWorld(10 * CR)
  open(driver, 4 * CR)
  authorize(driver, 'c', { n: 1, keyId: run })
  driver.do('call.extend', { callId: 'c', bound: tokens(2) })
  driver.do('call.capture', { callId: 'c', cardId: card, usage: tokens(2), facts, unrecovered: [] })
  const kinds = driver.seen('entry').map(({ kind }) => kind)
  expect(kinds).not.toContain('call.hold')
  expect(kinds.filter((kind) => kind.startsWith('run') || kind.startsWith('call'))).toEqual([
    'run.open',
    'call.capture',
  ])
})
