/** Records with dense integer ids 1, 2, 3 … in pages; pages whose records are all removed are dropped from memory. */
import { ByteReader, ByteWriter } from '../base/bytes.ts'
import type { Part, StoredPage } from './parts.ts'

const PAGE = 256

interface Page<T> {
  readonly rows: (T | null)[]
  live: number
  dirty: boolean
}

/** Dropped pages at the front that are worth closing up for. */
const TRIM_PAGES = 1024

/** Call `touch` after changing a record in place: the state hash trusts it. */
export class RecordTable<T extends object> implements Part {
  readonly name: string
  /** Pages from `#base` on; undefined for one that is dropped. */
  #pages: (Page<T> | undefined)[] = []
  #base = 0
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
    return this.#pageAt(id)?.rows[(id - 1) % PAGE] ?? undefined
  }

  push(record: T): number {
    const index = Math.floor(this.#count / PAGE) - this.#base
    let page = this.#pages[index]
    if (page === undefined) {
      page = { rows: [], live: 0, dirty: true }
      this.#pages[index] = page
    }
    page.rows.push(record)
    page.live += 1
    page.dirty = true
    this.#count += 1
    return this.#count
  }

  remove(id: number): void {
    const page = this.#pageAt(id)
    if (page?.rows[(id - 1) % PAGE] == null) return
    page.rows[(id - 1) % PAGE] = null
    page.live -= 1
    page.dirty = true
    if (page.live === 0 && page.rows.length === PAGE) this.#drop(Math.floor((id - 1) / PAGE))
  }

  touch(id: number): void {
    const page = this.#pageAt(id)
    if (page) page.dirty = true
  }

  *entries(): Generator<[id: number, record: T]> {
    for (let index = this.#first; index < this.pageCount(); index++) {
      const rows = this.#pages[index - this.#base]?.rows
      if (!rows) continue
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]
        if (row != null) yield [index * PAGE + i + 1, row]
      }
    }
  }

  #pageAt(id: number): Page<T> | undefined {
    const index = Math.floor((id - 1) / PAGE) - this.#base
    return index >= 0 && index < this.#pages.length ? this.#pages[index] : undefined
  }

  #drop(index: number): void {
    this.#pages[index - this.#base] = undefined
    const end = Math.floor(this.#count / PAGE)
    while (this.#first < end && this.#pages[this.#first - this.#base] === undefined) this.#first += 1
    const gone = this.#first - this.#base
    if (gone < TRIM_PAGES || gone * 2 < this.#pages.length) return
    this.#pages.splice(0, gone)
    this.#base = this.#first
  }

  firstPage(): number {
    return this.#first
  }

  pageCount(): number {
    return Math.ceil(this.#count / PAGE)
  }

  isEmpty(index: number): boolean {
    return this.#pages[index - this.#base] === undefined
  }

  encodePage(index: number): Uint8Array {
    return new ByteWriter(PAGE * 64).json(this.#pages[index - this.#base]?.rows ?? []).done()
  }

  isDirty(index: number): boolean {
    return this.#pages[index - this.#base]?.dirty ?? true
  }

  markClean(index: number): void {
    const page = this.#pages[index - this.#base]
    if (page) page.dirty = false
  }

  load({ firstPage, pageCount }: Parameters<Part['load']>[0], pages: readonly StoredPage[]): void {
    this.#pages = new Array(pageCount - firstPage).fill(undefined)
    this.#base = firstPage
    this.#first = firstPage
    this.#count = pageCount * PAGE
    for (const [page, bytes] of pages) {
      const rows = new ByteReader(bytes).json<(T | null)[]>()
      this.#pages[page - firstPage] = { rows, live: rows.filter((row) => row !== null).length, dirty: true }
      if (page === pageCount - 1) this.#count -= PAGE - rows.length
    }
  }
}
