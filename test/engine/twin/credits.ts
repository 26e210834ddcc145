/** The twin of credits that come and go: faucet, payments, operator capital, settlement, declared custody. */
import type { InputOf } from '../../../src/engine/command.ts'
import type { RejectionCode } from '../../../src/engine/rejections.ts'
import { user } from './balances.ts'
import { badAmount, badReason, type Common } from './common.ts'
import type { Expected } from './expected.ts'

/** 4.5 billion CR. */
const MOST_ISSUED = 4_500_000_000_000_000n

/** Not what lenders own of the pool: its claims, and the interest that loans owe. */
const platformOwn = [
  'upstream-payable',
  'api-revenue',
  'promo',
  'treasury',
  'trading-fees',
  'ecosystem-fund',
  'reserve-accrued',
  'risk-reserve',
]

export class CreditTwin {
  readonly #common: Common
  readonly #payments = new Map<string, { readonly account: number; readonly amount: number }>()
  readonly #drawn = new Map<string, number>()
  /** What the operator says to hold. */
  custody = 0n

  constructor(common: Common) {
    this.#common = common
  }

  draw(at: number, { account, amount }: InputOf<'faucet.draw'>): Expected {
    const code = this.#badIssue(amount) ?? this.#common.badPerson(account) ?? this.#underWater()
    if (code) return { code }
    const today = `${account} ${new Date(at).toISOString().slice(0, 10)}`
    const drawn = (this.#drawn.get(today) ?? 0) + amount
    const cap = this.#common.value('faucet.dailyCap')
    if (drawn > cap) return { code: 'faucet_daily_cap' }
    this.#drawn.set(today, drawn)
    this.#issue(account, amount)
    return { result: { available: this.#available(account), leftToday: cap - drawn } }
  }

  topUp({ account, amount, provider, paymentId }: InputOf<'topup.credit'>): Expected {
    const code = badAmount(amount)
    if (code) return { code }
    const payment = `${provider}:${paymentId}`
    const before = this.#payments.get(payment)
    if (before) {
      if (before.account !== account || before.amount !== amount) return { code: 'payment_already_booked' }
      return { result: { available: this.#available(account), booked: false }, repeats: true }
    }
    const refusal = this.#common.badPerson(account) ?? this.#badIssue(amount) ?? this.#underWater()
    if (refusal) return { code: refusal }
    this.#payments.set(payment, { account, amount })
    this.#issue(account, amount)
    this.#common.tell('topup.credited', { account, amount, provider, paymentId })
    return { result: { available: this.#available(account), booked: true } }
  }

  fund({ amount, reason }: InputOf<'treasury.fund'>): Expected {
    const code = this.#badIssue(amount) ?? badReason(reason)
    if (code) return { code }
    this.custody += BigInt(amount)
    return this.#move(amount, ['reserve', 'treasury'])
  }

  withdraw({ amount, reason }: InputOf<'treasury.withdraw'>): Expected {
    const code = badAmount(amount) ?? badReason(reason)
    if (code) return { code }
    if (this.#platform('treasury') < BigInt(amount)) return { code: 'insufficient_treasury' }
    this.custody -= BigInt(amount)
    return this.#move(amount, ['treasury', 'reserve'])
  }

  settle({ amount, reason }: InputOf<'upstream.settle'>): Expected {
    const code = badAmount(amount) ?? badReason(reason)
    if (code) return { code }
    if (this.#platform('upstream-payable') < BigInt(amount)) return { code: 'exceeds_payable' }
    this.custody -= BigInt(amount)
    this.#move(amount, ['upstream-payable', 'upstream-paid'])
    return { result: { payable: this.#platform('upstream-payable') } }
  }

  #move(amount: number, [from, to]: readonly [string, string]): Expected {
    this.#common.balances.move(`platform:${from}:CR`, `platform:${to}:CR`, BigInt(amount))
    return { result: { treasury: this.#platform('treasury') } }
  }

  #issue(account: number, amount: number): void {
    this.custody += BigInt(amount)
    this.#common.balances.move('platform:reserve:CR', `${user(account, 'available')}:CR`, BigInt(amount))
  }

  #badIssue(amount: number): RejectionCode | undefined {
    const bad = badAmount(amount)
    if (bad) return bad
    return BigInt(amount) - this.#platform('reserve') > MOST_ISSUED ? 'amount_out_of_range' : undefined
  }

  /** Users' claims are more than what must be held: the platform's own slots sum to less than nothing. */
  #underWater(): RejectionCode | undefined {
    const own = platformOwn.reduce((sum, purpose) => sum + this.#platform(purpose), 0n)
    return own < 0n ? 'topups_stopped' : undefined
  }

  #platform(purpose: string): bigint {
    return this.#common.balances.get(`platform:${purpose}:CR`)
  }

  #available(account: number): bigint {
    return this.#common.balances.get(`${user(account, 'available')}:CR`)
  }
}
