/** History as the rest of the program holds it: queries, how far they reach, and the end of its threads. */
import { Worker } from 'node:worker_threads'
import type { EngineOptions } from '../engine/engine.ts'
import { type Recount, RecountFailed } from '../sequencer/recount.ts'
import { openForReading } from './file.ts'
import { Pace } from './pace.ts'
import { createQueries, type HistoryQueries } from './queries.ts'
import type { HistoryNews, HistoryWorkerOptions } from './worker.ts'

export interface HistoryOptions {
  /** The journal must be open already: history follows its file. */
  readonly dataDir: string
  readonly engine: EngineOptions
  /** Commands between snapshots; left out: none are written. */
  readonly snapshotEvery?: number
  /** Between two full recounts of all invariants in the worker; left out: none. */
  readonly recountEveryMs?: number
  /** Called once when a recount does not add up, before `onFailure`: the state that the core answers from is as wrong. */
  readonly onFault?: (error: RecountFailed) => void
  /** Called once when the projector stops for a reason of its own. Queries go on over what is there. */
  readonly onFailure?: (error: HistoryFailed) => void
}

export interface History {
  readonly queries: HistoryQueries
  /** The last command that queries are known to see. */
  position(): number
  /** The last full recount; null before the first. */
  recount(): Recount | null
  /** Settles once queries see this command, or after `waitMs` (2 s when left out), with the position reached: the answer's `asOfSeq`. */
  caughtUpTo(seq: number, waitMs?: number): Promise<number>
  /** Tell it whenever a group is durable. */
  notifyDurable(seq: number): void
  /** Projects what the journal holds, then ends both threads. */
  close(): Promise<void>
}

/** The projector has stopped; `message` says why. */
export class HistoryFailed extends Error {
  override readonly name = 'HistoryFailed'
}

const DEFAULT_WAIT_MS = 2_000
/** A projector far behind is cut off at closing; it goes on from its cursor at the next start. */
const CLOSE_WAIT_MS = 10_000

/** Settles when history can be read, which may be before it has caught up. Rejects with `HistoryFailed`. */
export async function startHistory({ onFailure, onFault, ...options }: HistoryOptions): Promise<History> {
  const projection = new Projection(options, { onFailure, onFault })
  await projection.ready
  const db = await openForReading(options.dataDir)
  return {
    queries: createQueries(db),
    position: () => projection.position,
    recount: () => projection.recount,
    caughtUpTo: (seq, waitMs = DEFAULT_WAIT_MS) => projection.caughtUpTo(seq, waitMs),
    notifyDurable: (seq) => projection.notifyDurable(seq),
    close: async () => {
      await projection.close()
      await db.close()
    },
  }
}

interface Alarms {
  readonly onFailure: HistoryOptions['onFailure']
  readonly onFault: HistoryOptions['onFault']
}

interface Waiter {
  readonly seq: number
  readonly done: () => void
}

/** The worker that projects, seen from outside. */
class Projection {
  position = 0
  recount: Recount | null = null
  readonly ready: Promise<void>
  readonly #worker: Worker
  readonly #ended = Promise.withResolvers<void>()
  readonly #waiters = new Set<Waiter>()
  #running = true
  readonly #pace = new Pace((seq) => this.#worker.postMessage(seq))
  #closing = false

  constructor(options: HistoryWorkerOptions, { onFailure, onFault }: Alarms) {
    const ready = Promise.withResolvers<void>()
    this.ready = ready.promise
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: options, name: 'history' })
    const fail = (message: string): void => {
      const error = new HistoryFailed(message)
      ready.reject(error)
      if (this.#running && !this.#closing) onFailure?.(error)
      this.#end()
    }
    this.#worker.on('message', (news: HistoryNews) => {
      if (news.kind === 'failed') return fail(`${news.name}: ${news.message}`)
      if (news.kind === 'closed') return this.#end()
      if (news.kind === 'recount') return this.#counted(news.recount, onFault)
      this.#moveTo(news.seq)
      ready.resolve()
    })
    this.#worker.on('error', (error) => fail(error.message))
    this.#worker.on('exit', () => fail('the history worker ended'))
    // A start that fails is reported through `ready`, not also as an unhandled rejection of a second listener.
    this.ready.catch(() => this.#worker.terminate())
  }

  caughtUpTo(seq: number, waitMs: number): Promise<number> {
    if (this.position >= seq || !this.#running) return Promise.resolve(this.position)
    const { promise, resolve } = Promise.withResolvers<number>()
    const timer = setTimeout(() => waiter.done(), waitMs)
    const waiter: Waiter = {
      seq,
      done: () => {
        clearTimeout(timer)
        this.#waiters.delete(waiter)
        resolve(this.position)
      },
    }
    this.#waiters.add(waiter)
    this.#pace.hurry()
    return promise
  }

  notifyDurable(seq: number): void {
    if (this.#running) this.#pace.durable(seq, this.#waiters.size > 0)
  }

  async close(): Promise<void> {
    this.#closing = true
    this.#pace.stop()
    if (this.#running) this.#worker.postMessage(null)
    const timer = setTimeout(() => this.#end(), CLOSE_WAIT_MS)
    await this.#ended.promise
    clearTimeout(timer)
    await this.#worker.terminate()
  }

  #counted(recount: Recount, onFault: HistoryOptions['onFault']): void {
    this.recount = recount
    if (recount.fault !== null) onFault?.(new RecountFailed(recount))
  }

  #moveTo(seq: number): void {
    this.position = seq
    for (const waiter of this.#waiters) if (waiter.seq <= seq) waiter.done()
  }

  #end(): void {
    this.#running = false
    this.#pace.stop()
    for (const waiter of this.#waiters) waiter.done()
    this.#ended.resolve()
  }
}
