/** Balances as lines of an account statement: one a purpose, and their sum checked against the server's total. */
import type { Balances } from '../../../../src/contract/account.ts'
import { addDecimal, compareDecimal, isZero } from '../../amount/decimal.ts'
import type { Answer } from '../../api/platform.ts'

export type Asset = 'CR' | 'LCO'
type Position = Answer<'GET /lending'>['items'][number]
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

/** Loans in an asset: no balances, since the coins are the pool's. */
export interface Beside {
  /** what a pool owes me, interest and waiting withdrawals included */
  lent: string
  /** what I owe a pool on margin */
  owed: string
}

/** undefined when there is neither. */
export function besideOf(
  asset: Asset,
  lending: readonly Pick<Position, 'asset' | 'lent' | 'waiting'>[],
  debt: { readonly asset: Asset; readonly amount: string } | null,
): Beside | undefined {
  const position = lending.find((one) => one.asset === asset)
  const lent = position ? addDecimal(position.lent, position.waiting) : '0'
  const owed = debt?.asset === asset ? debt.amount : '0'
  return isZero(lent) && isZero(owed) ? undefined : { lent, owed }
}

/** The balances with what is lent and without what is owed. */
export const altogether = (total: string, { lent, owed }: Beside): string =>
  addDecimal(addDecimal(total, lent), isZero(owed) ? '0' : `-${owed}`)

/** The purpose's name in the ledger. */
export const ledgerPurpose = (purpose: Purpose): string => (purpose === 'marginOrder' ? 'margin-order' : purpose)
