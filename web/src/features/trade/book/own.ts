/** Which rows of the book hold own orders. */
import type { Order } from '../live.ts'
import { type Pair, ticksOf } from '../pair.ts'
import { rowOf } from './group.ts'

/** Rows as "side ticks" for the grouping step; market orders never rest. */
export function ownRows(orders: readonly Order[], step: bigint, pair: Pair): ReadonlySet<string> {
  const rows = new Set<string>()
  for (const { side, price, status } of orders) {
    if (price === null || status !== 'open') continue
    rows.add(`${side} ${rowOf(ticksOf(price, pair), side, step)}`)
  }
  return rows
}
