/** What the page reads: both pools for anybody, own money in them for whoever is signed in; and booking. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { LendingPool } from '../../../../src/contract/lending.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { useBooking } from '../../parts/use-booking.ts'

export type Asset = LendingPool['asset']
export type Position = Answer<'GET /lending'>['items'][number]
export type Act = 'lend' | 'withdraw'

/** Interest grows all the time; nobody reads it more often. */
const REFRESH_MS = 10_000

export const usePools = () =>
  useQuery({
    queryKey: keyOf('GET /lending/pools'),
    queryFn: ({ signal }) => call('GET /lending/pools', { signal }),
    refetchInterval: REFRESH_MS,
    staleTime: STALE.live,
  })

export const usePositions = () =>
  useQuery({
    queryKey: keyOf('GET /lending'),
    queryFn: ({ signal }) => call('GET /lending', { signal }),
    enabled: useSession().status === 'user',
    refetchInterval: REFRESH_MS,
    staleTime: STALE.live,
  })

/** Everything that a booking changes is asked for again. */
export function useRefreshed(): () => void {
  const client = useQueryClient()
  return () => {
    for (const path of ['GET /lending', 'GET /lending/pools', 'GET /lending/history', 'GET /me/balances'] as const)
      void client.invalidateQueries({ queryKey: keyOf(path) })
  }
}

export type Booked = Answer<'POST /lending/lend'> | Answer<'POST /lending/withdraw'>

interface Wish {
  act: Act
  asset: Asset
  /** null: all of it */
  amount: string | null
}

export function useLending(onDone: () => void) {
  const refresh = useRefreshed()
  return useBooking<Wish, Booked>({
    send: ({ act, asset, amount }, idempotencyKey) =>
      act === 'lend'
        ? call('POST /lending/lend', { body: { asset, amount: amount ?? '0' }, idempotencyKey })
        : call('POST /lending/withdraw', { body: { asset, amount }, idempotencyKey }),
    onDone: () => {
      onDone()
      refresh()
    },
  })
}
