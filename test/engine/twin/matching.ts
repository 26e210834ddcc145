/** Price-time matching as the rules read, over an array of resting orders. No balances, no bands. docs/concepts/economy.md §7. */
import type { SelfTradeMode } from '../../../src/engine/command.ts'
import { least } from './bigints.ts'

export interface Resting {
  readonly id: number
  readonly account: number
  readonly side: 'buy' | 'sell'
  readonly price: bigint
  /** When it came to rest, among all orders. */
  readonly turn: number
  readonly makerBps: bigint
  lots: bigint
  /** What it traded while resting. */
  traded: bigint
}

export interface Want {
  readonly account: number
  readonly side: 'buy' | 'sell'
  readonly limit: bigint
  readonly lots: bigint
  /** µCR of notional it may trade; undefined for as much as the lots take. */
  readonly cap: bigint | undefined
  readonly selfTrade: SelfTradeMode
}

export interface Walk {
  readonly fills: { readonly maker: Resting; readonly lots: bigint }[]
  /** Own orders that lost lots without a trade. */
  readonly shrunk: Resting[]
  readonly left: bigint
  readonly lots: bigint
  readonly notional: bigint
  readonly end: 'filled' | 'depth' | 'budget' | 'own'
}

/** Half-up for takers, floor for makers, on everything traded so far. */
export function takerFee(notional: bigint, bps: bigint): bigint {
  return (notional * bps * 2n + 10_000n) / 20_000n
}
export function makerFee(notional: bigint, bps: bigint): bigint {
  return (notional * bps) / 10_000n
}

/** The greatest notional that a buyer's amount pays for, fee included, by trying. */
export function capOf(quote: bigint, bps: bigint): bigint {
  let cap = (quote * 10_000n) / (10_000n + bps) - 3n
  if (cap < 0n) cap = 0n
  while (cap + 1n + takerFee(cap + 1n, bps) <= quote) cap += 1n
  return cap
}

/** Orders on the other side, best first, then oldest. */
export function facing(book: readonly Resting[], side: 'buy' | 'sell'): Resting[] {
  const better = side === 'buy' ? (a: bigint, b: bigint) => a < b : (a: bigint, b: bigint) => a > b
  return book
    .filter((order) => order.side !== side)
    .sort((a, b) => (a.price === b.price ? a.turn - b.turn : better(a.price, b.price) ? -1 : 1))
}

/** What an order does now; the resting orders it returns are copies with what is left of them. */
export function walk(book: readonly Resting[], want: Want): Walk {
  const reaches = (price: bigint): boolean => (want.side === 'buy' ? price <= want.limit : price >= want.limit)
  const fills: Walk['fills'] = []
  const shrunk: Resting[] = []
  let [left, lots, notional, spent, last] = [want.lots, 0n, 0n, 0n, 0n]
  const done = (end: Walk['end']): Walk => ({ fills, shrunk, left, lots, notional, end })
  for (const order of facing(book, want.side).filter(({ price }) => reaches(price))) {
    if (left === 0n) return done('filled')
    const { price } = order
    last = price
    const open = { ...order }
    while (open.lots > 0n && left > 0n) {
      const most = want.cap === undefined ? left : least(left, (want.cap - spent) / price)
      if (most === 0n) return done('budget')
      const part = least(most, open.lots)
      if (order.account !== want.account) {
        open.lots -= part
        open.traded += part * price
        fills.push({ maker: { ...open }, lots: part })
        lots += part
        notional += part * price
      } else if (want.selfTrade === 'expire_taker') return done('own')
      else {
        const gone = want.selfTrade === 'decrement' ? part : open.lots
        open.lots -= gone
        shrunk.push(open)
        if (want.selfTrade === 'expire_both') return done('own')
        if (want.selfTrade === 'expire_maker') continue
      }
      left -= part
      spent += part * price
      if (left === 0n && order.account === want.account) return done('own')
    }
  }
  if (left === 0n) return done('filled')
  const taken = new Set(
    [...fills.map(({ maker }) => maker), ...shrunk].filter((order) => order.lots === 0n).map(({ id }) => id),
  )
  const next = facing(book, want.side).find(({ id }) => !taken.has(id))?.price ?? last
  return done(want.cap !== undefined && want.cap - spent < next ? 'budget' : 'depth')
}
