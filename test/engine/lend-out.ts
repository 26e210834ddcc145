/** Loans for tests of the pools alone, which no margin account has to stand behind. */
import type { Engine } from '../../src/engine/engine.ts'
import type { Event } from '../../src/engine/event.ts'
import { borrow, type LoanAmount, type Repaid, repay, writeOff } from '../../src/engine/lending/loans.ts'
import { lendingDeskOf } from '../../src/engine/state.ts'

/** Lends to an account's margin as if its risk had been checked. */
export function lendOut({ state, now }: Engine, loan: LoanAmount): readonly Event[] {
  borrow(lendingDeskOf(state, now), loan, 'borrow')
  return state.out.take()
}

export function payBack({ state, now }: Engine, loan: LoanAmount): Repaid & { readonly events: readonly Event[] } {
  const repaid = repay(lendingDeskOf(state, now), { ...loan, cause: 'repay' })
  return { ...repaid, events: state.out.take() }
}

export function lose({ state, now }: Engine, loan: LoanAmount): readonly Event[] {
  writeOff(lendingDeskOf(state, now), loan)
  return state.out.take()
}
