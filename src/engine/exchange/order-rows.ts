/** The rows of all orders by id, as numbers in blocks. Who owns which order, and when it goes, is orders.ts. */
import { assert } from '../../base/assert.ts'
import { ByteReader, ByteWriter } from '../../base/bytes.ts'
import type { OrderId } from '../command.ts'
import type { Part, StoredPage } from '../parts.ts'
import { IdIndex } from './book/id-index.ts'
import {
  COLUMNS,
  hasClientId,
  hasTerms,
  ID,
  markTerms,
  NEXT,
  type NewOrder,
  Order,
  PREVIOUS,
  STORED_COLUMNS,
  writeOrder,
} from './order.ts'
import { noTerms, type OrderTerms, readTerms, writeTerms } from './terms.ts'

/** Rows of one block: memory comes in blocks, so that growing never copies what is there. */
const BLOCK_ROWS = 1024
/** Ids of one page of the state hash. */
const PAGE_IDS = 256
const STORED_BYTES = STORED_COLUMNS * 8

/** Rows by order id 1, 2, 3 …; the row of an order that is removed serves another. */
export class OrderRows implements Part {
  readonly name = 'orders'
  #blocks: Float64Array[] = []
  #index = new IdIndex()
  /** By slot. */
  #clientIds = new Map<number, string>()
  /** By slot. */
  #terms = new Map<number, OrderTerms>()
  /** Slot 0 is none. */
  #used = 1
  /** Removed rows, linked through NEXT. */
  #free = 0
  /** Ids given out. */
  #count = 0
  /** By page: orders that live, and whether one changed. */
  #live = new Uint16Array(64)
  #dirty = new Uint8Array(64)
  #first = 0

  /** The id that the next order gets. */
  get nextId(): OrderId {
    return (this.#count + 1) as OrderId
  }

  /** Ids come from outside too: what is no number names no order. */
  get(id: number): Order | undefined {
    const slot = typeof id === 'number' ? this.#index.get(id) : 0
    return slot === 0 ? undefined : this.at(slot)
  }

  /** The order of a slot that is in use. */
  at(slot: number): Order {
    const block = this.#blockOf(slot)
    const base = baseOf(slot)
    const clientOrderId = hasClientId(block, base) ? (this.#clientIds.get(slot) as string) : null
    const terms = hasTerms(block, base) ? (this.#terms.get(slot) as OrderTerms) : null
    return new Order(block, base, { slot, clientOrderId, terms })
  }

  add(order: NewOrder): Order {
    const slot = this.#newSlot()
    const id = ++this.#count
    writeOrder({ block: this.#blockOf(slot), base: baseOf(slot) }, id, order)
    const { clientOrderId } = order.input
    if (clientOrderId !== undefined) this.#clientIds.set(slot, clientOrderId)
    if (order.terms !== null) this.#terms.set(slot, order.terms)
    this.#put(id, slot)
    return this.at(slot)
  }

  /** The order's terms, which it has from now on. */
  termsOf({ slot }: Order): OrderTerms {
    const known = this.#terms.get(slot)
    if (known) return known
    const fresh = noTerms()
    this.#terms.set(slot, fresh)
    markTerms(this.#blockOf(slot), baseOf(slot))
    return fresh
  }

  remove({ id, slot, clientOrderId, terms }: Order): void {
    const page = pageOf(id)
    this.#index.delete(id)
    if (clientOrderId !== null) this.#clientIds.delete(slot)
    if (terms !== null) this.#terms.delete(slot)
    this.#blockOf(slot)[baseOf(slot) + NEXT] = this.#free
    this.#free = slot
    this.#live[page] = this.#live[page]! - 1
    this.#dirty[page] = 1
    const whole = Math.floor(this.#count / PAGE_IDS)
    while (this.#first < whole && this.#live[this.#first] === 0) this.#first += 1
  }

  touch(id: OrderId): void {
    this.#dirty[pageOf(id)] = 1
  }

  /** By id. */
  *all(): Generator<Order, void> {
    for (let page = this.#first; page < this.pageCount(); page++) {
      if (this.#live[page] === 0) continue
      for (let id = page * PAGE_IDS + 1; id <= Math.min((page + 1) * PAGE_IDS, this.#count); id++) {
        const slot = this.#index.get(id)
        if (slot !== 0) yield this.at(slot)
      }
    }
  }

  next(slot: number): number {
    return this.#blockOf(slot)[baseOf(slot) + NEXT]!
  }

  previous(slot: number): number {
    return this.#blockOf(slot)[baseOf(slot) + PREVIOUS]!
  }

  /** Makes two rows neighbours; 0 for one of them is an end. */
  link(before: number, after: number): void {
    if (before !== 0) this.#blockOf(before)[baseOf(before) + NEXT] = after
    if (after !== 0) this.#blockOf(after)[baseOf(after) + PREVIOUS] = before
  }

  #blockOf(slot: number): Float64Array {
    return this.#blocks[Math.floor(slot / BLOCK_ROWS)]!
  }

  #newSlot(): number {
    const freed = this.#free
    if (freed !== 0) {
      this.#free = this.next(freed)
      return freed
    }
    if (this.#used >= this.#blocks.length * BLOCK_ROWS) this.#blocks.push(new Float64Array(BLOCK_ROWS * COLUMNS))
    return this.#used++
  }

  #put(id: number, slot: number): void {
    const page = pageOf(id)
    if (page >= this.#live.length) {
      this.#live = widened(this.#live, new Uint16Array(page * 2))
      this.#dirty = widened(this.#dirty, new Uint8Array(page * 2))
    }
    assert(this.#index.add(id, slot), 'an order with this id is there already')
    this.#live[page] = this.#live[page]! + 1
    this.#dirty[page] = 1
  }

  firstPage(): number {
    return this.#first
  }

  pageCount(): number {
    return Math.ceil(this.#count / PAGE_IDS)
  }

  isEmpty(page: number): boolean {
    return this.#live[page] === 0 && page < Math.floor(this.#count / PAGE_IDS)
  }

  /** u32 ids given out, u32 orders that live; per order its stored columns, then its client order id and its terms if it has them. */
  encodePage(page: number): Uint8Array {
    const live = this.#live[page]!
    const first = page * PAGE_IDS
    const given = Math.min(PAGE_IDS, this.#count - first)
    const w = new ByteWriter(8 + live * STORED_BYTES).u32(given).u32(live)
    for (let id = first + 1; id <= first + given; id++) {
      const slot = this.#index.get(id)
      if (slot === 0) continue
      const block = this.#blockOf(slot)
      w.raw(new Uint8Array(block.buffer, block.byteOffset + baseOf(slot) * 8, STORED_BYTES))
      const clientId = this.#clientIds.get(slot)
      if (clientId !== undefined) w.text(clientId)
      const terms = this.#terms.get(slot)
      if (terms !== undefined) writeTerms(w, terms)
    }
    return w.done()
  }

  isDirty(page: number): boolean {
    return this.#dirty[page] !== 0
  }

  markClean(page: number): void {
    this.#dirty[page] = 0
  }

  load({ firstPage, pageCount }: Parameters<Part['load']>[0], pages: readonly StoredPage[]): void {
    this.#blocks = []
    this.#index = new IdIndex()
    this.#clientIds = new Map()
    this.#terms = new Map()
    this.#used = 1
    this.#free = 0
    this.#first = firstPage
    this.#count = pageCount * PAGE_IDS
    this.#live = new Uint16Array(Math.max(64, pageCount * 2))
    this.#dirty = new Uint8Array(this.#live.length).fill(1)
    for (const [page, bytes] of pages) {
      const given = this.#loadPage(page, new ByteReader(bytes))
      if (page === pageCount - 1) this.#count -= PAGE_IDS - given
    }
  }

  /** Ids that were given out on the page. */
  #loadPage(page: number, r: ByteReader): number {
    const given = r.u32()
    const live = r.u32()
    const before = page * PAGE_IDS
    for (let i = 0; i < live; i++) {
      const slot = this.#newSlot()
      const block = this.#blockOf(slot)
      const base = baseOf(slot)
      for (let column = 0; column < STORED_COLUMNS; column++) block[base + column] = r.f64()
      if (hasClientId(block, base)) this.#clientIds.set(slot, r.text())
      if (hasTerms(block, base)) this.#terms.set(slot, readTerms(r))
      const id = block[base + ID]!
      assert(id > before && id <= before + given, `order ${id} is on another page`)
      this.#put(id, slot)
    }
    return given
  }
}

function baseOf(slot: number): number {
  return (slot % BLOCK_ROWS) * COLUMNS
}

function pageOf(id: number): number {
  return Math.floor((id - 1) / PAGE_IDS)
}

function widened<T extends Uint8Array | Uint16Array>(array: T, wider: T): T {
  wider.set(array)
  return wider
}
