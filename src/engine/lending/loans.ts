/** Loans out of a pool: borrowing, paying back, and the loss that lenders share. Who may borrow how much is the margin's to say. */
import { assert } from '../../base/assert.ts'
import { mulDivFloor } from '../../base/math.ts'
import { add, BPS, sub } from '../../base/money.ts'
import { type AccountId, type Asset, type Slot, userSlot } from '../ledger/chart.ts'
import type { LoanEvent } from '../lending-events.ts'
import { type Rejection, reject } from '../rejections.ts'
import { debtOfShare, shareOfDebt } from './interest.ts'
import type { Loan } from './lending.ts'
import { accrue, cashOf, indexOf, type LendingDesk, loanSlot, slotsOf, standing, tellPool } from './pool.ts'
import { PPM, utilisationPpm } from './rates.ts'
import { payWaiting } from './supply.ts'

export interface LoanAmount {
  readonly account: AccountId
  readonly asset: Asset
  /** Units, at least 1. */
  readonly amount: number
}

/** What an account owes now, interest included, rounded up. Changes nothing. */
export function debtOf(desk: Omit<LendingDesk, 'out'>, account: AccountId, asset: Asset): number {
  const loan = desk.lending.loanOf(account)
  return loan?.asset === asset ? debtOfShare(BigInt(loan.share), indexOf(desk, asset)) : 0
}

/** Whether the pool lends so much more: not after a loss nobody has acknowledged, not beyond its limit, not past who waits. */
export function checkBorrow(desk: Omit<LendingDesk, 'out'>, asset: Asset, amount: number): Rejection | undefined {
  const { lending, parameters } = desk
  if (lending.pools[asset].stopped) return reject('pool_stopped')
  const { lent: before, claims } = standing(desk, asset)
  const lent = before + amount
  const limit = parameters['lending.limit'] * (PPM / BPS)
  const over = lent > claims || utilisationPpm(lent, claims) > limit
  if (!over && lending.waiting(asset) === 0) return undefined
  return reject('pool_exhausted', { cash: cashOf(desk, asset) })
}

/** Lends to the account's margin. After `checkBorrow` it can not fail. */
export function borrow(desk: LendingDesk, { account, asset, amount }: LoanAmount, cause: LoanEvent['cause']): void {
  const { lending, out, at } = desk
  accrue(desk, asset)
  const known = lending.loanOf(account)
  assert(known === undefined || known.asset === asset, 'a loan in the other asset')
  const loan = known ?? lending.openLoan({ account, asset, share: '0', principal: 0, since: at })
  const debt = settle(desk, loan)
  out.entry('loan.borrow', String(account))
  out.move(loanSlot(account, asset), userSlot(account, slotsOf(asset).margin), amount)
  loan.principal = add(loan.principal, amount)
  become(desk, loan, add(debt, amount))
  tell(desk, loan, { cause, amount, interest: 0 })
}

/** What of a payment was interest, what principal, in units. */
export interface Repaid {
  readonly interest: number
  readonly principal: number
}

/** Who pays a loan back, and why. */
export interface Payment extends LoanAmount {
  /** The account's margin when left out. */
  readonly from?: Slot
  readonly cause: LoanEvent['cause']
}

/** Pays back at most the whole debt, interest first; with it comes the reserve's share of that interest. */
export function repay(desk: LendingDesk, { account, asset, amount, from, cause }: Payment): Repaid {
  const { lending, out } = desk
  accrue(desk, asset)
  const loan = lending.loanOf(account)
  assert(loan?.asset === asset, 'no such loan')
  const debt = settle(desk, loan)
  assert(amount <= debt, 'more than is owed')
  const interest = Math.min(amount, debt - loan.principal)
  const slots = slotsOf(asset)
  out.entry('loan.repay', String(account))
  out.move(from ?? userSlot(account, slots.margin), loanSlot(account, asset), amount)
  loan.principal = sub(loan.principal, amount - interest)
  become(desk, loan, debt - amount)
  releaseReserve(desk, asset, interest)
  tell(desk, loan, { cause, amount, interest })
  payWaiting(desk, asset)
  return { interest, principal: amount - interest }
}

/** What can not be paid back is shared by the lenders at once: claims and loan shrink alike, the pool's cash stays. */
export function writeOff(desk: LendingDesk, { account, asset, amount }: LoanAmount): void {
  const { lending, ledger, out, parameters } = desk
  accrue(desk, asset)
  const loan = lending.loanOf(account)
  assert(loan?.asset === asset, 'no such loan')
  const debt = settle(desk, loan)
  assert(amount <= debt, 'more than is owed')
  const slots = slotsOf(asset)
  const interest = Math.min(amount, debt - loan.principal)
  const share = mulDivFloor(interest, parameters['lending.reserveShare'], BPS)
  const lenders = ledger.balance(slots.claims)
  const accrued = ledger.balance(slots.reserveAccrued)
  const fromReserve = Math.min(accrued, Math.max(share, amount - lenders))
  out.entry('loan.loss', String(account))
  out.move(slots.reserveAccrued, loanSlot(account, asset), fromReserve)
  out.move(slots.claims, loanSlot(account, asset), amount - fromReserve)
  loan.principal = sub(loan.principal, amount - interest)
  become(desk, loan, debt - amount)
  lending.pools[asset].stopped = true
  tell(desk, loan, { cause: 'loss', amount, interest })
}

/** An operator has taken note of the loss: the pool lends again. */
export function acknowledgeLoss(desk: LendingDesk, asset: Asset): void {
  desk.lending.pools[asset].stopped = false
  tellPool(desk, asset)
}

/** Puts the loan's part of the pool's interest on it; returns what it owes. Rounding above what is booked is the reserve's. */
function settle({ lending, ledger, out }: LendingDesk, loan: Loan): number {
  const { account, asset } = loan
  const { loansAccrued, reserveAccrued } = slotsOf(asset)
  const slot = loanSlot(account, asset)
  const debt = debtOfShare(BigInt(loan.share), lending.pools[asset].index)
  const part = debt + ledger.balance(slot)
  const booked = Math.min(part, -ledger.balance(loansAccrued))
  out.entry('loan.interest', String(account))
  out.move(slot, loansAccrued, booked)
  out.move(slot, reserveAccrued, part - booked)
  return debt
}

function become({ lending }: LendingDesk, loan: Loan, debt: number): void {
  const pool = lending.pools[loan.asset]
  const share = shareOfDebt(debt, pool.index)
  pool.lentShare += share - BigInt(loan.share)
  loan.share = String(share)
  if (debt === 0) lending.closeLoan(loan)
  else lending.touchLoan(loan)
}

/** The reserve's share of interest that has been paid is its own now; all of it once nothing is lent. */
function releaseReserve({ lending, ledger, out, parameters }: LendingDesk, asset: Asset, interest: number): void {
  const { reserveAccrued, riskReserve } = slotsOf(asset)
  const accrued = ledger.balance(reserveAccrued)
  const share = mulDivFloor(interest, parameters['lending.reserveShare'], BPS)
  const due = lending.pools[asset].lentShare === 0n ? accrued : Math.min(accrued, share)
  out.entry('reserve.interest', asset)
  out.move(reserveAccrued, riskReserve, due)
}

function tell(
  desk: LendingDesk,
  { account, asset, principal }: Loan,
  { cause, amount, interest }: { cause: LoanEvent['cause']; amount: number; interest: number },
): void {
  const debt = 0 - desk.ledger.balance(loanSlot(account, asset))
  desk.out.emit({ type: 'loan.changed', account, asset, at: desk.at, cause, amount, interest, debt, principal })
}
