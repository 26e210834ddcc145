/** Saved books: the same bytes for the same orders, and nothing but a sound book comes out of them. */
import { describe, expect, it } from 'vitest'
import { scaled } from '../../../../test/scale.ts'
import { ByteReader, ByteWriter } from '../../../base/bytes.ts'
import { prng } from '../../../base/prng.ts'
import { Book } from './book.ts'
import { copyOf, resultOf, savedBytes } from './pair.ts'
import { randomOperation, TERRAINS } from './random.ts'
import { BUY, SELL, type Side, type Taker } from './types.ts'

function limit(id: number, side: Side, price: number): Taker {
  const budget = Number.POSITIVE_INFINITY
  return { id, account: 1, side, limit: price, lots: 5, budget, feeBps: 0, tif: 'gtc', stp: 0, slice: 0 }
}

function load(bytes: Uint8Array): Book {
  const book = new Book()
  book.load(new ByteReader(bytes))
  return book
}

/** Bytes of orders as they come, sound or not. */
function bytesOf(
  orders: readonly {
    side: number
    price: number
    id: number
    account: number
    lots: number
    hidden: number
    slice: number
  }[],
): Uint8Array {
  const writer = new ByteWriter().u32(orders.length)
  for (const { side, price, id, account, lots, hidden, slice } of orders)
    writer.u8(side).u32(price).f64(id).u32(account).f64(lots).f64(hidden).f64(slice)
  return writer.done()
}

describe('a saved book', () => {
  it('goes on exactly as the book that never stopped', () => {
    for (const terrain of TERRAINS) {
      const random = prng(99)
      const kept = new Book()
      let resumed = new Book()
      for (let n = 1; n <= scaled(20_000); n++) {
        if (random.below(100) === 0) resumed = copyOf(resumed)
        const live = [...kept.orders()].map((order) => order.id)
        const operation = randomOperation(random, terrain, { live, nextId: n })
        if (operation.kind === 'cancel') expect(resumed.cancel(operation.id)).toBe(kept.cancel(operation.id))
        if (operation.kind !== 'place') continue
        expect(resumed.place(operation.taker)).toBe(kept.place(operation.taker))
        expect(resultOf(resumed, 0)).toEqual(resultOf(kept, 0))
      }
      expect(savedBytes(resumed)).toEqual(savedBytes(kept))
      expect([resumed.bidNotional, resumed.askLots]).toEqual([kept.bidNotional, kept.askLots])
    }
  })

  it('has the same bytes whatever happened before its orders rested', () => {
    const plain = new Book()
    const eventful = new Book()
    for (let id = 100; id < 400; id++)
      eventful.place(limit(id, id % 2 === 0 ? BUY : SELL, 1_000 + (id % 2) + id * (id % 3)))
    for (let id = 100; id < 400; id++) eventful.cancel(id)
    for (const book of [plain, eventful]) {
      book.place(limit(1, SELL, 70))
      book.place(limit(2, BUY, 60))
      book.place(limit(3, BUY, 65))
      book.place(limit(4, BUY, 60))
    }
    expect(savedBytes(eventful)).toEqual(savedBytes(plain))
    expect([...plain.orders()].map((order) => order.id)).toEqual([3, 2, 4, 1])
  })

  it('replaces whatever the loading book held', () => {
    const book = new Book()
    book.place(limit(1, SELL, 70))
    book.load(new ByteReader(savedBytes(new Book())))
    expect([book.size, book.bestAsk(), book.askLots, book.order(1)]).toEqual([0, 0, 0, undefined])
  })
})

describe('bytes that make no sound book', () => {
  const sound = { side: SELL, price: 70, id: 1, account: 1, lots: 5, hidden: 0, slice: 0 }

  it('are taken when they are sound', () => {
    expect(load(bytesOf([sound])).order(1)).toEqual(sound)
  })

  it('stop the process', () => {
    const bad = [
      [
        { ...sound, side: BUY },
        { ...sound, id: 2 },
      ],
      [
        { ...sound, side: BUY, price: 71 },
        { ...sound, id: 2 },
      ],
      [sound, sound],
      [{ ...sound, lots: 0 }],
      [{ ...sound, lots: 0.5 }],
      [{ ...sound, hidden: 3, slice: 4 }],
      [{ ...sound, hidden: 0, slice: 5 }],
      [{ ...sound, hidden: -3, slice: 5 }],
      [{ ...sound, hidden: 0.5, slice: 5 }],
      [{ ...sound, price: 0 }],
      [{ ...sound, price: 4_000_000_000 }],
      [{ ...sound, side: 2 }],
      [{ ...sound, account: 4_000_000_000 }],
    ]
    for (const orders of bad) expect(() => load(bytesOf(orders))).toThrow()
    expect(() => load(bytesOf([sound]).slice(0, -1))).toThrow('too early')
  })
})
