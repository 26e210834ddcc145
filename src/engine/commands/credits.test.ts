/** Claims about credits coming in, and about keyed commands. */
import { expect, test } from 'vitest'
import { alice, available, CR, callWorld } from '../../../test/engine/call-world.ts'
import type { Credits } from '../../base/money.ts'

test('the same keyed command again returns the first result and books nothing; another input is refused', () => {
  const driver = callWorld()
  const idem = { account: alice, key: 'draw', hash: 'h1' }
  const first = driver.try('faucet.draw', { account: alice, amount: CR as Credits }, idem)
  const second = driver.try('faucet.draw', { account: alice, amount: CR as Credits }, idem)
  expect(second).toMatchObject({ ok: true, repeated: true })
  expect(first.ok && second.ok && second.result).toEqual(first.ok && first.result)
  expect(available(driver)).toBe(101 * CR)
  const other = driver.try('faucet.draw', { account: alice, amount: (2 * CR) as Credits }, { ...idem, hash: 'h2' })
  expect(other).toMatchObject({ code: 'idempotency_key_reused' })
})

test('the faucet gives its daily amount and starts anew at midnight UTC', () => {
  const driver = callWorld(0)
  expect(driver.do('faucet.draw', { account: alice, amount: (100 * CR) as Credits })).toEqual({
    available: 100 * CR,
    leftToday: 0,
  })
  expect(driver.try('faucet.draw', { account: alice, amount: 1 as Credits })).toMatchObject({
    code: 'faucet_daily_cap',
  })
  driver.pass(86_400_000)
  expect(driver.try('faucet.draw', { account: alice, amount: 1 as Credits }).ok).toBe(true)
})

test('credits are issued up to a bound that keeps every sum exact; beyond it each way in is refused', () => {
  const driver = callWorld(0)
  const most = 900_000_000_000_000 as Credits
  for (let i = 0; i < 5; i++) driver.do('treasury.fund', { amount: most, reason: 'a very rich operator' })
  const one = 1 as Credits
  const refusal = { ok: false, code: 'amount_out_of_range', detail: { max: 0 } }
  expect(driver.try('treasury.fund', { amount: one, reason: 'one more' })).toEqual(refusal)
  expect(driver.try('faucet.draw', { account: alice, amount: one })).toEqual(refusal)
  const payment = { account: alice, amount: one, provider: 'p', paymentId: '1' }
  expect(driver.try('topup.credit', payment)).toEqual(refusal)
  driver.do('treasury.withdraw', { amount: one, reason: 'make room' })
  expect(driver.do('topup.credit', payment)).toEqual({ available: 1, booked: true })
})

test('one payment is booked once, for ever', () => {
  const driver = callWorld(0)
  const pay = (amount: number) =>
    driver.try('topup.credit', { account: alice, amount: amount as Credits, provider: 'p', paymentId: 'x' })
  expect(pay(CR)).toMatchObject({ ok: true, result: { booked: true } })
  driver.pass(40 * 86_400_000)
  expect(pay(CR)).toMatchObject({ ok: true, result: { booked: false, available: CR } })
  expect(pay(2 * CR)).toMatchObject({ code: 'payment_already_booked' })
  driver.do('account.suspend', { account: alice, suspended: true, reason: 'delivered again meanwhile' })
  expect(pay(CR)).toMatchObject({ ok: true, result: { booked: false, available: CR } })
})

test('two payments are one only when provider and id are both the same', () => {
  const driver = callWorld(0)
  const payment = { account: alice, amount: CR as Credits }
  expect(driver.do('topup.credit', { ...payment, provider: 'a:b', paymentId: 'c' }).booked).toBe(true)
  expect(driver.do('topup.credit', { ...payment, provider: 'a', paymentId: 'b:c' }).booked).toBe(true)
  expect(driver.do('topup.credit', { ...payment, provider: 'a', paymentId: 'b:c' }).booked).toBe(false)
  expect(available(driver)).toBe(2 * CR)
})
