/** When the journal is to carry the engine's state hash, and which one may be shown. Computing it costs in proportion to what changed since the last. */

export interface StateHashSchedule {
  /** Default 1,000,000. 1 records it in every group, for tests. */
  readonly everyCommands?: number
  /** By the commands' stamps; default one hour. */
  readonly everyMs?: number
}

interface Position {
  readonly seq: number
  readonly now: number
}

/** The state hash after a command. */
export interface HashAt {
  readonly seq: number
  readonly hash: string
}

export class StateHashes {
  readonly #everyCommands: number
  readonly #everyMs: number
  #last: Position
  /** What replay came to at the start, or the last one whose group is durable; and one on its way to the disk. */
  #shown: HashAt
  #recorded: HashAt
  #asked = false

  /** `hash`: of the state at the start, which is durable. */
  constructor(
    { everyCommands = 1_000_000, everyMs = 3_600_000 }: StateHashSchedule,
    start: Position & { readonly hash: string },
  ) {
    this.#everyCommands = everyCommands
    this.#everyMs = everyMs
    this.#last = { seq: start.seq, now: start.now }
    this.#shown = { seq: start.seq, hash: start.hash }
    this.#recorded = this.#shown
  }

  /** The newest one that holds whatever happens to the process: it is of a durable command. */
  durable(durableSeq: number): HashAt {
    if (this.#recorded.seq <= durableSeq) this.#shown = this.#recorded
    return this.#shown
  }

  /** The next group carries one, whatever the schedule says. */
  ask(): void {
    this.#asked = true
  }

  /** The hash to record at this position, or null. Everything before the position is durable: one group is at the disk at a time. */
  take({ seq, now }: Position, compute: () => string): string | null {
    const due = this.#asked || seq - this.#last.seq >= this.#everyCommands || now - this.#last.now >= this.#everyMs
    if (!due) return null
    this.#asked = false
    this.#last = { seq, now }
    const hash = compute()
    this.#shown = this.#recorded
    this.#recorded = { seq, hash }
    return hash
  }
}
