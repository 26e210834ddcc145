/** The newest own calls: the last page by REST, with what arrives live put over it. */
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { CallSummary } from '../../../../src/contract/calls.ts'
import { callsChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { call, keyOf } from '../../api/platform.ts'
import { queryClient } from '../../api/queries.ts'

const SHOWN = 8
/** Sums are read again this long after the last of a burst of calls. */
const SETTLE_MS = 1_200
const NONE: CallSummary[] = []

/** Newest first, at most eight, each call once. */
export function useCalls(): CallSummary[] {
  const { data } = useQuery({
    queryKey: keyOf('GET /calls', 'newest'),
    queryFn: ({ signal }) => call('GET /calls', { query: { limit: SHOWN }, signal }),
  })
  const live = useChannel(callsChannel)
  const arrived = live.status === 'live' ? live.data : NONE
  useSumsAfter(arrived[0]?.callId)
  const known = new Set(arrived.map(({ callId }) => callId))
  return [...arrived, ...(data?.items ?? NONE).filter(({ callId }) => !known.has(callId))]
    .sort((a, b) => b.at - a.at)
    .slice(0, SHOWN)
}

function useSumsAfter(newest: string | undefined): void {
  useEffect(() => {
    if (newest === undefined) return
    const timer = setTimeout(() => {
      void queryClient.invalidateQueries({ queryKey: keyOf('GET /usage') })
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [newest])
}
