/** What margin has done, for anybody: the ladder of debts, the risk reserve. Lists in pages are asked for where they are drawn. */
import { useQuery } from '@tanstack/react-query'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'

export type MarginLadder = Answer<'GET /margin/ladder'>
export type Reserve = Answer<'GET /margin/reserve'>

const LADDER_MS = 5_000
const RESERVE_MS = 30_000

export const useLadder = () =>
  useQuery({
    queryKey: keyOf('GET /margin/ladder'),
    queryFn: ({ signal }) => call('GET /margin/ladder', { signal }),
    refetchInterval: LADDER_MS,
    staleTime: STALE.live,
  })

export const useReserve = () =>
  useQuery({
    queryKey: keyOf('GET /margin/reserve'),
    queryFn: ({ signal }) => call('GET /margin/reserve', { signal }),
    refetchInterval: RESERVE_MS,
    staleTime: STALE.list,
  })
