/** Buttons: one primary per page, pending state that keeps its width, icon-only with a spoken name. */
import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { Tip } from './tooltip.tsx'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger' | 'up' | 'down'
export type ButtonSize = 'sm' | 'md' | 'lg'
export interface ButtonLook {
  variant?: ButtonVariant | undefined
  size?: ButtonSize | undefined
}

const BASE =
  'relative inline-flex shrink-0 select-none items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap transition-colors disabled:opacity-50 data-disabled:opacity-50'
const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-accent text-on-accent not-disabled:hover:bg-accent-strong',
  secondary: 'border-line-strong bg-panel text-text not-disabled:hover:bg-hover',
  ghost: 'border-transparent text-muted not-disabled:hover:bg-hover not-disabled:hover:text-text',
  danger: 'border-transparent bg-danger-fill text-on-danger not-disabled:hover:brightness-110',
  up: 'border-transparent bg-up text-panel not-disabled:hover:brightness-110',
  down: 'border-transparent bg-down text-panel not-disabled:hover:brightness-110',
}
const SIZES: Record<ButtonSize, string> = {
  sm: 'hit h-7 px-2.5 text-13 max-sm:min-h-9',
  md: 'h-8 px-3 text-14 max-sm:min-h-11',
  lg: 'h-10 px-4 text-14 max-sm:min-h-11',
}

const SQUARES: Record<ButtonSize, string> = {
  sm: 'hit size-7 max-sm:size-9',
  md: 'size-8 max-sm:size-11',
  lg: 'size-10 max-sm:size-11',
}

export const buttonClass = ({ variant = 'secondary', size = 'md' }: ButtonLook, className?: string): string =>
  clsx(BASE, VARIANTS[variant], SIZES[size], className)

export interface ButtonProps extends ComponentProps<'button'>, ButtonLook {
  /** Shows a spinner and refuses clicks; the label stays for screen readers and width. */
  pending?: boolean | undefined
  icon?: ReactNode
}

export function Button({ variant, size, pending, icon, className, children, disabled, type, ...rest }: ButtonProps) {
  return (
    <button
      type={type ?? 'button'}
      {...rest}
      aria-busy={pending || undefined}
      disabled={disabled || pending}
      className={buttonClass({ variant, size }, className)}
    >
      {pending ? <Spinner className="absolute inset-0 m-auto" /> : null}
      <span className={clsx('inline-flex items-center gap-2', pending && 'opacity-0')}>
        {icon}
        {children}
      </span>
    </button>
  )
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'>, ButtonLook {
  /** spoken name and tooltip */
  label: string
  /** key that does the same, shown in the tooltip */
  hint?: string | undefined
}

export function IconButton({
  label,
  hint,
  variant = 'ghost',
  size = 'md',
  className,
  children,
  type,
  ...rest
}: IconButtonProps) {
  return (
    <Tip text={label} hint={hint}>
      <button
        type={type ?? 'button'}
        {...rest}
        aria-label={label}
        className={clsx(BASE, VARIANTS[variant], SQUARES[size], className)}
      >
        {children}
      </button>
    </Tip>
  )
}

function Spinner({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={clsx('size-4 animate-[spin_0.8s_linear_infinite]', className)}
      aria-hidden="true"
    >
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.25" />
      <path d="M14 8a6 6 0 0 0-6-6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}
