/** The thread that keeps history: replays the journal with an engine of its own, projects, writes snapshots. */
import { parentPort, workerData } from 'node:worker_threads'
import type { EngineOptions } from '../engine/engine.ts'
import { openSqliteReader } from '../journal/sqlite/reader.ts'
import { runReplica } from '../sequencer/replica.ts'
import { openForWriting } from './file.ts'
import { createProjector } from './projector.ts'

export interface HistoryWorkerOptions {
  readonly dataDir: string
  readonly engine: EngineOptions
  readonly snapshotEvery?: number
}

/** What the worker receives; nothing follows a close. */
export type HistoryRequest = { readonly kind: 'durable'; readonly seq: number } | { readonly kind: 'close' }

/** What it posts: its position once ready and after each batch; at the end either of the other two. */
export type HistoryNews =
  | { readonly kind: 'position'; readonly seq: number }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string }

/** The newest durable sequence whenever there is news, until `end`. Never lets a reader wait for more than one turn. */
function durableNews(): { tell(seq: number): void; end(): void; readonly news: AsyncIterable<number> } {
  let latest = 0
  let ended = false
  let wake = Promise.withResolvers<void>()
  const ring = (): void => {
    wake.resolve()
  }
  async function* listen(): AsyncGenerator<number> {
    let told = 0
    while (!ended) {
      if (latest <= told) await wake.promise
      wake = Promise.withResolvers<void>()
      if (latest > told) {
        told = latest
        yield told
      }
    }
  }
  return {
    tell: (seq) => {
      latest = Math.max(latest, seq)
      ring()
    },
    end: () => {
      ended = true
      ring()
    },
    news: listen(),
  }
}

function post(news: HistoryNews): void {
  parentPort?.postMessage(news)
}

async function run({ dataDir, engine, snapshotEvery }: HistoryWorkerOptions): Promise<void> {
  const durable = durableNews()
  parentPort?.on('message', (request: HistoryRequest) => {
    if (request.kind === 'durable') durable.tell(request.seq)
    else durable.end()
  })
  const db = await openForWriting(dataDir)
  const journal = openSqliteReader(dataDir)
  try {
    const projector = createProjector(db)
    const cursor = await projector.cursor()
    post({ kind: 'position', seq: cursor })
    await runReplica({
      journal,
      engineOptions: engine,
      cursor,
      sink: async (batch) => {
        await projector.project(batch)
        post({ kind: 'position', seq: batch.at(-1)?.seq ?? cursor })
      },
      wake: durable.news,
      ...(snapshotEvery === undefined ? {} : { snapshotEvery }),
    })
  } finally {
    await journal.close()
    await db.close()
  }
}

try {
  await run(workerData as HistoryWorkerOptions)
  post({ kind: 'closed' })
} catch (error) {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  post({ kind: 'failed', name, message })
}
parentPort?.close()
