/** Text inputs and the field around them: label, hint, error, wired for screen readers. Amounts have their own input. */
import { Field as BaseField } from '@base-ui/react/field'
import { Input as BaseInput } from '@base-ui/react/input'
import { clsx } from 'clsx'
import type { ComponentProps, FormEvent, KeyboardEvent, ReactNode } from 'react'

export const CONTROL =
  'w-full rounded-control border border-line-strong bg-panel px-3 text-14 text-text transition-colors placeholder:text-dim hover:border-faint focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-50 data-invalid:border-danger aria-invalid:border-danger'
const HEIGHT = {
  sm: 'h-7 max-sm:min-h-11 max-sm:text-16',
  md: 'h-8 max-sm:min-h-11 max-sm:text-16',
  lg: 'h-10 max-sm:min-h-11 max-sm:text-16',
}

export interface InputProps extends Omit<ComponentProps<'input'>, 'size'> {
  size?: keyof typeof HEIGHT
}

export function Input({ size = 'md', className, ...rest }: InputProps) {
  return <BaseInput {...rest} className={clsx(CONTROL, HEIGHT[size], className)} />
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <BaseField.Control
      render={<textarea {...rest} />}
      className={clsx(CONTROL, 'min-h-20 py-2 leading-normal max-sm:text-16', className)}
    />
  )
}

export interface FieldProps {
  label: ReactNode
  hint?: ReactNode
  error?: string | undefined
  /** shown right of the label: "optional", a balance */
  aside?: ReactNode
  className?: string
  children: ReactNode
}

export function Field({ label, hint, error, aside, className, children }: FieldProps) {
  return (
    <BaseField.Root invalid={error !== undefined} className={clsx('flex min-w-0 flex-col gap-1.5', className)}>
      <span className="flex items-baseline justify-between gap-3">
        <BaseField.Label className="text-13 font-medium text-text">{label}</BaseField.Label>
        {aside ? <span className="text-12 text-muted">{aside}</span> : null}
      </span>
      {children}
      {error ? (
        <BaseField.Error match className="text-12 text-danger">
          {error}
        </BaseField.Error>
      ) : hint ? (
        <BaseField.Description className="text-12 text-muted">{hint}</BaseField.Description>
      ) : null}
    </BaseField.Root>
  )
}

export interface FormProps extends Omit<ComponentProps<'form'>, 'onSubmit'> {
  onSubmit: () => void
}

/** A form that never submits while an input method composes, and never by the browser. */
export function Form({ onSubmit, children, ...rest }: FormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    onSubmit()
  }
  const hold = (event: KeyboardEvent) => {
    // keyCode 229: browsers that end the composition before this event
    if (event.key === 'Enter' && (event.nativeEvent.isComposing || event.keyCode === 229)) event.preventDefault()
  }
  return (
    <form noValidate {...rest} onSubmit={submit} onKeyDown={hold}>
      {children}
    </form>
  )
}

/** What went wrong with the whole form; announced when it appears. */
export function FormError({ children }: { children: ReactNode }) {
  if (!children) return null
  return (
    <p role="alert" className="rounded-control bg-danger-soft px-3 py-2 text-13 text-danger">
      {children}
    </p>
  )
}
