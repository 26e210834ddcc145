/** What a page or panel shows instead of data: empty, failed, forbidden, stale. Each says what to do next. */
import { clsx } from 'clsx'
import CircleAlert from 'lucide-react/icons/circle-alert'
import Lock from 'lucide-react/icons/lock'
import type { ReactNode } from 'react'
import { problemText } from '../api/problem.ts'
import { useText } from '../i18n/index.ts'
import { Badge } from './badge.tsx'
import { Button } from './button.tsx'
import { CopyButton } from './copy.tsx'
import { type Moment, TimeAgo, useNow } from './time.tsx'

interface BlockProps {
  icon?: ReactNode
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
  role?: 'alert' | 'status'
  className?: string | undefined
}

function Block({ icon, title, children, action, role, className }: BlockProps) {
  return (
    <div role={role} className={clsx('flex flex-col items-center px-6 py-12 text-center', className)}>
      {icon ? <div className="mb-3 text-faint">{icon}</div> : null}
      <p className="text-14 font-medium">{title}</p>
      {children ? <div className="mt-1 max-w-[44ch] text-13 text-muted">{children}</div> : null}
      {action ? <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  )
}

/** One sentence that teaches and one button. For "no match" give a button that clears the filters. */
export function EmptyState({
  title,
  children,
  action,
  className,
}: {
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
  className?: string
}) {
  return (
    <Block title={title} action={action} className={className}>
      {children}
    </Block>
  )
}

export function ErrorState({
  error,
  onRetry,
  className,
}: {
  error: unknown
  onRetry?: (() => void) | undefined
  className?: string
}) {
  const t = useText('common')
  const { title, detail, traceId } = problemText(error)
  return (
    <Block
      role="alert"
      className={className}
      icon={<CircleAlert size={20} aria-hidden="true" />}
      title={title}
      action={
        onRetry ? (
          <Button size="sm" onClick={onRetry}>
            {t('action.retry')}
          </Button>
        ) : null
      }
    >
      {detail}
      {traceId ? (
        <div className="mt-2 inline-flex items-center gap-1 text-12">
          {t('state.trace')} <code className="font-mono">{traceId}</code>
          <CopyButton text={traceId} />
        </div>
      ) : null}
    </Block>
  )
}

/** @param need the role or tier that may see this, in words */
export function ForbiddenState({ need, action }: { need: ReactNode; action?: ReactNode }) {
  const t = useText('common')
  return (
    <Block icon={<Lock size={20} aria-hidden="true" />} title={t('state.forbidden')} action={action}>
      {need}
    </Block>
  )
}

/** Shown beside live data older than `afterMs`. Hidden while fresh. */
export function StaleBadge({ since, afterMs = 30_000 }: { since: Moment; afterMs?: number }) {
  const t = useText('common')
  const now = useNow()
  if (now - new Date(since).getTime() < afterMs) return null
  return (
    <Badge tone="warn">
      {t('state.stale')} <TimeAgo at={since} />
    </Badge>
  )
}

/** What is needed of a request, or of several together. */
export interface Asked<Data> {
  data: Data | undefined
  error: unknown
  refetch: () => unknown
}

/** Data once all have theirs; the error of the first that failed without any. Trying again asks for all that failed. */
export function together<Datas extends readonly unknown[]>(
  ...asked: { [Place in keyof Datas]: Asked<Datas[Place]> }
): Asked<Datas> {
  const all: readonly Asked<unknown>[] = asked
  const failed = all.filter(({ data, error }) => data === undefined && error)
  const whole = all.every(({ data }) => data !== undefined)
  return {
    data: whole ? (all.map(({ data }) => data) as readonly unknown[] as Datas) : undefined,
    error: failed[0]?.error,
    refetch: () => failed.map((one) => one.refetch()),
  }
}

export interface LoadedProps<Data> {
  query: Asked<Data>
  loading: ReactNode
  children: (data: Data) => ReactNode
}

/** Loading, error or data of one query; old data stays on screen while a refresh fails. */
export function Loaded<Data>({ query, loading, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  return <>{loading}</>
}
