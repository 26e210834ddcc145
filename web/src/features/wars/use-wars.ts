/** What the page reads of Compute Wars: the running round live, the own place, closed rounds; and the champion's choice. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { warsChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { useBooking } from '../../parts/use-booking.ts'

export type Wars = Answer<'GET /wars'>
export type Standing = Wars['standings'][number]
export type OwnPlace = Answer<'GET /wars/own'>
export type PastRound = Answer<'GET /wars/rounds'>['items'][number]

const REFRESH_MS = 15_000
const OWN_MS = 3_000

/** The channel's state as soon as it is newer than the answer. */
export function useWars() {
  const live = useChannel(warsChannel)
  const asked = useQuery({
    queryKey: keyOf('GET /wars'),
    queryFn: ({ signal }) => call('GET /wars', { signal }),
    refetchInterval: REFRESH_MS,
    staleTime: STALE.live,
  })
  const told = live.status === 'live' && live.data.asOf >= (asked.data?.asOf ?? 0) ? live.data : undefined
  return { data: told ?? asked.data, error: asked.error, refetch: asked.refetch }
}

export const useOwnPlace = () =>
  useQuery({
    queryKey: keyOf('GET /wars/own'),
    queryFn: ({ signal }) => call('GET /wars/own', { signal }),
    enabled: useSession().status === 'user',
    refetchInterval: OWN_MS,
    staleTime: STALE.live,
  })

export const useRound = (roundId: number) =>
  useQuery({
    queryKey: keyOf('GET /wars/rounds/{roundId}', roundId),
    queryFn: ({ signal }) => call('GET /wars/rounds/{roundId}', { params: { roundId }, signal }),
    staleTime: STALE.live,
  })

export function useChoice() {
  const client = useQueryClient()
  return useBooking<Answer<'POST /wars/choice'>['perk'], Answer<'POST /wars/choice'>>({
    send: (perk, idempotencyKey) => call('POST /wars/choice', { body: { perk }, idempotencyKey }),
    onDone: () => {
      for (const path of ['GET /wars', 'GET /wars/own'] as const)
        void client.invalidateQueries({ queryKey: keyOf(path) })
    },
  })
}
