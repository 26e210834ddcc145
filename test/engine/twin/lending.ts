/** The twin of the pools: every sum made anew from loans, lenders and balances, interest from nothing but rates and times. */
import type { InputOf } from '../../../src/engine/command.ts'
import { user } from './balances.ts'
import { least, up } from './bigints.ts'
import { badAmount, type Common } from './common.ts'
import type { Expected } from './expected.ts'

export type Asset = 'CR' | 'LCO'
export const assets: readonly Asset[] = ['CR', 'LCO']

const MILLION = 1_000_000n
const YEAR_MS = 365n * 86_400_000n
/** A loan's share × index ÷ this is its debt. */
const WIDE = 10n ** 36n

interface Pool {
  index: bigint
  at: number
  stopped: boolean
  paidAt: number
}

interface Loan {
  readonly asset: Asset
  share: bigint
  principal: bigint
}

interface Lender {
  readonly account: number
  readonly asset: Asset
  shares: bigint
  supplied: bigint
  withdrawn: bigint
}

interface Waiting {
  readonly account: number
  readonly asset: Asset
  shares: bigint
}

export interface LoanWords {
  readonly account: number
  readonly asset: Asset
  readonly amount: bigint
}

export class LendingTwin {
  readonly #common: Common
  readonly pools: Record<Asset, Pool> = { CR: newPool(), LCO: newPool() }
  readonly loans = new Map<number, Loan>()
  #lenders: Lender[] = []
  #queue: Waiting[] = []

  constructor(common: Common) {
    this.#common = common
  }

  supply({ account, asset, amount }: InputOf<'lending.supply'>): Expected {
    const code = badAsset(asset) ?? badAmount(amount) ?? this.#common.badPerson(account, 'player')
    if (code) return { code }
    if (this.#get(user(account, 'available'), asset) < BigInt(amount))
      return { code: asset === 'CR' ? 'insufficient_credits' : 'insufficient_lco' }
    const [shares, units] = this.#whole(asset, this.#dueTo(asset).lenders)
    if ((BigInt(amount) * (shares + 1_000n)) / (units + 1n) === 0n) return { code: 'amount_too_small' }
    this.accrue(asset)
    const lender = this.#lender(account, asset) ?? this.#newLender(account, asset)
    lender.shares += (BigInt(amount) * (shares + 1_000n)) / (units + 1n)
    lender.supplied += BigInt(amount)
    this.#move(asset, BigInt(amount), [user(account, 'available'), 'platform:lending-pool'])
    this.#payWaiting(asset)
    this.tellPool(asset)
    return { result: this.#view(account, asset) }
  }

  withdraw({ account, asset, amount }: InputOf<'lending.withdraw'>): Expected {
    const badly = badAsset(asset) ?? (amount === null ? undefined : badAmount(amount))
    if (badly) return { code: badly }
    if (!this.#common.people.has(account)) return { code: 'account_not_found' }
    if (this.#waiting(account, asset)) return { code: 'withdrawal_waiting' }
    const lender = this.#lender(account, asset)
    const free = lender ? this.#worth(lender.shares, asset) : 0n
    if (!lender || free === 0n || free < BigInt(amount ?? 0)) return { code: 'insufficient_lent' }
    this.accrue(asset)
    const [shares, units] = this.#whole(asset, 0n)
    const all = amount === null || BigInt(amount) === free
    const asked = all ? lender.shares : up(BigInt(amount) * (shares + 1_000n), units + 1n)
    this.#queue.push({ account, asset, shares: asked })
    const before = lender.withdrawn
    this.#payWaiting(asset)
    this.tellPool(asset)
    return { result: { ...this.#view(account, asset), paid: lender.withdrawn - before } }
  }

  cancel({ account, asset }: InputOf<'lending.cancel'>): Expected {
    const code = badAsset(asset)
    if (code) return { code }
    if (!this.#common.people.has(account)) return { code: 'account_not_found' }
    if (!this.#waiting(account, asset)) return { code: 'withdrawal_not_found' }
    this.#queue = this.#queue.filter((one) => one.account !== account || one.asset !== asset)
    this.tellPool(asset)
    return { result: this.#view(account, asset) }
  }

  /** When a pool pays withdrawals that one command left over. */
  nextPayment(asset: Asset): number {
    const waits = this.#queue.some((one) => one.asset === asset)
    return waits && this.cash(asset) > 0n ? this.pools[asset].paidAt + 1 : Number.POSITIVE_INFINITY
  }

  payDue(asset: Asset): void {
    this.accrue(asset)
    this.#payWaiting(asset)
    this.tellPool(asset)
  }

  /** What an account owes now, rounded up. */
  debtOf(account: number, asset: Asset): bigint {
    const loan = this.loans.get(account)
    return loan?.asset === asset ? up(loan.share * this.#indexNow(asset), WIDE) : 0n
  }

  cash(asset: Asset): bigint {
    return this.#claims(asset) - this.lent(asset)
  }

  stoppedOrEmpty(asset: Asset, amount: bigint): 'pool_stopped' | 'pool_exhausted' | undefined {
    if (this.pools[asset].stopped) return 'pool_stopped'
    const { lenders, reserve } = this.#dueTo(asset)
    const due = lenders + reserve
    const [lent, claims] = [this.lent(asset) + due + amount, this.#claims(asset) + due]
    const limit = BigInt(this.#common.value('lending.limit')) * 100n
    const waits = this.#queue.some((one) => one.asset === asset)
    const used = claims === 0n ? MILLION + 1n : (lent * MILLION) / claims
    return lent > claims || used > limit || waits ? 'pool_exhausted' : undefined
  }

  borrow({ account, asset, amount }: LoanWords, cause: string): void {
    this.accrue(asset)
    const loan = this.loans.get(account) ?? { asset, share: 0n, principal: 0n }
    this.loans.set(account, loan)
    const debt = this.#settle(account, loan)
    this.#move(asset, amount, [loanName(account), user(account, 'margin')])
    loan.principal += amount
    loan.share = ((debt + amount) * WIDE) / this.pools[asset].index
    this.#tellLoan(account, { loan, cause, amount, interest: 0n })
  }

  /** Returns what of it was interest. */
  repay({ account, asset, amount }: LoanWords, { from, cause }: { from: string; cause: string }): bigint {
    this.accrue(asset)
    const loan = this.loans.get(account) as Loan
    const debt = this.#settle(account, loan)
    const owed = debt - loan.principal
    const interest = amount < owed ? amount : owed
    this.#move(asset, amount, [from, loanName(account)])
    this.#become(account, loan, { debt: debt - amount, principal: amount - interest })
    this.#release(asset, interest)
    this.#tellLoan(account, { loan, cause, amount, interest })
    this.#payWaiting(asset)
    return interest
  }

  writeOff({ account, asset, amount }: LoanWords): void {
    this.accrue(asset)
    const loan = this.loans.get(account) as Loan
    const debt = this.#settle(account, loan)
    const owed = debt - loan.principal
    const interest = amount < owed ? amount : owed
    const share = (interest * BigInt(this.#common.value('lending.reserveShare'))) / 10_000n
    const short = amount - this.#get('platform:lending-pool', asset)
    const wanted = share > short ? share : short
    const accrued = this.#get('platform:reserve-accrued', asset)
    const reserves = wanted < accrued ? wanted : accrued
    this.#move(asset, reserves, ['platform:reserve-accrued', loanName(account)])
    this.#move(asset, amount - reserves, ['platform:lending-pool', loanName(account)])
    this.#become(account, loan, { debt: debt - amount, principal: amount - interest })
    this.pools[asset].stopped = true
    this.#tellLoan(account, { loan, cause: 'loss', amount, interest })
  }

  /** An operator has taken note of a loss. */
  acknowledge(asset: Asset): void {
    this.pools[asset].stopped = false
    this.tellPool(asset)
  }

  /** Interest of the whole pool up to now. */
  accrue(asset: Asset): void {
    const { lenders, reserve } = this.#dueTo(asset)
    const index = this.#indexNow(asset)
    const pool = this.pools[asset]
    pool.index = index
    pool.at = Math.max(pool.at, this.#common.now)
    this.#move(asset, lenders, ['platform:loans-accrued', 'platform:lending-pool'])
    this.#move(asset, reserve, ['platform:loans-accrued', 'platform:reserve-accrued'])
  }

  #dueTo(asset: Asset): { lenders: bigint; reserve: bigint } {
    let share = 0n
    for (const loan of this.loans.values()) if (loan.asset === asset) share += loan.share
    const grown = this.pools[asset].at < this.#common.now ? (share * this.#indexNow(asset)) / WIDE : 0n
    const due = grown > this.lent(asset) ? grown - this.lent(asset) : 0n
    const reserve = (due * BigInt(this.#common.value('lending.reserveShare'))) / 10_000n
    return { lenders: due - reserve, reserve }
  }

  #indexNow(asset: Asset): bigint {
    const { index, at } = this.pools[asset]
    if (at >= this.#common.now || ![...this.loans.values()].some((loan) => loan.asset === asset)) return index
    const ms = BigInt(this.#common.now - at)
    return index + (index * this.#rate(asset) * ms) / (MILLION * YEAR_MS)
  }

  #used(asset: Asset): bigint {
    const [lent, claims] = [this.lent(asset), this.#claims(asset)]
    return claims === 0n || lent === 0n ? 0n : (lent * MILLION) / claims
  }

  /** Parts per million a year. */
  #rate(asset: Asset): bigint {
    const used = this.#used(asset)
    const name = asset === 'CR' ? 'cr' : 'lco'
    const top = BigInt(this.#common.value(`lending.${name}.kinkRate`)) * 100n
    const base = BigInt(this.#common.value(`lending.${name}.baseRate`)) * 100n
    const low = base < top ? base : top
    const kink = BigInt(this.#common.value('lending.kink')) * 100n
    if (used <= kink) return low + ((top - low) * used) / kink
    return top + (BigInt(this.#common.value('lending.slope')) * 100n * (used - kink)) / MILLION
  }

  /** As it is booked. */
  lent(asset: Asset): bigint {
    let lent = -this.#get('platform:loans-accrued', asset)
    for (const account of this.#common.people.keys()) lent -= this.#get(loanName(account), asset)
    return lent
  }

  #claims(asset: Asset): bigint {
    return this.#get('platform:lending-pool', asset) + this.#get('platform:reserve-accrued', asset)
  }

  /** What the loan owes, with its part of the pool's interest put on it. */
  #settle(account: number, { share, asset }: Loan): bigint {
    const debt = up(share * this.pools[asset].index, WIDE)
    const part = debt + this.#get(loanName(account), asset)
    const pool = -this.#get('platform:loans-accrued', asset)
    const booked = least(part, pool)
    this.#move(asset, booked, [loanName(account), 'platform:loans-accrued'])
    this.#move(asset, part - booked, [loanName(account), 'platform:reserve-accrued'])
    return debt
  }

  #become(account: number, loan: Loan, { debt, principal }: { debt: bigint; principal: bigint }): void {
    loan.principal -= principal
    loan.share = (debt * WIDE) / this.pools[loan.asset].index
    if (debt === 0n) this.loans.delete(account)
  }

  #release(asset: Asset, interest: bigint): void {
    const accrued = this.#get('platform:reserve-accrued', asset)
    const share = (interest * BigInt(this.#common.value('lending.reserveShare'))) / 10_000n
    const anyLent = [...this.loans.values()].some((loan) => loan.asset === asset)
    const due = !anyLent || share > accrued ? accrued : share
    this.#move(asset, due, ['platform:reserve-accrued', 'platform:risk-reserve'])
  }

  #payWaiting(asset: Asset): void {
    for (let paid = 0; paid < 100; paid++) {
      const first = this.#queue.find((one) => one.asset === asset)
      if (!first) return
      const lender = this.#lender(first.account, asset) as Lender
      const [value, cash] = [this.#worth(first.shares, asset), this.cash(asset)]
      if (cash === 0n && value > 0n) return
      const amount = least(value, cash)
      const [shares, units] = this.#whole(asset, 0n)
      const cost = amount === value ? first.shares : up(amount * (shares + 1_000n), units + 1n)
      const burned = least(cost, first.shares)
      first.shares -= burned
      lender.shares -= burned
      lender.withdrawn += amount
      if (first.shares === 0n) this.#queue.splice(this.#queue.indexOf(first), 1)
      if (lender.shares === 0n) this.#lenders = this.#lenders.filter((one) => one !== lender)
      this.#move(asset, amount, ['platform:lending-pool', user(first.account, 'available')])
      this.#common.tell('lending.paid', { account: first.account, asset, amount, at: this.#common.now })
      this.pools[asset].paidAt = this.#common.now
    }
  }

  /** Units that shares claim, interest up to now included. */
  #worth(own: bigint, asset: Asset): bigint {
    const [shares, units] = this.#whole(asset, this.#dueTo(asset).lenders)
    return (own * (units + 1n)) / (shares + 1_000n)
  }

  #whole(asset: Asset, due: bigint): readonly [shares: bigint, units: bigint] {
    let shares = 0n
    for (const lender of this.#lenders) if (lender.asset === asset) shares += lender.shares
    return [shares, this.#get('platform:lending-pool', asset) + due]
  }

  #lender(account: number, asset: Asset): Lender | undefined {
    return this.#lenders.find((one) => one.account === account && one.asset === asset)
  }

  #newLender(account: number, asset: Asset): Lender {
    const lender = { account, asset, shares: 0n, supplied: 0n, withdrawn: 0n }
    this.#lenders.push(lender)
    return lender
  }

  #waiting(account: number, asset: Asset): Waiting | undefined {
    return this.#queue.find((one) => one.account === account && one.asset === asset)
  }

  #view(account: number, asset: Asset): Readonly<Record<string, unknown>> {
    const available = this.#get(user(account, 'available'), asset)
    const lender = this.#lender(account, asset)
    if (!lender) return { asset, available, lent: 0n, waiting: 0n, earned: 0n }
    const value = this.#worth(lender.shares, asset)
    const lent = this.#worth(lender.shares - (this.#waiting(account, asset)?.shares ?? 0n), asset)
    return { asset, available, lent, waiting: value - lent, earned: value + lender.withdrawn - lender.supplied }
  }

  tellPool(asset: Asset): void {
    const pool = this.pools[asset]
    const [lent, claims, used] = [this.lent(asset), this.#claims(asset), this.#used(asset)]
    const borrow = this.#rate(asset)
    const supply = ((borrow * used) / MILLION) * BigInt(10_000 - this.#common.value('lending.reserveShare'))
    const waiting = this.#queue.filter((one) => one.asset === asset).length
    const rates = { utilisationPpm: used, borrowPpm: borrow, supplyPpm: supply / 10_000n }
    const { stopped } = pool
    const index = String(pool.index)
    this.#common.tell('pool.changed', { asset, at: this.#common.now, index, lent, claims, ...rates, waiting, stopped })
  }

  #tellLoan(
    account: number,
    { loan, cause, amount, interest }: { loan: Loan; cause: string; amount: bigint; interest: bigint },
  ): void {
    const { asset, principal } = loan
    const debt = -this.#get(loanName(account), asset)
    this.#common.tell('loan.changed', { account, asset, cause, amount, interest, debt, principal })
  }

  #get(name: string, asset: Asset): bigint {
    return this.#common.balances.get(`${name}:${asset}`)
  }

  #move(asset: Asset, amount: bigint, [from, to]: readonly [string, string]): void {
    if (amount !== 0n) this.#common.balances.move(`${from}:${asset}`, `${to}:${asset}`, amount)
  }
}

function newPool(): Pool {
  return { index: 10n ** 18n, at: 0, stopped: false, paidAt: 0 }
}

export function badAsset(asset: Asset): 'unknown_asset' | undefined {
  return assets.includes(asset) ? undefined : 'unknown_asset'
}

function loanName(account: number): string {
  return `loan:${account}`
}
