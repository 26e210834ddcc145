/** Replays a stored journal in the mode that it records and compares every recorded state hash. Pages and chain: journal/verify.ts. */
import { openSqliteReader } from '../journal/sqlite/reader.ts'
import { sha256 } from './digest.ts'
import { recordedMode } from './mode.ts'
import { recover } from './replay.ts'

export interface ReplayReport {
  readonly seq: number
  readonly stateHash: string
}

/** From the first command unless told otherwise. Works beside a running server. Rejects like `recover`; recounts all invariants at the end. */
export async function verifyReplay(dir: string, fromGenesis = true): Promise<ReplayReport> {
  const journal = openSqliteReader(dir)
  try {
    const simulation = (await recordedMode(journal)) ?? false
    const engine = await recover({ journal, options: { simulation }, fromGenesis })
    engine.audit()
    return { seq: engine.seq, stateHash: engine.stateHash(sha256) }
  } finally {
    await journal.close()
  }
}
