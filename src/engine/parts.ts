/** State as hashable, restorable parts made of pages; only pages that changed are encoded and hashed again. */
import { ByteReader, ByteWriter } from '../base/bytes.ts'

/** One component of the engine's state. The pages together are the component, in order. */
export interface Part {
  readonly name: string
  pageCount(): number
  encodePage(page: number): Uint8Array
  /** True when the page may differ from when `markClean` was last called. */
  isDirty(page: number): boolean
  markClean(page: number): void
  load(pages: readonly Uint8Array[]): void
}

/** A small component that is always encoded whole. */
export function wholePart(name: string, save: (w: ByteWriter) => void, load: (r: ByteReader) => void): Part {
  return {
    name,
    pageCount: () => 1,
    encodePage: () => {
      const w = new ByteWriter()
      save(w)
      return w.done()
    },
    isDirty: () => true,
    markClean: () => {},
    load: (pages) => load(new ByteReader(pages[0] as Uint8Array)),
  }
}

const PAGE_RECORDS = 256

/** Records with dense integer ids 1, 2, 3 …; removed ones stay as null. Call `touch` after changing a record in place. */
export class RecordTable<T extends object> implements Part {
  readonly name: string
  #records: (T | null)[] = []
  #dirty: boolean[] = []
  #live = 0

  constructor(name: string) {
    this.name = name
  }

  /** The id that the next `push` gives. */
  get nextId(): number {
    return this.#records.length + 1
  }

  get liveCount(): number {
    return this.#live
  }

  get(id: number): T | undefined {
    return this.#records[id - 1] ?? undefined
  }

  push(record: T): number {
    this.#records.push(record)
    this.#live += 1
    const id = this.#records.length
    this.touch(id)
    return id
  }

  remove(id: number): void {
    if (this.#records[id - 1] == null) return
    this.#records[id - 1] = null
    this.#live -= 1
    this.touch(id)
  }

  touch(id: number): void {
    this.#dirty[Math.floor((id - 1) / PAGE_RECORDS)] = true
  }

  *entries(): Generator<[id: number, record: T]> {
    for (let i = 0; i < this.#records.length; i++) {
      const record = this.#records[i]
      if (record != null) yield [i + 1, record]
    }
  }

  pageCount(): number {
    return Math.ceil(this.#records.length / PAGE_RECORDS)
  }

  encodePage(page: number): Uint8Array {
    const rows = this.#records.slice(page * PAGE_RECORDS, (page + 1) * PAGE_RECORDS)
    return new ByteWriter(PAGE_RECORDS * 64).json(rows).done()
  }

  isDirty(page: number): boolean {
    return this.#dirty[page] !== false
  }

  markClean(page: number): void {
    this.#dirty[page] = false
  }

  load(pages: readonly Uint8Array[]): void {
    this.#records = []
    for (const page of pages) for (const row of new ByteReader(page).json<(T | null)[]>()) this.#records.push(row)
    this.#live = this.#records.filter((row) => row !== null).length
    this.#dirty = []
  }
}

/** SHA-256 or any other 32-byte digest; handed in because the core has no I/O and no crypto module. */
export type Digest = (bytes: Uint8Array) => Uint8Array

/** Digest over all parts, keeping the digests of clean pages. */
export class StateHasher {
  readonly #parts: readonly Part[]
  readonly #pages: Uint8Array[][]

  constructor(parts: readonly Part[]) {
    this.#parts = parts
    this.#pages = parts.map(() => [])
  }

  hash(digest: Digest): string {
    const root = new ByteWriter(4096)
    this.#parts.forEach((part, i) => {
      const known = this.#pages[i] as Uint8Array[]
      const count = part.pageCount()
      known.length = Math.min(known.length, count)
      root.text(part.name).u32(count)
      for (let page = 0; page < count; page++) {
        if (known[page] === undefined || part.isDirty(page)) {
          known[page] = digest(part.encodePage(page))
          part.markClean(page)
        }
        root.raw(known[page] as Uint8Array)
      }
    })
    return hex(digest(root.done()))
  }

  /** Forget cached digests, after a load. */
  reset(): void {
    for (const pages of this.#pages) pages.length = 0
  }
}

export function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}
