/** Filters and tabs that live in the URL, so that a view can be shared and the back button works. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'

/**
 * The current values (strings), defaults filled in, and a setter that keeps the URL short by leaving defaults out.
 * Values the page does not know pass through as typed; check them against your options before use.
 */
export function useFilters<Filters extends Record<string, string>>(
  defaults: Filters,
): [Filters, (change: Partial<Filters>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const known = JSON.stringify(defaults)
  const values = useMemo(() => {
    const filled: Record<string, string> = { ...(JSON.parse(known) as Filters) }
    for (const key of Object.keys(filled)) if (search[key] !== undefined) filled[key] = String(search[key])
    return filled as Filters
  }, [known, search])
  const change = useCallback(
    (next: Partial<Filters>) => {
      const base = JSON.parse(known) as Filters
      void navigate({
        to: '.',
        replace: true,
        search: ((before: Record<string, unknown>) => {
          const merged: Record<string, unknown> = { ...before, ...next }
          for (const key of Object.keys(merged))
            if (merged[key] === base[key] || merged[key] === undefined) delete merged[key]
          return merged
        }) as never,
      })
    },
    [known, navigate],
  )
  return [values, change]
}
