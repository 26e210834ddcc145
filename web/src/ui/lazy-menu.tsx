/** A button whose menu is loaded with the first press: for menus on every page that few people open. */
import { type ComponentType, cloneElement, type ReactElement, useState } from 'react'

export interface OpenMenuProps {
  trigger: ReactElement<Record<string, unknown>>
  defaultOpen: boolean
  /** the menu could not be loaded */
  onClose?: () => void
}

export interface LazyMenuProps {
  /** one button that hands unknown props to its DOM node */
  trigger: ReactElement<Record<string, unknown>>
  /** a late component that draws <Menu trigger defaultOpen> */
  menu: ComponentType<OpenMenuProps>
}

export function LazyMenu({ trigger, menu: Loaded }: LazyMenuProps) {
  const [wanted, setWanted] = useState(false)
  if (wanted) return <Loaded trigger={trigger} defaultOpen onClose={() => setWanted(false)} />
  return cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => setWanted(true),
  })
}
