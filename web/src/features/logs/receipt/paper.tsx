/** The strip of paper a receipt is printed on, and the pieces it is set from. Figures are monospaced and aligned at the right edge. */
import { clsx } from 'clsx'
import { type ReactNode, useId } from 'react'
import { Amount } from '../../../ui/amount.tsx'

export function Paper({ children, label }: { children: ReactNode; label: string }) {
  return (
    <article aria-label={label} className="mx-auto w-full max-w-[460px] lg:row-span-2 print:max-w-[420px]">
      <Tear />
      <div className="border-x border-line bg-panel px-5 pt-3 pb-4 sm:px-7">{children}</div>
      <Tear end />
    </article>
  )
}

/** The torn edge. */
function Tear({ end }: { end?: boolean }) {
  const id = useId()
  return (
    <svg width="100%" height="6" aria-hidden="true" className={clsx('block', end && 'rotate-180')}>
      <defs>
        <pattern id={id} width="10" height="6" patternUnits="userSpaceOnUse">
          <path d="M0 6.5 L5 0.5 L10 6.5" fill="var(--panel)" stroke="var(--line)" />
        </pattern>
      </defs>
      <rect width="100%" height="6" fill={`url(#${id})`} />
    </svg>
  )
}

/** A part of the receipt under a dashed rule. */
export function Part({ title, children }: { title?: ReactNode; children: ReactNode }) {
  return (
    <section className="border-t border-dashed border-line-strong py-3.5 print:break-inside-avoid">
      {title ? <h2 className="mb-2 text-12 font-medium text-muted">{title}</h2> : null}
      {children}
    </section>
  )
}

export interface LineProps {
  label: ReactNode
  /** decimal string; null shows a dash */
  value: string | null
  unit?: string
  /** second row: how the figure comes about */
  note?: ReactNode
  sign?: boolean
  tone?: 'gold' | 'muted'
  /** rule above: the figure is a sum */
  sum?: boolean
  strong?: boolean
}

export function Line({ label, value, unit, note, sign, tone, sum, strong }: LineProps) {
  return (
    <div className={clsx('py-0.5', sum && 'mt-1.5 border-t border-line-strong pt-1.5')}>
      <div className="flex items-baseline justify-between gap-4">
        <span className={clsx('text-13', strong ? 'font-semibold' : tone === 'muted' ? 'text-muted' : '')}>
          {label}
        </span>
        <Amount
          value={value ?? undefined}
          unit={unit}
          sign={sign ?? false}
          className={clsx(
            'font-mono',
            strong ? 'text-16 font-semibold' : 'text-13',
            tone === 'gold' && 'text-gold-text',
            tone === 'muted' && 'text-muted',
          )}
        />
      </div>
      {note ? <div className="num font-mono text-12 text-muted">{note}</div> : null}
    </div>
  )
}

/** A word or id beside its name. */
export function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-0.5 text-13">
      <span className="shrink-0 text-muted">{label}</span>
      <span className="min-w-0 text-right break-words">{children}</span>
    </div>
  )
}
