/** The book's words: sides, self-trade modes, outcomes, the taker and the bounds of its integers. No matching here. */

/** BUY or SELL. A number, so that it indexes arrays. */
export type Side = 0 | 1
export const BUY = 0 satisfies Side
export const SELL = 1 satisfies Side

/** What happens when a taker meets an order of its own account (docs/concepts/economy.md §7). */
export type Stp = 0 | 1 | 2 | 3
/** The own resting order leaves the book, the taker goes on. */
export const EXPIRE_MAKER = 0 satisfies Stp
/** The taker's rest expires, the own resting order stays. */
export const EXPIRE_TAKER = 1 satisfies Stp
/** Both happen. */
export const EXPIRE_BOTH = 2 satisfies Stp
/** Both shrink by the smaller of the two without a trade; a resting order with nothing left leaves the book. */
export const DECREMENT = 3 satisfies Stp

/** `post` rests or is refused, `fok` trades all or nothing, `ioc` never rests, `gtc` rests what it could not trade. */
export type TimeInForce = 'gtc' | 'ioc' | 'fok' | 'post'

/** How a taker ended. */
export type Outcome = 0 | 1 | 2 | 3 | 4 | 5
/** `book.remaining` lots rest in the book. */
export const RESTED = 0 satisfies Outcome
/** Nothing is left to do: every lot traded, or a by-quote order traded and its rest is less than a lot at the next price. */
export const DONE = 1 satisfies Outcome
/** The rest is worth a lot or more and found no counter order within the limit, or the budget did not pay for a single lot. */
export const EXPIRED_REST = 2 satisfies Outcome
/** Post-only and it would have met an order (the own ones count). Nothing changed. */
export const REJECTED_POST = 3 satisfies Outcome
/** Fill-or-kill and not every lot would have traded. Nothing changed. */
export const REJECTED_FOK = 4 satisfies Outcome
/** The rest ended on an order of the same account (EXPIRE_TAKER, EXPIRE_BOTH, or DECREMENT down to nothing). */
export const STP_EXPIRED = 5 satisfies Outcome

/** Highest price in ticks: 10,000 CR at the smallest tick. */
export const MAX_PRICE = 1_000_000_000
/** Most lots in one order: the whole LCO supply at the smallest lot (0.001 LCO). */
export const MAX_LOTS = 10_000_000_000
/** Highest account id: resting orders keep it in 32 bits. */
export const MAX_ACCOUNT = 0x7fff_ffff
/** Account of a quote that belongs to nobody: no order is its own. */
export const NOBODY = -1

export interface Taker {
  /** Safe integer, unique among the orders that rest and not 0 for one that does. */
  readonly id: number
  /** 0 … MAX_ACCOUNT, or NOBODY in a quote. */
  readonly account: number
  readonly side: Side
  /** Worst acceptable price in ticks, 1 … MAX_PRICE: a market order brings the edge of the price band. */
  readonly limit: number
  /** 1 … MAX_LOTS; a by-quote order that knows no quantity brings MAX_LOTS. */
  readonly lots: number
  /** µCR that a by-quote order may spend, fee included (buy), or may take in before the fee (sell); else Infinity. */
  readonly budget: number
  /** Taker fee; only used to honour a buy's budget. The book charges nothing. */
  readonly feeBps: number
  readonly tif: TimeInForce
  readonly stp: Stp
  /** Most lots that show at a time when it rests; 0: all. */
  readonly slice: number
}

/** A resting order as it is read. */
export interface RestingOrder {
  readonly id: number
  readonly account: number
  readonly side: Side
  /** Ticks. */
  readonly price: number
  /** Lots that show and stand in the queue, ≥ 1. */
  readonly lots: number
  /** Lots that show later, as parts of at most `slice`, each last in the queue. */
  readonly hidden: number
  readonly slice: number
}

export interface DepthLevel {
  /** Ticks. */
  readonly price: number
  /** Sum of what shows of the level's orders. */
  readonly lots: number
}

/**
 * Whether the book takes this order at all; `place` and `quote` stop the process on one that it does not, so a caller
 * whose numbers come from outside asks first. Bound: limit × lots ≤ 2^53 − 1 µCR, so no fill and no sum of fills of a
 * buy leaves the safe integers; a by-quote order is bound by its budget instead, and never rests.
 */
export function isPlaceable(taker: Taker): boolean {
  const { id, account, limit, lots, budget, feeBps, tif, slice } = taker
  return (
    Number.isSafeInteger(id) &&
    (account | 0) === account &&
    account >= NOBODY &&
    Number.isInteger(limit) &&
    limit >= 1 &&
    limit <= MAX_PRICE &&
    Number.isInteger(lots) &&
    lots >= 1 &&
    lots <= MAX_LOTS &&
    Number.isInteger(slice) &&
    slice >= 0 &&
    Number.isInteger(feeBps) &&
    feeBps >= 0 &&
    feeBps <= 10_000 &&
    (budget === Number.POSITIVE_INFINITY
      ? limit * lots <= Number.MAX_SAFE_INTEGER
      : Number.isSafeInteger(budget) && budget >= 0 && (tif === 'ioc' || tif === 'fok'))
  )
}
