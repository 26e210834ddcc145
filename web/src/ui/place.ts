/** Where a floating box goes beside what it belongs to: the wished side, the opposite one when there is no room, inside the window. */

export interface Placement {
  side: 'top' | 'right' | 'bottom' | 'left'
  align: 'start' | 'center' | 'end'
  /** px between the two */
  gap: number
}

interface Box {
  left: number
  top: number
  width: number
  height: number
}

interface Scene {
  anchor: Box
  box: { width: number; height: number }
  window: { width: number; height: number }
}

/** Kept free at the window's edges, px. */
const MARGIN = 8

/** Left and top, px from the window's corner. */
export function placeBeside({ anchor, box, window }: Scene, wish: Placement): { left: number; top: number } {
  const upright = wish.side === 'top' || wish.side === 'bottom'
  const [start, length, size, room] = upright
    ? [anchor.top, anchor.height, box.height, window.height]
    : [anchor.left, anchor.width, box.width, window.width]
  const after = start + length + wish.gap
  const before = start - wish.gap - size
  const wantsAfter = wish.side === 'bottom' || wish.side === 'right'
  const fitsAfter = after + size <= room - MARGIN
  const fitsBefore = before >= MARGIN
  const main = wantsAfter ? (fitsAfter || !fitsBefore ? after : before) : fitsBefore || !fitsAfter ? before : after
  const [from, span, extent, limit] = upright
    ? [anchor.left, anchor.width, box.width, window.width]
    : [anchor.top, anchor.height, box.height, window.height]
  const wished =
    wish.align === 'start' ? from : wish.align === 'end' ? from + span - extent : from + (span - extent) / 2
  const cross = Math.max(MARGIN, Math.min(wished, limit - MARGIN - extent))
  return upright
    ? { left: Math.round(cross), top: Math.round(main) }
    : { left: Math.round(main), top: Math.round(cross) }
}

/** Moves an open popover beside its anchor. */
export function placeElement(anchor: Element, box: HTMLElement, wish: Placement): void {
  const { width, height } = box.getBoundingClientRect()
  const window = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight }
  const { left, top } = placeBeside({ anchor: anchor.getBoundingClientRect(), box: { width, height }, window }, wish)
  box.style.left = `${left}px`
  box.style.top = `${top}px`
}
