/** Short explanations on hover and focus. Anything a touch user must read belongs in Explain (a popover) instead. */
import { Tooltip } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'
import { KeyHint } from './key-hint.tsx'

export const TipProvider = ({ children }: { children: ReactNode }) => (
  <Tooltip.Provider delay={400}>{children}</Tooltip.Provider>
)

export interface TipProps {
  text: ReactNode
  hint?: string | undefined
  side?: 'top' | 'right' | 'bottom' | 'left'
  /** one element that takes ref and props */
  children: ReactElement
}

export function Tip({ text, hint, side = 'bottom', children }: TipProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner side={side} sideOffset={6} className="z-50">
          <Tooltip.Popup className="flex max-w-72 items-center gap-2 rounded-control bg-text px-2 py-1 text-12 text-bg shadow-overlay transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0">
            {text}
            {hint ? <KeyHint keys={hint} inverted /> : null}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
