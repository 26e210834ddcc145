/** The thread that owns one database connection: an fsync or a scan here never stalls the caller's event loop. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Connection, type DatabaseFile, openConnection, type StatementResult } from './connection.ts'
import { SqlError } from './error.ts'
import type { Answer, Request } from './remote.ts'

function answer(id: number, work: () => StatementResult): boolean {
  try {
    const result = work()
    parentPort?.postMessage({ id, result } satisfies Answer)
    return true
  } catch (error) {
    const { message, code } = SqlError.from(error)
    parentPort?.postMessage({ id, error: { message, code } } satisfies Answer)
    return false
  }
}

function serve(connection: Connection): void {
  parentPort?.on('message', (request: Request) => {
    answer(request.id, () => {
      if ('statement' in request) return connection.execute(request.statement)
      connection.close()
      return { rows: [] }
    })
  })
}

let opened: Connection | undefined
answer(0, () => {
  opened = openConnection(workerData as DatabaseFile)
  return { rows: [] }
})
if (opened !== undefined) serve(opened)
