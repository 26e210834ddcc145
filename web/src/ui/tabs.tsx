/** Tabs with an underline; the choice may live in the URL (pass value and onChange from useFilters). */
import { Tabs as BaseTabs } from '@base-ui/react/tabs'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export interface TabItem {
  value: string
  label: ReactNode
  /** shown small and muted after the label */
  count?: number | undefined
  content: ReactNode
}

export interface TabsProps {
  value: string
  onChange: (value: string) => void
  items: readonly TabItem[]
  /** right end of the row */
  aside?: ReactNode
  dense?: boolean
  className?: string
  panelClassName?: string
}

export function Tabs({ value, onChange, items, aside, dense, className, panelClassName }: TabsProps) {
  return (
    <BaseTabs.Root
      value={value}
      onValueChange={(next) => onChange(String(next))}
      className={clsx('flex min-h-0 flex-col', className)}
    >
      <div className="flex items-center justify-between gap-3 border-b border-line">
        <BaseTabs.List className="relative -mb-px flex min-w-0 gap-1 overflow-x-auto [scrollbar-width:none]">
          {items.map((item) => (
            <BaseTabs.Tab
              key={item.value}
              value={item.value}
              className={clsx(
                'flex items-center gap-1.5 border-b-2 border-transparent px-2.5 font-medium whitespace-nowrap text-muted -outline-offset-2 transition-colors hover:text-text data-active:border-accent data-active:text-text max-sm:min-h-11 max-sm:px-2',
                dense ? 'h-8 text-13' : 'h-10 text-14',
              )}
            >
              {item.label}
              {item.count === undefined ? null : (
                <span className="num text-12 font-normal text-muted">{item.count}</span>
              )}
            </BaseTabs.Tab>
          ))}
        </BaseTabs.List>
        {aside}
      </div>
      {items.map((item) => (
        <BaseTabs.Panel key={item.value} value={item.value} className={clsx('min-h-0 outline-none', panelClassName)}>
          {item.content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  )
}
