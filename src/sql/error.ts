/** The one error that leaves src/sql: the database's message and code, never the statement's parameters. */

/** SQLite's extended result codes for a broken uniqueness rule. */
const UNIQUE_CODES: readonly number[] = [1555, 2067]

/** What crosses from a worker. */
export interface SqlErrorShape {
  readonly message: string
  readonly code: number | undefined
}

export class SqlError extends Error {
  override readonly name = 'SqlError'
  /** SQLite's extended result code; undefined when the failure is not the database's. */
  readonly code: number | undefined

  constructor({ message, code }: SqlErrorShape) {
    super(message)
    this.code = code
  }

  static from(error: unknown): SqlError {
    if (error instanceof SqlError) return error
    const message = error instanceof Error ? error.message : 'unknown database error'
    const code =
      error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined
    return new SqlError({ message, code })
  }
}

/** True when an insert or update met a row that must be unique. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof SqlError && error.code !== undefined && UNIQUE_CODES.includes(error.code)
}
