/** Where handlers put what happened: events in order, ledger moves grouped into entries. */
import type { EntryKind, Event } from './event.ts'
import type { Slot } from './ledger/chart.ts'
import type { Ledger } from './ledger/ledger.ts'

export class Out {
  readonly #ledger: Ledger
  #events: Event[] = []
  #moves: number[] = []

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  emit(event: Event): void {
    this.#events.push(event)
  }

  /** Starts a ledger entry; the moves that follow belong to it. */
  entry(kind: EntryKind, ref: string): void {
    this.#moves = []
    this.#events.push({ type: 'entry', kind, ref, moves: this.#moves })
  }

  /** Books a move in the entry that was started last; an amount of 0 books nothing. */
  move(from: Slot, to: Slot, amount: number): void {
    if (amount === 0) return
    this.#ledger.move(from, to, amount)
    this.#moves.push(from, to, amount)
  }

  get isEmpty(): boolean {
    return this.#events.length === 0
  }

  /** Hands out the events of this command and starts anew; entries without moves are left out. */
  take(): readonly Event[] {
    const events = this.#events
    this.#events = []
    this.#moves = []
    for (const event of events) if (event.type === 'entry' && event.moves.length === 0) return events.filter(hasContent)
    return events
  }
}

function hasContent(event: Event): boolean {
  return event.type !== 'entry' || event.moves.length > 0
}
