/** The caller's side of the database worker: posts statements, matches answers, ends the thread. */
import { Worker } from 'node:worker_threads'
import type { DatabaseFile, Statement, StatementResult } from './connection.ts'
import type { StatementPort } from './dialect.ts'
import { SqlError, type SqlErrorShape } from './error.ts'

/** What the worker posts: once after opening with id 0, then one for each request. */
export interface Answer {
  readonly id: number
  readonly result?: StatementResult
  readonly error?: SqlErrorShape
}

/** What the worker receives; `close` is the last. */
export type Request =
  | { readonly id: number; readonly statement: Statement }
  | { readonly id: number; readonly close: true }

interface Pending {
  readonly resolve: (result: StatementResult) => void
  readonly reject: (error: SqlError) => void
}

const OPENED = 0

/** Opens the file in a worker of its own. Refuses like `openConnection`. The idle worker keeps no process alive. */
export async function openRemote(file: DatabaseFile): Promise<StatementPort> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: file, name: 'sql' })
  const pending = new Map<number, Pending>()
  let requests = OPENED
  let ended: SqlError | undefined

  const wait = (id: number): Promise<StatementResult> =>
    new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject })
      worker.ref()
    })
  const end = (message: string): void => {
    ended = new SqlError({ message, code: undefined })
    for (const { reject } of pending.values()) reject(ended)
    pending.clear()
  }
  worker.on('message', ({ id, result, error }: Answer) => {
    const waiter = pending.get(id)
    pending.delete(id)
    if (pending.size === 0) worker.unref()
    if (error !== undefined) waiter?.reject(new SqlError(error))
    else waiter?.resolve(result ?? { rows: [] })
  })
  worker.on('error', (error) => end(`the database worker failed: ${error.message}`))
  worker.on('exit', () => end('the database is closed'))

  const request = (body: { readonly statement: Statement } | { readonly close: true }): Promise<StatementResult> => {
    if (ended !== undefined) return Promise.reject(ended)
    requests += 1
    try {
      worker.postMessage({ id: requests, ...body } satisfies Request)
    } catch {
      return Promise.reject(new SqlError({ message: 'a parameter can not be stored', code: undefined }))
    }
    return wait(requests)
  }

  await wait(OPENED)
  return {
    execute: (statement) => request({ statement }),
    close: async () => {
      if (ended !== undefined) return
      await request({ close: true })
      await worker.terminate()
    },
  }
}
