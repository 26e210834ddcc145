/** Claims about virtual keys: budgets, expiry, revocation. */
import { describe, expect, test } from 'vitest'
import { alice, authorize, CR, callWorld, capture } from '../../../test/engine/call-world.ts'
import { type Driver, MONDAY } from '../../../test/engine/driver.ts'
import type { Millis } from '../../base/money.ts'
import type { KeyId } from '../command.ts'
import type { AccountId } from '../ledger/chart.ts'

describe('keys', () => {
  const noBudget = { total: null, daily: null, monthly: null }
  const hash = 'a'.repeat(64)

  function withKey(budget: object, expiresAt: Millis | null = null): Driver {
    const driver = callWorld()
    driver.do('key.create', { account: alice, hash, expiresAt, budget: { ...noBudget, ...budget } })
    return driver
  }
  const keyed = (driver: Driver, callId: string, n: number) => authorize(driver, callId, { n, keyId: 1 as KeyId })

  test('a budget counts what is held, so parallel calls can not pass it', () => {
    const driver = withKey({ total: 3 * CR })
    expect([keyed(driver, 'a', 1).ok, keyed(driver, 'b', 2).ok, keyed(driver, 'c', 1).ok]).toEqual([true, true, false])
    capture(driver, 'b', 1)
    expect(keyed(driver, 'd', 1).ok).toBe(true)
  })

  test('a daily budget starts anew at midnight UTC, a monthly one with the month', () => {
    const driver = withKey({ daily: CR, monthly: 2 * CR })
    for (const [callId, ok] of [
      ['a', true],
      ['b', false],
    ] as const) {
      expect(keyed(driver, callId, 1).ok).toBe(ok)
      if (ok) capture(driver, callId, 1)
    }
    driver.pass(86_400_000)
    keyed(driver, 'c', 1)
    capture(driver, 'c', 1)
    driver.pass(86_400_000)
    expect(keyed(driver, 'd', 1)).toMatchObject({ code: 'key_budget_exceeded' })
    driver.pass(Date.UTC(2026, 1, 1) - driver.now)
    expect(keyed(driver, 'e', 1).ok).toBe(true)
  })

  test('expired and revoked keys are refused, and other people’s keys do not exist', () => {
    const driver = withKey({}, (MONDAY + 1000) as Millis)
    driver.do('account.open', { identity: 'bob', operator: false })
    expect(authorize(driver, 'x', { n: 1, account: 2 as AccountId, keyId: 1 as KeyId })).toMatchObject({
      code: 'key_not_found',
    })
    driver.pass(1000)
    expect(keyed(driver, 'a', 1)).toMatchObject({ code: 'key_expired' })
    driver.do('key.update', { account: alice, keyId: 1 as KeyId, expiresAt: null, budget: noBudget })
    expect(keyed(driver, 'b', 1).ok).toBe(true)
    driver.do('key.revoke', { account: alice, keyId: 1 as KeyId })
    expect(keyed(driver, 'c', 1)).toMatchObject({ code: 'key_revoked' })
    expect(capture(driver, 'b', 1).captured).toBe(CR)
  })

  test('an account’s last hundred revoked keys are remembered, and older ones as long as a call names them', () => {
    const driver = withKey({})
    keyed(driver, 'long', 1)
    const revoke = (id: number) => driver.try('key.revoke', { account: alice, keyId: id as KeyId })
    revoke(1)
    for (let id = 2; id <= 102; id++) {
      driver.do('key.create', { account: alice, hash: `${id}`.padStart(64, '0'), expiresAt: null, budget: noBudget })
      expect(revoke(id).ok).toBe(true)
    }
    const { keys } = driver.engine.state
    expect([keys.get(1 as KeyId), keys.get(2 as KeyId), keys.get(3 as KeyId)]).toMatchObject([
      { account: alice },
      undefined,
      undefined,
    ])
    expect(keys.ofAccount(alice).length).toBe(100)
    expect(keyed(driver, 'a', 1)).toMatchObject({ code: 'key_revoked' })
    expect(authorize(driver, 'b', { n: 1, keyId: 2 as KeyId })).toMatchObject({ code: 'key_not_found' })
    expect(capture(driver, 'long', 1).captured).toBe(CR)
    const hash = driver.hash()
    driver.restart()
    expect(driver.hash()).toBe(hash)
    expect(driver.engine.state.keys.ofAccount(alice)).toEqual(keys.ofAccount(alice))
  })
})
