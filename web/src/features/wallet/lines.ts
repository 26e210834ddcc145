/** Balances as lines of an account statement: one a purpose, and their sum checked against the server's total. */
import type { Balances } from '../../../../src/contract/account.ts'
import { addDecimal, compareDecimal, isZero } from '../../amount/decimal.ts'

export type Asset = 'CR' | 'LCO'
export const purposes = {
  CR: ['available', 'order', 'hold', 'margin', 'marginOrder', 'redeeming'],
  LCO: ['available', 'order', 'staked', 'unbonding', 'imo', 'margin', 'marginOrder', 'bond'],
} as const
export type Purpose = (typeof purposes)[Asset][number]

export interface Line {
  purpose: Purpose
  amount: string
}

export interface Statement {
  /** in the order of `purposes`; a line that is always shown may be zero, the others only when there is something */
  lines: Line[]
  total: string
  /** false would mean that the server's total is not the sum of its parts: the page says so instead of hiding it */
  adds: boolean
}

const ALWAYS: readonly Purpose[] = ['available', 'order', 'hold', 'staked', 'unbonding']

export function statementOf(asset: Asset, balances: Balances): Statement {
  const parts: Partial<Record<Purpose, string>> = asset === 'CR' ? balances.credits : balances.lco
  const { total } = asset === 'CR' ? balances.credits : balances.lco
  const all = purposes[asset].map((purpose): Line => ({ purpose, amount: parts[purpose] ?? '0' }))
  const sum = all.reduce((before, { amount }) => addDecimal(before, amount), '0')
  return {
    lines: all.filter(({ purpose, amount }) => ALWAYS.includes(purpose) || !isZero(amount)),
    total,
    adds: compareDecimal(sum, total) === 0,
  }
}

/** The purpose's name in the ledger. */
export const ledgerPurpose = (purpose: Purpose): string => (purpose === 'marginOrder' ? 'margin-order' : purpose)
