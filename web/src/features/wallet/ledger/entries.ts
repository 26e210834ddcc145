/** Ledger entries arranged for reading and for a spreadsheet. Exact texts; no requests. */

import { addDecimal, isNegative } from '../../../amount/decimal.ts'
import type { Answer } from '../../../api/platform.ts'

export type Entry = Answer<'GET /ledger'>['items'][number]
export type Posting = Entry['postings'][number]

/** What left first, then what arrived. */
export const arranged = (postings: readonly Posting[]): Posting[] => [
  ...postings.filter(({ amount }) => isNegative(amount)),
  ...postings.filter(({ amount }) => !isNegative(amount)),
]

/** What the entry changed of the whole account in one asset; undefined when it does not touch it. */
export function netOf(entry: Entry, asset: 'CR' | 'LCO'): string | undefined {
  const own = entry.postings.filter((posting) => posting.asset === asset)
  if (own.length === 0) return undefined
  return own.reduce((sum, { amount }) => addDecimal(sum, amount), '0')
}

/** "call.hold" → "call-hold": keys of texts have no dots inside. */
export const kindKey = (kind: string): string => kind.replaceAll('.', '-')

/** Kinds that can touch a user's account, as the ledger names them. */
export const kinds = [
  'faucet',
  'topup',
  'run.open',
  'run.close',
  'call.hold',
  'call.extend',
  'call.capture',
  'call.release',
  'call.abort',
  'mine',
  'stake',
  'unstake',
  'unstake.cancel',
  'unbonded',
  'imo.lock',
  'imo.release',
  'order.escrow',
  'order.release',
  'trade',
  'buyback.trade',
  'war.prize',
  'lend',
  'lend.withdraw',
  'margin.in',
  'margin.out',
  'margin.dust',
  'margin.penalty',
  'margin.seize',
  'margin.takeover',
  'loan.borrow',
  'loan.interest',
  'loan.repay',
  'loan.loss',
  'prediction.bond',
  'prediction.bond.return',
  'prediction.bond.lost',
  'prediction.bet',
  'prediction.payout',
  'prediction.refund',
  'governance.bond',
  'governance.return',
  'governance.burn',
] as const

const HEADER = ['entry', 'time_utc', 'kind', 'reference', 'account', 'asset', 'amount']

/** One row a posting (RFC 4180). Text that a spreadsheet would run as a formula gets a quote in front. */
export function entriesCsv(entries: readonly Entry[]): string {
  const rows = entries.flatMap((entry) =>
    entry.postings.map((posting) => [
      entry.entryId,
      new Date(entry.at).toISOString(),
      entry.kind,
      entry.ref,
      posting.account,
      posting.asset,
      posting.amount,
    ]),
  )
  return [HEADER, ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
}

function cell(text: string): string {
  const formula = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text)
  const safe = formula ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
