/** A small market for tests: accounts with credits and coins, shorthand for orders. */
import type { Credits, Lots, Ticks } from '../../src/base/money.ts'
import type { CardId, OrderId, ResultOf, TimeInForce } from '../../src/engine/command.ts'
import { type AccountId, U, type UserOffset, userSlot } from '../../src/engine/ledger/chart.ts'
import { flatRates } from '../../src/engine/metering/rates.ts'
import type { Outcome } from '../../src/engine/outcome.ts'
import { Driver } from './driver.ts'
import { facts } from './random-session.ts'

export const CR = 1_000_000

export interface OrderOptions {
  readonly tif?: TimeInForce
  readonly postOnly?: boolean
  readonly clientOrderId?: string
  readonly selfTrade?: 'expire_maker' | 'expire_taker' | 'expire_both' | 'decrement'
}

type Terms = readonly [price: number, lots: number, options?: OrderOptions]

export class MarketWorld {
  readonly driver: Driver

  /** Accounts 1 … n, each with 1,000 CR left and 10,000 LCO mined in era 0. */
  constructor(accounts = 3, driver = new Driver()) {
    this.driver = driver
    const rates = flatRates({ output: 1_000_000_000_000 })
    driver.do('card.publish', {
      channel: 1,
      model: 'm',
      list: rates,
      cost: flatRates({ output: 600_000_000_000 }),
      eligible: false,
    })
    for (let i = 1; i <= accounts; i++) {
      const account = i as AccountId
      driver.do('account.open', { identity: `user-${i}`, operator: false })
      driver.do('topup.credit', { account, amount: (2_000 * CR) as Credits, provider: 't', paymentId: `${i}` })
      this.call(account, `mine-${i}`, 1_000)
    }
  }

  call(account: number, callId: string, credits: number): ResultOf<'call.capture'> {
    const usage = [0, 0, 0, 0, 0, 0, credits]
    this.driver.do('call.authorize', {
      bootId: 'b',
      callId,
      account: account as AccountId,
      keyId: null,
      cardIds: [1 as CardId],
      bound: usage,
    })
    return this.driver.do('call.capture', { callId, cardId: 1 as CardId, usage, facts, unrecovered: [] })
  }

  /** A limit order; price in ticks of 0.00001 CR, quantity in lots of 0.1 LCO. */
  tryLimit(account: number, side: 'buy' | 'sell', terms: Terms): Outcome<'order.place'> {
    const [price, lots, { tif = 'gtc', postOnly = false, ...rest } = {}] = terms
    return this.driver.try('order.place', {
      account: account as AccountId,
      side,
      kind: 'limit',
      price: price as Ticks,
      lots: lots as Lots,
      tif,
      postOnly,
      ...rest,
    })
  }

  limit(account: number, side: 'buy' | 'sell', terms: Terms): ResultOf<'order.place'> {
    const outcome = this.tryLimit(account, side, terms)
    if (!outcome.ok) throw new Error(`refused: ${outcome.code} ${JSON.stringify(outcome.detail ?? {})}`)
    return outcome.result
  }

  market(account: number, side: 'buy' | 'sell', lots: number): Outcome<'order.place'> {
    return this.driver.try('order.place', { account: account as AccountId, side, kind: 'market', lots: lots as Lots })
  }

  byQuote(account: number, side: 'buy' | 'sell', quote: number): Outcome<'order.place'> {
    return this.driver.try('order.place', {
      account: account as AccountId,
      side,
      kind: 'market_quote',
      quote: quote as Credits,
    })
  }

  cancel(account: number, orderId: OrderId): Outcome<'order.cancel'> {
    return this.driver.try('order.cancel', { account: account as AccountId, orderId })
  }

  /** µCR or LCO units in a user's slot. */
  balance(account: number, offset: UserOffset): number {
    return this.driver.engine.state.ledger.balance(userSlot(account as AccountId, offset))
  }

  /** Account 1 quotes both sides around a price, deep enough for a live mark, and time passes until there is one. */
  quote(mid: number, spread = 10, lots = 2_000): void {
    this.limit(1, 'buy', [mid - spread, lots])
    this.limit(1, 'sell', [mid + spread, lots])
    this.driver.pass(10_000)
  }

  credits(account: number): number {
    return this.balance(account, U.available)
  }

  coins(account: number): number {
    return this.balance(account, U.lco)
  }
}
