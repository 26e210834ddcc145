/** After a lost connection: since when it is lost, and everything on screen asked again once it is back. */
import { useSyncExternalStore } from 'react'
import { socket } from './live.ts'
import { queryClient } from './queries.ts'

/** ms of the machine's clock; undefined while connected, and before the first connection */
let lostAt: number | undefined
const listeners = new Set<() => void>()

socket.onState(() => {
  const state = socket.state()
  const before = lostAt
  if (state === 'open') lostAt = undefined
  else if (state !== 'connecting') lostAt ??= Date.now()
  if (lostAt === before) return
  for (const listener of listeners) listener()
  // What failed meanwhile heals, and what changed meanwhile shows.
  if (lostAt === undefined) void queryClient.invalidateQueries()
})

function onChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useLostSince = (): number | undefined => useSyncExternalStore(onChange, () => lostAt)

const queries = queryClient.getQueryCache()

/** Why something on screen could not be refreshed and is shown as it was; undefined when all is as asked. */
function staleReason(): Error | undefined {
  return queries
    .getAll()
    .find((query) => query.getObserversCount() > 0 && query.state.data !== undefined && query.state.status === 'error')
    ?.state.error as Error | undefined
}

const onAnswer = (listener: () => void): (() => void) => queries.subscribe(listener)

export const useStaleReason = (): Error | undefined => useSyncExternalStore(onAnswer, staleReason)

/** Asks again for what failed. */
export function tryAgain(): void {
  if (lostAt !== undefined) socket.reconnect()
  void queryClient.refetchQueries({ predicate: (query) => query.state.status === 'error', type: 'active' })
}
