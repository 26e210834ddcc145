/** Book levels put together into rows of a coarser price step, with running totals and bar widths. No drawing. */
import type { Level } from '../../../api/channels.ts'
import { lotsOf, type Pair, priceText, quantityText, ticksOf } from '../pair.ts'

export interface BookRow {
  /** the step's price: bids down, asks up, so a row never looks better than its levels */
  price: string
  quantity: string
  /** of this row and all better ones */
  total: string
  ticks: bigint
  totalLots: bigint
}

export interface GroupInput {
  /** best first */
  levels: readonly Level[]
  side: 'buy' | 'sell'
  /** ticks a row spans */
  step: bigint
  rows: number
  pair: Pair
}

/** At most `rows` rows, best first. Reads no more levels than these rows need. */
export function groupLevels({ levels, side, step, rows, pair }: GroupInput): BookRow[] {
  const result: { ticks: bigint; lots: bigint; total: bigint }[] = []
  let total = 0n
  for (const [price, quantity] of levels) {
    const ticks = rowOf(ticksOf(price, pair), side, step)
    const lots = lotsOf(quantity, pair)
    const last = result.at(-1)
    if (last?.ticks === ticks) {
      last.lots += lots
      total += lots
      last.total = total
      continue
    }
    if (result.length === rows) break
    total += lots
    result.push({ ticks, lots, total })
  }
  return result.map((row) => ({
    price: priceText(row.ticks, pair),
    quantity: quantityText(row.lots, pair),
    total: quantityText(row.total, pair),
    ticks: row.ticks,
    totalLots: row.total,
  }))
}

/** The row a price belongs to: bids floored, asks raised to the step. */
export function rowOf(ticks: bigint, side: 'buy' | 'sell', step: bigint): bigint {
  const floor = (ticks / step) * step
  return side === 'buy' || floor === ticks ? floor : floor + step
}

/** Steps worth offering at this price: 1, 10, 100 … ticks up to about 1 % of it. */
export function groupSteps(referenceTicks: bigint): bigint[] {
  const steps = [1n]
  for (let step = 10n; step * 50n <= referenceTicks && steps.length < 4; step *= 10n) steps.push(step)
  return steps
}

/** Best ask − best bid in ticks, and in per mille of the middle with one decimal; undefined when a side is empty. */
export function spreadOf(
  bid: Level | undefined,
  ask: Level | undefined,
  pair: Pair,
): { ticks: bigint; percent: string } | undefined {
  if (!bid || !ask) return undefined
  const [low, high] = [ticksOf(bid[0], pair), ticksOf(ask[0], pair)]
  if (low + high <= 0n) return undefined
  const hundredths = ((high - low) * 20_000n) / (high + low)
  return { ticks: high - low, percent: `${hundredths / 100n}.${(hundredths % 100n).toString().padStart(2, '0')}` }
}

/** Whole per cents 0…100 of the widest total: widths of the depth bars. */
export const barWidth = (total: bigint, widest: bigint): number => (widest === 0n ? 0 : Number((total * 100n) / widest))
