/** Reads of history: with everything that was acknowledged before, or not at all. How far it is behind. What is read is history's. */
import type { HistoryQueries } from '../history/queries.ts'
import type { RouteDeps } from './ports.ts'
import { Refusal } from './problem.ts'

type PastDeps = Pick<RouteDeps, 'core' | 'history'>

/** How long a reader waits for history to catch up. */
const WAIT_MS = 5_000
/** Lag from which history counts as behind. Below it readers hardly wait. */
const FAR_BEHIND = 20_000
/** A stopped history follows again after a restart only. */
const STOPPED_RETRY_SECONDS = 30

export interface HistoryState {
  readonly state: 'current' | 'behind' | 'stopped'
  /** The last command that it shows. */
  readonly sequence: number
  /** Durable commands that it does not show yet. */
  readonly lag: number
  /** Why it has stopped. */
  readonly reason: string | null
}

export function historyState({ core, history }: PastDeps): HistoryState {
  const sequence = history.position()
  const lag = Math.max(0, core.status().durableSeq - sequence)
  const reason = history.failure()
  const state = reason !== null ? 'stopped' : lag > FAR_BEHIND ? 'behind' : 'current'
  return { state, sequence, lag, reason }
}

/** History with all that the caller may know of: callers see what they did. Throws history_stopped or history_behind. */
export async function upToDate(deps: PastDeps): Promise<HistoryQueries> {
  const missing = await missingIn(deps)
  if (missing === 0) return deps.history.queries
  if (deps.history.failure() !== null)
    throw new Refusal('history_stopped', { retryAfterSeconds: STOPPED_RETRY_SECONDS, context: { missing } })
  throw new Refusal('history_behind', { retryAfterSeconds: Math.ceil(WAIT_MS / 1000), context: { missing } })
}

/** The same for figures that an answer can do without: null where `upToDate` would refuse. */
export async function ifUpToDate(deps: PastDeps): Promise<HistoryQueries | null> {
  return (await missingIn(deps)) === 0 ? deps.history.queries : null
}

/** Durable commands that history still lacks after a wait. */
async function missingIn({ core, history }: PastDeps): Promise<number> {
  const wanted = core.status().durableSeq
  return Math.max(0, wanted - (await history.caughtUpTo(wanted, WAIT_MS)))
}
