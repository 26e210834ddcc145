/** Calls as they end, held back while the reader has stopped following, and which of them have just come. */
import { useEffect, useRef, useState } from 'react'
import type { CallSummary } from '../../../../src/contract/calls.ts'
import { callsChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'

const NONE: readonly CallSummary[] = []
/** How long a new row stays tinted. */
const FRESH_MS = 2_400

export interface LiveCalls {
  /** newest first */
  calls: readonly CallSummary[]
  /** how many came while not following */
  waiting: number
}

/** @param on subscribed at all: only the first page moves */
export function useLiveCalls(on: boolean, following: boolean): LiveCalls {
  const channel = useChannel(on ? callsChannel : undefined)
  const now = channel.status === 'live' ? channel.data : NONE
  const held = useRef(now)
  if (following) held.current = now
  const newest = held.current[0]
  const waiting = newest ? now.findIndex(({ callId }) => callId === newest.callId) : now.length
  return { calls: held.current, waiting: following ? 0 : Math.max(0, waiting) }
}

/** Ids of rows that were not there a moment ago. Nothing is new on the first look. */
export function useArrivals(rows: readonly CallSummary[]): ReadonlySet<string> {
  const seen = useRef<Set<string> | undefined>(undefined)
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set())
  const ids = rows.map(({ callId }) => callId).join(' ')
  useEffect(() => {
    if (ids === '') {
      seen.current = undefined
      return
    }
    const present = ids.split(' ')
    const before = seen.current
    seen.current = new Set(present)
    const added = before ? present.filter((id) => !before.has(id)) : []
    // Many at once are another page or filter, not arrivals.
    if (added.length === 0 || added.length > 10) return
    setFresh(new Set(added))
    const timer = setTimeout(() => setFresh(new Set()), FRESH_MS)
    return () => clearTimeout(timer)
  }, [ids])
  return fresh
}
