/** A scarce model, accounts with staked coins and shorthand for offerings. Time passes in few, late ticks. */
import type { Credits, Lco, Millis } from '../../src/base/money.ts'
import type { CardId, InputOf, OfferingAnnounce, ResultOf } from '../../src/engine/command.ts'
import type { OfferingId } from '../../src/engine/launchpad/offering.ts'
import { type AccountId, type UserOffset, userSlot } from '../../src/engine/ledger/chart.ts'
import { flatRates } from '../../src/engine/metering/rates.ts'
import type { Outcome } from '../../src/engine/outcome.ts'
import { Driver } from './driver.ts'
import { facts } from './random-session.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const CR = 1_000_000
export const COIN = 100_000_000

const pico = (credits: number): number => Math.round(credits * 1e12)
/** Usage of so many output tokens. */
export const tokens = (n: number): number[] => [0, 0, 0, 0, 0, 0, n]

const plain = 1 as CardId
/** 1 CR a token at list, 0.6 CR cost. */
export const scarce = 2 as CardId

type More = Partial<InputOf<'call.authorize'>>

export class LaunchpadWorld {
  readonly driver: Driver
  #calls = 0

  /** Account i has stakes[i − 1] LCO staked long enough for its tier, and 1,000 CR. */
  constructor(stakes: readonly number[], driver = new Driver()) {
    this.driver = driver
    for (const model of ['m', 'scarce'])
      driver.do('card.publish', {
        channel: 1,
        model,
        list: flatRates({ output: pico(1) }),
        cost: flatRates({ output: pico(0.6) }),
        eligible: false,
      })
    for (const [i, stake] of stakes.entries()) {
      const account = driver.do('account.open', { identity: `user-${i + 1}`, operator: false }).account
      const amount = ((1_000 + Math.ceil(stake / 10)) * CR) as Credits
      driver.do('topup.credit', { account, amount, provider: 't', paymentId: `${account}` })
      if (stake === 0) continue
      // One call comes to 2,250 CR at most.
      for (let left = Math.ceil(stake / 10); left > 0; left -= 2_000)
        this.call(account, { card: plain, n: Math.min(left, 2_000) })
      driver.do('stake.add', { account, amount: (stake * COIN) as Lco })
    }
    this.later(DAY)
  }

  /** One late tick, in which everything happens at its own time. */
  later(ms: number): void {
    this.driver.sleep(ms)
    this.driver.pass(0)
  }

  announce(terms: Partial<OfferingAnnounce> = {}): OfferingId {
    return this.driver.do('offering.announce', this.terms(terms)).offering
  }

  /** Of an offering of 1,000,000 CR without a cap, of which the window begins in a day. */
  terms(terms: Partial<OfferingAnnounce> = {}): OfferingAnnounce {
    return {
      model: 'scarce',
      mode: 'time_weighted',
      total: (1_000_000 * CR) as Credits,
      subscribeFrom: (this.driver.now + DAY) as Millis,
      subscribeMs: null,
      useMs: null,
      capBps: 10_000,
      afterwards: 'closed',
      actor: 1 as AccountId,
      ...terms,
    }
  }

  /** An offering whose window has just begun. */
  window(terms: Partial<OfferingAnnounce> = {}): OfferingId {
    const offering = this.announce(terms)
    this.later(DAY)
    return offering
  }

  tryLock(account: number, offering: OfferingId, coins: number): Outcome<'imo.lock'> {
    const amount = (coins * COIN) as Lco
    return this.driver.try('imo.lock', { account: account as AccountId, offering, amount })
  }

  lock(account: number, offering: OfferingId, coins: number): ResultOf<'imo.lock'> {
    const outcome = this.tryLock(account, offering, coins)
    if (!outcome.ok) throw new Error(`refused: ${outcome.code}`)
    return outcome.result
  }

  /** A call of at most n tokens. */
  authorize(account: number, callId: string, ask: number | ({ readonly n: number } & More)): Outcome<'call.authorize'> {
    const { n, ...more } = typeof ask === 'number' ? { n: ask } : ask
    return this.driver.try('call.authorize', {
      bootId: 'b',
      callId,
      account: account as AccountId,
      keyId: null,
      cardIds: [scarce],
      bound: tokens(n),
      ...more,
    })
  }

  capture(callId: string, n: number, cardId = scarce): ResultOf<'call.capture'> {
    return this.driver.do('call.capture', { callId, cardId, usage: tokens(n), facts, unrecovered: [] })
  }

  call(account: number, { n, card = scarce }: { n: number; card?: CardId }): ResultOf<'call.capture'> {
    const callId = `call-${++this.#calls}`
    const held = this.authorize(account, callId, { n, cardIds: [card] })
    if (!held.ok) throw new Error(`refused: ${held.code}`)
    return this.capture(callId, n, card)
  }

  /** µCR of quota by account, 0 without one. */
  quota(offering: OfferingId, account: number): number {
    const own = this.driver.engine.state.launchpad.allocationOf(offering, account as AccountId)
    return own?.allocation.quota ?? 0
  }

  /** µCR of quota that calls may still take. */
  left(offering: OfferingId, account: number): number {
    const own = this.driver.engine.state.launchpad.allocationOf(offering, account as AccountId)?.allocation
    return own ? own.quota - own.used - own.held : 0
  }

  balance(account: number, offset: UserOffset): number {
    return this.driver.engine.state.ledger.balance(userSlot(account as AccountId, offset))
  }
}
