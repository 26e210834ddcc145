/** How a Friday's budget becomes market orders: how many, when, how much each. Pure. docs/concepts/economy.md §6. */
import { HOUR_MS } from '../../base/calendar.ts'
import { clamp, divFloor, mulDivFloor } from '../../base/math.ts'
import { BPS, CREDIT, type Credits, type Millis, type Ticks } from '../../base/money.ts'
import { MAX_PRICE } from '../exchange/book/types.ts'

const FIRST_MS = 12 * HOUR_MS
const SPAN_MS = 8 * HOUR_MS

/** clamp(⌊budget ÷ max(5 CR, 10 lots at the reference)⌋, 1, most). */
export function sliceCount(budget: Credits, reference: Ticks, most: number): number {
  return clamp(divFloor(budget, Math.max(5 * CREDIT, 10 * reference)), 1, most)
}

/** Slice i of n runs at 12:00 + i × 8 h ÷ n, floored to the millisecond. */
export function sliceAt(friday: Millis, i: number, n: number): Millis {
  return (friday + FIRST_MS + divFloor(i * SPAN_MS, n)) as Millis
}

export function sweepEnd(friday: Millis): Millis {
  return (friday + FIRST_MS + SPAN_MS) as Millis
}

/** min(⌊remaining ÷ slices left⌋, ⌊1.5 × budget ÷ n⌋): what missed slices left is not spent in a burst. */
export function sliceBudget(
  budget: Credits,
  remaining: Credits,
  slices: { readonly left: number; readonly n: number },
): Credits {
  return Math.min(divFloor(remaining, slices.left), divFloor(3 * budget, 2 * slices.n)) as Credits
}

/** Highest price a slice pays: reference × (1 + guard), floored to the tick, within the prices the book knows. */
export function guardPrice(reference: Ticks, guardBps: number): Ticks {
  return Math.min(mulDivFloor(reference, BPS + guardBps, BPS), MAX_PRICE) as Ticks
}
