/** Measures a table in its own place and says which columns have to leave, before anything is painted. */
import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { Column } from './column.ts'
import { leavingFor, leavingOrder, roomNeeded } from './fit.ts'

export interface Fit {
  /** around the table */
  box: RefObject<HTMLDivElement | null>
  /** columns that stand in the row's second line now */
  left: ReadonlySet<string>
  /** not even the shortest row fits */
  cards: boolean
}

/** A pixel that rounding may add. */
const SLACK = 1

/**
 * Columns leave while the table is wider than its place, and come back when the place grows. New rows can only make more
 * leave: a live table does not jump back and forth.
 */
export function useFit<Row>(columns: readonly Column<Row>[]): Fit {
  const box = useRef<HTMLDivElement>(null)
  const needed = useRef<readonly number[]>([])
  const order = leavingOrder(columns)
  const [count, setCount] = useState(0)
  const latest = useRef({ order, count })
  latest.current = { order, count }

  const check = useRef(() => {
    const place = box.current
    if (!place || place.clientWidth === 0) return
    const { order, count } = latest.current
    if (count <= order.length && place.scrollWidth > place.clientWidth + SLACK)
      needed.current = roomNeeded(needed.current, order, { left: count, ...measure(place) })
    else if (count === 0) return
    setCount(leavingFor(place.clientWidth + SLACK, needed.current))
  })

  // Other columns or words need another width: all come back and are measured anew.
  const identity = `${order.join()} ${document.documentElement.lang}`
  const measured = useRef(identity)
  useLayoutEffect(() => {
    if (measured.current !== identity) {
      measured.current = identity
      needed.current = []
      setCount(0)
    }
    check.current()
  })
  const cards = count > order.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: table and cards are different elements
  useLayoutEffect(() => {
    const place = box.current
    if (!place) return
    const watch = new ResizeObserver(() => check.current())
    // The table too: it grows without its place when a font arrives.
    for (const each of [place, ...place.children]) watch.observe(each)
    return () => watch.disconnect()
  }, [cards])

  return { box, left: new Set(order.slice(0, count)), cards }
}

/** Read while the table overflows: then every column is as narrow as it can be. */
function measure(place: HTMLElement): { whole: number; columns: Map<string, number> } {
  const headers = [...place.querySelectorAll<HTMLElement>('thead th')]
  return {
    whole: place.scrollWidth,
    columns: new Map(headers.map((each) => [each.dataset.column ?? '', each.offsetWidth])),
  }
}
