/** Switch (acts at once), checkbox (part of a form) and a segmented choice of few. */
import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox'
import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { Switch as BaseSwitch } from '@base-ui/react/switch'
import { clsx } from 'clsx'
import Check from 'lucide-react/icons/check'
import type { ReactNode } from 'react'

export interface ToggleProps {
  checked: boolean
  onChange: (checked: boolean) => void
  label: ReactNode
  hint?: ReactNode
  disabled?: boolean
}

export function Switch({ checked, onChange, label, hint, disabled }: ToggleProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is the control
    <label className="flex items-start justify-between gap-4 max-sm:min-h-11 max-sm:items-center">
      <span className="flex flex-col">
        <span className="text-14">{label}</span>
        {hint ? <span className="text-12 text-muted">{hint}</span> : null}
      </span>
      <BaseSwitch.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled ?? false}
        className="mt-0.5 flex h-4.5 w-8 shrink-0 rounded-full bg-faint p-0.5 transition-colors data-checked:bg-accent data-disabled:opacity-50 max-sm:mt-0"
      >
        <BaseSwitch.Thumb className="size-3.5 rounded-full bg-panel transition-transform data-checked:translate-x-3.5" />
      </BaseSwitch.Root>
    </label>
  )
}

export function Checkbox({ checked, onChange, label, hint, disabled }: ToggleProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is the control
    <label className="flex items-start gap-2.5 max-sm:min-h-11 max-sm:items-center">
      <BaseCheckbox.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled ?? false}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-[4px] border border-faint bg-panel data-checked:border-accent data-checked:bg-accent data-disabled:opacity-50 max-sm:mt-0"
      >
        <BaseCheckbox.Indicator className="text-on-accent">
          <Check size={12} strokeWidth={3} aria-hidden="true" />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <span className="flex flex-col">
        <span className="text-14">{label}</span>
        {hint ? <span className="text-12 text-muted">{hint}</span> : null}
      </span>
    </label>
  )
}

export interface SegmentedProps<Value extends string> {
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; label: ReactNode; tone?: 'up' | 'down' }[]
  label: string
  size?: 'sm' | 'md'
  className?: string
}

export function Segmented<Value extends string>({
  value,
  onChange,
  options,
  label,
  size = 'md',
  className,
}: SegmentedProps<Value>) {
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      className={clsx('inline-grid auto-cols-fr grid-flow-col gap-0.5 rounded-control bg-raised p-0.5', className)}
    >
      {options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          className={clsx(
            'hit flex cursor-pointer items-center justify-center rounded-[5px] border border-transparent px-3 font-medium whitespace-nowrap text-muted transition-colors hover:text-text data-checked:border-line data-checked:bg-panel',
            size === 'sm' ? 'h-6 text-12 max-sm:min-h-9' : 'h-7 text-13 max-sm:min-h-10',
            option.tone === 'up'
              ? 'data-checked:text-up'
              : option.tone === 'down'
                ? 'data-checked:text-down'
                : 'data-checked:text-text',
          )}
        >
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
