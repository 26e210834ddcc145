/** A world for tests of Compute Wars: players with credits, a war pool, weeks that pass. */
import type { Credits, Lco } from '../../src/base/money.ts'
import type { CardId, InputOf, ResultOf } from '../../src/engine/command.ts'
import { type AccountId, P, U, userSlot } from '../../src/engine/ledger/chart.ts'
import { flatRates } from '../../src/engine/metering/rates.ts'
import type { Outcome } from '../../src/engine/outcome.ts'
import { Driver } from './driver.ts'
import { facts } from './random-session.ts'
import { DAY, HOUR } from './time.ts'

export const CR = 1_000_000
export const LCO = 100_000_000
export const reason = 'a public reason'

export class WarWorld {
  readonly driver = new Driver()
  #calls = 0

  /** Accounts 1 … n with 10,000 CR each; 1 CR list and 0.6 CR cost for each output token; 5,000 CR in the treasury. Marks are rare: nothing here is about them. */
  constructor(players: number) {
    const { driver } = this
    driver.do('account.open', { identity: 'player-1', operator: false })
    driver.do('parameter.set', { key: 'mark.interval', value: 60_000, reason, actor: 1 as AccountId })
    driver.do('treasury.fund', { amount: (5_000 * CR) as Credits, reason })
    const [list, cost] = [flatRates({ output: 1_000_000_000_000 }), flatRates({ output: 600_000_000_000 })]
    driver.do('card.publish', { channel: 1, model: 'm', list, cost, eligible: false })
    for (let i = 1; i <= players; i++) {
      driver.do('account.open', { identity: `player-${i}`, operator: false })
      const account = i as AccountId
      driver.do('topup.credit', { account, amount: (10_000 * CR) as Credits, provider: 't', paymentId: `${i}` })
    }
  }

  get wars() {
    return this.driver.engine.state.wars
  }

  authorize(account: number, tokens: number, more: Partial<InputOf<'call.authorize'>> = {}): [string, Outcome] {
    this.#calls += 1
    const [callId, bound] = [`c${this.#calls}`, [0, 0, 0, 0, 0, 0, tokens]]
    const call = { bootId: 'b', callId, account: account as AccountId, keyId: null, cardIds: [1 as CardId], bound }
    return [callId, this.driver.try('call.authorize', { ...call, ...more })]
  }

  capture(callId: string, tokens: number, cardId = 1): ResultOf<'call.capture'> {
    const usage = [0, 0, 0, 0, 0, 0, tokens]
    return this.driver.do('call.capture', { callId, cardId: cardId as CardId, usage, facts, unrecovered: [] })
  }

  call(account: number, tokens: number): ResultOf<'call.capture'> {
    const [callId, outcome] = this.authorize(account, tokens)
    if (!outcome.ok) throw new Error(outcome.code)
    return this.capture(callId, tokens)
  }

  /** As if buybacks had put so many units of an account's coins into the pool. */
  fillPool(account: number, units: number): void {
    const { ledger, treasury } = this.driver.engine.state
    ledger.move(userSlot(account as AccountId, U.lco), P.warPool, units)
    treasury.totals.bought = (treasury.totals.bought + units) as Lco
    treasury.totals.toWarPool = (treasury.totals.toWarPool + units) as Lco
  }

  /** To the next Monday, and a millisecond. */
  toMonday(): void {
    this.driver.pass(this.wars.nextClose - this.driver.now + 1)
  }

  /** To the end of the review, and a millisecond. */
  toPayout(): void {
    this.toMonday()
    this.driver.pass(48 * HOUR)
  }

  exclude(account: number): Outcome {
    return this.driver.try('wars.exclude', { account: account as AccountId, reason, actor: 1 as AccountId })
  }

  choose(account: number, perk: 'free_calls' | 'unlimited' = 'free_calls'): ResultOf<'wars.choose'> {
    return this.driver.do('wars.choose', { account: account as AccountId, perk })
  }

  credits(account: number): number {
    return this.driver.engine.state.ledger.balance(userSlot(account as AccountId, U.available))
  }

  coins(account: number): number {
    return this.driver.engine.state.ledger.balance(userSlot(account as AccountId, U.lco))
  }

  platform(slot: keyof typeof P): number {
    return this.driver.engine.state.ledger.balance(P[slot])
  }
}

export { DAY, HOUR }
