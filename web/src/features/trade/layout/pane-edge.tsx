/** The line between two panes: drag it, or focus it and use the arrow keys; a double click brings the designed size back. */
import { clsx } from 'clsx'
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { type PaneName, paneBounds, setPane, usePaneSizes } from './sizes.ts'

const STEP = 16

export interface PaneEdgeProps {
  pane: PaneName
  /** which edge of the pane it lies on; dragging away from the pane makes it larger */
  edge: 'left' | 'top'
  label: string
}

export function PaneEdge({ pane, edge, label }: PaneEdgeProps) {
  const size = usePaneSizes()[pane]
  const start = useRef<{ at: number; size: number }>(undefined)
  const { least, most, start: designed } = paneBounds[pane]
  const upright = edge === 'left'
  const position = (event: PointerEvent) => (upright ? event.clientX : event.clientY)

  const grab = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { at: position(event), size }
  }
  const drag = (event: PointerEvent) => {
    if (start.current) setPane(pane, start.current.size + start.current.at - position(event))
  }
  const press = (event: KeyboardEvent) => {
    const grow = upright ? 'ArrowLeft' : 'ArrowUp'
    const shrink = upright ? 'ArrowRight' : 'ArrowDown'
    if (event.key === grow) setPane(pane, size + STEP)
    else if (event.key === shrink) setPane(pane, size - STEP)
    else if (event.key === 'Home') setPane(pane, designed)
    else return
    event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a focusable separator is a widget; <hr> can't be one
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={upright ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={most}
      onPointerDown={grab}
      onPointerMove={drag}
      onPointerUp={() => {
        start.current = undefined
      }}
      onDoubleClick={() => setPane(pane, designed)}
      onKeyDown={press}
      className={clsx(
        'absolute z-10 hidden touch-none transition-colors hover:bg-accent/60 focus-visible:bg-accent @min-[1000px]:block',
        upright ? 'inset-y-0 -left-[3px] w-[5px] cursor-col-resize' : 'inset-x-0 -top-[3px] h-[5px] cursor-row-resize',
      )}
    />
  )
}
