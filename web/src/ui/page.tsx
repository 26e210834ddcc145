/** The frame of a page: title, what it is for, primary action, content width, sections. */
import { clsx } from 'clsx'
import { type ComponentProps, type ReactNode, useEffect } from 'react'
import { BackLink } from './back-link.tsx'
import { setPageTitle } from './title.ts'

/** Sets the tab's title while the page is shown. */
export function useTitle(title: string): void {
  useEffect(() => setPageTitle(title), [title])
}

export interface PageHeaderProps {
  title: string
  /** one line: what this page is for */
  purpose?: ReactNode
  /** the primary action; others before it */
  actions?: ReactNode
  /** above the title: the page that this one belongs to */
  back?: ComponentProps<typeof BackLink>
}

export function PageHeader({ title, purpose, actions, back }: PageHeaderProps) {
  useTitle(title)
  return (
    <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 sm:grid sm:grid-cols-[minmax(0,1fr)_auto] sm:gap-y-0.5">
      {back ? (
        <div className="w-full sm:col-span-2">
          <BackLink {...back} />
        </div>
      ) : null}
      <h1 className="min-w-0 text-20 font-semibold tracking-[-0.01em] break-words sm:col-start-1">{title}</h1>
      {actions ? (
        <div className={clsx('flex flex-wrap items-center gap-2 sm:col-start-2', purpose && 'sm:row-span-2')}>
          {actions}
        </div>
      ) : null}
      {purpose ? <p className="w-full max-w-[72ch] text-14 text-muted sm:col-start-1">{purpose}</p> : null}
    </header>
  )
}

/** Content of an ordinary page: max 1,280 px. Trade and admin pages pass `wide`. */
export function PageBody({ children, wide, className }: { children: ReactNode; wide?: boolean; className?: string }) {
  return (
    <div className={clsx('mx-auto flex w-full flex-col gap-6 px-4 py-5 sm:px-6', !wide && 'max-w-[1328px]', className)}>
      {children}
    </div>
  )
}

export interface SectionProps {
  title?: ReactNode
  purpose?: ReactNode
  aside?: ReactNode
  children: ReactNode
  /** content touches the panel's edges (tables) */
  flush?: boolean
  className?: string
}

/** A panel with a small heading. Panels are not put inside panels. */
export function Section({ title, purpose, aside, children, flush, className }: SectionProps) {
  return (
    <section className={clsx('panel min-w-0 overflow-hidden', className)}>
      {title ? (
        <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2">
          <div className="min-w-0">
            <h2 className="text-14 font-semibold">{title}</h2>
            {purpose ? <p className="text-12 text-muted">{purpose}</p> : null}
          </div>
          {aside}
        </div>
      ) : null}
      <div className={flush ? undefined : 'p-4'}>{children}</div>
    </section>
  )
}

/** One row of filters under the header. */
export const FilterRow = ({ children }: { children: ReactNode }) => (
  <div className="flex flex-wrap items-center gap-2">{children}</div>
)

/** Name and value lines: receipts, details. Figures align at the right. */
export function Facts({
  items,
  className,
}: {
  items: readonly { key: string; label: ReactNode; value: ReactNode }[]
  className?: string
}) {
  return (
    <dl className={clsx('flex flex-col', className)}>
      {items.map((item) => (
        <div
          key={item.key}
          className="flex items-baseline justify-between gap-6 border-b border-line/60 py-1.5 last:border-0"
        >
          <dt className="text-13 text-muted">{item.label}</dt>
          <dd className="num min-w-0 text-right text-13">{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
