/** Kysely's SQLite dialect over anything that executes statements in order: a worker thread or a local connection. */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely'
import type { Statement, StatementResult } from './connection.ts'
import { SqlError } from './error.ts'
import { Gate } from './gate.ts'

/** Executes statements one after the other in the order they were posted. */
export interface StatementPort {
  execute(statement: Statement): Promise<StatementResult>
  close(): Promise<void>
}

/** A query whose numbers all go into columns of whole numbers. */
type ColumnWrite = CompiledQuery & { readonly wholeColumns: true }

/**
 * For inserting many rows: SQLite turns whole numbers that reach an INTEGER column into integers by itself, so they need
 * not be turned one by one before. Numbers that go anywhere else would become REAL. In another dialect an ordinary query.
 */
export function columnWrite(sql: string, parameters: (number | string | null)[]): ColumnWrite {
  return { ...CompiledQuery.raw(sql, parameters), wholeColumns: true }
}

export function sqliteDialect(port: StatementPort): Dialect {
  return {
    createDriver: () => new PortDriver(port),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  }
}

/** Many logical connections on the one behind the port: a transaction keeps all others waiting until it ends. */
class PortDriver implements Driver {
  readonly #port: StatementPort
  readonly #gate = new Gate()

  constructor(port: StatementPort) {
    this.#port = port
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PortConnection> {
    return new PortConnection(this.#port, this.#gate)
  }

  /** IMMEDIATE, so that a transaction never fails half-way because another connection wrote first. */
  async beginTransaction(connection: PortConnection, settings: TransactionSettings): Promise<void> {
    await connection.lock()
    await connection.executeQuery(CompiledQuery.raw(settings.accessMode === 'read only' ? 'begin' : 'begin immediate'))
  }

  async commitTransaction(connection: PortConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  /** After a full disk or an I/O error SQLite has rolled back by itself: what counts is the error that came first. */
  async rollbackTransaction(connection: PortConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback')).catch((error: unknown) => {
      if (!(error instanceof SqlError && error.message.includes('no transaction is active'))) throw error
    })
  }

  async releaseConnection(connection: PortConnection): Promise<void> {
    connection.unlock()
  }

  async destroy(): Promise<void> {
    await this.#port.close()
  }
}

class PortConnection implements DatabaseConnection {
  readonly #port: StatementPort
  readonly #gate: Gate
  #holdsGate = false

  constructor(port: StatementPort, gate: Gate) {
    this.#port = port
    this.#gate = gate
  }

  async lock(): Promise<void> {
    await this.#gate.lock()
    this.#holdsGate = true
  }

  unlock(): void {
    if (!this.#holdsGate) return
    this.#holdsGate = false
    this.#gate.unlock()
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { sql, parameters } = query
    const statement = { sql, parameters, wholeColumns: 'wholeColumns' in query }
    const post = (): Promise<StatementResult> => this.#port.execute(statement)
    const { rows, changes, insertId } = await (this.#holdsGate ? post() : this.#gate.pass(post))
    return {
      rows: rows as R[],
      ...(changes === undefined ? {} : { numAffectedRows: changes }),
      ...(insertId === undefined ? {} : { insertId }),
    }
  }

  // biome-ignore lint/correctness/useYield: the interface wants a generator, and results here are bounded pages
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Results are not streamed: ask for pages.')
  }
}
