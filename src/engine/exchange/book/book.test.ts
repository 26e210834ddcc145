/** The rules of matching, one by one. Equality with the twin over random operations is in twin.test.ts. */
import { describe, expect, it } from 'vitest'
import { Book } from './book.ts'
import { resultOf } from './pair.ts'
import {
  BUY,
  DECREMENT,
  DONE,
  EXPIRE_BOTH,
  EXPIRE_TAKER,
  EXPIRED_REST,
  MAX_ACCOUNT,
  MAX_LOTS,
  MAX_PRICE,
  NOBODY,
  REJECTED_FOK,
  REJECTED_POST,
  RESTED,
  SELL,
  STP_EXPIRED,
  type Taker,
} from './types.ts'

const ALICE = 1
const BOB = 2
const NONE = Number.POSITIVE_INFINITY

let nextId = 1
function order(fields: Partial<Taker> & Pick<Taker, 'side' | 'limit' | 'lots'>): Taker {
  return { id: nextId++, account: ALICE, budget: NONE, feeBps: 0, tif: 'gtc', stp: 0, slice: 0, ...fields }
}
const buy = (lots: number, limit: number, more: Partial<Taker> = {}) => order({ side: BUY, lots, limit, ...more })
const sell = (lots: number, limit: number, more: Partial<Taker> = {}) => order({ side: SELL, lots, limit, ...more })

/** A book with Alice's sells resting, [lots, price] each; returns their ids too. */
function offered(...sells: readonly (readonly [lots: number, price: number])[]): { book: Book; ids: number[] } {
  const book = new Book()
  const ids = sells.map(([lots, price]) => {
    const taker = sell(lots, price)
    book.place(taker)
    return taker.id
  })
  return { book, ids }
}

const traded = (book: Book) =>
  resultOf(book, BOB).fills.map(({ maker, price, lots, left }) => [maker, price, lots, left])
const bob = { account: BOB }

describe('priority', () => {
  it('trades the better price first and the older order first at one price', () => {
    const { book, ids } = offered([5, 11], [5, 10], [5, 10])
    expect(book.place(buy(12, 11, bob))).toBe(DONE)
    expect(traded(book)).toEqual([
      [ids[1], 10, 5, 0],
      [ids[2], 10, 5, 0],
      [ids[0], 11, 2, 3],
    ])
  })

  it('trades at the price of the resting order, not at the limit of the taker', () => {
    const { book } = offered([5, 10])
    book.place(buy(5, 99, bob))
    expect(book.notional).toBe(50)
  })

  it('keeps the place in the queue when an order is reduced', () => {
    const { book, ids } = offered([5, 10], [5, 10])
    expect(book.reduce(ids[0]!, 4)).toBe(1)
    book.place(buy(2, 10, bob))
    expect(traded(book)).toEqual([
      [ids[0], 10, 1, 0],
      [ids[1], 10, 1, 4],
    ])
  })

  it('loses the place in the queue when an order is cancelled and placed anew', () => {
    const { book, ids } = offered([5, 10], [5, 10])
    expect(book.cancel(ids[0]!)).toBe(5)
    book.place(sell(5, 10, { id: ids[0]! }))
    book.place(buy(1, 10, bob))
    expect(traded(book)).toEqual([[ids[1], 10, 1, 4]])
  })
})

describe('whole lots leave nothing behind', () => {
  it('leaves an empty book when asks of 0.1 and 0.2 at 0.3 meet a market buy of 0.3', () => {
    const { book, ids } = offered([1, 3], [2, 3])
    expect(book.place(buy(3, MAX_PRICE, { ...bob, tif: 'ioc' }))).toBe(DONE)
    expect([book.size, book.askLots, book.bestAsk(), book.depth(SELL, 10)]).toEqual([0, 0, 0, []])
    expect(ids.map((id) => book.order(id))).toEqual([undefined, undefined])
  })

  it('forgets an order that is fully matched: it can be neither read, cancelled nor reduced', () => {
    const { book, ids } = offered([5, 10])
    book.place(buy(5, 10, bob))
    expect([book.order(ids[0]!), book.cancel(ids[0]!), book.reduce(ids[0]!, 1)]).toEqual([undefined, -1, -1])
    expect(book.changes.count).toBe(0)
  })

  it('does not keep a taker that traded all its lots', () => {
    const { book } = offered([5, 10])
    const taker = buy(5, 10, bob)
    book.place(taker)
    expect([book.order(taker.id), book.size, book.bestBid()]).toEqual([undefined, 0, 0])
  })
})

describe('time in force', () => {
  it('rests what a gtc order could not trade', () => {
    const { book } = offered([5, 10])
    const taker = buy(8, 10, bob)
    expect(book.place(taker)).toBe(RESTED)
    expect(book.order(taker.id)).toMatchObject({ id: taker.id, account: BOB, side: BUY, price: 10, lots: 3 })
    expect([book.bestBid(), book.bestAsk(), book.bidNotional]).toEqual([10, 0, 30])
  })

  it('expires what an ioc order could not trade within its limit', () => {
    const { book } = offered([5, 10], [5, 12])
    expect(book.place(buy(8, 11, { ...bob, tif: 'ioc' }))).toBe(EXPIRED_REST)
    expect([book.traded, book.remaining, book.bestAsk(), book.bestBid()]).toEqual([5, 3, 12, 0])
  })

  it('refuses a fok order that lacks one lot, and changes nothing', () => {
    const { book } = offered([5, 10], [5, 11])
    expect(book.place(buy(11, 11, { ...bob, tif: 'fok' }))).toBe(REJECTED_FOK)
    expect([book.fills.count, book.changes.count, book.askLots]).toEqual([0, 0, 10])
    expect(book.place(buy(10, 11, { ...bob, tif: 'fok' }))).toBe(DONE)
  })

  it('does not count own orders for fok', () => {
    const { book } = offered([5, 10])
    book.place(sell(5, 11, bob))
    expect(book.place(buy(6, 11, { ...bob, tif: 'fok' }))).toBe(REJECTED_FOK)
    expect(book.size).toBe(2)
  })

  it('lets fok pass over own orders with EXPIRE_MAKER, and refuses it when they would end it otherwise', () => {
    for (const stp of [EXPIRE_TAKER, EXPIRE_BOTH, DECREMENT] as const) {
      const { book } = offered([5, 11])
      book.place(sell(5, 10, bob))
      expect(book.place(buy(5, 11, { ...bob, tif: 'fok', stp }))).toBe(REJECTED_FOK)
      expect(book.place(buy(5, 11, { ...bob, tif: 'fok' }))).toBe(DONE)
      expect(book.size).toBe(0)
    }
  })

  it('refuses a post-only order that would meet any order, even if only an own one', () => {
    const { book } = offered([5, 10])
    expect(book.place(buy(1, 10, { tif: 'post' }))).toBe(REJECTED_POST)
    expect(book.place(buy(1, 9, { tif: 'post' }))).toBe(RESTED)
  })
})

describe('self-trade prevention', () => {
  it('takes own resting orders out and goes on with EXPIRE_MAKER', () => {
    const { book, ids } = offered([5, 10], [5, 11])
    book.place(sell(5, 10, bob))
    expect(book.place(buy(7, 11))).toBe(RESTED)
    const { prevented, fills } = resultOf(book, ALICE)
    expect(prevented.map(({ maker, lots, left }) => [maker, lots, left])).toEqual([
      [ids[0], 5, 0],
      [ids[1], 5, 0],
    ])
    expect(fills.map((fill) => [fill.account, fill.lots])).toEqual([[BOB, 5]])
    expect(book.remaining).toBe(2)
  })

  it('ends the taker at its own order with EXPIRE_TAKER and leaves that order alone', () => {
    const { book, ids } = offered([5, 11])
    book.place(sell(5, 10, bob))
    expect(book.place(buy(7, 11, { stp: EXPIRE_TAKER }))).toBe(STP_EXPIRED)
    expect(resultOf(book, ALICE).prevented).toEqual([{ maker: ids[0], account: ALICE, price: 11, lots: 0, left: 5 }])
    expect([book.traded, book.remaining, book.size]).toEqual([5, 2, 1])
  })

  it('ends both with EXPIRE_BOTH', () => {
    const { book, ids } = offered([5, 10], [5, 11])
    expect(book.place(buy(2, 11, { stp: EXPIRE_BOTH }))).toBe(STP_EXPIRED)
    expect([book.order(ids[0]!), book.remaining, book.bestAsk(), book.bestBid()]).toEqual([undefined, 2, 11, 0])
  })

  it('shrinks both by the smaller with DECREMENT and trades on with what is left', () => {
    const { book, ids } = offered([2, 10], [5, 12])
    book.place(sell(3, 11, bob))
    expect(book.place(buy(7, 12, { stp: DECREMENT }))).toBe(STP_EXPIRED)
    expect([book.traded, book.remaining, book.notional]).toEqual([3, 0, 33])
    expect(book.order(ids[1]!)?.lots).toBe(3)
    expect(book.order(ids[0]!)).toBeUndefined()
  })
})

describe('orders by quote amount', () => {
  const byQuote = { ...bob, tif: 'ioc', lots: MAX_LOTS } as const

  it('ends a buy at notional plus fee', () => {
    const { book } = offered([1_000_000, 1_000])
    expect(book.place(buy(1, MAX_PRICE, { ...byQuote, budget: 1_001_000, feeBps: 10 }))).toBe(DONE)
    expect(book.notional).toBe(1_000_000)
    expect(book.place(buy(1, MAX_PRICE, { ...byQuote, budget: 1_000_999, feeBps: 10 }))).toBe(DONE)
    expect(book.notional).toBe(999_000)
  })

  it('ends a sell at gross proceeds, whatever the fee', () => {
    const book = new Book()
    book.place(buy(1_000_000, 1_000))
    expect(book.place(sell(1, 1, { ...byQuote, budget: 1_000_000, feeBps: 10 }))).toBe(DONE)
    expect(book.notional).toBe(1_000_000)
  })

  it('is done when the rest does not pay for a lot at the next price, and does not trade past that price', () => {
    const book = new Book()
    book.place(buy(5, 10))
    book.place(buy(5, 3))
    expect(book.place(sell(1, 1, { ...byQuote, budget: 14 }))).toBe(DONE)
    expect(resultOf(book, BOB).fills.map((fill) => [fill.price, fill.lots])).toEqual([[10, 1]])
  })

  it('is done when the depth ends with it and its rest is less than a lot at the last price', () => {
    const { book } = offered([5, 10])
    expect(book.place(buy(1, 20, { ...byQuote, budget: 59 }))).toBe(DONE)
    expect(book.notional).toBe(50)
  })

  it('expires when the depth ends with it and its rest is a lot at the last price', () => {
    const { book } = offered([5, 10])
    expect(book.place(buy(1, 20, { ...byQuote, tif: 'fok', budget: 60 }))).toBe(REJECTED_FOK)
    expect(book.place(buy(1, 20, { ...byQuote, budget: 60 }))).toBe(EXPIRED_REST)
    expect(book.notional).toBe(50)
  })

  it('is done when the limit ends it and its rest is less than a lot at the price beyond', () => {
    const { book } = offered([5, 10], [5, 90])
    expect(book.place(buy(1, 20, { ...byQuote, tif: 'fok', budget: 139 }))).toBe(DONE)
    expect(book.notional).toBe(50)
  })

  it('expires when the limit ends it and its rest would be a lot at the price beyond', () => {
    const { book } = offered([5, 10], [5, 90])
    expect(book.place(buy(1, 20, { ...byQuote, tif: 'fok', budget: 140 }))).toBe(REJECTED_FOK)
    expect(book.place(buy(1, 20, { ...byQuote, budget: 140 }))).toBe(EXPIRED_REST)
    expect(book.notional).toBe(50)
  })

  it('expires as a sell whose rest is a lot at the lower bid beyond the limit, though not at the last price', () => {
    const book = new Book()
    book.place(buy(5, 100))
    book.place(buy(5, 90))
    expect(book.place(sell(1, 95, { ...byQuote, budget: 595 }))).toBe(EXPIRED_REST)
    expect(book.notional).toBe(500)
  })

  it('expires when it can not pay for a single lot, and when the depth ends before the budget', () => {
    const { book } = offered([5, 10])
    expect(book.place(buy(1, MAX_PRICE, { ...byQuote, budget: 9 }))).toBe(EXPIRED_REST)
    expect(book.traded).toBe(0)
    expect(book.place(buy(1, MAX_PRICE, { ...byQuote, budget: 1_000 }))).toBe(EXPIRED_REST)
    expect(book.traded).toBe(5)
  })

  it('counts what DECREMENT takes off against the budget', () => {
    const { book } = offered([3, 10], [5, 10])
    book.place(sell(9, 10, bob))
    expect(book.place(buy(1, 10, { ...byQuote, account: ALICE, budget: 100, stp: DECREMENT }))).toBe(DONE)
    expect([book.traded, book.notional]).toEqual([2, 20])
  })
})

describe('reports', () => {
  it('name each changed level once: the met side from the best, then where the rest is queued', () => {
    const { book } = offered([1, 10], [1, 10], [4, 11], [9, 13])
    book.place(buy(10, 12, bob))
    expect(resultOf(book, BOB).changes).toEqual([
      { side: SELL, price: 10, lots: 0 },
      { side: SELL, price: 11, lots: 0 },
      { side: BUY, price: 12, lots: 4 },
    ])
  })

  it('hold the new total of the level after cancel and reduce', () => {
    const { book, ids } = offered([4, 10], [5, 10])
    book.reduce(ids[0]!, 1)
    expect(resultOf(book, BOB).changes).toEqual([{ side: SELL, price: 10, lots: 8 }])
    book.cancel(ids[0]!)
    expect(resultOf(book, BOB).changes).toEqual([{ side: SELL, price: 10, lots: 5 }])
  })

  it('hold thousands of rows of one taker in full', () => {
    const book = new Book()
    const rows = (account: number, from: number) => {
      const first = nextId
      for (let price = from; price < from + 2_000; price++) book.place(sell(3, price, { account }))
      return Array.from({ length: 2_000 }, (_, n) => ({ maker: first + n, account, price: from + n, lots: 3, left: 0 }))
    }
    const prevented = rows(BOB, 1)
    const fills = rows(ALICE, 10_001)
    expect(book.place(buy(6_000, 20_000, bob))).toBe(DONE)
    const result = resultOf(book, BOB)
    expect(result.prevented).toEqual(prevented)
    expect(result.fills).toEqual(fills)
    expect(result.changes).toEqual([...prevented, ...fills].map(({ price }) => ({ side: SELL, price, lots: 0 })))
  })

  it('list depth best first and no further than asked', () => {
    const { book } = offered([1, 12], [2, 10], [3, 11])
    expect(book.depth(SELL, 2)).toEqual([
      { price: 10, lots: 2 },
      { price: 11, lots: 3 },
    ])
  })
})

describe('quotes', () => {
  it('give lots and notional for an amount of credits without changing the book', () => {
    const { book } = offered([5, 10], [5, 12])
    const quote = book.quote(buy(1, MAX_PRICE, { account: NOBODY, lots: MAX_LOTS, budget: 80, tif: 'ioc' }))
    expect(quote).toEqual({ lots: 7, notional: 74, worst: 12, complete: true })
    expect(book.askLots).toBe(10)
  })

  it('say when the depth does not suffice', () => {
    const { book } = offered([5, 10])
    const quote = book.quote(buy(1, MAX_PRICE, { account: NOBODY, lots: MAX_LOTS, budget: 80, tif: 'ioc' }))
    expect(quote).toEqual({ lots: 5, notional: 50, worst: 10, complete: false })
  })

  it('leave out orders of the asking account', () => {
    const { book } = offered([5, 10])
    book.place(sell(5, 11, bob))
    expect(book.quote(buy(5, 20)).worst).toBe(11)
    expect(book.quote(buy(5, 20, { account: NOBODY })).worst).toBe(10)
  })
})

describe('broken callers', () => {
  it('are stopped before the book changes', () => {
    const { book } = offered([5, 10])
    const bad: Partial<Taker>[] = [
      { lots: 0 },
      { lots: 1.5 },
      { lots: MAX_LOTS + 1 },
      { limit: 0 },
      { limit: MAX_PRICE + 1 },
      { limit: MAX_PRICE, lots: 9_007_200 },
      { account: NOBODY },
      { account: MAX_ACCOUNT + 1 },
      { id: 2 ** 53 },
      { feeBps: -1 },
      { budget: 1.5, tif: 'ioc' },
      { budget: 100, tif: 'gtc' },
      { limit: Number.NaN },
    ]
    for (const fields of bad) expect(() => book.place(buy(1, 10, fields))).toThrow('can not hold')
    expect([book.size, book.askLots, book.fills.count]).toEqual([1, 5, 0])
  })

  it('can not rest two orders of one id, nor bids worth more than 2^53 µCR, nor reduce an order to nothing', () => {
    const { book, ids } = offered([5, 10])
    expect(() => book.reduce(ids[0]!, 5)).toThrow('else cancel')
    expect(() => book.place(sell(1, 11, { id: ids[0]! }))).toThrow('rests already')
    const rich = new Book()
    rich.place(buy(9_000_000, MAX_PRICE - 1))
    expect(() => rich.place(buy(9_000_000, MAX_PRICE - 1))).toThrow('more credits than can exist')
  })
})
