/** A row or card that opens on click or Enter, unless what was pressed is a control of its own. */
import type { KeyboardEvent, MouseEvent } from 'react'

function isInteractive(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a,button,input,select,[role=menuitem]') !== null
}

/** What to spread over the row beside its tabIndex; nothing when rows do not open. */
export function rowPress<Row>(row: Row, onRow: ((row: Row) => void) | undefined) {
  if (!onRow) return {}
  return {
    onClick: (event: MouseEvent) => {
      if (!isInteractive(event.target) && !getSelection()?.toString()) onRow(row)
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter' && event.target === event.currentTarget) onRow(row)
    },
  }
}
