/** What each account has seen of its notifications, and which kinds it does not want. The notifications are history's. */
import type { Kysely } from 'kysely'
import type { NoticeKind } from '../contract/notice-kinds.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import type { IdentityTables } from './schema.ts'

export interface NoticeMarks {
  readonly seenUpTo: number
  readonly muted: readonly NoticeKind[]
}

export interface NoticeMarkStore {
  of(account: AccountId): Promise<NoticeMarks>
  /** Everything up to this command is seen; a lower number than before changes nothing. */
  see(account: AccountId, sequence: number): Promise<void>
  /** Replaces the kinds that are not wanted. */
  mute(account: AccountId, kinds: readonly NoticeKind[]): Promise<void>
  /** Grows with each change of the account's marks in this process: who shows them reads them again. */
  changes(account: AccountId): number
}

export function createNoticeMarks(db: Kysely<IdentityTables>): NoticeMarkStore {
  const changed = new Map<AccountId, number>()
  const note = (account: AccountId) => void changed.set(account, (changed.get(account) ?? 0) + 1)
  return {
    async of(account) {
      const row = await db.selectFrom('noticeMarks').selectAll().where('account', '=', account).executeTakeFirst()
      if (!row) return { seenUpTo: 0, muted: [] }
      return { seenUpTo: row.seenUpTo, muted: JSON.parse(row.muted) as NoticeKind[] }
    },
    async see(account, sequence) {
      await db
        .insertInto('noticeMarks')
        .values({ account, seenUpTo: sequence, muted: '[]' })
        .onConflict((conflict) =>
          conflict.column('account').doUpdateSet({ seenUpTo: sequence }).where('noticeMarks.seenUpTo', '<', sequence),
        )
        .execute()
      note(account)
    },
    async mute(account, kinds) {
      const muted = JSON.stringify([...new Set(kinds)].sort())
      await db
        .insertInto('noticeMarks')
        .values({ account, seenUpTo: 0, muted })
        .onConflict((conflict) => conflict.column('account').doUpdateSet({ muted }))
        .execute()
      note(account)
    },
    changes: (account) => changed.get(account) ?? 0,
  }
}
