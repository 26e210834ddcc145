/** TanStack Query set-up: how long answers stay fresh, what is retried. Query keys are made where they are used. */
import { QueryClient } from '@tanstack/react-query'
import { ApiProblem } from './client.ts'

/** Only what may heal by itself is tried again: no network, overload, server trouble. Refusals are final. */
function mayHeal(failures: number, error: Error): boolean {
  if (failures >= 2) return false
  return error instanceof ApiProblem ? error.status === 0 || error.status === 503 || error.status >= 502 : false
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      gcTime: 5 * 60_000,
      retry: mayHeal,
      retryDelay: (attempt) => Math.min(1_000 * 2 ** attempt, 8_000),
    },
    mutations: { retry: false },
  },
})

/** Staleness by kind of data, in ms: prices and balances come live and are refreshed as a safety net only. */
export const STALE = { live: 15_000, list: 10_000, settings: 60_000, static: 10 * 60_000 } as const
