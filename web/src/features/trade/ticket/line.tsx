/** A figure of the ticket with its name; a strong one is a sum under a rule. Always the same height, with a dash while nothing is known. */
import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export function Line({ name, strong, children }: { name: ReactNode; strong?: boolean; children: ReactNode }) {
  return (
    <div
      className={clsx(
        'flex items-center justify-between gap-3',
        strong ? 'mt-1 h-8 border-t border-line text-13 font-medium' : 'h-6',
      )}
    >
      <dt className={strong ? undefined : 'text-muted'}>{name}</dt>
      <dd className="num whitespace-nowrap">{children ?? <span className="text-dim">–</span>}</dd>
    </div>
  )
}
