/** A book and its twin driven side by side, for tests: stops at the first difference. Who drives them is the test's business. */
import { ByteReader, ByteWriter } from '../../../base/bytes.ts'
import { Book } from './book.ts'
import type { Operation } from './random.ts'
import { type Result, TwinBook } from './twin.ts'
import { BUY, SELL, type Side, type Taker } from './types.ts'

/** The book's result buffers as the twin's records. `account`: whose call it was. */
export function resultOf(book: Book, account: number): Result {
  const { fills, prevented, changes, remaining, traded, notional } = book
  const result: Result = { fills: [], prevented: [], changes: [], remaining, traded, notional }
  for (let i = 0; i < fills.count; i++) {
    const [maker, owner, price] = [at(fills.maker, i), at(fills.account, i), at(fills.price, i)]
    result.fills.push({ maker, account: owner, price, lots: at(fills.lots, i), left: at(fills.left, i) })
  }
  for (let i = 0; i < prevented.count; i++) {
    const [maker, price, lots] = [at(prevented.maker, i), at(prevented.price, i), at(prevented.lots, i)]
    result.prevented.push({ maker, account, price, lots, left: at(prevented.left, i) })
  }
  for (let i = 0; i < changes.count; i++) {
    result.changes.push({ side: at(changes.side, i) as Side, price: at(changes.price, i), lots: at(changes.lots, i) })
  }
  return result
}

export function savedBytes(book: { save(writer: ByteWriter): void }): Uint8Array {
  const writer = new ByteWriter()
  book.save(writer)
  return writer.done()
}

/** A book that knows nothing but the saved bytes of another. */
export function copyOf(book: Book): Book {
  const copy = new Book()
  const reader = new ByteReader(savedBytes(book))
  copy.load(reader)
  if (!reader.ended) throw new Error('load leaves bytes unread')
  return copy
}

export class Pair {
  book = new Book()
  readonly twin = new TwinBook()

  /** Applies it to both and compares everything the call reported; returns the outcome, or the lots of a cancel. */
  apply(operation: Operation): number {
    const account = operation.kind === 'place' ? operation.taker.account : 0
    const [ours, theirs] = this.#both(operation)
    const fast = JSON.stringify([ours, resultOf(this.book, account), this.book.bestBid(), this.book.bestAsk()])
    const [bid, ask] = [this.twin.depth(BUY)[0], this.twin.depth(SELL)[0]]
    const slow = JSON.stringify([theirs, this.twin.result, bid?.price ?? 0, ask?.price ?? 0])
    if (fast !== slow) throw new Error(`${JSON.stringify(operation)}\nbook ${fast}\ntwin ${slow}`)
    return ours
  }

  /** Compares depth, orders, escrow totals and saved bytes. */
  compareAll(): void {
    const { book, twin } = this
    const orders = twin.orders().map((order) => ({ ...order, slice: order.hidden > 0 ? order.slice : 0 }))
    let bidNotional = 0
    let askLots = 0
    for (const order of orders) {
      const lots = order.lots + order.hidden
      if (order.side === BUY) bidNotional += order.price * lots
      else askLots += lots
    }
    const fast = [[...book.orders()], book.depth(BUY, 1e9), book.depth(SELL, 1e9), book.bidNotional, book.askLots]
    const slow = [orders, twin.depth(BUY), twin.depth(SELL), bidNotional, askLots]
    if (JSON.stringify(fast) !== JSON.stringify(slow)) throw new Error('the books differ')
    if (!sameBytes(savedBytes(book), savedBytes(twin))) throw new Error('the saved bytes differ')
  }

  /** Goes on with a book that only knows the saved bytes. */
  reload(): void {
    this.book = copyOf(this.book)
  }

  /** Stops unless the dry run names exactly what the order trades when it is placed. Changes neither book. */
  compareQuote(taker: Taker): void {
    const { lots, notional, worst } = this.book.quote(taker)
    const trial = copyOf(this.book)
    trial.place({ ...taker, tif: 'ioc' })
    const last = trial.fills.count === 0 ? 0 : at(trial.fills.price, trial.fills.count - 1)
    if (lots !== trial.traded || notional !== trial.notional || worst !== last) {
      throw new Error(`quote says ${lots} lots, ${notional} µCR, ${worst}: ${JSON.stringify(taker)}`)
    }
  }

  #both(operation: Operation): [number, number] {
    const { book, twin } = this
    switch (operation.kind) {
      case 'place':
        return [book.place(operation.taker), twin.place(operation.taker)]
      case 'cancel':
        return [book.cancel(operation.id), twin.cancel(operation.id)]
      case 'reduce': {
        const order = book.order(operation.id)
        const whole = order ? order.lots + order.hidden : 0
        const lots = Math.max(1, Math.floor((whole * operation.percent) / 100))
        if (whole === lots) return [book.cancel(operation.id), twin.cancel(operation.id)]
        return [book.reduce(operation.id, lots), twin.reduce(operation.id, lots)]
      }
    }
  }
}

function at(column: Float64Array, row: number): number {
  return column[row]!
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
