/** What a journal is to the rest of the program: durable groups of commands in one hash chain, snapshots, and who may write. */

/** A run of accepted commands, at least one, that becomes durable as one. */
export interface NewGroup {
  readonly firstSeq: number
  readonly count: number
  /** Stamps of its first and last command, ms. */
  readonly firstAt: number
  readonly lastAt: number
  /** RULES_VERSION of the engine that accepted the commands. */
  readonly rules: number
  /** The commands as codec.ts writes them. */
  readonly payload: string
  /** The engine's state hash after the last command, hex; null for most groups. */
  readonly stateHash: string | null
}

export interface StoredGroup extends Omit<NewGroup, 'payload'> {
  /** 1, 2, 3 … without gaps. */
  readonly number: number
  /** Rises by one each time a writer opens the journal. */
  readonly epoch: number
  readonly format: number
  /** Chain hash of the group before; 64 zeros before the first. */
  readonly prev: string
  /** SHA-256 over `prev`, the header and the payload, hex. */
  readonly hash: string
  readonly payload: Uint8Array
}

/** The end of the journal. An empty one has number 0, seq 0 and the genesis hash. */
export interface JournalEnd {
  readonly number: number
  readonly seq: number
  readonly at: number
  readonly hash: string
}

export interface SnapshotInfo {
  /** The last command in it; always the end of a group. */
  readonly seq: number
  readonly at: number
  readonly rules: number
  readonly stateHash: string
}
export interface Snapshot extends SnapshotInfo {
  readonly bytes: Uint8Array
}

export interface SnapshotStore {
  /** Durable when it settles. One with the same sequence is replaced. */
  put(snapshot: Snapshot): Promise<void>
  /** The newest undamaged one with `seq` ≤ `atMost`. */
  newest(atMost?: number): Promise<Snapshot | undefined>
  /** Newest first, damaged ones left out. */
  list(): Promise<SnapshotInfo[]>
  /** Keeps the newest `keep`. */
  prune(keep: number): Promise<void>
}

export interface JournalReader {
  readonly snapshots: SnapshotStore
  /**
   * Groups that end after `afterSeq`, in order, up to the end at the time it gets there. Each group's hash and link are
   * checked before it is handed out: throws `JournalDamaged` naming the group.
   */
  read(afterSeq: number): AsyncIterable<StoredGroup>
  end(): Promise<JournalEnd>
  /** Small facts about the instance: its id, its mode. */
  meta(key: string): Promise<string | undefined>
  close(): Promise<void>
}

/** The one writer. Opening it fences off every earlier one. */
export interface Journal extends JournalReader {
  readonly epoch: number
  /**
   * Settles when the group is durable, with the chain hash. Rejects, and stores nothing, when the group is empty, does not
   * follow on from the end, or another writer has opened the journal since.
   */
  append(group: NewGroup): Promise<string>
  /** Durable when it settles. */
  setMeta(key: string, value: string): Promise<void>
}

export const GENESIS_HASH = '0'.repeat(64)

/** Stored bytes are not what was written. Start-up refuses. */
export class JournalDamaged extends Error {
  override readonly name = 'JournalDamaged'
}

/** Another process works on the same data. */
export class DataDirectoryHeld extends Error {
  override readonly name = 'DataDirectoryHeld'

  constructor(dir: string) {
    super(
      `Another process is using the data directory ${dir}. Stop it first, or choose another directory with LX_DATA_DIR.`,
    )
  }
}

/** The append was refused: it does not follow on from the end, or a later writer has taken over. */
export class StaleWriter extends Error {
  override readonly name = 'StaleWriter'
}
