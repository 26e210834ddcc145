/** Sizes of the trade page's panes: bounds, and remembering them in this browser. Dragging is pane-edge.tsx's job. */
import { useSyncExternalStore } from 'react'

/** px */
export interface PaneSizes {
  book: number
  ticket: number
  /** tape and depth under the chart */
  tape: number
  /** orders at the foot */
  orders: number
}
export type PaneName = keyof PaneSizes

export const paneBounds: { readonly [P in PaneName]: { start: number; least: number; most: number } } = {
  book: { start: 280, least: 232, most: 420 },
  ticket: { start: 300, least: 264, most: 400 },
  tape: { start: 176, least: 96, most: 360 },
  orders: { start: 260, least: 132, most: 520 },
}

export function clampPane(name: PaneName, size: number): number {
  const { least, most } = paneBounds[name]
  return Math.round(Math.min(most, Math.max(least, size)))
}

/** Sizes from a stored text; whatever is missing or absurd becomes the start size. */
export function parseSizes(text: string | null): PaneSizes {
  let saved: unknown
  try {
    saved = JSON.parse(text ?? '{}')
  } catch {
    saved = {}
  }
  const known = (saved ?? {}) as Partial<Record<PaneName, unknown>>
  const sizeOf = (name: PaneName) => {
    const size = known[name]
    return typeof size === 'number' && Number.isFinite(size) ? clampPane(name, size) : paneBounds[name].start
  }
  return { book: sizeOf('book'), ticket: sizeOf('ticket'), tape: sizeOf('tape'), orders: sizeOf('orders') }
}

const KEY = 'lx.trade.panes'
const listeners = new Set<() => void>()
let current: PaneSizes | undefined

function read(): PaneSizes {
  try {
    current ??= parseSizes(localStorage.getItem(KEY))
  } catch {
    current ??= parseSizes(null)
  }
  return current
}

export function setPane(name: PaneName, size: number): void {
  current = { ...read(), [name]: clampPane(name, size) }
  try {
    localStorage.setItem(KEY, JSON.stringify(current))
  } catch {
    // Storage may be full or forbidden; the size then lasts as long as the page.
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const usePaneSizes = (): PaneSizes => useSyncExternalStore(subscribe, read)
