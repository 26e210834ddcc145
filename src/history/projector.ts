/** Feeds published commands into history's tables exactly once: rows and position move in one transaction. */
import { hash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Published } from '../sequencer/core.ts'
import { Batch } from './batch.ts'
import { CallTally } from './rows/call-tally.ts'
import type { CommandContext, ProjectionState } from './rows/context.ts'
import { commandRows } from './rows/registry.ts'
import type { HistorySchema } from './schema.ts'
import { loadFor, loadState } from './state.ts'
import { BatchWriter } from './write-batch.ts'

export interface Projector {
  /** Number of the last command whose rows are in the tables; 0 when none is. */
  cursor(): Promise<number>
  /**
   * Commands at or before the cursor are skipped, so a repeated or overlapping batch changes nothing. Throws
   * `HistoryGap` when a command is missing and `HistoryMoved` when another projector has written meanwhile. What it
   * has stored when it throws is whole commands with the cursor to match; calling again with the same batch goes on.
   */
  project(batch: readonly Published[]): Promise<void>
}

/** A command between the cursor and the batch, or inside the batch, is missing. */
export class HistoryGap extends Error {
  override readonly name = 'HistoryGap'

  constructor(expected: number, got: number) {
    super(`history expects command ${expected}, got ${got}`)
  }
}

/** The cursor is not where this projector left it. */
export class HistoryMoved extends Error {
  override readonly name = 'HistoryMoved'
}

/** Rows of one transaction, about: bounds memory while a long journal is replayed. */
const ROWS_PER_TRANSACTION = 50_000

/** The schema must be migrated. One projector at a time; calls of `project` follow one another. */
export function createProjector(db: Kysely<HistorySchema>): Projector {
  const writer = new BatchWriter()
  let state: ProjectionState | undefined
  let tail: Promise<void> = Promise.resolve()

  async function cursor(): Promise<number> {
    const row = await db.selectFrom('projection').select('seq').where('id', '=', 1).executeTakeFirstOrThrow()
    return row.seq
  }

  async function project(batch: readonly Published[]): Promise<void> {
    let at = await cursor()
    let from = batch.findIndex(({ seq }) => seq > at)
    if (from < 0) return
    checkSequence(batch.slice(from), at)
    try {
      while (from < batch.length) {
        state ??= await loadState(db)
        const done = await storeSome(batch.slice(from), at, state)
        from += done
        at += done
      }
    } catch (error) {
      state = undefined
      throw error
    }
  }

  /** Stores a first part of the commands and returns how many. */
  async function storeSome(commands: readonly Published[], cursor: number, state: ProjectionState): Promise<number> {
    await loadFor(db, commands, state)
    const rows = new Batch()
    const tally = new CallTally(rows)
    let done = 0
    for (const { seq, at, events } of commands) {
      commandRows(events, { ...empty(), seq, at, rows, tally, state, digest: sha256 })
      done += 1
      if (rows.count >= ROWS_PER_TRANSACTION) break
    }
    tally.finish()
    const last = commands[done - 1] as Published
    await db.transaction().execute(async (transaction) => {
      const move = transaction.updateTable('projection').set({ seq: last.seq, at: last.at })
      const moved = await move.where('id', '=', 1).where('seq', '=', cursor).executeTakeFirst()
      if (moved.numUpdatedRows !== 1n) throw new HistoryMoved(`history is no longer at command ${cursor}`)
      await writer.write(transaction, rows)
    })
    return done
  }

  return {
    cursor,
    project: (batch) => {
      const run = tail.then(() => project(batch))
      tail = run.catch(() => {})
      return run
    },
  }
}

function checkSequence(commands: readonly Published[], cursor: number): void {
  commands.forEach(({ seq }, i) => {
    if (seq !== cursor + 1 + i) throw new HistoryGap(cursor + 1 + i, seq)
  })
}

/** What a command gathers while its events are turned into rows. */
function empty(): Pick<CommandContext, 'booked' | 'ended' | 'upstream' | 'fundFills' | 'lastTrade'> {
  return { booked: [], ended: [], upstream: [], fundFills: [], lastTrade: undefined }
}

function sha256(text: string): string {
  return hash('sha256', text)
}
