/** State as hashable, restorable parts made of pages; only pages that changed are encoded and hashed again. */
import { ByteReader, ByteWriter } from '../base/bytes.ts'

/** A page of a component as it is stored. */
export type StoredPage = readonly [page: number, bytes: Uint8Array]

/** One component of the engine's state. Its pages from `firstPage` to `pageCount` that are not empty are the component, in order. */
export interface Part {
  readonly name: string
  firstPage(): number
  pageCount(): number
  /** True when all that was on the page is gone: neither hash nor snapshot grow with what was. Never for the last page. */
  isEmpty(page: number): boolean
  encodePage(page: number): Uint8Array
  /** True when the page may differ from when `markClean` was last called. */
  isDirty(page: number): boolean
  markClean(page: number): void
  load(span: { readonly firstPage: number; readonly pageCount: number }, pages: readonly StoredPage[]): void
}

/** A small component that is always encoded whole. */
export function wholePart(name: string, save: (w: ByteWriter) => void, load: (r: ByteReader) => void): Part {
  return {
    name,
    firstPage: () => 0,
    pageCount: () => 1,
    isEmpty: () => false,
    encodePage: () => {
      const w = new ByteWriter()
      save(w)
      return w.done()
    },
    isDirty: () => true,
    markClean: () => {},
    load: (_span, pages) => load(new ByteReader((pages[0] as StoredPage)[1])),
  }
}

/** A small component that is one JSON value. */
export function jsonPart<T>(name: string, save: () => T, load: (value: T) => void): Part {
  return wholePart(
    name,
    (w) => w.json(save()),
    (r) => load(r.json<T>()),
  )
}

/** SHA-256 or any other 32-byte digest; handed in because the core has no I/O and no crypto module. */
export type Digest = (bytes: Uint8Array) => Uint8Array

/** Digest over all parts, keeping the digests of clean pages. */
export class StateHasher {
  readonly #parts: readonly Part[]
  readonly #known: Map<number, Uint8Array>[]

  constructor(parts: readonly Part[]) {
    this.#parts = parts
    this.#known = parts.map(() => new Map())
  }

  hash(digest: Digest): string {
    const root = new ByteWriter(4096)
    for (const [i, part] of this.#parts.entries()) {
      const known = this.#known[i] as Map<number, Uint8Array>
      const [first, count] = [part.firstPage(), part.pageCount()]
      root.text(part.name).f64(first).f64(count)
      for (const page of known.keys()) if (page < first || part.isEmpty(page)) known.delete(page)
      for (let page = first; page < count; page++)
        if (!part.isEmpty(page)) root.f64(page).raw(pageDigest({ part, known, digest }, page))
    }
    return hex(digest(root.done()))
  }
}

interface Hashing {
  readonly part: Part
  readonly known: Map<number, Uint8Array>
  readonly digest: Digest
}

function pageDigest({ part, known, digest }: Hashing, page: number): Uint8Array {
  const kept = known.get(page)
  if (kept !== undefined && !part.isDirty(page)) return kept
  const fresh = digest(part.encodePage(page))
  known.set(page, fresh)
  part.markClean(page)
  return fresh
}

/** All parts as one block of bytes. */
export function encodeParts(parts: readonly Part[]): Uint8Array {
  const w = new ByteWriter(1 << 20).u32(parts.length)
  for (const part of parts) {
    const [first, count] = [part.firstPage(), part.pageCount()]
    const full: number[] = []
    for (let page = first; page < count; page++) if (!part.isEmpty(page)) full.push(page)
    w.text(part.name).f64(first).f64(count).f64(full.length)
    for (const page of full) w.f64(page).block(part.encodePage(page))
  }
  return w.done()
}

/** Loads what `encodeParts` wrote into parts of the same names and order. */
export function decodeParts(parts: readonly Part[], r: ByteReader): void {
  const count = r.u32()
  if (count !== parts.length) throw new Error(`snapshot has ${count} parts, this build ${parts.length}`)
  for (const part of parts) {
    const name = r.text()
    if (name !== part.name) throw new Error(`snapshot has part "${name}" where this build has "${part.name}"`)
    const [firstPage, pageCount, full] = [r.f64(), r.f64(), r.f64()]
    const pages: StoredPage[] = []
    for (let i = 0; i < full; i++) pages.push([r.f64(), r.block()])
    part.load({ firstPage, pageCount }, pages)
  }
}

function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}
