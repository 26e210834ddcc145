/** A disk for simulations: groups reach it only when the schedule says so, and a crash takes or tears what has not. */
import { type MemoryStore, memoryStore, openMemoryJournal } from '../../src/journal/memory.ts'
import type { Journal, NewGroup } from '../../src/journal/port.ts'

interface Write {
  readonly group: NewGroup
  readonly resolve: (hash: string) => void
  readonly reject: (error: Error) => void
}

export class SimulatedDisk {
  readonly store: MemoryStore = memoryStore()
  #journal: Journal | undefined
  #writes: Write[] = []

  /** The journal of a process that has just started. */
  async open(): Promise<Journal> {
    const journal = await openMemoryJournal(this.store)
    this.#journal = journal
    // What a process writes after it is dead goes nowhere.
    const append = (group: NewGroup): Promise<string> =>
      new Promise((resolve, reject) => {
        if (this.#journal === journal) this.#writes.push({ group, resolve, reject })
      })
    return { ...journal, append }
  }

  get busy(): boolean {
    return this.#writes.length > 0
  }

  /** The oldest write is on the platter. */
  async sync(): Promise<void> {
    const write = this.#writes.shift()
    if (write === undefined || this.#journal === undefined) return
    write.resolve(await this.#journal.append(write.group))
  }

  fail(): void {
    this.#writes.shift()?.reject(new Error('input/output error'))
  }

  /** Power is gone: a write under way has reached the platter whole, or was torn and will be cut. Nobody hears of either. */
  async crash(landed: boolean): Promise<void> {
    const write = this.#writes[0]
    this.#writes = []
    const journal = this.#journal
    this.#journal = undefined
    if (landed && write !== undefined) await journal?.append(write.group)
  }
}
