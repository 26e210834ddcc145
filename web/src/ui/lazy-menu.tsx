/** A button whose menu is loaded with the first press: for menus on every page that few people open. */
import { type ComponentType, cloneElement, type ReactElement, Suspense, useState } from 'react'

export interface OpenMenuProps {
  trigger: ReactElement<Record<string, unknown>>
  defaultOpen: boolean
}

export interface LazyMenuProps {
  /** one button that hands unknown props to its DOM node */
  trigger: ReactElement<Record<string, unknown>>
  /** a lazy component that draws <Menu trigger defaultOpen> */
  menu: ComponentType<OpenMenuProps>
}

export function LazyMenu({ trigger, menu: Loaded }: LazyMenuProps) {
  const [wanted, setWanted] = useState(false)
  const closed = cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => setWanted(true),
  })
  if (!wanted) return closed
  return (
    <Suspense fallback={closed}>
      <Loaded trigger={trigger} defaultOpen />
    </Suspense>
  )
}
