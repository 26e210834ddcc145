/** When the journal is to carry the engine's state hash. Computing it costs in proportion to what changed since the last. */

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

export class StateHashes {
  readonly #everyCommands: number
  readonly #everyMs: number
  #last: Position
  #recorded: { readonly seq: number; readonly hash: string } | undefined
  #asked = false

  constructor({ everyCommands = 1_000_000, everyMs = 3_600_000 }: StateHashSchedule, start: Position) {
    this.#everyCommands = everyCommands
    this.#everyMs = everyMs
    this.#last = { seq: start.seq, now: start.now }
  }

  get recorded(): { readonly seq: number; readonly hash: string } | undefined {
    return this.#recorded
  }

  /** The next group carries one, whatever the schedule says. */
  ask(): void {
    this.#asked = true
  }

  /** The hash to record at this position, or null. */
  take({ seq, now }: Position, compute: () => string): string | null {
    const due = this.#asked || seq - this.#last.seq >= this.#everyCommands || now - this.#last.now >= this.#everyMs
    if (!due) return null
    this.#asked = false
    this.#last = { seq, now }
    const hash = compute()
    this.#recorded = { seq, hash }
    return hash
  }
}
