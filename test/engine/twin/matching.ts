/** Price-time matching as the rules read, over an array of resting orders. No balances, no bands. docs/concepts/economy.md §7. */
import type { SelfTradeMode } from '../../../src/engine/command.ts'
import { least } from './bigints.ts'

export interface Resting {
  readonly id: number
  readonly account: number
  readonly side: 'buy' | 'sell'
  readonly price: bigint
  /** When it came to rest, or its next part to show, among all orders. */
  turn: number
  readonly makerBps: bigint
  /** What shows. */
  lots: bigint
  /** What shows later, in parts of `slice`. */
  hidden: bigint
  readonly slice: bigint
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
  /** Own orders that were met, and what each lost without a trade. */
  readonly prevented: { readonly maker: Resting; readonly lots: bigint }[]
  readonly left: bigint
  readonly lots: bigint
  readonly notional: bigint
  readonly end: 'filled' | 'depth' | 'budget' | 'own'
  /** The last turn that was given out. */
  readonly turn: number
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

/** What an order does now; the resting orders it returns are copies with what is left of them. `turn`: the last one given out. */
export function walk(book: readonly Resting[], want: Want, turn: number): Walk {
  const reaches = ({ price }: Resting): boolean => (want.side === 'buy' ? price <= want.limit : price >= want.limit)
  const others = facing(book, want.side)
  const queue = others.filter(reaches).map((order) => ({ ...order }))
  const run = {
    fills: [] as Walk['fills'],
    prevented: [] as Walk['prevented'],
    left: want.lots,
    lots: 0n,
    notional: 0n,
  }
  let [spent, last, turns] = [0n, 0n, turn]
  const done = (end: Walk['end']): Walk => ({ ...run, end, turn: turns })
  for (let order = queue[0]; order !== undefined && run.left > 0n; order = queue[0]) {
    const { price } = order
    last = price
    const most = want.cap === undefined ? run.left : least(run.left, (want.cap - spent) / price)
    if (most === 0n) return done('budget')
    const own = order.account === want.account
    const part = least(most, order.lots)
    const whole = own && want.selfTrade !== 'decrement'
    const gone = own && want.selfTrade === 'expire_taker' ? 0n : whole ? order.lots + order.hidden : part
    if (whole && gone > 0n) order.hidden = 0n
    order.lots = whole && gone > 0n ? 0n : order.lots - gone
    if (!own) order.traded += part * price
    if (order.lots === 0n) {
      queue.shift()
      if (order.hidden > 0n) show(queue, order, ++turns)
    }
    if (own) run.prevented.push({ maker: { ...order }, lots: gone })
    else run.fills.push({ maker: { ...order }, lots: part })
    if (own && want.selfTrade === 'expire_maker') continue
    if (own && whole) return done('own')
    run.left -= part
    spent += part * price
    if (!own) run.lots += part
    if (!own) run.notional += part * price
    if (own && run.left === 0n) return done('own')
  }
  if (run.left === 0n) return done('filled')
  const next = others.find((order) => !reaches(order))?.price ?? last
  return done(want.cap !== undefined && want.cap - spent < next ? 'budget' : 'depth')
}

/** The next part of an order that has used up what showed, behind all others at its price. */
function show(queue: Resting[], order: Resting, turn: number): void {
  order.turn = turn
  order.lots = least(order.slice, order.hidden)
  order.hidden -= order.lots
  const behind = queue.findIndex(({ price }) => price !== order.price)
  queue.splice(behind === -1 ? queue.length : behind, 0, order)
}
