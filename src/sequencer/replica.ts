/** A follower for a worker thread: replays the journal with an engine of its own, feeds a sink, writes checked snapshots, recounts. */
import { type Engine, type EngineOptions, RULES_VERSION } from '../engine/engine.ts'
import { JournalDamaged, type JournalReader, type StoredGroup } from '../journal/port.ts'
import type { Published } from './core.ts'
import { type RecountSchedule, Recounts } from './recount.ts'
import { replayGroup, restoreEngine } from './replay.ts'

export interface ReplicaOptions {
  readonly journal: JournalReader
  readonly engineOptions: EngineOptions
  /** The last command that the sink has on record; it gets everything after it. */
  readonly cursor: number
  /** Gets every accepted command in order; the next batch comes when this settles. */
  sink(batch: readonly Published[]): Promise<void>
  /** Says that the journal has grown. When it ends, the replica catches up one last time and settles. */
  readonly wake: AsyncIterable<number>
  /** Write a snapshot at the first recorded state hash this many commands after the last one. Left out: never. */
  readonly snapshotEvery?: number
  /** Default 3. */
  readonly keepSnapshots?: number
  /** Left out: never. */
  readonly recount?: RecountSchedule
  /** Most commands in a batch. Default 1,000. */
  readonly maxBatch?: number
  /** Stops between batches, without catching up. */
  readonly signal?: AbortSignal
}

/**
 * Settles with the last command handed over. Rejects when the sink does, and like `recover` when replay disagrees with
 * the journal, or with `RecountFailed`: a replica never goes on from a state it can not confirm.
 */
export async function runReplica(options: ReplicaOptions): Promise<number> {
  const { journal, engineOptions, cursor } = options
  const end = await journal.end()
  if (cursor > end.seq) {
    throw new JournalDamaged(`The journal ends at command ${end.seq}, but its consumer has recorded command ${cursor}.`)
  }
  const engine = await restoreEngine({ journal, options: engineOptions, atMost: cursor })
  const replica = new Replica(options, engine)
  await replica.catchUp()
  for await (const _seq of options.wake) {
    if (options.signal?.aborted) break
    await replica.catchUp()
  }
  await replica.catchUp()
  return replica.handedOver
}

class Replica {
  readonly #options: ReplicaOptions
  readonly #engine: Engine
  readonly #maxBatch: number
  #batch: Published[] = []
  #snapshotSeq: number
  /** Once it has caught up for the first time. */
  #recounts: Recounts | undefined
  handedOver: number

  constructor(options: ReplicaOptions, engine: Engine) {
    this.#options = options
    this.#engine = engine
    this.#maxBatch = options.maxBatch ?? 1_000
    this.#snapshotSeq = engine.seq
    this.handedOver = options.cursor
  }

  /** Replays and hands over what the journal holds now. */
  async catchUp(): Promise<void> {
    const { journal, signal } = this.#options
    if (signal?.aborted) return
    for await (const group of journal.read(this.#engine.seq)) {
      await this.#replay(group)
      if (signal?.aborted) return
    }
    await this.#handOver()
    const { recount } = this.#options
    if (recount) this.#recounts ??= new Recounts(recount)
    this.#recounts?.run(this.#engine)
  }

  async #replay(group: StoredGroup): Promise<void> {
    replayGroup(this.#engine, group, ({ at, type }, { seq, events }) => {
      if (seq > this.#options.cursor) this.#batch.push({ seq, at, type, events })
    })
    if (this.#batch.length >= this.#maxBatch) {
      await this.#handOver()
      this.#recounts?.run(this.#engine)
    }
    const { snapshotEvery = Number.POSITIVE_INFINITY } = this.#options
    if (group.stateHash !== null && this.#engine.seq - this.#snapshotSeq >= snapshotEvery)
      await this.#snapshot(group.stateHash)
  }

  async #handOver(): Promise<void> {
    while (this.#batch.length > 0) {
      const batch = this.#batch.slice(0, this.#maxBatch)
      await this.#options.sink(batch)
      this.handedOver = batch.at(-1)?.seq ?? this.handedOver
      this.#batch = this.#batch.slice(batch.length)
    }
  }

  /** Only at a recorded hash that this replica has just confirmed, and never ahead of the sink. */
  async #snapshot(stateHash: string): Promise<void> {
    await this.#handOver()
    const { journal, keepSnapshots = 3 } = this.#options
    const { seq, now: at } = this.#engine
    await journal.snapshots.put({ seq, at, rules: RULES_VERSION, stateHash, bytes: this.#engine.save() })
    await journal.snapshots.prune(keepSnapshots)
    this.#snapshotSeq = seq
  }
}
