/** A pane of the trade page: small heading, content that scrolls inside. Edges are drawn by the layout. */
import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export interface PanelProps {
  title: string
  aside?: ReactNode
  children: ReactNode
  className?: string
}

export function Panel({ title, aside, children, className }: PanelProps) {
  return (
    <section aria-label={title} className={clsx('flex h-full min-h-0 min-w-0 flex-col', className)}>
      <div className="flex h-9 shrink-0 items-center justify-between gap-2 border-b border-line pr-1.5 pl-3">
        <h2 className="text-13 font-medium">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
