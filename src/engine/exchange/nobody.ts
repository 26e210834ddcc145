/** The order that belongs to nobody: buyback, forced closes, the reserve's purchases, and questions of how deep the book is. Who settles what it trades is its sender's. */
import { EXPIRE_MAKER, MAX_LOTS, type Side, type Taker } from './book/types.ts'

interface Wish {
  readonly side: Side
  /** Worst acceptable price in ticks. */
  readonly limit: number
  /** As many as the budget allows when left out. */
  readonly lots?: number
  /** µCR to spend or to take in. */
  readonly budget: number
}

/** Immediate-or-cancel and without fee; it meets no order as its own, so that whoever it is sent for trades like anybody. */
export function takerOfNobody({ side, limit, lots = MAX_LOTS, budget }: Wish): Taker {
  const terms = { feeBps: 0, tif: 'ioc', stp: EXPIRE_MAKER, slice: 0 } as const
  return { id: 0, account: 0, side, limit, lots, budget, ...terms }
}
