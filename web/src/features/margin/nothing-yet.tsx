/** One of several lists in a row that has nothing: a line is enough. */
import type { ReactNode } from 'react'

export const NothingYet = ({ children }: { children: ReactNode }) => (
  <p className="px-4 py-3 text-13 text-muted">{children}</p>
)
