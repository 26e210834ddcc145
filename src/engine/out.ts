/** Where handlers put what happened: events in order, ledger moves grouped into entries. */
import { assert } from '../base/assert.ts'
import type { EntryKind } from './entry-kinds.ts'
import type { Event } from './event.ts'
import type { Slot } from './ledger/chart.ts'
import type { Ledger } from './ledger/ledger.ts'

/** A list that one command made longer than this is not kept for the next. */
const KEPT = 1024

/**
 * Events and moves gather in lists that every command uses again; what leaves is cut to its size. A list that grows by
 * pushing reserves room for sixteen more: with several lists a command that was most of what the engine allocated.
 */
export class Out {
  readonly #ledger: Ledger
  readonly #events: Event[] = []
  #count = 0
  /** Of the entry that is open. */
  readonly #moves: number[] = []
  #moved = 0
  #kind: EntryKind | undefined
  #ref = ''

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  /** Ends the entry that is open: moves that follow need a new one. */
  emit(event: Event): void {
    this.#endEntry()
    this.#events[this.#count++] = event
  }

  /** Starts a ledger entry; the moves that follow belong to it. One without moves leaves no event. */
  entry(kind: EntryKind, ref: string): void {
    this.#endEntry()
    this.#kind = kind
    this.#ref = ref
  }

  /** Books a move in the entry that is open; an amount of 0 books nothing. */
  move(from: Slot, to: Slot, amount: number): void {
    if (amount === 0) return
    assert(this.#kind !== undefined, 'a move outside of an entry')
    this.#ledger.move(from, to, amount)
    const moves = this.#moves
    const at = this.#moved
    moves[at] = from
    moves[at + 1] = to
    moves[at + 2] = amount
    this.#moved = at + 3
  }

  #endEntry(): void {
    if (this.#kind !== undefined && this.#moved > 0) {
      const moves = this.#moves.slice(0, this.#moved)
      this.#events[this.#count++] = { type: 'entry', kind: this.#kind, ref: this.#ref, moves }
      this.#moved = 0
    }
    this.#kind = undefined
  }

  get isEmpty(): boolean {
    return this.#count === 0 && this.#kind === undefined
  }

  /** Hands out the events of this command and starts anew. */
  take(): readonly Event[] {
    this.#endEntry()
    const events = this.#events.slice(0, this.#count)
    this.#count = 0
    if (events.length > KEPT) this.#events.length = 0
    return events
  }
}
