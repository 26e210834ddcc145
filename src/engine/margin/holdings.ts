/** What a margin account holds and owes, read from the ledger. */
import type { Credits, Lco } from '../../base/money.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Position } from './position.ts'

export function heldBy(ledger: Ledger, account: AccountId): Position {
  const balance = (offset: (typeof U)[keyof typeof U]): number => ledger.balance(userSlot(account, offset))
  return {
    cash: (balance(U.margin) + balance(U.marginOrder)) as Credits,
    coins: (balance(U.lcoMargin) + balance(U.lcoMarginOrder)) as Lco,
    debtCredits: -balance(U.loan) as Credits,
    debtCoins: -balance(U.lcoLoan) as Lco,
  }
}
