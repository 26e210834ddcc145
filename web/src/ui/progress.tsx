/** A share of a whole as a bar, with the words beside it by the caller. */
import { clsx } from 'clsx'

export interface ProgressProps {
  /** 0…1; more is drawn full */
  share: number
  label: string
  tone?: 'accent' | 'gold' | 'ok' | 'warn' | 'danger'
  className?: string
}

const FILL = { accent: 'bg-accent', gold: 'bg-gold', ok: 'bg-ok', warn: 'bg-warn-fill', danger: 'bg-danger' }

export function Progress({ share, label, tone = 'accent', className }: ProgressProps) {
  const percent = Math.max(0, Math.min(1, share)) * 100
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(percent)}
      aria-valuemin={0}
      aria-valuemax={100}
      className={clsx('h-1.5 overflow-hidden rounded-full bg-line', className)}
    >
      <div
        className={clsx('h-full rounded-full transition-[width] duration-180', FILL[tone])}
        style={{ width: `${percent}%` }}
      />
    </div>
  )
}

export interface SharesProps {
  label: string
  /** drawn in order; widths by share of their sum */
  parts: readonly { key: string; value: number; className: string; title: string }[]
  className?: string
}

/** One bar cut into parts: supply, balances with their locks. The legend with the exact figures is the caller's. */
export function Shares({ label, parts, className }: SharesProps) {
  const total = parts.reduce((sum, part) => sum + part.value, 0)
  return (
    <div
      role="img"
      aria-label={label}
      className={clsx('flex h-2 gap-px overflow-hidden rounded-full bg-line', className)}
    >
      {parts.map((part) =>
        part.value > 0 ? (
          <div
            key={part.key}
            title={part.title}
            className={part.className}
            style={{ width: `${(part.value / total) * 100}%`, minWidth: 2 }}
          />
        ) : null,
      )}
    </div>
  )
}
