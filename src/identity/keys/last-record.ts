/** What the engine last knew of a revoked key, kept with its profile: the engine remembers only an account's latest ones. */
import type { Kysely } from 'kysely'
import type { Credits } from '../../base/money.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { KeyView } from '../../engine/views.ts'
import type { IdentityTables, KeyProfileRow } from '../schema.ts'

type Kept = Pick<KeyProfileRow, 'hash' | 'lastRecord'>

/** More than the engine remembers of one account. */
const MOST_REMEMBERED = 300

/** For the column. */
export function encodeRecord(record: KeyView): string {
  return JSON.stringify(record)
}

/** Undefined when nothing was kept. Nothing is held any more, and today's and this month's spending are over. */
export function lastRecord({ lastRecord: text }: Pick<Kept, 'lastRecord'>): KeyView | undefined {
  if (text === null) return undefined
  const record = JSON.parse(text) as KeyView
  const none = 0 as Credits
  return { ...record, held: none, spent: { total: record.spent.total, daily: none, monthly: none } }
}

/** The account's keys that were revoked last: whatever the engine may still remember is among them. */
export function readRevoked(db: Kysely<IdentityTables>, account: AccountId): Promise<readonly Kept[]> {
  return db
    .selectFrom('keyProfile')
    .select(['hash', 'lastRecord'])
    .where('account', '=', account)
    .where('revokedAt', 'is not', null)
    .orderBy('revokedAt', 'desc')
    .limit(MOST_REMEMBERED)
    .execute()
}

/** The record to write, if it has changed since it was written: calls that ran on have ended. */
export function changedRecord(
  { hash, lastRecord: before }: Kept,
  record: KeyView | undefined,
): readonly { readonly hash: string; readonly record: KeyView }[] {
  return record === undefined || encodeRecord(record) === before ? [] : [{ hash, record }]
}
