/** The link in a row that opens on click anyway: for the keyboard, the middle button and "copy address". */
import type { ReactNode } from 'react'
import { Link } from './link.tsx'
import { usePlace } from './table/column.ts'

/** Plain text on a card, which is a button as a whole. */
export function RowLink({ to, children, className }: { to: string; children: ReactNode; className?: string }) {
  if (usePlace() === 'card') return <span className={className}>{children}</span>
  return (
    <Link to={to} className={`hover:text-accent ${className ?? ''}`}>
      {children}
    </Link>
  )
}
