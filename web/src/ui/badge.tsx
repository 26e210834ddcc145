/** Short state words (Badge) and removable labels (Tag). The word says it; the colour only helps. */
import { clsx } from 'clsx'
import X from 'lucide-react/icons/x'
import type { ReactNode } from 'react'
import { useText } from '../i18n/index.ts'

export type Tone = 'neutral' | 'accent' | 'gold' | 'ok' | 'warn' | 'danger' | 'up' | 'down'

const TONES: Record<Tone, string> = {
  neutral: 'border-line bg-raised text-muted',
  accent: 'border-transparent bg-accent-soft text-accent',
  gold: 'border-transparent bg-gold-soft text-gold-text',
  ok: 'border-transparent bg-ok-soft text-ok',
  warn: 'border-transparent bg-warn-soft text-warn',
  danger: 'border-transparent bg-danger-soft text-danger',
  up: 'border-line text-up',
  down: 'border-line text-down',
}

export function Badge({
  tone = 'neutral',
  dot,
  children,
  className,
}: {
  tone?: Tone
  dot?: boolean
  children: ReactNode
  className?: string
}) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 items-center gap-1.5 rounded-[5px] border px-1.5 text-12 font-medium whitespace-nowrap',
        TONES[tone],
        className,
      )}
    >
      {dot ? <span className="size-1.5 rounded-full bg-current" aria-hidden="true" /> : null}
      {children}
    </span>
  )
}

export function Tag({ children, onRemove }: { children: ReactNode; onRemove?: () => void }) {
  const t = useText('common')
  return (
    <span className="inline-flex h-6 items-center gap-1 rounded-[5px] border border-line bg-raised px-2 text-12">
      {children}
      {onRemove ? (
        <button
          type="button"
          onClick={onRemove}
          aria-label={t('action.remove')}
          className="-mr-1 flex size-5 items-center justify-center rounded-[4px] text-muted hover:text-text"
        >
          <X size={12} aria-hidden="true" />
        </button>
      ) : null}
    </span>
  )
}
