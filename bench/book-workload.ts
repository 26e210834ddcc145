/** One million seeded book operations, prepared for each engine in the form it takes. What is timed is not here. */
import { prng } from '../src/base/prng.ts'
import { Book } from '../src/engine/exchange/book/book.ts'
import { BUY, SELL, type Side, type Taker } from '../src/engine/exchange/book/types.ts'

/** What the npm engines take: the same numbers, ids as strings. */
export interface PeerOrder {
  readonly id: string
  readonly side: 'buy' | 'sell'
  readonly size: number
  readonly price: number
  readonly timeInForce: 'GTC'
}

/** Row n is an order to place, or undefined: then id n is to be cancelled. */
export interface Workload {
  readonly takers: readonly (Taker | undefined)[]
  readonly peerOrders: readonly (PeerOrder | undefined)[]
  readonly cancels: readonly number[]
  readonly peerCancels: readonly string[]
  readonly fills: number
  readonly resting: number
}

const MID = 100_000
const REACH = 200

/** 60 % limit orders within 200 ticks of the mid, 30 % cancels of a resting order, 10 % orders that cross the touch. */
export function workload(operations: number, seed = 1): Workload {
  const random = prng(seed)
  const book = new Book()
  const live: number[] = []
  const takers: (Taker | undefined)[] = []
  const cancels: number[] = []
  let fills = 0
  for (let n = 1; n <= operations; n++) {
    const kind = random.below(10)
    const target = kind < 3 ? takeLive(live, book, random.below(1 << 30)) : 0
    const side: Side = random.chance(50) ? BUY : SELL
    const taker =
      target === 0 ? order(n, side, kind === 9 ? crossing(book, side) : passive(random.below(REACH), side)) : undefined
    if (taker) {
      const sized = { ...taker, lots: 1 + random.below(kind === 9 ? 300 : 100) }
      book.place(sized)
      fills += book.fills.count
      takers.push(sized)
      live.push(n)
    } else {
      book.cancel(target)
      takers.push(undefined)
    }
    cancels.push(target)
  }
  const peerOrders = takers.map((taker) => taker && peerOrder(taker))
  return { takers, peerOrders, cancels, peerCancels: cancels.map(String), fills, resting: book.size }
}

/** A random resting order's id, 0 when nothing rests; forgets those that are gone. */
function takeLive(live: number[], book: Book, pick: number): number {
  while (live.length > 0) {
    const at = pick % live.length
    const id = live[at] ?? 0
    const last = live.pop()
    if (last !== undefined && at < live.length) live[at] = last
    if (book.order(id)) return id
  }
  return 0
}

function passive(distance: number, side: Side): number {
  return side === BUY ? MID - 1 - distance : MID + 1 + distance
}

function crossing(book: Book, side: Side): number {
  return side === BUY ? (book.bestAsk() || MID) + 20 : (book.bestBid() || MID) - 20
}

/** Every order has its own account: no engine meets a self-trade. */
function order(id: number, side: Side, limit: number): Taker {
  const budget = Number.POSITIVE_INFINITY
  return { id, account: id, side, limit, lots: 1, budget, feeBps: 10, tif: 'gtc', stp: 0, slice: 0 }
}

function peerOrder(taker: Taker): PeerOrder {
  const side = taker.side === BUY ? 'buy' : 'sell'
  return { id: String(taker.id), side, size: taker.lots, price: taker.limit, timeInForce: 'GTC' }
}
