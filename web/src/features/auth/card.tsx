/** The frame of sign-in, sign-up and set-up: a narrow column, title, one line, form, the other way in. */
import type { ReactNode } from 'react'
import { useTitle } from '../../ui/page.tsx'

export interface AuthCardProps {
  title: string
  purpose?: ReactNode
  children: ReactNode
  /** under the form: the other way in */
  foot?: ReactNode
}

export function AuthCard({ title, purpose, children, foot }: AuthCardProps) {
  useTitle(title)
  return (
    <div className="mx-auto flex w-full max-w-[408px] flex-1 flex-col px-4 py-10 sm:py-20">
      <h1 className="text-28 font-semibold tracking-[-0.02em]">{title}</h1>
      {purpose ? <p className="mt-1.5 text-14 text-muted">{purpose}</p> : null}
      <div className="mt-7">{children}</div>
      {foot ? <p className="mt-6 text-14 text-muted">{foot}</p> : null}
    </div>
  )
}
