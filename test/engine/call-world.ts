/** One account and one priced channel for tests of calls: 1 CR list and 0.6 CR cost for each output token. */
import type { Credits } from '../../src/base/money.ts'
import type { CardId, InputOf, ResultOf } from '../../src/engine/command.ts'
import { type AccountId, U, userSlot } from '../../src/engine/ledger/chart.ts'
import { flatRates } from '../../src/engine/metering/rates.ts'
import type { Outcome } from '../../src/engine/outcome.ts'
import { Driver } from './driver.ts'
import { facts } from './random-session.ts'

export const CR = 1_000_000
export const alice = 1 as AccountId
export const card = 1 as CardId
export const LIST = flatRates({ output: 1_000_000_000_000 })
export const COST = flatRates({ output: 600_000_000_000 })
export const tokens = (n: number): number[] => [0, 0, 0, 0, 0, 0, n]

export function callWorld(credits = 100 * CR, terms: { list?: typeof LIST; cost?: typeof COST } = {}): Driver {
  const driver = new Driver()
  driver.do('account.open', { identity: 'alice', operator: false })
  const amount = credits as Credits
  if (credits > 0) driver.do('topup.credit', { account: alice, amount, provider: 'test', paymentId: '1' })
  const { list = LIST, cost = COST } = terms
  driver.do('card.publish', { channel: 1, model: 'm', list, cost, eligible: false })
  return driver
}

type More = Partial<InputOf<'call.authorize'>>

/** Authorises a call of at most n tokens. */
export function authorize(
  driver: Driver,
  callId: string,
  call: number | ({ n: number } & More),
): Outcome<'call.authorize'> {
  const { n, ...more } = typeof call === 'number' ? { n: call } : call
  return driver.try('call.authorize', {
    bootId: 'b',
    callId,
    account: alice,
    keyId: null,
    cardIds: [card],
    bound: tokens(n),
    ...more,
  })
}

export function capture(driver: Driver, callId: string, n: number): ResultOf<'call.capture'> {
  return driver.do('call.capture', { callId, cardId: card, usage: tokens(n), facts, unrecovered: [] })
}

/** µCR. */
export function available(driver: Driver): number {
  return driver.engine.state.ledger.balance(userSlot(alice, U.available))
}
