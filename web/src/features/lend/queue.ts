/** What of a withdrawal would be paid at once and what would wait its turn. Exact decimal strings; the core decides. */
import type { LendingPool } from '../../../../src/contract/lending.ts'
import { compareDecimal, subDecimal } from '../../amount/decimal.ts'

export interface Paid {
  readonly now: string
  readonly later: string
}

export function paidAtOnce({ cash, waiting }: Pick<LendingPool, 'cash' | 'waiting'>, amount: string): Paid {
  if (waiting.count > 0) return { now: '0', later: amount }
  if (compareDecimal(amount, cash) <= 0) return { now: amount, later: '0' }
  return { now: cash, later: subDecimal(amount, cash) }
}
