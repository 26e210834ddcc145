/** Choice of one from a short list. Long lists belong in a searchable menu (the palette). */
import { Select as BaseSelect } from '@base-ui/react/select'
import { clsx } from 'clsx'
import Check from 'lucide-react/icons/check'
import ChevronDown from 'lucide-react/icons/chevron-down'
import type { ReactNode } from 'react'

export interface Option<Value extends string> {
  value: Value
  label: string
  /** second line or figure at the right */
  note?: ReactNode
  disabled?: boolean
}

export interface SelectProps<Value extends string> {
  value: Value
  onChange: (value: Value) => void
  options: readonly Option<Value>[]
  /** spoken name when there is no Field around it */
  label?: string
  size?: 'sm' | 'md'
  disabled?: boolean
  className?: string
}

export function Select<Value extends string>({
  value,
  onChange,
  options,
  label,
  size = 'md',
  disabled,
  className,
}: SelectProps<Value>) {
  return (
    <BaseSelect.Root
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next)
      }}
      items={options.map(({ value: item, label: text }) => ({ value: item, label: text }))}
      disabled={disabled ?? false}
    >
      <BaseSelect.Trigger
        aria-label={label}
        className={clsx(
          'inline-flex min-w-0 items-center justify-between gap-2 rounded-control border border-line-strong bg-panel text-left transition-colors hover:border-faint disabled:opacity-50 data-invalid:border-danger data-popup-open:border-accent',
          size === 'sm' ? 'hit h-7 pr-1.5 pl-2.5 text-13 max-sm:min-h-9' : 'h-8 pr-2 pl-3 text-14 max-sm:min-h-11',
          className,
        )}
      >
        <BaseSelect.Value className="truncate" />
        <BaseSelect.Icon className="text-muted">
          <ChevronDown size={14} aria-hidden="true" />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <BaseSelect.Popup className="overlay max-h-[min(320px,var(--available-height))] min-w-[max(var(--anchor-width),140px)] overflow-y-auto p-1 transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0">
            {options.map((option) => (
              <BaseSelect.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="grid min-h-8 cursor-default grid-cols-[16px_1fr_auto] items-center gap-2 rounded-control px-2 text-14 outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover max-sm:min-h-11"
              >
                <BaseSelect.ItemIndicator className="col-start-1 text-accent">
                  <Check size={14} aria-hidden="true" />
                </BaseSelect.ItemIndicator>
                <BaseSelect.ItemText className="col-start-2">{option.label}</BaseSelect.ItemText>
                {option.note ? <span className="col-start-3 text-12 text-muted">{option.note}</span> : null}
              </BaseSelect.Item>
            ))}
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  )
}
