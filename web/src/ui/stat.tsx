/** One figure with its name, when it was true, and what it means. Rows of them share hairlines, not boxes in boxes. */
import { clsx } from 'clsx'
import { createContext, type ReactNode, useContext } from 'react'
import { useText } from '../i18n/index.ts'
import { Explain } from './popover.tsx'
import { Skeleton } from './skeleton.tsx'
import { type Moment, TimeAgo } from './time.tsx'

export interface StatProps {
  label: ReactNode
  /** usually an <Amount>; undefined while loading */
  value: ReactNode | undefined
  /** second line: change, share, unit price */
  note?: ReactNode
  /** what the number is and how it comes about; opens from the label */
  definition?: ReactNode
  asOf?: Moment | undefined
  /** CSV, API links */
  links?: ReactNode
  tone?: 'gold' | 'danger' | 'ok' | undefined
  size?: 'md' | 'lg'
  className?: string
}

export function Stat({ label, value, note, definition, asOf, links, tone, size = 'md', className }: StatProps) {
  const t = useText('common')
  const failed = useContext(Failed)
  return (
    <div className={clsx('flex min-w-0 flex-col gap-1 p-4', className)}>
      <div className="text-13 text-muted">
        {definition ? (
          <Explain title={label} explanation={definition}>
            {label}
          </Explain>
        ) : (
          label
        )}
      </div>
      <div
        className={clsx(
          'font-semibold tracking-[-0.01em]',
          size === 'lg' ? 'text-28 max-sm:text-20' : 'text-20 max-sm:text-16',
          tone === 'gold' && 'text-gold-text',
          tone === 'danger' && 'text-danger',
          tone === 'ok' && 'text-ok',
        )}
      >
        {value === undefined ? (
          failed ? (
            <span className="text-dim">–</span>
          ) : (
            <Skeleton className="my-1 h-5 w-28" />
          )
        ) : (
          value
        )}
      </div>
      {note ? <div className="text-12 text-muted">{note}</div> : null}
      {asOf !== undefined || links ? (
        <div className="mt-auto flex items-center justify-between gap-2 pt-1 text-12 text-muted">
          <span>
            {asOf === undefined ? null : (
              <>
                {t('asOf')} <TimeAgo at={asOf} />
              </>
            )}
          </span>
          {links}
        </div>
      ) : null}
    </div>
  )
}

/** Figures that are missing will not come: the request for them failed. */
const Failed = createContext(false)

export interface StatRowProps {
  children: ReactNode
  className?: string
  /** px; as many a row as fit */
  min?: number
  /** missing figures are not on their way */
  failed?: boolean
}

/** A panel of stats divided by hairlines. */
export function StatRow({ children, className, min = 180, failed = false }: StatRowProps) {
  return (
    <Failed value={failed}>
      <div className={clsx('panel overflow-hidden', className)}>
        <div
          className="-mr-px -mb-px grid max-sm:[&>*:last-child:nth-child(odd)]:col-span-full [&>*]:border-r [&>*]:border-b [&>*]:border-line"
          style={{ gridTemplateColumns: `repeat(auto-fit, minmax(min(${min}px, 50%), 1fr))` }}
        >
          {children}
        </div>
      </div>
    </Failed>
  )
}
