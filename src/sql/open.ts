/** How the rest of the program gets a database: through a worker, or in a thread that is a worker already. */
import { Kysely } from 'kysely'
import { type DatabaseFile, openConnection } from './connection.ts'
import { type StatementPort, sqliteDialect } from './dialect.ts'
import { openRemote } from './remote.ts'

export interface OpenDatabase<T> extends Kysely<T> {
  /** Runs what has reached the worker, then closes the file and ends the worker. */
  close(): Promise<void>
}

/** Statements run in a worker thread of their own. The file is open when this settles; rejects with a `SqlError`. */
export async function openDatabase<T>(file: DatabaseFile): Promise<OpenDatabase<T>> {
  return opened<T>(await openRemote(file))
}

/** Statements run, and block, in the calling thread. Throws a `SqlError` when the file can not be opened. */
export function openLocal<T>(file: DatabaseFile): OpenDatabase<T> {
  const connection = openConnection(file)
  return opened<T>({
    execute: async (statement) => connection.execute(statement),
    close: async () => connection.close(),
  })
}

function opened<T>(port: StatementPort): OpenDatabase<T> {
  const db = new Kysely<T>({ dialect: sqliteDialect(port) })
  return Object.assign(db, { close: () => db.destroy() })
}
