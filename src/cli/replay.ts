/** Replays the journal of a data folder with this program's own engine: does it come to the state it says it came to? Changes nothing. */
import { openSqliteReader } from '../journal/sqlite/reader.ts'
import { sha256 } from '../sequencer/digest.ts'
import { recover } from '../sequencer/replay.ts'

export interface Replayed {
  /** The last command. */
  readonly seq: number
  readonly stateHash: string
}

/** From the newest snapshot or the first command; every recorded state hash on the way and all invariants at the end must hold, else it throws. */
export async function replayJournal(
  dataDir: string,
  options: { readonly fromGenesis: boolean; readonly simulation: boolean },
): Promise<Replayed> {
  const journal = openSqliteReader(dataDir)
  try {
    const engine = await recover({
      journal,
      options: { simulation: options.simulation },
      fromGenesis: options.fromGenesis,
    })
    engine.audit()
    return { seq: engine.seq, stateHash: engine.stateHash(sha256) }
  } finally {
    await journal.close()
  }
}
