/** Content anchored to a control: explanations of a number, small forms. Opens by click or key, so it works on touch. */
import { Popover as BasePopover } from '@base-ui/react/popover'
import { clsx } from 'clsx'
import type { ReactElement, ReactNode } from 'react'

export interface PopoverProps {
  /** one element that takes ref and props */
  trigger: ReactElement
  children: ReactNode
  title?: ReactNode
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'bottom'
  className?: string
}

export function Popover({ trigger, children, title, align = 'start', side = 'bottom', className }: PopoverProps) {
  return (
    <BasePopover.Root>
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner sideOffset={6} align={align} side={side} className="z-50">
          <BasePopover.Popup
            className={clsx(
              'overlay w-max max-w-[min(360px,calc(100vw-24px))] p-3 text-13 outline-none transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0',
              className,
            )}
          >
            {title ? <BasePopover.Title className="mb-1 text-13 font-semibold">{title}</BasePopover.Title> : null}
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  )
}

/** A figure or term that opens its derivation: dotted underline, keyboard and touch included. */
export function Explain({
  children,
  title,
  explanation,
}: {
  children: ReactNode
  title?: ReactNode
  explanation: ReactNode
}) {
  return (
    <Popover
      title={title}
      trigger={
        <button
          type="button"
          className="cursor-help rounded-[3px] underline decoration-faint decoration-dotted underline-offset-4 hover:decoration-text"
        >
          {children}
        </button>
      }
    >
      <div className="text-muted">{explanation}</div>
    </Popover>
  )
}
