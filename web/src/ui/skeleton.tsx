/** Placeholders with the size of what comes; invisible for the first 150 ms. */
import { clsx } from 'clsx'

export function Skeleton({ className }: { className?: string }) {
  return (
    <span className="appear-late block" aria-hidden="true">
      <span
        className={clsx(
          'block animate-[pulse-soft_1.6s_ease-in-out_infinite] rounded-[4px] bg-line',
          className ?? 'h-4 w-24',
        )}
      />
    </span>
  )
}

/** As many rows as the page usually holds, so that nothing shifts when the list arrives. */
export function TableSkeleton({ rows = 6, columns = 4 }: { rows?: number; columns?: number }) {
  return (
    <div aria-hidden="true" className="appear-late divide-y divide-line/60">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={row} className="flex h-(--row) items-center gap-6 px-4">
          {Array.from({ length: columns }, (_, column) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
              key={column}
              className="h-3 animate-[pulse-soft_1.6s_ease-in-out_infinite] rounded-[4px] bg-line"
              style={{
                width: column === 0 ? '28%' : `${10 + ((row + column) % 3) * 4}%`,
                marginLeft: column === 1 ? 'auto' : undefined,
              }}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

export function PageSkeleton() {
  return (
    <div className="appear-late flex flex-col gap-6" aria-hidden="true">
      <span className="h-7 w-48 rounded-[4px] bg-line/70" />
      <span className="h-24 rounded-panel bg-line/40" />
      <span className="h-64 rounded-panel bg-line/40" />
    </div>
  )
}
