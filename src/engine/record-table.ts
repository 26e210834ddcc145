/** Records with dense integer ids 1, 2, 3 … in pages; pages whose records are all removed are dropped from memory. */
import { ByteReader, ByteWriter } from '../base/bytes.ts'
import type { Part } from './parts.ts'

const PAGE = 256

interface Page<T> {
  readonly rows: (T | null)[]
  live: number
  dirty: boolean
}

/** Call `touch` after changing a record in place: the state hash trusts it. */
export class RecordTable<T extends object> implements Part {
  readonly name: string
  #pages = new Map<number, Page<T>>()
  #count = 0
  #first = 0

  constructor(name: string) {
    this.name = name
  }

  /** The id that the next `push` gives. */
  get nextId(): number {
    return this.#count + 1
  }

  /** Ids come from outside too: what is no number names no record, though '1' − 1 would find one. */
  get(id: number): T | undefined {
    if (typeof id !== 'number') return undefined
    return this.#pages.get(Math.floor((id - 1) / PAGE))?.rows[(id - 1) % PAGE] ?? undefined
  }

  push(record: T): number {
    const page = this.#pageOf(this.#count)
    page.rows.push(record)
    page.live += 1
    page.dirty = true
    this.#count += 1
    return this.#count
  }

  remove(id: number): void {
    const index = Math.floor((id - 1) / PAGE)
    const page = this.#pages.get(index)
    if (page?.rows[(id - 1) % PAGE] == null) return
    page.rows[(id - 1) % PAGE] = null
    page.live -= 1
    page.dirty = true
    if (page.live === 0 && page.rows.length === PAGE) this.#drop(index)
  }

  touch(id: number): void {
    const page = this.#pages.get(Math.floor((id - 1) / PAGE))
    if (page) page.dirty = true
  }

  *entries(): Generator<[id: number, record: T]> {
    for (let index = this.#first; index < this.pageCount(); index++) {
      const rows = this.#pages.get(index)?.rows
      if (!rows) continue
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]
        if (row != null) yield [index * PAGE + i + 1, row]
      }
    }
  }

  #pageOf(position: number): Page<T> {
    const index = Math.floor(position / PAGE)
    const known = this.#pages.get(index)
    if (known) return known
    const fresh: Page<T> = { rows: [], live: 0, dirty: true }
    this.#pages.set(index, fresh)
    return fresh
  }

  #drop(index: number): void {
    this.#pages.delete(index)
    const end = Math.floor(this.#count / PAGE)
    while (this.#first < end && !this.#pages.has(this.#first)) this.#first += 1
  }

  firstPage(): number {
    return this.#first
  }

  pageCount(): number {
    return Math.ceil(this.#count / PAGE)
  }

  encodePage(index: number): Uint8Array {
    const page = this.#pages.get(index)
    return page ? new ByteWriter(PAGE * 64).json(page.rows).done() : new Uint8Array(0)
  }

  isDirty(index: number): boolean {
    return this.#pages.get(index)?.dirty ?? true
  }

  markClean(index: number): void {
    const page = this.#pages.get(index)
    if (page) page.dirty = false
  }

  load(first: number, pages: readonly Uint8Array[]): void {
    this.#pages = new Map()
    this.#first = first
    this.#count = (first + pages.length) * PAGE
    pages.forEach((bytes, i) => {
      if (bytes.length === 0) return
      const rows = new ByteReader(bytes).json<(T | null)[]>()
      this.#pages.set(first + i, { rows, live: rows.filter((row) => row !== null).length, dirty: true })
      if (i === pages.length - 1) this.#count -= PAGE - rows.length
    })
  }
}
