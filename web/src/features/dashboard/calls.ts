/** The newest own calls: the last page by REST, with what arrives live put over it. */
import { useQuery } from '@tanstack/react-query'
import type { CallSummary } from '../../../../src/contract/calls.ts'
import { callsChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { call, keyOf } from '../../api/platform.ts'

const SHOWN = 8
const NONE: CallSummary[] = []

/** Newest first, at most eight, each call once. */
export function useCalls(): CallSummary[] {
  const { data } = useQuery({
    queryKey: keyOf('GET /calls', 'newest'),
    queryFn: ({ signal }) => call('GET /calls', { query: { limit: SHOWN }, signal }),
  })
  const live = useChannel(callsChannel)
  const arrived = live.status === 'live' ? live.data : NONE
  const known = new Set(arrived.map(({ callId }) => callId))
  return [...arrived, ...(data?.items ?? NONE).filter(({ callId }) => !known.has(callId))]
    .sort((a, b) => b.at - a.at)
    .slice(0, SHOWN)
}
