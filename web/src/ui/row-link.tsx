/** The link in a row that opens on click anyway: for the keyboard, the middle button and "copy address". */
import type { ReactNode } from 'react'
import { Link } from './link.tsx'
import { useNarrow } from './media.ts'

/** Plain text on a phone, where the whole card is the button. */
export function RowLink({ to, children, className }: { to: string; children: ReactNode; className?: string }) {
  const narrow = useNarrow()
  if (narrow) return <span className={className}>{children}</span>
  return (
    <Link to={to} className={`hover:text-accent ${className ?? ''}`}>
      {children}
    </Link>
  )
}
