/** Which texts commands have named: the others are swept. */
import type { Database } from './page.ts'

export function textQueries(db: Database) {
  return {
    /** Of these hashes, those that some command has named. At most 1,000. */
    async used(hashes: readonly string[]): Promise<ReadonlySet<string>> {
      const rows = await db.selectFrom('text_uses').select('hash').where('hash', 'in', hashes).execute()
      return new Set(rows.map(({ hash }) => hash))
    },
  }
}
