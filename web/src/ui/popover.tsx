/** Content anchored to a button: explanations of a number, small forms. Opens by click or key, so it works on touch. */
import { clsx } from 'clsx'
import {
  cloneElement,
  type ReactElement,
  type ReactNode,
  type ToggleEvent,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { placeElement } from './place.ts'

export interface PopoverProps {
  /** one button that hands unknown props to its DOM node */
  trigger: ReactElement<Record<string, unknown>>
  children: ReactNode
  title?: ReactNode
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'bottom'
  className?: string
}

const GAP = 6

/** The browser's own popover: top layer, closes on Escape and outside clicks, gives focus back. Closes when the page scrolls. */
export function Popover({ trigger, children, title, align = 'start', side = 'bottom', className }: PopoverProps) {
  const id = useId()
  const box = useRef<HTMLElement>(null)
  const [open, setOpen] = useState(false)
  const place = (event: ToggleEvent<HTMLElement>) => {
    const anchor = document.querySelector(`[popovertarget="${CSS.escape(id)}"]`)
    if (event.newState === 'open' && anchor) placeElement(anchor, event.currentTarget, { side, align, gap: GAP })
    event.currentTarget.style.visibility = 'visible'
  }
  const turn = (event: ToggleEvent<HTMLElement>) => {
    if (event.newState === 'open') event.currentTarget.style.visibility = 'hidden'
    setOpen(event.newState === 'open')
  }
  useEffect(() => {
    if (!open) return
    const scrolled = (event: Event) => {
      if (!(event.target instanceof Node) || !box.current?.contains(event.target)) box.current?.hidePopover()
    }
    document.addEventListener('scroll', scrolled, true)
    return () => document.removeEventListener('scroll', scrolled, true)
  }, [open])
  return (
    <>
      {cloneElement(trigger, { popoverTarget: id, 'aria-expanded': open, 'aria-haspopup': 'dialog' })}
      {/* A span, so that it may stand inside a paragraph. */}
      <span
        ref={box}
        id={id}
        popover="auto"
        role="dialog"
        aria-labelledby={title ? `${id}title` : undefined}
        onBeforeToggle={turn}
        onToggle={place}
        className={clsx(
          'overlay fixed m-0 w-max max-w-[min(360px,calc(100vw-24px))] p-3 text-left text-13 font-normal text-text',
          className,
        )}
      >
        {open ? (
          <>
            {title ? (
              <span id={`${id}title`} className="mb-1 block text-13 font-semibold">
                {title}
              </span>
            ) : null}
            {children}
          </>
        ) : null}
      </span>
    </>
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
          className="hit cursor-help rounded-[3px] underline decoration-faint decoration-dotted underline-offset-4 hover:decoration-text"
        >
          {children}
        </button>
      }
    >
      <span className="block text-muted">{explanation}</span>
    </Popover>
  )
}
