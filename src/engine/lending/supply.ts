/** Lenders put in, take out and wait: claims as shares, withdrawals paid in the order in which they came. docs/concepts/lending.md. */
import { add, type Millis } from '../../base/money.ts'
import { type AccountId, type Asset, userSlot } from '../ledger/chart.ts'
import type { Lender } from './lending.ts'
import { accrue, cashOf, type LendingDesk, slotsOf, wholeOf } from './pool.ts'
import { sharesCosting, sharesFor, unitsOf } from './shares.ts'

/** Most waiting withdrawals that one command pays: the rest follows a millisecond later. */
const MOST_PAID = 100

interface Amount {
  readonly account: AccountId
  readonly asset: Asset
  /** Units. */
  readonly amount: number
}

/** Whether an amount put in now would be worth a share at all. */
export function isWorthAShare(desk: Omit<LendingDesk, 'out'>, { asset, amount }: Omit<Amount, 'account'>): boolean {
  return sharesFor(amount, wholeOf(desk, asset)) > 0n
}

/** Moves available money into the pool. */
export function supply(desk: LendingDesk, { account, asset, amount }: Amount): void {
  const { lending, out } = desk
  accrue(desk, asset)
  const shares = sharesFor(amount, wholeOf(desk, asset))
  const { available, claims } = slotsOf(asset)
  const lender = lending.lenderOf(account, asset) ?? lending.openLender(newLender(account, asset))
  lender.shares = String(BigInt(lender.shares) + shares)
  lender.supplied = add(lender.supplied, amount)
  lending.touchLender(lender)
  lending.pools[asset].shares += shares
  out.entry('lend', String(account))
  out.move(userSlot(account, available), claims, amount)
  payWaiting(desk, asset)
}

/** Units that a lender could ask for now: all that is not asked for already. */
export function lentBy(desk: Omit<LendingDesk, 'out'>, lender: Lender): number {
  return unitsOf(BigInt(lender.shares) - BigInt(lender.waiting), wholeOf(desk, lender.asset))
}

/** Asks for units, null for all: paid at once as far as nobody waits and the pool has cash. Returns what was paid. */
export function withdraw(desk: LendingDesk, lender: Lender, amount: number | null): number {
  const { lending } = desk
  const { account, asset } = lender
  accrue(desk, asset)
  const free = BigInt(lender.shares) - BigInt(lender.waiting)
  // Whoever asks for all that there is leaves no dust.
  const all = amount === null || amount === lentBy(desk, lender)
  const shares = all ? free : sharesCosting(amount, wholeOf(desk, asset))
  lender.waiting = String(BigInt(lender.waiting) + shares)
  lending.touchLender(lender)
  lending.queue({ account, asset, shares: String(shares), at: desk.at })
  const before = lender.withdrawn
  payWaiting(desk, asset)
  return lender.withdrawn - before
}

/** A withdrawal that waits is taken back: its shares go on earning, as they did while they waited. */
export function cancelWithdrawal(desk: LendingDesk, account: AccountId, asset: Asset): void {
  const { lending } = desk
  const lender = lending.lenderOf(account, asset)
  if (!lender) return
  lender.waiting = '0'
  lending.touchLender(lender)
  lending.dropOf(account, asset)
}

/** Pays withdrawals that wait from the pool's cash, oldest first, the last one in part. */
export function payWaiting(desk: LendingDesk, asset: Asset): void {
  const { lending } = desk
  accrue(desk, asset)
  for (let left = MOST_PAID; left > 0; left--) {
    const first = lending.firstWaiting(asset)
    const cash = cashOf(desk, asset)
    if (first === undefined) return
    const shares = BigInt(first.shares)
    const value = unitsOf(shares, wholeOf(desk, asset))
    const paid = Math.min(value, cash)
    if (paid === 0 && value > 0) return
    const burned = paid === value ? shares : smaller(shares, sharesCosting(paid, wholeOf(desk, asset)))
    const lender = lending.lenderOf(first.account, asset) as Lender
    takeShares(desk, lender, { burned, paid, askedAt: first.at })
    first.shares = String(shares - burned)
    if (burned === shares) lending.dropFirst(asset)
    else lending.touchFirst(asset)
    lending.pools[asset].paidAt = desk.at
  }
}

/** When withdrawals that wait are next paid without any command; Infinity while there is no cash or nobody waits. */
export function nextPayment(desk: Pick<LendingDesk, 'lending' | 'ledger'>, asset: Asset): number {
  if (desk.lending.waiting(asset) === 0 || cashOf(desk, asset) === 0) return Number.POSITIVE_INFINITY
  return (desk.lending.pools[asset].paidAt + 1) as Millis
}

interface Taken {
  readonly burned: bigint
  readonly paid: number
  readonly askedAt: Millis
}

function takeShares(desk: LendingDesk, lender: Lender, { burned, paid, askedAt }: Taken): void {
  const { lending, out } = desk
  const { account, asset } = lender
  lender.shares = String(BigInt(lender.shares) - burned)
  lender.waiting = String(BigInt(lender.waiting) - burned)
  lender.withdrawn = add(lender.withdrawn, paid)
  lending.touchLender(lender)
  lending.pools[asset].shares -= burned
  const { available, claims } = slotsOf(asset)
  out.entry('lend.withdraw', String(account))
  out.move(claims, userSlot(account, available), paid)
  out.emit({ type: 'lending.paid', account, asset, amount: paid, at: desk.at, askedAt })
}

function newLender(account: AccountId, asset: Asset): Lender {
  return { account, asset, shares: '0', waiting: '0', supplied: 0, withdrawn: 0 }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
