/** Which columns leave a row that is too narrow, and how many must. Pure; measuring is in use-fit.ts. */
import type { Column } from './column.ts'

type Placed = Pick<Column<never>, 'key' | 'card' | 'folds' | 'only'>

const LAST = 4

/** Keys of the columns that may leave the row, in their order of leaving. Heading and figure stay: without them a row says nothing. */
export function leavingOrder(columns: readonly Placed[]): string[] {
  const titled = columns.some(({ card }) => card === 'title')
  return columns
    .map((column, place) => ({ ...column, place }))
    .filter(({ only, card, place }) => !only && card !== 'title' && card !== 'value' && (titled || place > 0))
    .sort((a, b) => (a.folds ?? LAST) - (b.folds ?? LAST) || b.place - a.place)
    .map(({ key }) => key)
}

/** Widths at their narrowest, in px, after the first `left` columns of the order have left. */
export interface Measured {
  left: number
  whole: number
  columns: ReadonlyMap<string, number>
}

/**
 * What is known of the room a row needs: at place i in px after i columns have left. Places before the measured one are kept;
 * from there on they follow from the new measure.
 */
export function roomNeeded(known: readonly number[], order: readonly string[], now: Measured): number[] {
  const needed = [...known.slice(0, now.left), now.whole]
  for (const key of order.slice(now.left)) needed.push((needed.at(-1) ?? 0) - (now.columns.get(key) ?? 0))
  return needed
}

/** How many columns leave; one more than there are when even then it does not fit: cards. */
export function leavingFor(room: number, needed: readonly number[]): number {
  const fits = needed.findIndex((width) => width <= room)
  return fits < 0 ? needed.length : fits
}
