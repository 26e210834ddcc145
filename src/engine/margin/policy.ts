/** What the market is told when it asks about margin. */
import type { Millis } from '../../base/money.ts'
import type { MarginPolicy } from '../exchange/margin-policy.ts'
import { borrow, debtOf } from '../lending/loans.ts'
import type { MarginDesk } from './desk.ts'
import { checkOrder } from './exposure.ts'

export function marginPolicy(deskAt: (at: Millis) => MarginDesk): MarginPolicy {
  return {
    isOpen: (account) => deskAt(0 as Millis).margin.get(account) !== undefined,
    debtOf: (at, account, asset) => debtOf(deskAt(at).lending, account, asset),
    check: (at, input, need) => checkOrder(deskAt(at), input, need),
    borrow: (at, loan) => {
      const { margin, lending } = deskAt(at)
      borrow(lending, loan, 'order')
      margin.touched.add(loan.account)
      margin.pools.add(loan.asset)
    },
  }
}
