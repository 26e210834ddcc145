/** What holds after any sequence of operations, with shrinking to the shortest one that breaks it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaled } from '../../../../test/scale.ts'
import { mulDivHalfUp } from '../../../base/math.ts'
import type { Book } from './book.ts'
import { copyOf, Pair, resultOf, savedBytes } from './pair.ts'
import type { Operation } from './random.ts'
import { BUY, DONE, isPlaceable, MAX_LOTS, MAX_PRICE, NOBODY, RESTED, SELL, type Side, type Taker } from './types.ts'

const parameters = { numRuns: scaled(4_000) }

const side = fc.constantFrom<Side>(BUY, SELL)
const stp = fc.constantFrom<Taker['stp']>(0, 1, 2, 3)
const price = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 12 }) },
  fc.integer({ min: 1, max: MAX_PRICE }),
)
const slice = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 9 }))
const fields = {
  account: fc.integer({ min: 0, max: 3 }),
  side,
  limit: price,
  feeBps: fc.constantFrom(0, 10, 333),
  stp,
  slice,
}

const byLots = fc.record({
  ...fields,
  lots: fc.integer({ min: 1, max: 50 }),
  budget: fc.constant(Number.POSITIVE_INFINITY),
  tif: fc.constantFrom<Taker['tif']>('gtc', 'gtc', 'ioc', 'fok', 'post'),
})
const byQuote = fc.record({
  ...fields,
  lots: fc.constantFrom(7, MAX_LOTS),
  budget: fc.integer({ min: 0, max: 1_500 }),
  tif: fc.constantFrom<Taker['tif']>('ioc', 'fok'),
})
const taker = fc.oneof({ weight: 4, arbitrary: byLots }, byQuote)

type Step = { place: Omit<Taker, 'id'> } | { cancel: number } | { reduce: number; percent: number }
const id = fc.integer({ min: 1, max: 30 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: taker.map((place) => ({ place })) },
  id.map((cancel) => ({ cancel })),
  fc.record({ reduce: id, percent: fc.integer({ min: 0, max: 99 }) }),
)
const steps = fc.array(step, { maxLength: 40 })

/** Steps as operations; the n-th step's order has id n. */
function operations(sequence: readonly Step[]): Operation[] {
  return sequence.map((one, index): Operation => {
    if ('place' in one) return { kind: 'place', taker: { ...one.place, id: index + 1 } }
    if ('cancel' in one) return { kind: 'cancel', id: one.cancel }
    return { kind: 'reduce', id: one.reduce, percent: one.percent }
  })
}

function after(sequence: readonly Step[]): Book {
  const pair = new Pair()
  for (const operation of operations(sequence)) pair.apply(operation)
  return pair.book
}

describe('any sequence of operations', () => {
  it('gives the same reports and the same book as the twin, also across save and load', () => {
    const property = fc.property(steps, fc.integer({ min: 0, max: 40 }), (sequence, reloadAt) => {
      const pair = new Pair()
      for (const [index, operation] of operations(sequence).entries()) {
        if (index === reloadAt) pair.reload()
        pair.apply(operation)
      }
      pair.compareAll()
    })
    fc.assert(property, parameters)
  })

  it('leaves a book that is not crossed and whose levels and totals are the sums of its orders', () => {
    const property = fc.property(steps, (sequence) => {
      const book = after(sequence)
      if (book.bestBid() > 0 && book.bestAsk() > 0) expect(book.bestBid()).toBeLessThan(book.bestAsk())
      const orders = [...book.orders()]
      const sum = (of: Side) => orders.filter((order) => order.side === of).reduce((total, { lots }) => total + lots, 0)
      for (const of of [BUY, SELL] as const) {
        expect(book.depth(of, 1_000).reduce((total, { lots }) => total + lots, 0)).toBe(sum(of))
      }
      const hidden = orders.filter((order) => order.side === SELL).reduce((total, order) => total + order.hidden, 0)
      expect(book.askLots).toBe(sum(SELL) + hidden)
      expect(orders.every(({ lots }) => lots >= 1)).toBe(true)
      expect(book.size).toBe(orders.length)
    })
    fc.assert(property, parameters)
  })
})

describe('any taker on any book', () => {
  const onAnyBook = (check: (book: Book, taker: Taker) => void) =>
    fc.assert(
      fc.property(steps, taker, (sequence, last) => check(after(sequence), { ...last, id: 1_000 })),
      parameters,
    )

  it('accounts for every lot: traded, prevented or remaining', () => {
    onAnyBook((book, taker) => {
      book.place(taker)
      const { prevented, fills } = resultOf(book, taker.account)
      const decremented = taker.stp === 3 ? prevented.reduce((total, { lots }) => total + lots, 0) : 0
      expect(book.traded + decremented + book.remaining).toBe(taker.lots)
      expect(fills.reduce((total, { lots }) => total + lots, 0)).toBe(book.traded)
      expect(fills.reduce((total, fill) => total + fill.price * fill.lots, 0)).toBe(book.notional)
    })
  })

  it('never trades with its own account, past its limit, or at a better price after a worse one', () => {
    onAnyBook((book, taker) => {
      book.place(taker)
      const { fills } = resultOf(book, taker.account)
      const cost = fills.map((fill) => (taker.side === BUY ? fill.price : -fill.price))
      expect(fills.some((fill) => fill.account === taker.account)).toBe(false)
      expect(cost).toEqual([...cost].sort((a, b) => a - b))
      expect(cost.every((each) => each <= (taker.side === BUY ? taker.limit : -taker.limit))).toBe(true)
    })
  })

  it('trades all or nothing as fill-or-kill, and refused it leaves every byte as it was', () => {
    onAnyBook((book, taker) => {
      if (taker.budget < Number.POSITIVE_INFINITY) return
      const before = savedBytes(book)
      if (book.place({ ...taker, tif: 'fok' }) === DONE) expect(book.traded).toBe(taker.lots)
      else expect([book.traded, book.changes.count, savedBytes(book)]).toEqual([0, 0, before])
    })
  })

  it('stays within its budget, and done by quote could not pay for one lot more', () => {
    onAnyBook((book, taker) => {
      if (taker.budget === Number.POSITIVE_INFINITY) return
      const outcome = book.place(taker)
      const fee = (notional: number) => (taker.side === BUY ? mulDivHalfUp(notional, taker.feeBps, 10_000) : 0)
      expect(book.notional + fee(book.notional)).toBeLessThanOrEqual(taker.budget)
      const { fills, prevented } = resultOf(book, taker.account)
      if (outcome !== DONE || book.remaining === 0 || prevented.length > 0) return
      const last = fills.at(-1)!.price
      const withOneMore = book.notional + (taker.side === BUY ? Math.max(last, book.bestAsk()) : last)
      expect(withOneMore + fee(withOneMore)).toBeGreaterThan(taker.budget)
    })
  })

  it('trades what the quote said, to the lot', () => {
    onAnyBook((book, taker) => {
      const quote = book.quote(taker)
      const copy = copyOf(book)
      expect(savedBytes(copy)).toEqual(savedBytes(book))
      copy.place({ ...taker, tif: 'ioc' })
      expect([quote.lots, quote.notional]).toEqual([copy.traded, copy.notional])
    })
  })

  it('rests only with its own remaining lots at its own limit', () => {
    onAnyBook((book, taker) => {
      const outcome = book.place(taker)
      const { id, account, side, limit: price } = taker
      const { hidden = 0, slice: shows = 0 } = book.order(id) ?? {}
      const lots = book.remaining - hidden
      const expected = { id, account, side, price, lots, hidden, slice: shows }
      expect(book.order(id)).toEqual(outcome === RESTED ? expected : undefined)
    })
  })
})

describe('isPlaceable', () => {
  it('keeps limit × lots within the safe integers for every order that states its lots', () => {
    const wide = fc.record({
      limit: fc.integer({ min: 1, max: MAX_PRICE }),
      lots: fc.integer({ min: 1, max: MAX_LOTS }),
    })
    const property = fc.property(wide, ({ limit, lots }) => {
      const budget = Number.POSITIVE_INFINITY
      const bare = { id: 1, account: NOBODY, side: BUY, limit, lots, budget, feeBps: 0 } as const
      const order: Taker = { ...bare, tif: 'gtc', stp: 0, slice: 0 }
      expect(isPlaceable(order)).toBe(BigInt(limit) * BigInt(lots) < 2n ** 53n)
    })
    fc.assert(property, parameters)
  })
})
