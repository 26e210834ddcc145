/** Claims about retries: what a second delivery gets, whose keys are apart, what is kept how long. */
import { describe, expect, test } from 'vitest'
import { alice, authorize, CR, callWorld, tokens } from '../../test/engine/call-world.ts'
import { MarketWorld } from '../../test/engine/market-world.ts'
import { facts } from '../../test/engine/random-session.ts'
import type { Credits } from '../base/money.ts'
import type { AccountId } from './ledger/chart.ts'

describe('a keyed command', () => {
  test('that found nothing to do does nothing when it is delivered again later', () => {
    const world = new MarketWorld(1)
    const account = 1 as AccountId
    const idem = { account, key: 'k', hash: 'h' }
    expect(world.driver.do('order.cancel_all', { account }, idem)).toEqual({ canceled: [] })
    world.limit(1, 'buy', [9_000, 500])
    const again = world.driver.try('order.cancel_all', { account }, idem)
    expect(again).toMatchObject({ ok: true, repeated: true, result: { canceled: [] } })
    expect(world.driver.engine.state.market.orders.liveCountOf(account)).toBe(1)
  })

  test('never gets the answer of a call that was sent under the same key, nor the other way round', () => {
    const driver = callWorld()
    authorize(driver, 'c1', { n: 1, retryKey: 'k', retryHash: 'h' })
    const draw = { account: alice, amount: CR as Credits }
    const keyed = driver.try('faucet.draw', draw, { account: alice, key: 'call:k', hash: 'h' })
    expect(keyed).toMatchObject({ ok: true, repeated: false, result: { leftToday: 99 * CR } })
    driver.do('faucet.draw', draw, { account: alice, key: 'k', hash: 'other' })
    expect(authorize(driver, 'c2', { n: 1, retryKey: 'k', retryHash: 'h' })).toMatchObject({ code: 'call_in_progress' })
  })

  test('is forgotten oldest first beyond the account’s share, and other accounts lose nothing', () => {
    const driver = callWorld()
    const bob = driver.do('account.open', { identity: 'bob', operator: false }).account
    const reason = 'smaller share'
    driver.do('parameter.set', { key: 'idempotency.perAccount', value: 100, reason, actor: alice })
    const draw = (account: AccountId, n: number): boolean => {
      const idem = { account, key: `k${n}`, hash: 'h' }
      const outcome = driver.try('faucet.draw', { account, amount: 1 as Credits }, idem)
      return outcome.ok && outcome.repeated
    }
    expect(draw(bob, 0)).toBe(false)
    for (let n = 0; n <= 100; n++) expect(draw(alice, n)).toBe(false)
    expect(draw(bob, 0)).toBe(true)
    expect(draw(alice, 1)).toBe(true)
    expect(draw(alice, 0)).toBe(false)
  })
})

test('a call that outlived its retry key does not free the key of the call that came after it', () => {
  const driver = callWorld()
  const reason = 'short memory'
  driver.do('parameter.set', { key: 'idempotency.keep', value: 3_600_000, reason, actor: alice })
  const retry = { n: 1, retryKey: 'k', retryHash: 'h' }
  expect(authorize(driver, 'first', retry).ok).toBe(true)
  for (let minute = 0; minute < 250; minute++) {
    driver.pass(15_000)
    driver.do('relay.beat', { bootId: 'b' })
  }
  expect(authorize(driver, 'second', retry).ok).toBe(true)
  driver.do('call.release', { callId: 'first', facts, unrecovered: [] })
  expect(authorize(driver, 'third', retry)).toMatchObject({ code: 'call_in_progress' })
  driver.do('call.capture', { callId: 'second', cardId: 1 as never, usage: tokens(1), facts, unrecovered: [] })
  expect(authorize(driver, 'third', retry)).toMatchObject({ code: 'call_already_done' })
})
