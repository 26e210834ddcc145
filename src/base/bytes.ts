/** Growable little-endian byte writer and its reader: the one encoding of snapshots and state hashes. */
import { assert } from './assert.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export class ByteWriter {
  #bytes: Uint8Array
  #view: DataView
  #length = 0

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity)
    this.#view = new DataView(this.#bytes.buffer)
  }

  #reserve(size: number): number {
    const at = this.#length
    const need = at + size
    if (need > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(need, this.#bytes.length * 2))
      grown.set(this.#bytes.subarray(0, at))
      this.#bytes = grown
      this.#view = new DataView(grown.buffer)
    }
    this.#length = need
    return at
  }

  u8(value: number): this {
    const at = this.#reserve(1)
    this.#view.setUint8(at, value)
    return this
  }

  u32(value: number): this {
    const at = this.#reserve(4)
    this.#view.setUint32(at, value, true)
    return this
  }

  /** Any number exactly: money integers stay below 2^53. */
  f64(value: number): this {
    const at = this.#reserve(8)
    this.#view.setFloat64(at, value, true)
    return this
  }

  text(value: string): this {
    const bytes = encoder.encode(value)
    this.u32(bytes.length)
    this.raw(bytes)
    return this
  }

  /** JSON with the key order the object has; only for records built in one place. */
  json(value: unknown): this {
    return this.text(JSON.stringify(value))
  }

  raw(bytes: Uint8Array): this {
    const at = this.#reserve(bytes.length)
    this.#bytes.set(bytes, at)
    return this
  }

  /** Length-prefixed block. */
  block(bytes: Uint8Array): this {
    this.u32(bytes.length)
    return this.raw(bytes)
  }

  /** A copy of what was written. */
  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  #take(size: number): number {
    const at = this.#at
    assert(at + size <= this.#bytes.length, 'snapshot ends too early')
    this.#at = at + size
    return at
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1))
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true)
  }

  text(): string {
    const size = this.u32()
    const at = this.#take(size)
    return decoder.decode(this.#bytes.subarray(at, at + size))
  }

  /** The caller names the type that the matching writer wrote. */
  json<T>(): T {
    return JSON.parse(this.text()) as T
  }

  block(): Uint8Array {
    const size = this.u32()
    const at = this.#take(size)
    return this.#bytes.slice(at, at + size)
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length
  }
}
