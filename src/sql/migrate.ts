/** Brings a database's schema forward: named steps in order, each recorded, each in its own transaction. */
import { type Kysely, type QueryExecutorProvider, type SchemaModule, sql } from 'kysely'

/** What a step may use: the schema builder and raw `sql` — not today's table types, which change after it is released. */
export interface SchemaDatabase extends QueryExecutorProvider {
  readonly schema: SchemaModule
}

export interface Migration {
  /** Never renamed or reordered once released. */
  readonly name: string
  /** One SQL statement per `execute`. */
  up(db: SchemaDatabase): Promise<void>
}

/** The database holds migrations that this program does not know. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError'

  constructor(migration: string) {
    super(
      `The database was written by a newer version (unknown migration "${migration}"). Start that version, or restore an older backup.`,
    )
  }
}

/** Applies what is missing and returns its names. Throws `NewerDatabaseError` and changes nothing when the database is ahead. */
export async function migrate<T>(db: Kysely<T>, migrations: readonly Migration[]): Promise<string[]> {
  await sql`create table if not exists schema_migration (position integer primary key, name text not null unique)`.execute(
    db,
  )
  const { rows } = await sql<{ name: string }>`select name from schema_migration order by position`.execute(db)
  rows.forEach(({ name }, index) => {
    if (migrations[index]?.name !== name) throw new NewerDatabaseError(name)
  })
  const missing = migrations.slice(rows.length)
  for (const [index, migration] of missing.entries()) {
    await db.transaction().execute(async (transaction) => {
      await migration.up(transaction)
      const position = rows.length + index + 1
      await sql`insert into schema_migration (position, name) values (${position}, ${migration.name})`.execute(
        transaction,
      )
    })
  }
  return missing.map(({ name }) => name)
}
