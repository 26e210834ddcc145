/** The groups of accounts, by which channels choose whom they serve: set by operators, asked on every call, so kept in memory. What a group may use is the channels' to say. */
import type { Kysely } from 'kysely'
import type { AccountId } from '../engine/ledger/chart.ts'
import type { IdentityTables } from './schema.ts'

export interface AccountGroups {
  /** In the order they were set; empty for most. A lookup in memory. */
  of(account: AccountId): readonly string[]
  /** Replaces them; settles once they are durable. */
  set(account: AccountId, groups: readonly string[]): Promise<void>
}

const none: readonly string[] = []

/** Reads all of them. Accounts without groups have no row. */
export async function openAccountGroups(db: Kysely<IdentityTables>): Promise<AccountGroups> {
  const rows = await db.selectFrom('accountGroups').selectAll().execute()
  const known = new Map(rows.map(({ account, groups }) => [account, JSON.parse(groups) as readonly string[]]))
  return {
    of: (account) => known.get(account) ?? none,
    async set(account, groups) {
      if (groups.length === 0) {
        await db.deleteFrom('accountGroups').where('account', '=', account).execute()
        known.delete(account)
        return
      }
      const row = { account, groups: JSON.stringify(groups) }
      await db
        .insertInto('accountGroups')
        .values(row)
        .onConflict((conflict) => conflict.column('account').doUpdateSet({ groups: row.groups }))
        .execute()
      known.set(account, [...groups])
    },
  }
}
