/** One node:sqlite connection in the current thread: pragmas, statement cache, exact integers. No queueing, no Kysely. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { SqlError } from './error.ts'

export interface DatabaseFile {
  /** Path, or ':memory:'. Created when missing unless read only. */
  readonly file: string
  readonly readOnly?: boolean
}

/** One statement with its parameters, as it crosses to a worker. */
export interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** All numbers among the parameters go into INTEGER columns. */
  readonly wholeColumns?: boolean
}

export interface StatementResult {
  readonly rows: Record<string, unknown>[]
  /** Both absent for statements that return rows. */
  readonly changes?: bigint
  readonly insertId?: bigint
}

export interface Connection {
  execute(statement: Statement): StatementResult
  close(): void
}

interface Prepared {
  readonly statement: StatementSync
  readonly returnsRows: boolean
}

const CACHED_STATEMENTS = 256
const BUSY_TIMEOUT_MS = 5_000

/**
 * Opens the file in WAL mode with an fsync per commit. Rejects values it can not store exactly; an integer beyond
 * ±(2^53 − 1) in a result is an error, never a rounded number.
 */
export function openConnection({ file, readOnly = false }: DatabaseFile): Connection {
  const database = guarded(() => connect(file, readOnly))
  const cache = new Map<string, Prepared>()

  function prepared(sql: string): Prepared {
    const known = cache.get(sql)
    if (known !== undefined) {
      cache.delete(sql)
      cache.set(sql, known)
      return known
    }
    const statement = database.prepare(sql)
    const fresh = { statement, returnsRows: statement.columns().length > 0 }
    cache.set(sql, fresh)
    if (cache.size > CACHED_STATEMENTS) cache.delete(cache.keys().next().value as string)
    return fresh
  }

  return {
    execute: ({ sql, parameters, wholeColumns = false }) =>
      guarded(() => {
        const { statement, returnsRows } = prepared(sql)
        const values = wholeColumns ? (parameters as SQLInputValue[]) : parameters.map(bound)
        if (returnsRows) return { rows: statement.all(...values) }
        const { changes, lastInsertRowid } = statement.run(...values)
        return { rows: [], changes: BigInt(changes), insertId: BigInt(lastInsertRowid) }
      }),
    close: () => {
      cache.clear()
      database.close()
    },
  }
}

function connect(file: string, readOnly: boolean): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly, timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
  if (!readOnly) database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  database.exec('PRAGMA trusted_schema = OFF')
  return database
}

/** A JavaScript number would be stored as REAL where no column affinity turns it back; whole ones go in as integers. */
function bound(value: unknown): SQLInputValue {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (value === undefined) return null
  return value as SQLInputValue
}

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw SqlError.from(error)
  }
}
