/** Creates tables and indexes from a short description, for SQLite and PostgreSQL alike. */
import { SqliteAdapter, sql } from 'kysely'
import type { SchemaDatabase } from '../../sql/migrate.ts'

/** `int` is 64 bits everywhere; `?` allows null. */
type ColumnKind = 'int' | 'int?' | 'text' | 'text?'

export interface TableShape {
  readonly columns: Readonly<Record<string, ColumnKind>>
  readonly key: readonly string[]
  /** Rows are stored in key order where the dialect can: for narrow rows that are read by key ranges. */
  readonly clustered?: true
  /** Lists of columns, each the start of a page of the web app. */
  readonly indexes?: readonly (readonly string[])[]
}

async function createTable(db: SchemaDatabase, name: string, shape: TableShape): Promise<void> {
  const sqlite = db.getExecutor().adapter instanceof SqliteAdapter
  const columns = Object.entries(shape.columns).map(([column, kind]) => {
    const type = kind.startsWith('text') ? 'text' : sqlite ? 'integer' : 'bigint'
    return sql`${sql.ref(column)} ${sql.raw(type)} ${sql.raw(kind.endsWith('?') ? '' : 'not null')}`
  })
  const end = sql.raw(shape.clustered && sqlite ? 'without rowid' : '')
  await sql`create table ${sql.table(name)} (${sql.join(columns)}, primary key (${refs(shape.key)})) ${end}`.execute(db)
  for (const index of shape.indexes ?? []) {
    const indexName = sql.ref(`${name}_by_${index.join('_')}`)
    await sql`create index ${indexName} on ${sql.table(name)} (${refs(index)})`.execute(db)
  }
}

function refs(columns: readonly string[]) {
  return sql.join(columns.map((column) => sql.ref(column)))
}

export type TableShapes = Readonly<Record<string, TableShape>>

export async function createTables(db: SchemaDatabase, tables: TableShapes): Promise<void> {
  for (const [name, shape] of Object.entries(tables)) await createTable(db, name, shape)
}
