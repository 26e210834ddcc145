/** A pool's books: where its money is, what it has lent, what time adds to it. Loans are loans.ts, lenders supply.ts. */
import { assert } from '../../base/assert.ts'
import { mulDivFloor } from '../../base/math.ts'
import { BPS, type Millis } from '../../base/money.ts'
import { type AccountId, type Asset, P, type Slot, U, type UserOffset, userSlot } from '../ledger/chart.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Out } from '../out.ts'
import type { ParameterValues } from '../parameters.ts'
import { debtOfAll, grownIndex } from './interest.ts'
import type { Lending } from './lending.ts'
import { borrowRatePpm, supplyRatePpm, utilisationPpm } from './rates.ts'
import type { Whole } from './shares.ts'

/** What every operation on a pool needs besides the pool. */
export interface LendingDesk {
  readonly lending: Lending
  readonly ledger: Ledger
  readonly out: Out
  readonly parameters: ParameterValues
  readonly at: Millis
}

export interface PoolSlots {
  /** All lenders' claims. */
  readonly claims: Slot
  /** The reserve's share of interest that is not paid yet. */
  readonly reserveAccrued: Slot
  /** Contra of interest that is booked for the pool and not yet on any loan. */
  readonly loansAccrued: Slot
  readonly riskReserve: Slot
  /** Offsets of the users' slots. */
  readonly available: UserOffset
  readonly margin: UserOffset
  readonly loan: UserOffset
}

const slots: Readonly<Record<Asset, PoolSlots>> = {
  CR: {
    ...{ claims: P.lendingPool, reserveAccrued: P.reserveAccrued },
    ...{ loansAccrued: P.loansAccrued, riskReserve: P.riskReserve },
    ...{ available: U.available, margin: U.margin, loan: U.loan },
  },
  LCO: {
    ...{ claims: P.lendingPoolLco, reserveAccrued: P.reserveAccruedLco },
    ...{ loansAccrued: P.loansAccruedLco, riskReserve: P.riskReserveLco },
    ...{ available: U.lco, margin: U.lcoMargin, loan: U.lcoLoan },
  },
}

/** By names that the compiler knows: this is asked several times after every command. */
export function slotsOf(asset: Asset): PoolSlots {
  return asset === 'CR' ? slots.CR : slots.LCO
}

export function loanSlot(account: AccountId, asset: Asset): Slot {
  return userSlot(account, slotsOf(asset).loan)
}

type Books = Pick<LendingDesk, 'lending' | 'ledger'>
type Dated = Omit<LendingDesk, 'out'>

/** Units lent out as they are booked: on loans, and interest not yet on any. */
export function lentOf({ ledger }: Books, asset: Asset): number {
  const { loan, loansAccrued } = slotsOf(asset)
  return -(ledger.userTotal(loan) + ledger.balance(loansAccrued))
}

/** Units that lenders and reserve claim, as they are booked. */
function claimsOf({ ledger }: Books, asset: Asset): number {
  const { claims, reserveAccrued } = slotsOf(asset)
  return ledger.balance(claims) + ledger.balance(reserveAccrued)
}

/** Units in the pool that can be borrowed or taken out; interest that is not booked yet changes nothing of it. */
export function cashOf(books: Books, asset: Asset): number {
  return claimsOf(books, asset) - lentOf(books, asset)
}

/** Lenders' shares and what they claim now, interest that is not booked yet included. */
export function wholeOf(desk: Dated, asset: Asset): Whole {
  const units = desk.ledger.balance(slotsOf(asset).claims) + dueInterest(desk, asset).lenders
  return { shares: desk.lending.pools[asset].shares, units }
}

export interface PoolRates {
  readonly utilisation: number
  readonly borrow: number
  readonly supply: number
}

/** Parts per million a year, of what is booked. */
export function ratesOf(desk: Books & Pick<LendingDesk, 'parameters'>, asset: Asset): PoolRates {
  const utilisation = utilisationPpm(lentOf(desk, asset), claimsOf(desk, asset))
  const borrow = borrowRatePpm(desk.parameters, asset, utilisation)
  return { utilisation, borrow, supply: supplyRatePpm(desk.parameters, borrow, utilisation) }
}

/** The index as it stands now, booked or not. */
export function indexOf(desk: Dated, asset: Asset): bigint {
  const pool = desk.lending.pools[asset]
  if (pool.lentShare === 0n || desk.at <= pool.at) return pool.index
  return grownIndex(pool.index, ratesOf(desk, asset).borrow, desk.at - pool.at)
}

interface Interest {
  readonly lenders: number
  readonly reserve: number
}

/** What the whole pool has earned since it was last touched; the reserve's part is floored. */
function dueInterest(desk: Dated, asset: Asset): Interest {
  const pool = desk.lending.pools[asset]
  if (pool.lentShare === 0n || desk.at <= pool.at) return { lenders: 0, reserve: 0 }
  // Loans are rounded up one by one, so what is booked may stand above the exact sum for a while.
  const due = Math.max(0, debtOfAll(pool.lentShare, indexOf(desk, asset)) - lentOf(desk, asset))
  assert(Number.isSafeInteger(due), 'a pool’s interest is out of range')
  const reserve = mulDivFloor(due, desk.parameters['lending.reserveShare'], BPS)
  return { lenders: due - reserve, reserve }
}

/** Units lent out and claimed now, interest that is not booked yet included. */
export function standing(desk: Dated, asset: Asset): { readonly lent: number; readonly claims: number } {
  const { lenders, reserve } = dueInterest(desk, asset)
  const due = lenders + reserve
  return { lent: lentOf(desk, asset) + due, claims: claimsOf(desk, asset) + due }
}

/** Books the interest of the whole pool up to now: the lenders' part and the reserve's. */
export function accrue(desk: LendingDesk, asset: Asset): void {
  const { lending, out, at } = desk
  const pool = lending.pools[asset]
  if (at <= pool.at) return
  const { lenders, reserve } = dueInterest(desk, asset)
  pool.index = indexOf(desk, asset)
  pool.at = at
  const { claims, reserveAccrued, loansAccrued } = slotsOf(asset)
  out.entry('interest', asset)
  out.move(loansAccrued, claims, lenders)
  out.move(loansAccrued, reserveAccrued, reserve)
}

/** Says what a command has made of the pool; once a command, at its end. */
export function tellPool(desk: LendingDesk, asset: Asset): void {
  const pool = desk.lending.pools[asset]
  const { utilisation, borrow, supply } = ratesOf(desk, asset)
  desk.out.emit({
    type: 'pool.changed',
    asset,
    at: desk.at,
    index: String(pool.index),
    lent: lentOf(desk, asset),
    claims: claimsOf(desk, asset),
    utilisationPpm: utilisation,
    borrowPpm: borrow,
    supplyPpm: supply,
    waiting: desk.lending.waiting(asset),
    stopped: pool.stopped,
  })
}
