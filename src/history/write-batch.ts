/** Writes a batch's rows with few, large statements whose text is compiled once. No transaction of its own. */
import { type Kysely, sql, type Transaction } from 'kysely'
import { columnWrite } from '../sql/dialect.ts'
import { type Batch, mergePlan } from './batch.ts'
import type { HistorySchema } from './schema.ts'
import type { HistoryTable, Merge } from './writes.ts'

/** Rows of one statement, largest first: few distinct texts, so that every layer below can keep them prepared. */
const CHUNKS = [128, 32, 8, 1]

export class BatchWriter {
  readonly #statements = new Map<string, string>()

  async write(db: Transaction<HistorySchema>, batch: Batch): Promise<void> {
    for (const [table, { columns, cells }] of batch.tables()) {
      let done = 0
      for (const size of CHUNKS) {
        const step = size * columns.length
        for (; cells.length - done >= step; done += step) {
          const text = this.#statement(db, { table, columns, size })
          await db.executeQuery(columnWrite(text, cells.slice(done, done + step)))
        }
      }
    }
  }

  #statement(db: Kysely<HistorySchema>, shape: Shape): string {
    const name = `${shape.table} ${shape.size} ${shape.columns.join()}`
    const known = this.#statements.get(name)
    if (known !== undefined) return known
    const text = statementFor(db, shape)
    this.#statements.set(name, text)
    return text
  }
}

interface Shape {
  readonly table: HistoryTable
  readonly columns: readonly string[]
  readonly size: number
}

function statementFor(db: Kysely<HistorySchema>, { table, columns, size }: Shape): string {
  const names = sql.join(columns.map((column) => sql.ref(column)))
  const row = sql`(${sql.join(columns.map(() => null))})`
  const values = sql.join(Array.from({ length: size }, () => row))
  const insert = sql`insert into ${sql.table(table)} (${names}) values ${values}`
  const plan = mergePlan(table)
  if (plan === undefined) return insert.compile(db).sql
  const keys = sql.join(plan.key.map((column) => sql.ref(column)))
  const sets = plan.rest
    .filter(([, how]) => how !== 'keep')
    .map(([column, how]) => sql`${sql.ref(column)} = ${merging(table, column, how)}`)
  // A row of which nothing changes is written once.
  const met = sets.length === 0 ? sql`do nothing` : sql`do update set ${sql.join(sets)}`
  return sql`${insert} on conflict (${keys}) ${met}`.compile(db).sql
}

function merging(table: HistoryTable, column: string, how: Merge) {
  const before = sql.ref(`${table}.${column}`)
  const after = sql.ref(`excluded.${column}`)
  switch (how) {
    case 'add':
      return sql`${before} + ${after}`
    case 'high':
      return sql`case when ${after} > ${before} then ${after} else ${before} end`
    case 'low':
      return sql`case when ${after} < ${before} then ${after} else ${before} end`
    case 'set':
      return after
    case 'latest':
      return sql`coalesce(${after}, ${before})`
    case 'keep':
      return before
  }
}
