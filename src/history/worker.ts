/** The thread that keeps history: replays the journal with an engine of its own, projects, writes snapshots, recounts. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { EngineOptions } from '../engine/engine.ts'
import { openSqliteReader } from '../journal/sqlite/reader.ts'
import type { Recount } from '../sequencer/recount.ts'
import { runReplica } from '../sequencer/replica.ts'
import { notices } from '../sequencer/wake.ts'
import { openForWriting } from './file.ts'
import { createProjector } from './projector.ts'

export interface HistoryWorkerOptions {
  readonly dataDir: string
  readonly engine: EngineOptions
  readonly snapshotEvery?: number
  /** Between two full recounts; left out: none. */
  readonly recountEveryMs?: number
}

/** Most commands of one transaction: enough that catching up is not slowed by many small ones. */
const MAX_BATCH = 4_000

/** What the worker posts: its position once ready and after each batch, recounts; at the end either of the last two. It hears durable sequences, then null. */
export type HistoryNews =
  | { readonly kind: 'position'; readonly seq: number }
  | { readonly kind: 'recount'; readonly recount: Recount }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string }

/** Settles when the other side has said null and everything durable is projected. */
async function follow(port: MessagePort, options: HistoryWorkerOptions): Promise<void> {
  const { dataDir, engine, snapshotEvery, recountEveryMs } = options
  const wake = notices(port)
  const db = await openForWriting(dataDir)
  const journal = openSqliteReader(dataDir)
  const post = (news: HistoryNews): void => port.postMessage(news)
  const tell = (seq: number): void => post({ kind: 'position', seq })
  try {
    const projector = createProjector(db)
    const cursor = await projector.cursor()
    tell(cursor)
    await runReplica({
      journal,
      engineOptions: engine,
      cursor,
      sink: async (batch) => {
        await projector.project(batch)
        tell(batch.at(-1)?.seq ?? cursor)
      },
      wake,
      maxBatch: MAX_BATCH,
      ...(snapshotEvery === undefined ? {} : { snapshotEvery }),
      ...(recountEveryMs === undefined
        ? {}
        : { recount: { everyMs: recountEveryMs, report: (recount) => post({ kind: 'recount', recount }) } }),
    })
  } finally {
    await journal.close()
    await db.close()
  }
}

async function outcome(port: MessagePort): Promise<HistoryNews> {
  try {
    await follow(port, workerData as HistoryWorkerOptions)
    return { kind: 'closed' }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    return { kind: 'failed', name, message }
  }
}

if (parentPort !== null) {
  parentPort.postMessage(await outcome(parentPort))
  parentPort.close()
}
