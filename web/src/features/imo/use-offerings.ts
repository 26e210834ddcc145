/** What the launchpad's pages read: all offerings for anybody, live; own locks and quotas for whoever is signed in; locking. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Offering, OfferingPosition } from '../../../../src/contract/offerings.ts'
import { offeringsChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { useBooking } from '../../parts/use-booking.ts'

export type { Offering, OfferingPosition }

/** Newest first; what came over the socket when it is newer. */
export function useOfferings() {
  const query = useQuery({
    queryKey: keyOf('GET /offerings'),
    queryFn: ({ signal }) => call('GET /offerings', { signal }),
    staleTime: STALE.live,
  })
  const live = useChannel(offeringsChannel)
  const items = live.status === 'live' ? live.data : query.data?.items
  return { data: items, error: query.error, refetch: query.refetch }
}

/** A quota goes down with every call: asked again now and then, and at once when an offering has changed. */
export function useMine(offerings: readonly Offering[] | undefined) {
  const client = useQueryClient()
  const changed = offerings?.map(({ offeringId, phase, score }) => `${offeringId} ${phase} ${score}`).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again because an offering has changed
  useEffect(() => {
    void client.invalidateQueries({ queryKey: keyOf('GET /account/offerings') })
  }, [client, changed])
  return useQuery({
    queryKey: keyOf('GET /account/offerings'),
    queryFn: ({ signal }) => call('GET /account/offerings', { signal }),
    enabled: useSession().status === 'user',
    refetchInterval: REFRESH_MS,
    staleTime: STALE.live,
  })
}

const REFRESH_MS = 10_000

export type Mine = Answer<'GET /account/offerings'>

export function useLock(offeringId: number, onDone: () => void) {
  const client = useQueryClient()
  return useBooking<{ amount: string }, Answer<'POST /offerings/{offeringId}/lock'>>({
    send: ({ amount }, idempotencyKey) =>
      call('POST /offerings/{offeringId}/lock', { params: { offeringId }, body: { amount }, idempotencyKey }),
    onDone: () => {
      onDone()
      for (const path of ['GET /account/offerings', 'GET /offerings', 'GET /me/balances', 'GET /stake'] as const)
        void client.invalidateQueries({ queryKey: keyOf(path) })
    },
  })
}
