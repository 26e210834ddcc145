/** Short explanations on hover and keyboard focus, drawn by one layer for the whole app. What a touch user must read belongs in Explain. */
import { cloneElement, type ReactElement, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { KeyHint } from './key-hint.tsx'
import { type Placement, placeElement } from './place.ts'

export interface TipProps {
  text: string
  /** keys that do the same, as KeyHint takes them */
  hint?: string | undefined
  side?: Placement['side']
  /** one element that hands unknown props to its DOM node */
  children: ReactElement<Record<string, unknown>>
}

/** Not announced: the element has a name of its own. */
export function Tip({ text, hint, side = 'bottom', children }: TipProps) {
  return cloneElement(children, { 'data-tip': text, 'data-tip-keys': hint, 'data-tip-side': side })
}

interface Shown {
  text: string
  keys: string | undefined
}

const DELAY_MS = 400
const GAP = 6

/** Mounted once. */
export function TipLayer() {
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<Shown>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let anchor: Element | undefined
    const hide = () => {
      clearTimeout(timer)
      anchor = undefined
      if (box.current?.matches(':popover-open')) box.current.hidePopover()
    }
    const show = (target: HTMLElement) => {
      if (!target.isConnected || !box.current || target.getAttribute('aria-expanded') === 'true') return
      flushSync(() => setShown({ text: target.dataset.tip ?? '', keys: target.dataset.tipKeys }))
      box.current.showPopover()
      placeElement(target, box.current, {
        side: (target.dataset.tipSide ?? 'bottom') as Placement['side'],
        align: 'center',
        gap: GAP,
      })
    }
    const arm = (target: EventTarget | null, delay: number) => {
      const owner = target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null
      if (owner === anchor) return
      hide()
      if (!owner) return
      anchor = owner
      timer = setTimeout(() => show(owner), delay)
    }
    const over = (event: PointerEvent) => event.pointerType === 'mouse' && arm(event.target, DELAY_MS)
    const focus = (event: FocusEvent) =>
      event.target instanceof Element && event.target.matches(':focus-visible') && arm(event.target, 0)
    const key = (event: KeyboardEvent) => event.key === 'Escape' && hide()
    const ends = [
      ['pointerdown', hide],
      ['focusout', hide],
      ['scroll', hide],
    ] as const
    document.addEventListener('pointerover', over)
    document.addEventListener('focusin', focus)
    document.addEventListener('keydown', key)
    for (const [name, end] of ends) document.addEventListener(name, end, true)
    return () => {
      hide()
      document.removeEventListener('pointerover', over)
      document.removeEventListener('focusin', focus)
      document.removeEventListener('keydown', key)
      for (const [name, end] of ends) document.removeEventListener(name, end, true)
    }
  }, [])
  return (
    <div
      ref={box}
      popover="manual"
      aria-hidden="true"
      className="pointer-events-none fixed m-0 max-w-72 items-center gap-2 rounded-control border-0 bg-text px-2 py-1 text-12 text-bg shadow-overlay open:flex"
    >
      {shown?.text}
      {shown?.keys ? <KeyHint keys={shown.keys} inverted /> : null}
    </div>
  )
}
