/** Drop-down menu of actions, and of radio choices within it. */
import { Menu as BaseMenu } from '@base-ui/react/menu'
import { clsx } from 'clsx'
import Check from 'lucide-react/icons/check'
import type { ReactElement, ReactNode } from 'react'

export interface MenuProps {
  trigger: ReactElement
  children: ReactNode
  align?: 'start' | 'end'
  defaultOpen?: boolean
}

export function Menu({ trigger, children, align = 'end', defaultOpen = false }: MenuProps) {
  return (
    <BaseMenu.Root defaultOpen={defaultOpen}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={6} align={align} className="z-50">
          <BaseMenu.Popup className="overlay max-h-[var(--available-height)] min-w-48 overflow-y-auto p-1 outline-none transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0">
            {children}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  )
}

const ITEM =
  'flex min-h-8 w-full cursor-default items-center gap-2.5 rounded-control px-2 text-14 outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover max-sm:min-h-11'

export interface MenuItemProps {
  icon?: ReactNode
  children: ReactNode
  onSelect?: () => void
  /** link instead of action: an element such as <Link to="…" /> */
  render?: ReactElement
  tone?: 'danger'
  disabled?: boolean
  aside?: ReactNode
}

export function MenuItem({ icon, children, onSelect, render, tone, disabled, aside }: MenuItemProps) {
  return (
    <BaseMenu.Item
      {...(onSelect ? { onClick: onSelect } : {})}
      {...(render ? { render } : {})}
      disabled={disabled ?? false}
      className={clsx(ITEM, tone === 'danger' && 'text-danger')}
    >
      {icon ? <span className="text-muted">{icon}</span> : null}
      <span className="flex-1">{children}</span>
      {aside ? <span className="text-12 text-muted">{aside}</span> : null}
    </BaseMenu.Item>
  )
}

export const MenuSeparator = () => <BaseMenu.Separator className="mx-2 my-1 h-px bg-line" />

export interface MenuChoiceProps<Value extends string> {
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; label: ReactNode; lang?: string }[]
}

export function MenuChoice<Value extends string>({ label, value, onChange, options }: MenuChoiceProps<Value>) {
  return (
    <BaseMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as Value)}>
      <BaseMenu.GroupLabel className="px-2 pt-2 pb-1 text-12 text-muted">{label}</BaseMenu.GroupLabel>
      {options.map((option) => (
        <BaseMenu.RadioItem
          key={option.value}
          value={option.value}
          className={ITEM}
          closeOnClick
          {...(option.lang ? { lang: option.lang } : {})}
        >
          <span className="flex w-4 text-accent">
            <BaseMenu.RadioItemIndicator>
              <Check size={14} aria-hidden="true" />
            </BaseMenu.RadioItemIndicator>
          </span>
          {option.label}
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  )
}
